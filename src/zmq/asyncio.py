"""Sockets, contexts and pollers for asyncio.

Every method that can wait returns a future. The loop is the one that runs when it is called; any loop
that can watch descriptors will do, and one after another.
"""

from __future__ import annotations

from zmq import _future, _instance


class Socket(_future.Socket):
    """A socket whose methods that can wait return futures of asyncio."""


class Poller(_future.Poller):
    """A poller of sockets and descriptors whose ``poll`` returns a future of asyncio."""


class Context(_instance.Context[Socket]):
    """Makes sockets for asyncio."""

    _socket_class = Socket


Socket._poller_class = Poller

__all__ = ["Context", "Poller", "Socket"]
