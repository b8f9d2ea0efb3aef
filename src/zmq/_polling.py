"""Waiting for any of many sockets and descriptors, whatever it is that waits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Protocol

from zmq._waiters import IN, OUT, Loop, Parked, Waiters, Waiting
from zmq.backend import WOULD_BLOCK, Socket
from zmq.constants import EVENTS


class PollLoop(Loop, Protocol):
    def add_writer(self, fd: Any, callback: Callable[[], Any], /) -> Any: ...
    def remove_writer(self, fd: Any, /) -> Any: ...


def look(socket: Socket, wanted: int) -> Callable[[], Any]:
    """Make the attempt of a poll: it comes to the events wanted that are there."""

    def attempt() -> Any:
        events: Any = Socket.get(socket, EVENTS)
        return events & wanted or WOULD_BLOCK

    return attempt


class Polling(Waiting):
    """Waits until one of many sockets and descriptors is ready.

    poll: returns the (object, events) pairs that are ready now. pairs: the objects and the events
    wanted of each. waiters_of: gives those who wait on a socket in the loop, None if nobody else
    does. timeout: in ms, None or negative for ever; when it is over the result is an empty list.
    """

    __slots__ = ("_descriptors", "_loop", "_own", "_pairs", "_parked", "_poll", "_waiters_of")

    def __init__(
        self,
        loop: PollLoop,
        poll: Callable[[], list[tuple[Any, int]]],
        pairs: list[tuple[Any, int]],
        waiters_of: Callable[[Socket], Waiters | None],
        timeout: float | None,
    ) -> None:
        super().__init__(loop)
        self._loop, self._poll, self._pairs, self._waiters_of = loop, poll, pairs, waiters_of
        self._parked: list[Parked] = []
        self._own: list[Waiters] = []
        self._descriptors: list[int] = []
        self._look(0 if timeout == 0 else None)
        if not self.done and timeout is not None and timeout >= 0:
            self.start_timer(timeout / 1000)

    def _look(self, timeout: int | None = None) -> None:
        """End it if something is ready; else wait (again)."""
        self._stop()
        try:
            self.result = self._poll()
            if not self.result and timeout != 0:
                self._watch()
                return
        except Exception as error:  # noqa: BLE001 - it is for whoever collects
            self._stop()
            self.error = error
        self._finish()

    def _watch(self) -> None:
        for target, flags in self._pairs:
            if isinstance(target, Socket):
                waiters = self._waiters_of(target) or self._own_waiters(target)
                self._watch_socket(waiters, target, flags)
            else:
                self._watch_descriptor(target, flags)

    def _own_waiters(self, socket: Socket) -> Waiters:
        waiters = Waiters(socket, self._loop)
        self._own.append(waiters)
        return waiters

    def _watch_socket(self, waiters: Waiters, socket: Socket, flags: int) -> None:
        wanted = flags & (IN | OUT)
        parked = waiters.park(waiters.polls, socket, wanted, look(socket, wanted))
        self._parked.append(parked)
        if parked.done:
            self._loop.call_soon(self._ring)
        else:
            parked.notify = self._ring

    def _watch_descriptor(self, target: Any, flags: int) -> None:
        fd = target if isinstance(target, int) else target.fileno()
        if sys.platform != "win32":
            fd = os.dup(fd)  # a loop has one reader for each number, which may be somebody else's
        self._descriptors.append(fd)
        if flags & ~OUT:
            self._loop.add_reader(fd, self._ring)
        if flags & OUT:
            self._loop.add_writer(fd, self._ring)

    def _ring(self) -> None:
        if self._parked or self._descriptors:
            self._look()

    def _stop(self) -> None:
        for parked in self._parked:
            parked.cancel()
        for waiters in self._own:
            waiters.end()
        for fd in self._descriptors:
            if not self._loop.is_closed():
                self._loop.remove_reader(fd)
                self._loop.remove_writer(fd)
            if sys.platform != "win32":
                os.close(fd)
        self._parked, self._own, self._descriptors = [], [], []

    def expire(self) -> None:
        self._stop()
        self.result = []
        self._finish()

    def cancel(self) -> bool:
        if not self.done:
            self._stop()
            self.cancelled = True
            self.notify = None
            self._finish()
        return self.cancelled


__all__ = ["PollLoop", "Polling", "look"]
