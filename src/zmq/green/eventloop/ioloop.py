"""Names from when ØMQ needed an event loop of its own; tornado's does. Goes in 30.0."""

from __future__ import annotations

from zmq.eventloop.ioloop import IOLoop, PeriodicCallback, ZMQIOLoop, install

__all__ = ["IOLoop", "PeriodicCallback", "ZMQIOLoop", "install"]
