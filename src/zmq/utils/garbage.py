"""Nothing: a non-copying send needs no garbage thread any more.

Since 28.0 buffers that libzmq is done with are released without a thread, a context or sockets of
their own.  The names stay for programs that look at ``gc.refs``, until 30.0.
"""

from __future__ import annotations

import threading
from typing import Any, NamedTuple


class gcref(NamedTuple):
    """An object that was kept alive, and the event that told of its release."""

    obj: Any
    event: Any


class GarbageCollector:
    """Holds nothing and runs nothing."""

    url = "inproc://pyzmq.gc.01"

    def __init__(self, context: Any = None) -> None:
        self.context = context
        self.refs: dict[int, gcref] = {}
        self.pid: int | None = None
        self.thread: GarbageCollectorThread | None = None

    def start(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""

    def is_alive(self) -> bool:
        return False

    def store(self, obj: Any, event: Any = None) -> int:
        """Refuse, since nobody would ever release the object."""
        raise NotImplementedError("there is no garbage thread: send with copy=False and a tracker")

    def __del__(self) -> None:
        """Do nothing."""


class GarbageCollectorThread(threading.Thread):
    """A thread that ends at once."""

    def __init__(self, gc: GarbageCollector) -> None:
        super().__init__()
        self.daemon = True
        self.gc = gc
        self.pid: int | None = None
        self.ready: threading.Event = threading.Event()

    def run(self) -> None:
        self.ready.set()


gc: GarbageCollector = GarbageCollector()
