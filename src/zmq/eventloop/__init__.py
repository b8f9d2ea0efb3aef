"""ØMQ on tornado's event loop: futures in ``future``, callbacks in ``zmqstream``."""

from __future__ import annotations

from tornado.ioloop import IOLoop

__all__ = ["IOLoop"]
