"""Which loop the caller is in, as something that ``_waiters`` can wait with."""

from __future__ import annotations

import asyncio
import math
import os
import selectors
import socket
import sys
import threading
import weakref
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from functools import cache, partial
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

READ, WRITE = 1, 2

Key = tuple[int, int]  # a descriptor, and READ or WRITE
Callback = Callable[[], Any]


# asyncio


def current_asyncio() -> asyncio.AbstractEventLoop:
    """The loop that runs, or else the one that is set for this thread."""
    return asyncio.get_event_loop()


def running_asyncio() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread, if any."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def watching(loop: asyncio.AbstractEventLoop) -> Any:
    """Return the loop, or for one that cannot watch descriptors what does so for it."""
    able = _able.get(type(loop))
    if able is None:
        able = _able[type(loop)] = _watches_descriptors(loop)
    if able:
        return loop
    watcher = _watchers.get(loop)
    if watcher is None:
        watcher = _watchers[loop] = ThreadWatchedLoop(loop)
    return watcher


_able: dict[type, bool] = {}  # whether loops of a kind watch descriptors


def _watches_descriptors(loop: asyncio.AbstractEventLoop) -> bool:
    """Find out by trying: all loops have the methods, and some refuse."""
    probe, other = socket.socketpair()
    with probe, other:
        try:
            loop.add_reader(probe, _nothing)
            loop.remove_reader(probe)
        except NotImplementedError:
            return False
    return True


def asyncio_of(loop: Any) -> asyncio.AbstractEventLoop:
    """Undo ``watching``."""
    return loop.loop if isinstance(loop, ThreadWatchedLoop) else loop


class ThreadWatchedLoop:
    """A loop of asyncio and a thread that watches descriptors for it, as long as there are any.

    Windows' proactor needs this. A descriptor that is ready rests until its callback has run.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = weakref.ref(loop, self._end)
        self._lock = threading.Lock()
        self._callbacks: dict[Key, Callback] = {}
        self._resting: set[Key] = set()
        self._waker: socket.socket | None = None

    def _end(self, _: object) -> None:
        """Have the thread find out that the loop is gone; called wherever garbage is collected."""
        waker = self._waker
        if waker is not None:
            with suppress(OSError):  # the thread has ended meanwhile
                waker.send(b"!")

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        loop = self._loop()
        if loop is None:
            raise RuntimeError("Event loop is closed")
        return loop

    def is_closed(self) -> bool:
        loop = self._loop()
        return loop is None or loop.is_closed()

    def is_running(self) -> bool:
        return not self.is_closed() and self.loop.is_running()

    def call_soon(self, callback: Callback) -> Any:
        return self.loop.call_soon(callback)

    def call_soon_threadsafe(self, callback: Callback) -> Any:
        return self.loop.call_soon_threadsafe(callback)

    def call_later(self, delay: float, callback: Callback) -> Any:
        return self.loop.call_later(delay, callback)

    def add_reader(self, fd: int, callback: Callback) -> None:
        self._change((fd, READ), callback)

    def remove_reader(self, fd: int) -> None:
        self._change((fd, READ), None)

    def add_writer(self, fd: int, callback: Callback) -> None:
        self._change((fd, WRITE), callback)

    def remove_writer(self, fd: int) -> None:
        self._change((fd, WRITE), None)

    def _change(self, key: Key, callback: Callback | None) -> None:
        with self._lock:
            self._resting.discard(key)
            if callback is not None:
                self._callbacks[key] = callback
            elif self._callbacks.pop(key, None) is None:
                return
            self._wake()

    def _wake(self) -> None:
        """Have the thread look at what it is to watch; start it if there is none."""
        if self._waker is not None:
            with suppress(BlockingIOError):  # the thread has been woken often enough
                self._waker.send(b"!")
        elif self._callbacks:
            woken, self._waker = socket.socketpair()
            woken.setblocking(False)
            self._waker.setblocking(False)
            name = "zmq-asyncio-descriptors"
            threading.Thread(target=self._watch, args=(woken,), name=name, daemon=True).start()

    def _watch(self, woken: socket.socket) -> None:
        with woken:
            while self._goes_on():
                with self._lock:
                    wanted = self._callbacks.keys() - self._resting
                for key in _ready(wanted, woken):
                    self._report(key)

    def _goes_on(self) -> bool:
        with self._lock:
            if self._callbacks and not self.is_closed():
                return True
            assert self._waker is not None
            self._waker.close()
            self._waker = None
            self._callbacks.clear()
            return False

    def _report(self, key: Key) -> None:
        with self._lock:
            self._resting.add(key)
        with suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(self._ring, key)

    def _ring(self, key: Key) -> None:
        callback = self._callbacks.get(key)
        if callback is None or key not in self._resting:
            return
        callback()
        with self._lock:
            if key in self._resting:
                self._resting.discard(key)
                self._wake()


_watchers: WeakKeyDictionary[asyncio.AbstractEventLoop, ThreadWatchedLoop] = WeakKeyDictionary()


# How many descriptors at once: Windows' select takes 512. If there are more, each lot but the first
# is only looked at, as often as the first times out (s).
AT_ONCE = 500
LOOK_AGAIN = 0.01


def _ready(wanted: set[Key], woken: socket.socket) -> list[Key]:
    """Wait until some are ready or the waker says that others are wanted."""
    if len(wanted) <= AT_ONCE:
        return _ready_of(wanted, woken, None)
    keys = list(wanted)
    ready = _ready_of(keys[:AT_ONCE], woken, LOOK_AGAIN)
    for start in range(AT_ONCE, len(keys), AT_ONCE):
        ready += _ready_of(keys[start : start + AT_ONCE], woken, 0)
    return ready


def _ready_of(wanted: Collection[Key], woken: socket.socket, timeout: float | None) -> list[Key]:
    bell = (woken.fileno(), READ)
    try:
        ready = _select([*wanted, bell], timeout)
    except (OSError, ValueError):  # one is closed: whoever watches it is to find out
        return [key for key in wanted if not _is_open(key[0])]
    if bell in ready:
        ready.remove(bell)
        with suppress(BlockingIOError):
            woken.recv(4096)
    return ready


# Where there is poll: select takes no descriptors above 1023.
_Selector: type[selectors.BaseSelector] = getattr(
    selectors, "PollSelector", selectors.SelectSelector
)


def _select(wanted: Iterable[Key], timeout: float | None) -> list[Key]:
    events: dict[int, int] = {}
    for fd, event in wanted:
        events[fd] = events.get(fd, 0) | event
    with _Selector() as selector:
        for fd, mask in events.items():
            selector.register(fd, mask)
        found = selector.select(timeout)
    return [(key.fd, event) for key, mask in found for event in (READ, WRITE) if mask & event]


def _is_open(fd: int) -> bool:
    try:
        _select([(fd, READ)], 0)
    except (OSError, ValueError):
        return False
    return True


def _finish(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


async def _readable_in_asyncio(fd: int, seconds: float | None) -> None:
    loop = watching(asyncio.get_running_loop())
    ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    loop.add_reader(fd, partial(_finish, ready))
    try:
        await asyncio.wait([ready], timeout=seconds)
    finally:
        loop.remove_reader(fd)


# Trio


def trio_here() -> ModuleType | None:
    """The module trio, if the caller is one of its tasks."""
    trio = sys.modules.get("trio")
    return trio if trio is not None and trio.lowlevel.in_trio_task() else None


class TrioLoop:
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

    def _watch(self, wait: Callable[[int], Any], fd: int, ring: Callback) -> Any:
        # The descriptor of one that is cancelled may be closed, and its number another's.
        async def watch(scope: Any) -> None:
            while not scope.cancel_called:
                await wait(fd)
                if not scope.cancel_called:
                    ring()

        return self._start(watch)

    def add_reader(self, fd: int, callback: Callback) -> None:
        self._readers[fd] = self._watch(self._trio.lowlevel.wait_readable, fd, callback)

    def remove_reader(self, fd: int) -> None:
        if fd in self._readers:
            self._readers.pop(fd).cancel()

    def add_writer(self, fd: int, callback: Callback) -> None:
        self._writers[fd] = self._watch(self._trio.lowlevel.wait_writable, fd, callback)

    def remove_writer(self, fd: int) -> None:
        if fd in self._writers:
            self._writers.pop(fd).cancel()

    def call_later(self, delay: float, callback: Callback) -> Any:
        async def later(scope: Any) -> None:
            await self._trio.sleep(delay)
            if not scope.cancel_called:
                callback()

        return self._start(later)


def _nothing() -> None:
    """Only to find out whether a loop or a run takes it."""


def trio_loop(trio: Any) -> TrioLoop:
    """Return the one ``TrioLoop`` of the run that the caller is in."""
    try:
        return _of_this_run(trio).get()  # type: ignore[no-any-return]
    except LookupError:
        loop = TrioLoop(trio)
        _of_this_run(trio).set(loop)
        return loop


async def _readable_in_trio(trio: Any, fd: int, seconds: float | None) -> None:
    with trio.move_on_after(math.inf if seconds is None else seconds):
        await trio.lowlevel.wait_readable(fd)


async def readable(fd: int, seconds: float | None) -> None:
    """Wait until a descriptor is readable, in a task of asyncio or Trio; several tasks may.

    seconds: how long to wait at most, None for ever.
    """
    own = fd if sys.platform == "win32" else os.dup(fd)
    trio = trio_here()
    try:
        if trio is None:
            await _readable_in_asyncio(own, seconds)
        else:
            await _readable_in_trio(trio, own, seconds)
    finally:
        if own != fd:
            os.close(own)


def event_here() -> tuple[Callable[[], Awaitable[Any]], Callback]:
    """Return what waits, in a task of asyncio or Trio, and what ends the wait from any thread."""
    trio: Any = trio_here()
    if trio is None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        ring = partial(loop.call_soon_threadsafe, _finish, done)
        wait: Any = partial(asyncio.wait, [done])
    else:
        event = trio.Event()
        ring = partial(trio.lowlevel.current_trio_token().run_sync_soon, event.set)
        wait = event.wait
    return wait, partial(_unless_ended, ring)


def _unless_ended(ring: Callback) -> None:
    with suppress(RuntimeError):  # the loop is closed, the run of Trio has ended
        ring()


@cache
def _of_this_run(trio: Any) -> Any:
    return trio.lowlevel.RunVar("zmq")


__all__ = [
    "ThreadWatchedLoop",
    "TrioLoop",
    "asyncio_of",
    "current_asyncio",
    "event_here",
    "readable",
    "running_asyncio",
    "trio_here",
    "trio_loop",
    "watching",
]
