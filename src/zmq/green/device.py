"""Devices that run in greenlets."""

from __future__ import annotations

from typing import Any

import gevent

from zmq.backend import Socket as SocketBase
from zmq.constants import POLLOUT, Errno
from zmq.error import ZMQError
from zmq.green.core import _Socket

__all__ = ["device", "proxy"]


def device(device_type: int, isocket: Any, osocket: Any) -> int:  # noqa: ARG001
    """Do what ``proxy(isocket, osocket)`` does; the type of a device has no meaning any more."""
    return proxy(isocket, osocket)


def proxy(frontend: Any, backend: Any, capture: Any = None) -> int:
    """Pass messages between two sockets, both ways, until their context ends or one is closed.

    capture: a socket that gets a copy of each. Other greenlets run meanwhile, and may use the
    sockets. Raises ContextTerminated or ZMQError (ENOTSOCK) in the end.
    """
    first, second = _green(frontend), _green(backend)
    monitor = None if capture is None else _green(capture)
    ways = [
        gevent.spawn(_forward, first, second, monitor),
        gevent.spawn(_forward, second, first, monitor),
    ]
    try:
        for way in gevent.iwait(ways):
            if way.value is not None:
                raise way.value
    finally:
        gevent.killall(ways)
    return 0


def _green(socket: Any) -> _Socket:
    if not isinstance(socket, SocketBase):
        raise TypeError(f"a proxy needs sockets, not {socket!r}")
    return socket if isinstance(socket, _Socket) else _Socket.shadow(socket)


def _forward(source: _Socket, target: _Socket, capture: _Socket | None) -> ZMQError | None:
    """Pass messages on; return why that ended, None if there are none this way."""
    try:
        while True:
            target.poll(flags=POLLOUT)  # so that no message waits in our hands
            message = source.recv_multipart(copy=False)
            if capture is not None:
                capture.send_multipart(message, copy=False)
            target.send_multipart(message, copy=False)
    except ZMQError as error:
        return None if error.errno == Errno.ENOTSUP and not source.closed else error
