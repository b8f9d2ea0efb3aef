"""Sockets, contexts and pollers for asyncio.

Every method that can wait returns a future. The loop is the one that runs when it is called; any
loop that can watch descriptors will do, and one after another. A thread watches them for loops that
cannot, such as Windows' proactor.
"""

from __future__ import annotations

import asyncio
import warnings
from functools import cache
from typing import TYPE_CHECKING

from zmq import _future, _instance
from zmq.backend import plain_lookup

if TYPE_CHECKING:
    from zmq._future_types import Socket as _Socket
else:
    _Socket = _future.Socket


class Socket(_Socket):
    """A socket whose methods that can wait return futures of asyncio."""


class Poller(_future.Poller):
    """A poller of sockets and descriptors whose ``poll`` returns a future of asyncio."""


class Context(_instance.Context[Socket]):
    """Makes sockets for asyncio."""

    _socket_class = Socket


Socket._poller_class = Poller  # noqa: SLF001
plain_lookup(Socket)


# Deprecated


class ProactorSelectorThreadWarning(RuntimeWarning):
    """No longer emitted: a thread that watches descriptors for the proactor is nothing special."""


@cache
def _warn(name: str) -> None:
    text = f"zmq.asyncio.{name} does nothing: every loop will do"
    warnings.warn(text, DeprecationWarning, stacklevel=3)


class ZMQEventLoop(asyncio.SelectorEventLoop):
    """Deprecated: any loop will do."""

    def __init__(self, selector: object = None) -> None:
        _warn("ZMQEventLoop")
        super().__init__(selector)  # type: ignore[arg-type]


def install() -> None:
    """Deprecated: there is nothing to install."""
    _warn("install")


__all__ = ["Context", "Poller", "Socket", "ZMQEventLoop", "install"]
