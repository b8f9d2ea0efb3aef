"""How the handshakes of a server end, told by its monitor."""

from __future__ import annotations

from typing import Any, NamedTuple

import zmq
from waiting import PATIENCE
from zmq.utils.monitor import recv_monitor_message


class Outcome(NamedTuple):
    """How a handshake ended for the server, with the status that ZAP gave."""

    event: zmq.Event
    status: int = 0


ADMITTED = Outcome(zmq.EVENT_HANDSHAKE_SUCCEEDED)
REFUSED = Outcome(zmq.EVENT_HANDSHAKE_FAILED_AUTH, 400)
FAILED = Outcome(zmq.EVENT_HANDSHAKE_FAILED_AUTH, 500)

_ENDINGS = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED,
    zmq.EVENT_HANDSHAKE_FAILED_AUTH,
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL,
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
)


class Server(NamedTuple):
    """A bound socket, where it is, and its monitor."""

    socket: zmq.Socket[bytes]
    endpoint: str
    monitor: Any

    def outcome(self) -> Outcome:
        """Wait for the next handshake to end."""
        while True:
            message = recv_monitor_message(self.monitor)
            if message["event"] in _ENDINGS:
                return Outcome(message["event"], int(message["value"]))

    def received(self) -> tuple[bytes, str]:
        """Receive a message, and tell its sender's user id."""
        frame: Any = self.socket.recv(copy=False)
        return frame.bytes, frame.get("User-Id")


def bound(socket: zmq.Socket[bytes], host: str = "127.0.0.1") -> Server:
    """Bind a socket, watched from the start."""
    monitor = socket.get_monitor_socket()
    socket.rcvtimeo = monitor.rcvtimeo = PATIENCE * 1000
    socket.bind(f"tcp://{host}:*")
    return Server(socket, socket.last_endpoint.decode(), monitor)
