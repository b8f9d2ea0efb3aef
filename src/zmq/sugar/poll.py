"""Waiting for many sockets at once."""

from __future__ import annotations

from zmq.backend import PollSet, zmq_poll
from zmq.constants import POLLERR, POLLIN, POLLOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Poller:
    """A set of sockets, descriptors, and objects with ``fileno()``, to be polled repeatedly."""

    sockets: list[tuple[Any, int]]
    _map: dict[Any, int]
    _set: PollSet | None
    _changes: int

    def __init__(self) -> None:
        self.sockets = []
        self._map = {}
        self._changes = 0
        self._set = None

    def __contains__(self, socket: Any) -> bool:
        return socket in self._map

    def register(self, socket: Any, flags: int = POLLIN | POLLOUT) -> None:
        """Poll a socket from now on; who is registered already gets other events.

        socket: a Socket, a descriptor, or anything with ``fileno()``. flags: a mask of PollEvent;
        0 unregisters.

        What cannot be polled shows when polling. Raises TypeError for what cannot be hashed.
        """
        if not flags:
            if socket in self._map:
                self.unregister(socket)
            return
        if socket in self._map:
            self.sockets[self._map[socket]] = (socket, flags)
        else:
            self._map[socket] = len(self.sockets)
            self.sockets.append((socket, flags))
        self._forget_set()

    def modify(self, socket: Any, flags: int = POLLIN | POLLOUT) -> None:
        """Do what ``register`` does."""
        self.register(socket, flags)

    def unregister(self, socket: Any) -> None:
        """No longer poll a socket; raises KeyError if it is not registered."""
        position = self._map.pop(socket)
        del self.sockets[position]
        for later, _ in self.sockets[position:]:
            self._map[later] -= 1
        self._forget_set()

    def _forget_set(self) -> None:
        self._changes += 1
        self._set = None

    def poll(self, timeout: float | None = None) -> list[tuple[Any, int]]:
        """Wait until something is ready and return (socket, events) pairs in order of registration.

        timeout: ms, None or negative for ever. Descriptors stand for what is no socket.
        Raises ZMQError (ENOTSOCK) for a closed socket, ContextTerminated, TypeError for what cannot
        be polled, ValueError where ``fileno()`` fails.
        """
        polled = self._set
        if polled is None:
            polled = self._new_set()
        return polled.poll(timeout)

    def _new_set(self) -> PollSet:
        """Make what is polled, to be kept unless somebody registers meanwhile."""
        changes = self._changes
        polled = PollSet(self.sockets)
        if changes == self._changes:
            self._set = polled
        return polled


def select(
    rlist: list[Any], wlist: list[Any], xlist: list[Any], timeout: float | None = None
) -> tuple[list[Any], list[Any], list[Any]]:
    """Wait until something can be read, written or has failed, as ``select.select`` does.

    rlist, wlist, xlist: lists of what ``Poller`` takes. timeout: seconds, None or negative for
    ever. Raises TypeError for what is no list or cannot be polled.
    """
    return select_by(zmq_poll, rlist, wlist, xlist, timeout)


def select_by(
    poll: Callable[[list[tuple[Any, int]], float], list[tuple[Any, int]]],
    rlist: list[Any],
    wlist: list[Any],
    xlist: list[Any],
    timeout: float | None,
) -> tuple[list[Any], list[Any], list[Any]]:
    """Do what ``select`` does by a function like ``zmq_poll``."""
    wanted: dict[Any, int] = {}
    for objects, flag in ((rlist, POLLIN), (wlist, POLLOUT), (xlist, POLLERR)):
        if not isinstance(objects, list):
            raise TypeError(f"select takes lists, not {type(objects).__name__}")
        for polled in objects:
            wanted[polled] = wanted.get(polled, 0) | flag
    if not wanted:
        return [], [], []
    ready = poll(list(wanted.items()), -1 if timeout is None else timeout * 1000.0)
    readable, writable, failed = (
        [polled for polled, events in ready if events & flag] for flag in (POLLIN, POLLOUT, POLLERR)
    )
    return readable, writable, failed


__all__ = ["Poller", "select", "select_by"]
