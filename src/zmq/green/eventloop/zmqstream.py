"""ZMQStream for sockets of gevent."""

from __future__ import annotations

from typing import Any

from zmq.eventloop import zmqstream
from zmq.green.core import _Socket

__all__ = ["ZMQStream"]


class ZMQStream(zmqstream.ZMQStream):
    """Sends and receives messages of a socket of gevent by callbacks of tornado's loop."""

    def _accept(self, socket: Any) -> Any:
        return socket if isinstance(socket, _Socket) else super()._accept(socket)
