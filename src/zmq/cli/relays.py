"""Proxies that run in a thread and tell how much has passed."""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, NamedTuple, Protocol

from zmq.backend import monitored_queue, proxy_steerable
from zmq.cli.capture import Writer
from zmq.cli.ends import AnySocket
from zmq.constants import SocketType
from zmq.error import ZMQError
from zmq.sugar import Context

SIDES = "frontend", "backend"
_CONTROL, _COPIES = "inproc://control", "inproc://copies"


class Traffic(NamedTuple):
    """What has come from one side."""

    messages: int = 0
    size: int = 0


Both = tuple[Traffic, Traffic]


class Relay(Protocol):
    """A proxy under way between a frontend and a backend."""

    def traffic(self) -> Both: ...
    def end(self) -> Both: ...


class Steered:
    """A proxy that is asked over its control socket."""

    def __init__(self, context: Context[Any], front: AnySocket, back: AnySocket) -> None:
        control, self._orders = _joined(context, SocketType.REP, SocketType.REQ, _CONTROL)
        self._thread = _started(lambda: proxy_steerable(front, back, None, control))

    def traffic(self) -> Both:
        numbers = struct.unpack("8Q", b"".join(self._order(b"STATISTICS")))
        return Traffic(*numbers[0:2]), Traffic(*numbers[4:6])

    def end(self) -> Both:
        total = self.traffic()
        self._order(b"TERMINATE")
        self._thread.join()
        return total

    def _order(self, command: bytes) -> list[bytes]:
        self._orders.send(command)
        answer: list[bytes] = self._orders.recv_multipart()
        return answer


class Recorded:
    """A proxy of whose messages each is written down."""

    def __init__(
        self, context: Context[Any], front: AnySocket, back: AnySocket, writer: Writer
    ) -> None:
        copies, self._taken = _joined(context, SocketType.PAIR, SocketType.PAIR, _COPIES)
        self._front = front
        self._writer = writer
        self._traffic = dict.fromkeys(SIDES, Traffic())
        prefixes = [side.encode() for side in SIDES]
        self._thread = _started(lambda: _relay_copying(front, back, copies, *prefixes))
        self._recorder = _started(self._record)

    def traffic(self) -> Both:
        front, back = map(self._traffic.__getitem__, SIDES)
        return front, back

    def end(self) -> Both:
        self._front.close()
        self._thread.join()
        self._recorder.join()
        return self.traffic()

    def _record(self) -> None:
        for prefix, *message in self._taken:
            if not message:
                return
            side = prefix.decode()
            self._writer.write(side, message)
            messages, size = self._traffic[side]
            self._traffic[side] = Traffic(messages + 1, size + sum(map(len, message)))


def _relay_copying(front: AnySocket, back: AnySocket, copies: AnySocket, *prefixes: bytes) -> None:
    """Relay until a socket is closed; then end the copies with an empty one."""
    with suppress(ZMQError):
        monitored_queue(front, back, copies, *prefixes)
    copies.send(b"")


def _joined(
    context: Context[Any], binds: SocketType, connects: SocketType, address: str
) -> tuple[AnySocket, AnySocket]:
    sockets = context.socket(binds), context.socket(connects)
    sockets[0].bind(address)
    sockets[1].connect(address)
    return sockets


def _started(target: Callable[[], object]) -> Thread:
    thread = Thread(target=target, daemon=True)
    thread.start()
    return thread
