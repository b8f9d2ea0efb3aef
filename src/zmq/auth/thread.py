"""An authenticator that runs in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
from threading import Event, Thread, current_thread
from typing import Any

from zmq.auth.base import Authenticator
from zmq.auth.server import Server, ZapSocket
from zmq.constants import SocketType

__all__ = ["ThreadAuthenticator"]


class AuthenticationThread(Thread):
    """Runs an event loop that answers an authenticator's requests.

    It ends when the authenticator's ``zap_socket`` is closed. ``started`` is set when it serves.
    pipe is ignored.
    """

    poller: Any = None

    def __init__(self, authenticator: Authenticator, pipe: Any) -> None:
        super().__init__(name="zmq-auth", daemon=True)
        self.authenticator: Authenticator = authenticator
        self.pipe = pipe
        self.log: logging.Logger = authenticator.log
        self.loop: asyncio.AbstractEventLoop | None = None
        self.started: Event = Event()

    def run(self) -> None:
        try:
            asyncio.run(self._serve(self.authenticator.zap_socket))
        finally:
            self.started.set()

    async def _serve(self, socket: ZapSocket) -> None:
        self.loop = asyncio.get_running_loop()
        server = Server(socket, self.authenticator.handle_zap_message, self.loop, self.log)
        self.loop.call_soon(self.started.set)  # once it waits
        await server.serve()


class ThreadAuthenticator(Authenticator):
    """An Authenticator that answers from a thread; callbacks run there, on an event loop.

    Callbacks may be coroutine functions. One that is not, and blocks, delays other peers.
    """

    pipe: Any = None  # the thread ends when zap_socket is closed
    pipe_endpoint: str = ""
    thread: AuthenticationThread | None = None

    _socket_type = SocketType.ROUTER
    _socket_class = ZapSocket

    def start(self) -> None:
        """Be asked from now on; returns when the thread serves.

        Raises ZMQError (EADDRINUSE) if the context has an authenticator.
        """
        super().start()
        thread = AuthenticationThread(self, self.pipe)
        try:
            thread.start()
        except RuntimeError:  # the system allows no more threads
            super().stop()
            raise
        thread.started.wait()
        self.thread = thread

    def stop(self) -> None:
        """No longer be asked, and wait for the thread to end; see ``Authenticator.stop``."""
        super().stop()
        thread, self.thread = self.thread, None
        if thread is not None and thread is not current_thread():
            thread.join()

    def __del__(self) -> None:
        """Stop, if that has not been done; a thread that serves keeps its authenticator."""
        self.stop()

    def is_alive(self) -> bool:
        """Tell whether the thread serves."""
        return self.thread is not None and self.thread.is_alive()
