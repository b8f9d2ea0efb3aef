"""What the operating system knows of a descriptor that belongs to libzmq."""

from __future__ import annotations

# Not ``socket``: what gevent may have put there wants to be used from greenlets only.
import _socket as socket
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["identify", "peer_of"]


def identify(descriptor: int) -> object | None:
    """Return what tells a socket from a later one with the same number, or None if it is closed."""
    try:
        if sys.platform == "win32":
            with _borrowed(descriptor) as borrowed:
                return borrowed.getsockname(), borrowed.getpeername()
        stat = os.fstat(descriptor)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def peer_of(descriptor: int) -> str | None:
    """Return the remote address of a TCP connection as an endpoint, or None."""
    try:
        with _borrowed(descriptor) as borrowed:
            family, name = borrowed.family, borrowed.getpeername()
    except OSError:
        return None
    return _endpoint(family, name)


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


def _endpoint(family: int, name: Any) -> str | None:
    if family == socket.AF_INET:
        return f"tcp://{name[0]}:{name[1]}"
    if family == socket.AF_INET6:
        return f"tcp://[{name[0]}]:{name[1]}"
    return None
