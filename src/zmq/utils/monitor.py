"""Reading what a socket monitor reports, from ``Socket.watch`` or ``Socket.get_monitor_socket``."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, overload

from zmq.constants import Event
from zmq.sugar.events import Connection, HandshakeFailures, MonitorEvent, unpack
from zmq.sugar.monitor import EventStream, Monitor

if TYPE_CHECKING:
    from asyncio import Future

    from zmq.sugar import Socket

__all__ = [
    "Connection",
    "EventStream",
    "HandshakeFailures",
    "Monitor",
    "MonitorEvent",
    "parse_monitor_message",
    "recv_monitor_message",
]


class MonitorMessage(TypedDict):
    """An event of a socket.

    What ``value`` means depends on the event: a descriptor, an errno, an interval in milliseconds,
    a status of ZAP or one of ``Event.PROTOCOL_ERROR_*``.
    """

    event: Event
    value: int
    endpoint: bytes


def parse_monitor_message(msg: Sequence[Any]) -> MonitorMessage:
    """Return the event of the two frames (msg) in which a monitor reports it.

    Raises RuntimeError for what no monitor reports.
    """
    event, value, endpoint = unpack(msg)
    # A flag cannot be negative, as the value of a failed call can.
    return {"event": event, "value": Event(value) if value >= 0 else value, "endpoint": endpoint}


async def _parse_later(msg: Awaitable[Sequence[Any]]) -> MonitorMessage:
    return parse_monitor_message(await msg)


@overload
def recv_monitor_message(socket: Socket[bytes], flags: int = 0) -> MonitorMessage: ...
@overload
def recv_monitor_message(
    socket: Socket[Future[Any]], flags: int = 0
) -> Awaitable[MonitorMessage]: ...
def recv_monitor_message(
    socket: Socket[Any], flags: int = 0
) -> MonitorMessage | Awaitable[MonitorMessage]:
    """Receive an event from a monitor's socket; from an asynchronous one, return an awaitable.

    flags: as for ``Socket.recv``, which says what is raised.
    """
    msg: Any = socket.recv_multipart(flags)
    return _parse_later(msg) if isinstance(msg, Awaitable) else parse_monitor_message(msg)
