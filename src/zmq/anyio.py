"""Sockets, contexts and pollers for AnyIO: the methods that can wait are coroutines.

They run on asyncio and on Trio, whichever the caller runs in, and obey cancel scopes: a receive
that is cancelled takes no message, a send that is cancelled sends none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zmq import _coroutine
from zmq.backend import plain_lookup

if TYPE_CHECKING:
    from zmq._coroutine_types import Socket as _Socket
else:
    _Socket = _coroutine.Socket


class Socket(_Socket):
    """A socket whose methods that can wait are coroutines."""


class Poller(_coroutine.Poller):
    """A poller of sockets and descriptors whose ``poll`` is a coroutine."""


class Context(_coroutine.Context[Socket]):
    """Makes sockets for AnyIO; ``async with`` ends it while other tasks run."""

    _socket_class = Socket


Socket._poller_class = Poller  # noqa: SLF001
plain_lookup(Socket)

__all__ = ["Context", "Poller", "Socket"]
