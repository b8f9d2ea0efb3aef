"""What waits in gevent: the hub of each thread, whose loop watches descriptors and times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gevent import get_hub
from gevent.hub import Waiter
from gevent.monkey import get_original

from zmq._waiters import Waiting

# The names of a thread and of a greenlet differ once gevent has patched the threads.
_current_thread = get_original("_thread", "get_ident")

READ, WRITE = 1, 2


class _Timer:
    """A call that is to be made later."""

    __slots__ = ("_watcher",)

    def __init__(self, watcher: Any) -> None:
        self._watcher = watcher

    def cancel(self) -> None:
        self._watcher.close()


class HubLoop:
    """A hub, as those who wait on sockets know loops.

    What it watches does not keep the hub running; greenlets that wait here do.
    """

    def __init__(self, hub: Any) -> None:
        self._hub = hub
        self._watchers: dict[tuple[int, int], Any] = {}
        self._waiting = 0
        self._vigil = hub.loop.async_()

    def is_closed(self) -> bool:
        return self._hub.loop is None

    def is_running(self) -> bool:
        """Whether it is for another thread to change what is parked in it."""
        return not self.is_closed() and self._hub.thread_ident != _current_thread()

    def _watch(self, fd: int, event: int, callback: Callable[[], Any]) -> None:
        watcher = self._watchers[fd, event] = self._hub.loop.io(fd, event, ref=False)
        watcher.start(callback)

    def _unwatch(self, fd: int, event: int) -> None:
        watcher = self._watchers.pop((fd, event), None)
        if watcher is not None:
            watcher.close()

    def add_reader(self, fd: int, callback: Callable[[], Any]) -> None:
        self._watch(fd, READ, callback)

    def remove_reader(self, fd: int) -> None:
        self._unwatch(fd, READ)

    def add_writer(self, fd: int, callback: Callable[[], Any]) -> None:
        self._watch(fd, WRITE, callback)

    def remove_writer(self, fd: int) -> None:
        self._unwatch(fd, WRITE)

    def call_soon(self, callback: Callable[[], Any]) -> None:
        self._hub.loop.run_callback(callback)

    def call_soon_threadsafe(self, callback: Callable[[], Any]) -> None:
        if not self.is_closed():
            self._hub.loop.run_callback_threadsafe(callback)

    def call_later(self, delay: float, callback: Callable[[], Any]) -> _Timer:
        watcher = self._hub.loop.timer(delay)
        watcher.start(callback, update=True)
        return _Timer(watcher)

    def wait(self, waiting: Waiting) -> None:
        """Let other greenlets run until something is done."""
        waiter: Any = Waiter(self._hub)
        loop = self._hub.loop
        waiting.notify = lambda: loop.run_callback(waiter.switch, None)
        self._begin_to_wait()
        try:
            waiter.get()
        finally:
            self._end_waiting()

    def _begin_to_wait(self) -> None:
        self._waiting += 1
        if self._waiting == 1:
            self._vigil.start(_nothing)

    def _end_waiting(self) -> None:
        self._waiting -= 1
        if not self._waiting and not self.is_closed():
            self._vigil.stop()


def _nothing() -> None:
    """Nobody sends the vigil's event: it only keeps the hub running."""


def current_loop() -> HubLoop:
    """The loop of this thread's hub."""
    hub: Any = get_hub()
    try:
        return hub.zmq_loop  # type: ignore[no-any-return]
    except AttributeError:
        loop = hub.zmq_loop = HubLoop(hub)
        return loop


def settle(waiting: Waiting) -> Any:
    """Wait until something is done, and return its result.

    An exception that ends the wait undoes it; its attribute ``too_late`` tells whether that could
    not be done any more.
    """
    if not waiting.done:
        try:
            current_loop().wait(waiting)
        except BaseException as error:
            error.too_late = not waiting.cancel()  # type: ignore[attr-defined]
            raise
    return waiting.collect()
