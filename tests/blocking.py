"""Each call that can block, to be made on a socket where it does: a DEALER without peers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import zmq

CALLS: dict[str, Callable[[zmq.Socket[bytes]], Any]] = {
    "recv": lambda socket: socket.recv(),
    "recv-frame": lambda socket: socket.recv(copy=False),
    "recv_multipart": lambda socket: socket.recv_multipart(),
    "recv_string": lambda socket: socket.recv_string(),
    "recv_into": lambda socket: socket.recv_into(bytearray(8)),
    "send": lambda socket: socket.send(b"x"),
    "send-frame": lambda socket: socket.send(b"x" * 100_000, copy=False),
    "send_multipart": lambda socket: socket.send_multipart([b"x", b"y"]),
    "poll": lambda socket: socket.poll(),
    "poll-out": lambda socket: socket.poll(flags=zmq.POLLOUT),
    "poller": lambda socket: _poller(socket).poll(),
    "select": lambda socket: zmq.select([socket], [], []),
}


def _poller(socket: zmq.Socket[bytes]) -> zmq.Poller:
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    return poller
