"""Waiting for any of many sockets and descriptors, whatever it is that waits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from zmq._waiters import IN, OUT, Loop, Parked, Waiters
from zmq.backend import WOULD_BLOCK, Socket
from zmq.constants import EVENTS


class PollLoop(Loop, Protocol):
    def add_writer(self, fd: Any, callback: Callable[[], Any], /) -> Any: ...
    def remove_writer(self, fd: Any, /) -> Any: ...


def look(socket: Socket, wanted: int) -> Callable[[], Any]:
    """Make the attempt of a poll: it comes to the events wanted that are there."""

    def attempt() -> Any:
        events: Any = socket.get(EVENTS)
        return events & wanted or WOULD_BLOCK

    return attempt


class Polling:
    """Calls ``notify`` once as soon as one of the sockets and descriptors may be ready.

    pairs: objects and the events wanted of each, as pollers have them. waiters_of: gives those who
    wait on a socket in the loop.
    """

    def __init__(
        self,
        loop: PollLoop,
        pairs: Iterable[tuple[Any, int]],
        waiters_of: Callable[[Socket], Waiters],
        notify: Callable[[], Any],
    ) -> None:
        self._loop = loop
        self._notify = notify
        self._parked: list[Parked] = []
        self._descriptors: list[int] = []
        self._going = True
        try:
            for target, flags in pairs:
                if isinstance(target, Socket):
                    self._watch_socket(waiters_of(target), target, flags)
                else:
                    self._watch_descriptor(target, flags)
        except BaseException:
            self.stop()
            raise

    def _watch_socket(self, waiters: Waiters, socket: Socket, flags: int) -> None:
        wanted = flags & (IN | OUT)
        parked = waiters.park(waiters.polls, socket, wanted, look(socket, wanted))
        if parked.done:
            self._loop.call_soon(self._ring)
        else:
            parked.notify = self._ring
            self._parked.append(parked)

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
        if self._going:
            self.stop()
            self._notify()

    def stop(self) -> None:
        """Wait no more."""
        self._going = False
        for parked in self._parked:
            parked.cancel()
        for fd in self._descriptors:
            if not self._loop.is_closed():
                self._loop.remove_reader(fd)
                self._loop.remove_writer(fd)
            if sys.platform != "win32":
                os.close(fd)
        self._parked, self._descriptors = [], []


__all__ = ["PollLoop", "Polling", "look"]
