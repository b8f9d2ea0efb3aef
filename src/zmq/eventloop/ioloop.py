"""Names from when ØMQ needed an event loop of its own; tornado's does. Goes in 30.0."""

from __future__ import annotations

import warnings
from typing import Any

from tornado.ioloop import IOLoop, PeriodicCallback

__all__ = ["IOLoop", "PeriodicCallback", "ZMQIOLoop", "install"]

_ADVICE = "zmq.eventloop.ioloop is deprecated: tornado's own IOLoop is all that is needed"

ZMQIOLoop: type[Any] = IOLoop


def install() -> None:
    """Do nothing but say so."""
    warnings.warn(_ADVICE, DeprecationWarning, stacklevel=2)


warnings.warn(_ADVICE, DeprecationWarning, stacklevel=2)
