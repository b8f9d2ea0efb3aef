"""Sockets, contexts and pollers for AnyIO: the methods that can wait are coroutines.

They run on asyncio and on Trio, whichever the caller runs in, and obey cancel scopes: a receive that
is cancelled takes no message, a send that is cancelled sends none.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, Self

from zmq import _instance, _parking
from zmq._future import Pending, running_loop
from zmq._parking import NO_WAIT, TRY
from zmq._waiters import Parked, Waiting
from zmq.backend import WOULD_BLOCK
from zmq.backend import Socket as SocketBase
from zmq.constants import POLLIN, Errno
from zmq.error import ZMQError


def _trio() -> ModuleType | None:
    """The module trio, if the caller is one of its tasks."""
    trio = sys.modules.get("trio")
    return trio if trio is not None and trio.lowlevel.in_trio_task() else None


class _TrioLoop:
    """What waits in a run of Trio: system tasks, which end with it."""

    def __init__(self, trio: Any) -> None:
        self._trio = trio
        self._token = trio.lowlevel.current_trio_token()
        self._readers: dict[int, Any] = {}
        self._writers: dict[int, Any] = {}
        self.call_soon = self.call_soon_threadsafe = self._token.run_sync_soon

    def is_closed(self) -> bool:
        try:
            self._token.run_sync_soon(_nothing)
        except self._trio.RunFinishedError:
            return True
        return False

    def is_running(self) -> bool:
        return not self.is_closed()

    def _start(self, run: Callable[[Any], Any]) -> Any:
        scope = self._trio.CancelScope()

        async def within() -> None:
            with scope:
                await run(scope)

        self._trio.lowlevel.spawn_system_task(within)
        return scope

    def _watch(self, wait: Callable[[int], Any], fd: int, ring: Callable[[], Any]) -> Any:
        # The descriptor of one that is cancelled may be closed, and its number another's.
        async def watch(scope: Any) -> None:
            while not scope.cancel_called:
                await wait(fd)
                if not scope.cancel_called:
                    ring()

        return self._start(watch)

    def add_reader(self, fd: int, callback: Callable[[], Any]) -> None:
        self._readers[fd] = self._watch(self._trio.lowlevel.wait_readable, fd, callback)

    def remove_reader(self, fd: int) -> None:
        if fd in self._readers:
            self._readers.pop(fd).cancel()

    def add_writer(self, fd: int, callback: Callable[[], Any]) -> None:
        self._writers[fd] = self._watch(self._trio.lowlevel.wait_writable, fd, callback)

    def remove_writer(self, fd: int) -> None:
        if fd in self._writers:
            self._writers.pop(fd).cancel()

    def call_later(self, delay: float, callback: Callable[[], Any]) -> Any:
        async def later(scope: Any) -> None:
            await self._trio.sleep(delay)
            if not scope.cancel_called:
                callback()

        return self._start(later)


def _nothing() -> None:
    """Only to find out whether a run still goes on."""


_trio_loop: Any = None  # a RunVar, once Trio is there


def _loop_of(trio: Any) -> _TrioLoop:
    global _trio_loop
    if _trio_loop is None:
        _trio_loop = trio.lowlevel.RunVar("zmq.anyio")
    try:
        return _trio_loop.get()  # type: ignore[no-any-return]
    except LookupError:
        loop = _TrioLoop(trio)
        _trio_loop.set(loop)
        return loop


def _current_loop() -> Any:
    trio = _trio()
    return asyncio.get_running_loop() if trio is None else _loop_of(trio)


def _running_loop() -> Any:
    trio = _trio()
    return running_loop() if trio is None else _loop_of(trio)


class _Awaited(Pending):
    """Ends with ZMQError (ENOTSOCK) when the socket is closed: nobody cancelled the task."""

    cancelled_by_closing = False


async def _settled(parked: Waiting, loop: Any) -> Any:
    """Wait until a parked operation is done; return its result."""
    if parked.done:
        return parked.collect()
    trio = _trio()
    if trio is None:
        return await _Awaited(parked, loop)
    await _wait_in_trio(trio, parked)
    return parked.collect()


async def _wait_in_trio(trio: Any, parked: Waiting) -> None:
    lowlevel = trio.lowlevel
    task = lowlevel.current_task()

    def abort(_: Any) -> Any:
        parked.cancel()
        return lowlevel.Abort.SUCCEEDED

    parked.notify = lambda: lowlevel.reschedule(task)
    await lowlevel.wait_task_rescheduled(abort)


def _receiving(name: str) -> Any:
    """Make the coroutine method that receives as the core's method of this name does."""
    attempt = getattr(SocketBase, name)

    async def receive(self: Socket, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        waiters = self._waiters
        if not flags and waiters.budget > 0 and not waiters.receives:
            received = attempt(self, TRY, copy, track)
            if received is not WOULD_BLOCK:
                waiters.budget -= 1
                return received
        return await self._settle(self._park_recv(attempt, flags, copy, track))

    receive.__name__, receive.__doc__ = name, attempt.__doc__
    return receive


def _sending(name: str) -> Any:
    """Make the coroutine method that sends as the core's method of this name does."""
    attempt = getattr(SocketBase, name)

    async def send(
        self: Socket,
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        **kwargs: Any,
    ) -> Any:
        waiters = self._waiters
        try_flags = int(flags) | TRY if flags else TRY
        if waiters.budget > 0 and not waiters.sends and not try_flags & NO_WAIT:
            sent = attempt(self, data, try_flags, copy, track, **kwargs)
            if sent is not WOULD_BLOCK:
                waiters.budget -= 1
                return sent

        def again() -> Any:
            return attempt(self, data, try_flags, copy, track, **kwargs)

        return await self._settle(self._park_send(try_flags, again))

    send.__name__, send.__doc__ = name, attempt.__doc__
    return send


class Socket(_parking.Socket):
    """A socket whose ``send``, ``recv`` and ``poll`` are coroutines; all else is as on plain ones.

    An operation that can be done at once is, without a checkpoint but now and then. One that is
    cancelled has not happened.
    """

    def _current_loop(self) -> Any:
        return _current_loop()

    def _running_loop(self) -> Any:
        return _running_loop()

    async def _settle(self, parked: Parked) -> Any:
        return await _settled(parked, self._waiters.loop)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self.close()

    async def aclose(self) -> None:
        """Close the socket, as ``close`` does."""
        self.close()

    # Receiving

    recv = _receiving("recv")
    recv_multipart = _receiving("recv_multipart")

    async def recv_many(
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> Any:
        waiters = self._waiters
        if not flags and waiters.budget > 0 and not waiters.receives:
            received = SocketBase.recv_many(self, max, TRY, copy=copy, multipart=multipart)
            if received is not WOULD_BLOCK:
                waiters.budget -= 1
                return received
        return await self._settle(self._park_recv_many(max, flags, copy, multipart))

    async def recv_into(self, buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> Any:
        return await self._settle(self._park_recv_into(buffer, nbytes, flags))

    async def _deserialize(self, received: Any, load: Callable[[Any], Any]) -> Any:
        return load(await received)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[bytes]:
        """Yield whole messages, as lists of parts, until the socket is closed or its context ends."""
        try:
            return await self.recv_multipart()  # type: ignore[no-any-return]
        except ZMQError as error:
            if error.errno in {Errno.ENOTSOCK, Errno.ETERM}:
                raise StopAsyncIteration from None
            raise

    # Sending

    send = _sending("send")
    send_multipart = _sending("send_multipart")

    async def send_many(self, messages: Iterable[Any], flags: int = 0, copy: bool = True) -> Any:
        return await self._settle(self._park_send_many(messages, int(flags), copy))

    # Waiting

    async def poll(self, timeout: float | None = None, flags: int = POLLIN) -> Any:
        """Wait for events and return their mask (PollEvent), 0 if the time (ms) is over."""
        return await self._settle(self._park_poll(timeout, flags))


class Poller(_parking.Poller):
    """Polls sockets of any kind and descriptors; ``poll`` is a coroutine."""

    async def poll(self, timeout: float | None = None) -> Any:
        """Wait for any, and return the (socket, events) pairs that are ready.

        timeout: ms, None or negative for ever; when it is over the list is empty.
        """
        loop = _current_loop()
        return await _settled(self._polling(loop, timeout), loop)


class Context(_instance.Context[Socket]):
    """Makes sockets for AnyIO."""

    _socket_class = Socket


__all__ = ["Context", "Poller", "Socket"]
