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
    """A proxy between a frontend and a backend; ``end`` works however far ``start`` came."""

    def start(self) -> None: ...
    def traffic(self) -> Both: ...
    def end(self) -> Both: ...


class Steered:
    """A proxy that is asked over its control socket."""

    def __init__(self, context: Context[Any], front: AnySocket, back: AnySocket) -> None:
        control, self._orders = _joined(context, SocketType.REP, SocketType.REQ, _CONTROL)
        self._thread = _thread(lambda: proxy_steerable(front, back, None, control))
        self.start: Callable[[], None] = self._thread.start

    def traffic(self) -> Both:
        numbers = struct.unpack("8Q", b"".join(self._order(b"STATISTICS")))
        return Traffic(*numbers[0:2]), Traffic(*numbers[4:6])

    def end(self) -> Both:
        if self._thread.ident is None:
            return Traffic(), Traffic()
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
        self._copies, self._taken = _joined(context, SocketType.PAIR, SocketType.PAIR, _COPIES)
        self._front = front
        self._writer = writer
        self._traffic = dict.fromkeys(SIDES, Traffic())
        prefixes = [side.encode() for side in SIDES]
        self._thread = _thread(lambda: monitored_queue(front, back, self._copies, *prefixes))
        self._recorder = _thread(self._record)

    def start(self) -> None:
        self._recorder.start()
        self._thread.start()

    def traffic(self) -> Both:
        front, back = map(self._traffic.__getitem__, SIDES)
        return front, back

    def end(self) -> Both:
        self._front.close()
        if self._thread.ident is not None:
            self._thread.join()
        self._copies.send(b"")
        if self._recorder.ident is not None:
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


def _joined(
    context: Context[Any], binds: SocketType, connects: SocketType, address: str
) -> tuple[AnySocket, AnySocket]:
    sockets = context.socket(binds), context.socket(connects)
    sockets[0].bind(address)
    sockets[1].connect(address)
    return sockets


def _thread(work: Callable[[], object]) -> Thread:
    """Return a thread whose work may be cut short by the end of a socket or context."""

    def run() -> None:
        with suppress(ZMQError):
            work()

    return Thread(target=run, daemon=True)
