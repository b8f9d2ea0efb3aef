"""Looking at the messages of an XPUB that somebody else may want to receive afterwards.

Who waits for subscriptions takes what there is to receive, so that what comes later makes the
socket's descriptor readable, and puts all of it back in the end, in front. Several may wait at
once: they share what is held, and whoever takes a message counts it for all.
"""

from __future__ import annotations

from typing import Any

from zmq.backend import Socket as SocketBase
from zmq.sugar.events import Subscriptions
from zmq.sugar.native import new_lock

__all__ = ["Holder"]


class Holder:
    """What is held of a socket's messages, and those for whom it is."""

    def __init__(self) -> None:
        self.held: list[list[Any]] = []
        self._wanted: list[Subscriptions] = []
        self._lock = new_lock()

    def join(self, wanted: Subscriptions) -> None:
        with self._lock:
            self._wanted.append(wanted)
            for message in self.held:
                wanted.feed(message)

    def take(self, socket: SocketBase, wanted: Subscriptions) -> bool:
        """Take what there is to receive, and tell whether that is enough for one who has joined."""
        with self._lock:
            came = self._take(socket)
            others = came and any(other.enough for other in self._wanted if other is not wanted)
        if others:
            socket.put_back([])  # wakes them
        return wanted.enough

    def _take(self, socket: SocketBase) -> bool:
        before = len(self.held)
        while (message := SocketBase.try_recv_multipart(socket, copy=False)) is not None:
            self.held.append(message)
            for each in self._wanted:
                each.feed(message)
        return len(self.held) > before

    def leave(self, socket: SocketBase, wanted: Subscriptions) -> None:
        """Wait no longer; the last one puts everything back."""
        with self._lock:
            self._wanted = [other for other in self._wanted if other is not wanted]
            if not self._wanted:
                self._put_back(socket)

    def give_way(self, socket: SocketBase) -> None:
        """Put everything back for somebody who receives; what is left then is counted anew."""
        with self._lock:
            self._put_back(socket)
            for wanted in self._wanted:
                wanted.clear()

    def _put_back(self, socket: SocketBase) -> None:
        held, self.held = self.held, []
        if held:
            socket.put_back([frame for message in held for frame in message])
