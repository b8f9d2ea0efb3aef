"""Sockets, contexts and pollers whose methods return futures for tornado.

These are futures of asyncio, on which tornado's loop runs. A cancelled one raises
``CancelledError`` of this module, an Exception as tornado's generator-based coroutines need it.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from tornado.ioloop import IOLoop

from zmq import _future, _instance
from zmq._loops import watching
from zmq.backend import plain_lookup

if TYPE_CHECKING:
    from zmq._future_types import Socket as _Socket
else:
    _Socket = _future.Socket

__all__ = ["CancelledError", "Context", "Poller", "Socket"]


class CancelledError(asyncio.CancelledError, Exception):
    """The operation was cancelled, or the socket closed."""


class _Pending(_future.Pending):
    def __await__(self) -> Generator[Any, None, Any]:
        try:
            return (yield from super().__await__())
        except CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from None  # it is the task that ends
            raise

    __iter__ = __await__

    def result(self) -> Any:
        try:
            return super().result()
        except asyncio.CancelledError:
            raise CancelledError from None


def _current_loop() -> Any:
    """The loop that runs, or else the one of this thread's current IOLoop."""
    loop = asyncio._get_running_loop()  # noqa: SLF001 - get_running_loop raises where there is none
    if loop is None:
        current: Any = IOLoop.current()
        loop = current.asyncio_loop
    return watching(loop)


class Socket(_Socket):
    """A socket whose methods that can wait return futures for tornado."""

    _pending_class = _Pending

    def _current_loop(self) -> Any:
        return _current_loop()


class Poller(_future.Poller):
    """A poller of sockets and descriptors whose ``poll`` returns a future for tornado."""

    _pending_class = _Pending

    def _current_loop(self) -> Any:
        return _current_loop()


class Context(_instance.Context[Socket]):
    """Makes sockets for tornado."""

    _socket_class = Socket
    io_loop: Any = None

    def __init__(self, *args: Any, io_loop: Any = None, **kwargs: Any) -> None:
        if io_loop is not None:
            warnings.warn(
                "Context(io_loop=...) is deprecated: the current loop is used",
                DeprecationWarning,
                stacklevel=2,
            )
        super().__init__(*args, **kwargs)


Socket._poller_class = Poller  # noqa: SLF001
plain_lookup(Socket)
