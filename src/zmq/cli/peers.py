"""Whether peers are there and take us, as the events of a socket tell."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from zmq.backend import strerror
from zmq.constants import Event
from zmq.error import Again
from zmq.utils.monitor import MonitorMessage, recv_monitor_message

if TYPE_CHECKING:
    from zmq.sugar import Socket

_REFUSALS = (
    Event.HANDSHAKE_FAILED_NO_DETAIL | Event.HANDSHAKE_FAILED_PROTOCOL | Event.HANDSHAKE_FAILED_AUTH
)
_WITH_ERRNO = (
    Event.CONNECT_DELAYED
    | Event.BIND_FAILED
    | Event.ACCEPT_FAILED
    | Event.CLOSE_FAILED
    | Event.HANDSHAKE_FAILED_NO_DETAIL
)


class Peers:
    """What has become of a socket's handshakes; ``refusals`` says why, for those that failed.

    libzmq drops what is queued for a peer that refuses us, so these have to be told.
    """

    def __init__(self, socket: Socket[Any]) -> None:
        self.refusals: dict[str, str] = {}
        self._socket = socket
        self._events = socket.get_monitor_socket(
            Event.HANDSHAKE_SUCCEEDED | _REFUSALS | Event.MONITOR_STOPPED
        )

    def wait(self, count: int, seconds: float | None) -> None:
        """Wait for so many; raises Again when time is up."""
        deadline = _deadline(seconds)
        while count > 0:
            count -= self._next(deadline) is Event.HANDSHAKE_SUCCEEDED

    def wait_closed(self, seconds: float | None) -> None:
        """Wait until the socket, which has been closed, is done with all; raises Again."""
        deadline = _deadline(seconds)
        while self._next(deadline) is not Event.MONITOR_STOPPED:
            pass

    def close(self) -> None:
        """Watch no longer."""
        if not self._socket.closed:
            self._socket.disable_monitor()
        self._events.close()

    def _next(self, deadline: float | None) -> Event:
        left = None if deadline is None else max(0, deadline - time.monotonic()) * 1000
        if not self._events.poll(left):
            raise Again
        message: MonitorMessage = recv_monitor_message(self._events)
        endpoint = address(message)
        if message["event"] & _REFUSALS:
            self.refusals[endpoint] = meaning(message)
        elif message["event"] is Event.HANDSHAKE_SUCCEEDED:
            self.refusals.pop(endpoint, None)
        return message["event"]


def _deadline(seconds: float | None) -> float | None:
    return None if seconds is None else time.monotonic() + seconds


def address(message: MonitorMessage) -> str:
    return message["endpoint"].decode("utf-8", "backslashreplace")


def meaning(message: MonitorMessage) -> str:
    """What the number says that comes with an event."""
    event, value = message["event"], message["value"]
    if event & _WITH_ERRNO:
        return strerror(value)
    if event & Event.CONNECT_RETRIED:
        return f"again in {int(value)} ms"
    if event & Event.HANDSHAKE_FAILED_PROTOCOL:
        return Event(value).name or hex(value)
    if event & Event.HANDSHAKE_FAILED_AUTH:
        return f"status {int(value)} of the authenticator"
    return ""
