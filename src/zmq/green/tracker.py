"""Waiting for memory that a message shares, in a greenlet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from gevent import with_timeout
from gevent.socket import wait_read

from zmq.sugar.tracker import MessageTracker, rounds

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
            for descriptor, seconds in rounds(event, deadline):
                with_timeout(seconds, wait_read, descriptor, timeout_value=None)


def _events(tracker: MessageTracker) -> Iterator[Any]:
    """What a tracker and those within it wait for."""
    yield from tracker.events
    for peer in tracker.peers:
        yield from _events(peer)
