"""AsyncioAuthenticator under its name for tornado, whose loops are asyncio's; goes in 30.0."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

from tornado.ioloop import IOLoop

from zmq.auth.asyncio import AsyncioAuthenticator
from zmq.sugar.context import Context

__all__ = ["IOLoopAuthenticator"]

warnings.warn(
    "zmq.auth.ioloop is deprecated, use zmq.auth.asyncio.AsyncioAuthenticator",
    DeprecationWarning,
    stacklevel=2,
)


class IOLoopAuthenticator(AsyncioAuthenticator):
    """An AsyncioAuthenticator that may be started before the loop runs. io_loop is ignored."""

    def __init__(
        self,
        context: Context[Any] | None = None,
        encoding: str = "utf-8",
        log: Any = None,
        io_loop: Any = None,
    ) -> None:
        super().__init__(context, encoding=encoding, log=log)
        if io_loop is not None:
            message = "IOLoopAuthenticator ignores io_loop, and uses the current one"
            warnings.warn(message, DeprecationWarning, stacklevel=2)

    def _get_loop(self) -> asyncio.AbstractEventLoop:
        current: Any = IOLoop.current()
        loop: asyncio.AbstractEventLoop = current.asyncio_loop
        return loop
