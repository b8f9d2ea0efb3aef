"""What the operating system knows of a descriptor that belongs to libzmq."""

from __future__ import annotations

# Not ``socket``: what gevent may have put there wants to be used from greenlets only.
import _socket as socket
import os
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["identify", "peer_of"]


def identify(descriptor: int) -> object | None:
    """Return what tells a socket from a later one with the same number, or None if it is closed."""
    if sys.platform == "win32":
        ends = _endpoint_of(descriptor, remote=False), _endpoint_of(descriptor, remote=True)
        return None if None in ends else ends
    try:
        stat = os.fstat(descriptor)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def peer_of(descriptor: int) -> str | None:
    """Return the remote address of a TCP connection as an endpoint, or None."""
    return _endpoint_of(descriptor, remote=True) or None


if not TYPE_CHECKING and sys.implementation.name == "pypy":
    # There a socket object makes its descriptor one that blocks, and libzmq would wait in it.
    from zmq.backend.cffi.descriptors import endpoint_of as _endpoint_of
else:

    def _endpoint_of(descriptor: int, *, remote: bool) -> str | None:
        """Return an end of a TCP connection, "" for another kind, None for no connection at all."""
        try:
            with _borrowed(descriptor) as borrowed:
                name = borrowed.getpeername() if remote else borrowed.getsockname()
                return _endpoint(borrowed.family, name)
        except OSError:
            return None


@contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket]:
    """A socket object for a descriptor that somebody else will close.

    It has a duplicate: an exception that a signal brings, at whatever moment, must not have Python
    close what is libzmq's.
    """
    borrowed = socket.socket(fileno=socket.dup(descriptor))
    try:
        yield borrowed
    finally:
        borrowed.close()


def _endpoint(family: int, name: tuple[str, int]) -> str:
    if family == socket.AF_INET:
        return f"tcp://{name[0]}:{name[1]}"
    if family == socket.AF_INET6:
        return f"tcp://[{name[0]}]:{name[1]}"
    return ""
