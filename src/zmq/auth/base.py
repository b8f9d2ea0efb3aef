"""What all authenticators have in common: rules, and the socket on which libzmq asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from zmq.auth import zap
from zmq.auth.policy import CURVE_ALLOW_ANY, Policy
from zmq.constants import SocketType
from zmq.error import ZMQError
from zmq.sugar.context import Context
from zmq.sugar.socket import Socket

if TYPE_CHECKING:
    import logging

__all__ = ["CURVE_ALLOW_ANY", "Authenticator"]

VERSION = zap.VERSION


class Authenticator(Policy):
    """Rules, and the ZAP socket of a context; subclasses bring what receives from it.

    context: the one whose server sockets it decides for, ``Context.instance()`` if None. Between
    ``start`` and ``stop`` it is the only authenticator there. encoding, log: as in Policy.

    Alone it answers what ``handle_zap_message`` is given of ``zap_socket``.
    """

    zap_socket: Any = None
    _socket_type = SocketType.REP
    _socket_class: type[Socket[Any]] = Socket

    def __init__(
        self,
        context: Context[Any] | None = None,
        encoding: str = "utf-8",
        log: logging.Logger | Any = None,
    ) -> None:
        super().__init__(encoding, log)
        self.context: Context[Any] = Context.instance() if context is None else context

    def start(self) -> None:
        """Be asked from now on; ZMQError (EADDRINUSE) if the context has an authenticator."""
        socket = self.context.socket(self._socket_type, self._socket_class)
        try:
            socket.linger = 1
            socket.rcvtimeo = -1  # whatever the context's default
            socket.bind(zap.ENDPOINT)
        except BaseException:
            socket.close()
            raise
        self.zap_socket = socket

    def stop(self) -> None:
        """No longer be asked. May be called again, and before ``start``.

        From then on libzmq lets in whom it would without an authenticator: anybody, unless
        ZAP_ENFORCE_DOMAIN is set.
        """
        socket, self.zap_socket = self.zap_socket, None
        if socket is None:
            return
        # Closing alone would free the address some time later, in libzmq's own thread.
        with suppress(ZMQError):
            socket.unbind(zap.ENDPOINT)
        socket.close()

    async def handle_zap_message(self, msg: Sequence[bytes]) -> None:
        """Answer a message that ``zap_socket`` received."""
        reply = await self.answer(msg)
        socket = self.zap_socket
        if reply is not None and socket is not None:
            socket.send_multipart([*getattr(msg, "envelope", ()), *reply])
