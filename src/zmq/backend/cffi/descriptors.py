"""The ends of connections, asked for without making anything of their descriptors."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib

_ROOM = 128


def endpoint_of(descriptor: int, *, remote: bool) -> str | None:
    """Return an end of a TCP connection, "" for another kind, None for no connection at all."""
    text = ffi.new("char[]", _ROOM)
    if lib.core_endpoint_of(descriptor, remote, text, _ROOM) == -1:
        return None
    encoded: bytes = ffi.string(text)
    return encoded.decode("ascii")
