"""An authenticator that runs on an asyncio event loop."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

from zmq.auth.base import Authenticator
from zmq.auth.server import Server, ZapSocket
from zmq.constants import SocketType
from zmq.sugar.context import Context

__all__ = ["AsyncioAuthenticator"]


class AsyncioAuthenticator(Authenticator):
    """An Authenticator whose callbacks run on the event loop that runs when it is started.

    Callbacks may be coroutine functions; one that waits delays no other peer. loop is ignored.
    """

    _socket_type = SocketType.ROUTER
    _socket_class = ZapSocket
    _task: asyncio.Task[None] | None = None

    def __init__(
        self,
        context: Context[Any] | None = None,
        loop: Any = None,
        encoding: str = "utf-8",
        log: Any = None,
    ) -> None:
        super().__init__(context, encoding, log)
        if loop is not None:
            message = f"{type(self).__name__} ignores loop, and uses the one that runs at start()"
            warnings.warn(message, DeprecationWarning, stacklevel=2)

    def start(self) -> None:
        """Be asked from now on.

        Raises RuntimeError if no loop runs, ZMQError (EADDRINUSE) if the context has an
        authenticator.
        """
        loop = self._get_loop()
        super().start()
        server = Server(self.zap_socket, self.handle_zap_message, loop, self.log)
        self._task = loop.create_task(server.serve())

    def _get_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()
