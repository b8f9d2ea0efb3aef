"""Forwarding between two sockets: proxies and the monitored queue (zmq_proxy(3),
zmq_proxy_steerable(3)).

The loop is c/proxy.c; it comes back here to let signal handlers run.
"""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.socket import Socket
from zmq.backend.cffi.wait import NULL, fail, patiently
from zmq.constants import Errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NOBODY = -1


def proxy(frontend: Socket, backend: Socket, capture: Socket | None = None) -> int:
    """Forward between two sockets until their context ends (zmq_proxy(3)).

    capture: a socket that gets a copy of every message. Raises ContextTerminated when the context
    ends, ZMQError (ENOTSOCK) when a socket gets closed, TypeError for what is no socket.
    """
    return _run_proxy(frontend, backend, capture, None)


def proxy_steerable(
    frontend: Socket,
    backend: Socket,
    capture: Socket | None = None,
    control: Socket | None = None,
) -> int:
    """Forward between two sockets as a third commands (zmq_proxy_steerable(3)).

    control: receives ``PAUSE``, ``RESUME``, ``TERMINATE`` (0 is returned once a message that has
    been taken is handed on) and ``STATISTICS``, which is answered with eight unsigned 64-bit
    numbers in native order: messages and bytes received and sent by the frontend, then by the
    backend. A REP socket answers all others with an empty message. What is no command is ignored.
    """
    return _run_proxy(frontend, backend, capture, control)


def monitored_queue(
    in_socket: Socket,
    out_socket: Socket,
    mon_socket: Socket,
    in_prefix: bytes = b"in",
    out_prefix: bytes = b"out",
) -> int:
    """Forward between two sockets; a third gets every message after a part that tells where it
    came from.

    Between two ROUTER sockets the first two parts change places, so that a peer's address becomes
    the sender's. Raises as ``proxy`` does.
    """
    _check_prefixes(in_prefix, out_prefix)
    _check_sockets(mon_socket)
    return _run_proxy(in_socket, out_socket, mon_socket, None, (in_prefix, out_prefix))


def _check_prefixes(*prefixes: Any) -> None:
    if not all(isinstance(prefix, bytes) for prefix in prefixes):
        raise TypeError("prefixes are bytes")


def _check_sockets(*sockets: Any) -> None:
    for socket in sockets:
        if not isinstance(socket, Socket):
            raise TypeError(f"a proxy needs sockets, not {socket!r}")


def _run_proxy(
    front: Socket,
    back: Socket,
    capture: Socket | None,
    control: Socket | None,
    prefixes: tuple[bytes, bytes] | None = None,
) -> int:
    _check_sockets(front, back, *(one for one in (capture, control) if one is not None))
    p = lib.core_new_proxy()
    if p == NULL:
        raise MemoryError
    p = ffi.gc(p, lib.core_free_proxy)
    try:
        roles = [
            _NOBODY if one is None else _join(p, one) for one in (front, back, capture, control)
        ]
        _set_flows(p, roles, prefixes)
        result = patiently(lib.core_forward, p)
    finally:
        ffi.release(p)  # whatever happens, the sockets are let go of
    if result == lib.FORKED:
        text = "the sockets belong to the process that this one was forked from"
        fail(-Errno.ENOTSOCK, text)
    if result:
        fail(result)
    return 0


def _join(p: Any, socket: Socket) -> int:
    """Keep a socket from other use; return its number in the proxy."""
    result = patiently(lib.core_join_proxy, p, socket._core, socket._type)
    if result < 0:
        fail(result)
    return result


def _set_flows(p: Any, roles: list[int], prefixes: tuple[bytes, bytes] | None) -> None:
    before, after = prefixes or (NULL, NULL)
    sizes = (len(one) for one in prefixes or (b"", b""))
    result = lib.core_set_flows(p, *roles, before, after, *sizes)
    if result:
        fail(result)
