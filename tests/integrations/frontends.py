"""The front-ends that the suite of this directory runs over: each says how one runs and waits.

A test is a coroutine function with the fixture ``front``. It uses sockets as users do, and
``front`` for what differs: starting tasks, cancelling them, and time limits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import anyio
from tornado.ioloop import IOLoop

import zmq.anyio
import zmq.asyncio
import zmq.eventloop.future
from lacking import LACKING

if "uvloop" not in LACKING:
    import uvloop
if "gevent" not in LACKING:
    import gevent

    from integrations import awaitable_green

Main = Callable[[], Coroutine[Any, Any, None]]


class Task(Protocol):
    """A task that was started."""

    @property
    def done(self) -> bool: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def result(self) -> Any: ...
    def cancel(self) -> None: ...
    async def wait(self) -> None: ...


class Frontend(Protocol):
    """How one front-end runs a test."""

    Context: Any
    Socket: Any
    Poller: Any
    awaits_trackers: bool

    def run(self, main: Main) -> None:
        """Run a coroutine function in a loop of its own, and end all tasks that it started."""

    def start(self, function: Callable[..., Awaitable[Any]], *args: Any) -> Task:
        """Start a task."""

    def within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        """Cancel what is in the block after a time, and raise TimeoutError."""

    async def tick(self) -> None:
        """Let every other task run that can."""

    async def in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function that blocks, without blocking the loop."""


class AsyncioTask:
    def __init__(self, task: asyncio.Task[Any]) -> None:
        self._task = task

    @property
    def done(self) -> bool:
        return self._task.done()

    @property
    def cancelled(self) -> bool:
        return self._task.cancelled()

    @property
    def result(self) -> Any:
        return self._task.result()

    def cancel(self) -> None:
        self._task.cancel()

    async def wait(self) -> None:
        await asyncio.wait([self._task])


class Asyncio:
    """Plain asyncio."""

    awaits_trackers = True
    Context: Any = zmq.asyncio.Context
    Socket: Any = zmq.asyncio.Socket
    Poller: Any = zmq.asyncio.Poller
    loop_factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop

    def run(self, main: Main) -> None:
        with asyncio.Runner(loop_factory=type(self).loop_factory) as runner:
            runner.run(main())

    def start(self, function: Callable[..., Awaitable[Any]], *args: Any) -> Task:
        async def call() -> Any:
            return await function(*args)

        return AsyncioTask(asyncio.get_running_loop().create_task(call()))

    @asynccontextmanager
    async def _within(self, seconds: float) -> Any:
        async with asyncio.timeout(seconds):
            yield

    def within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        return self._within(seconds)

    async def tick(self) -> None:
        await asyncio.sleep(0)

    async def in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.to_thread(function, *args)


class Uvloop(Asyncio):
    """asyncio on uvloop."""

    @staticmethod
    def loop_factory() -> asyncio.AbstractEventLoop:
        return uvloop.new_event_loop()


class Eager(Asyncio):
    """asyncio whose tasks start at once (Python 3.12)."""

    @staticmethod
    def loop_factory() -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        loop.set_task_factory(getattr(asyncio, "eager_task_factory", None))
        return loop


class NoReaders(asyncio.SelectorEventLoop):
    """Watches no descriptors for others, as Windows' proactor does not."""

    def _refuse(self, *_: Any) -> Any:
        raise NotImplementedError

    add_reader: Any = _refuse
    remove_reader: Any = _refuse
    add_writer: Any = _refuse
    remove_writer: Any = _refuse


class Proactor(Asyncio):
    """asyncio on a loop that watches no descriptors."""

    loop_factory = getattr(asyncio, "ProactorEventLoop", NoReaders)


class Tornado(Asyncio):
    """Tornado's loop, which is one of asyncio."""

    Context = zmq.eventloop.future.Context
    Socket = zmq.eventloop.future.Socket
    Poller = zmq.eventloop.future.Poller

    def run(self, main: Main) -> None:
        async def main_alone() -> None:
            try:
                await main()
            finally:
                others = asyncio.all_tasks() - {asyncio.current_task()}
                for task in others:
                    task.cancel()
                await asyncio.gather(*others, return_exceptions=True)

        loop = IOLoop(make_current=False)
        loop.run_sync(main_alone)
        loop.close()


class AnyioTask:
    def __init__(self) -> None:
        self._scope = anyio.CancelScope()
        self._ended = anyio.Event()
        self._value: Any = None
        self._error: Exception | None = None

    async def run(self, function: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> None:
        try:
            with self._scope:
                self._value = await function(*args)
        except Exception as error:
            self._error = error
        finally:
            self._ended.set()

    @property
    def done(self) -> bool:
        return self._ended.is_set()

    @property
    def cancelled(self) -> bool:
        return self._scope.cancelled_caught

    @property
    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value

    def cancel(self) -> None:
        self._scope.cancel()

    async def wait(self) -> None:
        await self._ended.wait()


class AnyioOnAsyncio:
    """AnyIO, on asyncio."""

    awaits_trackers = True
    Context, Socket, Poller = zmq.anyio.Context, zmq.anyio.Socket, zmq.anyio.Poller
    backend = "asyncio"
    _tasks: Any

    def run(self, main: Main) -> None:
        async def within_group() -> None:
            async with anyio.create_task_group() as self._tasks:
                await main()
                self._tasks.cancel_scope.cancel()

        anyio.run(within_group, backend=self.backend)

    def start(self, function: Callable[..., Awaitable[Any]], *args: Any) -> Task:
        task = AnyioTask()
        self._tasks.start_soon(task.run, function, args)
        return task

    @asynccontextmanager
    async def _within(self, seconds: float) -> Any:
        with anyio.fail_after(seconds):
            yield

    def within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        return self._within(seconds)

    async def tick(self) -> None:
        await anyio.lowlevel.checkpoint()

    async def in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        return await anyio.to_thread.run_sync(function, *args)


class AnyioOnTrio(AnyioOnAsyncio):
    """AnyIO, on Trio."""

    backend = "trio"


class GeventTask:
    def __init__(self, function: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> None:
        self._error: Exception | None = None
        self.greenlet = gevent.spawn(self._run, function, args)

    def _run(self, function: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> Any:
        try:
            return awaitable_green.drive(function(*args))
        except Exception as error:
            self._error = error

    @property
    def done(self) -> bool:
        return bool(self.greenlet.ready())

    @property
    def cancelled(self) -> bool:
        return isinstance(self.greenlet.value, gevent.GreenletExit)

    @property
    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self.greenlet.value

    def cancel(self) -> None:
        self.greenlet.kill(block=False)

    async def wait(self) -> None:
        self.greenlet.join()


class Gevent:
    """Greenlets: what they wait for is awaited, so that the same tests do."""

    awaits_trackers = False
    if "gevent" not in LACKING:
        Context, Socket = awaitable_green.Context, awaitable_green.Socket
        Poller = awaitable_green.Poller

    def __init__(self) -> None:
        self._tasks: list[GeventTask] = []

    def run(self, main: Main) -> None:
        try:
            awaitable_green.drive(main())
        finally:
            gevent.killall([task.greenlet for task in self._tasks])

    def start(self, function: Callable[..., Awaitable[Any]], *args: Any) -> Task:
        task = GeventTask(function, args)
        self._tasks.append(task)
        return task

    @asynccontextmanager
    async def _within(self, seconds: float) -> Any:
        with gevent.Timeout(seconds, TimeoutError):
            yield

    def within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        return self._within(seconds)

    async def tick(self) -> None:
        gevent.sleep(0)

    async def in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        return gevent.get_hub().threadpool.apply(function, args)


FRONTENDS: dict[str, Callable[[], Frontend]] = {
    "asyncio": Asyncio,
    "asyncio+eager": Eager,
    "asyncio+uvloop": Uvloop,
    "asyncio+proactor": Proactor,
    "tornado": Tornado,
    "gevent": Gevent,
    "anyio-asyncio": AnyioOnAsyncio,
    "anyio-trio": AnyioOnTrio,
}
if "uvloop" in LACKING:
    del FRONTENDS["asyncio+uvloop"]
if "gevent" in LACKING:
    del FRONTENDS["gevent"]

# Those whose sockets return futures of asyncio.
FUTURES = tuple(
    name
    for name in ("asyncio", "asyncio+eager", "asyncio+uvloop", "asyncio+proactor")
    if name in FRONTENDS
)
