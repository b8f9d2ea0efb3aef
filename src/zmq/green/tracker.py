"""Waiting for memory that a message shares, in a greenlet."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from typing import Any

from gevent.socket import wait_read

from zmq.error import NotDone
from zmq.sugar.tracker import MessageTracker

__all__ = ["_MessageTracker"]


class _MessageTracker(MessageTracker):
    """A tracker whose ``wait`` lets other greenlets run."""

    def wait(self, timeout: float | None = -1) -> None:
        """Return once all is done.

        timeout: seconds to wait at most, None or negative for ever. Raises NotDone when they are
        over.
        """
        deadline = None if timeout is None or timeout < 0 else time.monotonic() + timeout
        for event in _events(self):
            while not event.is_set():
                self._wait_for(event.fileno(), deadline)

    @staticmethod
    def _wait_for(descriptor: int, deadline: float | None) -> None:
        """Let others run until a descriptor is readable, or for a while.

        Where a collector frees what nobody uses any more, asking an event for its descriptor makes
        it run: so that is done again and again.
        """
        left = math.inf if deadline is None else max(0.0, deadline - time.monotonic())
        seconds = min(left, _WHILE)
        try:
            wait_read(descriptor, None if seconds == math.inf else seconds, NotDone())
        except NotDone:
            if seconds == left:
                raise


_WHILE = 0.1 if sys.implementation.name == "pypy" else math.inf  # seconds


def _events(tracker: MessageTracker) -> Iterator[Any]:
    """What a tracker and those within it wait for."""
    yield from tracker.events
    for peer in tracker.peers:
        yield from _events(peer)
