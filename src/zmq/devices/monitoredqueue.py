"""The monitored queue, as a function."""

from __future__ import annotations

from zmq.backend import monitored_queue

__all__ = ["monitored_queue"]
