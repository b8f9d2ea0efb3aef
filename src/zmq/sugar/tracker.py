"""Knowing when libzmq is done with memory that a message shares."""

from __future__ import annotations

import gc
import sys
import time

from zmq.backend import Frame
from zmq.error import NotDone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any, Protocol

    class _Event(Protocol):
        def is_set(self) -> bool: ...
        def wait(self, timeout: float | None = None) -> bool: ...


class MessageTracker:
    """Tells when all of several things are done: events, other trackers, and tracked Frames.

    towatch: those things; with none it is done. Raises ValueError for a Frame that is not tracked,
    TypeError for anything else.
    """

    events: set[_Event]
    peers: set[MessageTracker]

    def __init__(self, *towatch: _Event | MessageTracker | Frame) -> None:
        self.events = set()
        self.peers = set()
        for watched in towatch:
            self._watch(watched)

    def _watch(self, watched: object) -> None:
        if isinstance(watched, MessageTracker):
            self.peers.add(watched)
        elif isinstance(watched, Frame):
            if watched.tracker is None:
                raise ValueError("the Frame is not tracked: it was made without track=True")
            self.peers.add(watched.tracker)
        elif hasattr(watched, "is_set") and hasattr(watched, "wait"):
            self.events.add(watched)
        else:
            raise TypeError(f"only events, trackers and Frames can be tracked, not {watched!r}")

    @property
    def done(self) -> bool:
        """Whether libzmq reads none of the memory any more."""
        return all(event.is_set() for event in self.events) and all(
            peer.done for peer in self.peers
        )

    def wait(self, timeout: float | None = -1) -> None:
        """Return once all is done.

        timeout: seconds to wait at most, None or negative for ever. Raises NotDone when they are
        over.
        """
        deadline = None if timeout is None or timeout < 0 else time.monotonic() + timeout
        for event in self.events:
            if not event.wait(_left(deadline)):
                raise NotDone
        for peer in self.peers:
            peer.wait(_left(deadline))

    def __await__(self) -> Generator[Any, None, None]:
        """Return once all is done, in a task of asyncio or Trio, while others run."""
        return self._settle().__await__()

    async def _settle(self) -> None:
        from zmq._loops import readable  # noqa: PLC0415 - few programs need asyncio

        for event in self.events:
            for descriptor, seconds in rounds(event):
                await readable(descriptor, seconds)
        for peer in self.peers:
            await peer._settle()


_COLLECTS = sys.implementation.name == "pypy"
_SHORTEST, _LONGEST = 0.01, 5  # of the waits between which it does (s)


def rounds(event: Any, deadline: float | None = None) -> Iterator[tuple[int, float | None]]:
    """Yield what is to be readable, and how long to wait for it (s, None: for ever), until an event
    is set. Raises NotDone when the deadline is over.

    With a collector instead of reference counts, a Frame that was dropped may still hold memory, so
    it runs between two waits.
    """
    longest = _SHORTEST
    while not event.is_set():
        left = _left(deadline)
        if left == 0:
            raise NotDone
        if _COLLECTS:
            yield _descriptor(event), longest if left is None else min(left, longest)
            gc.collect()
            longest = min(2 * longest, _LONGEST)
        else:
            yield _descriptor(event), left


def _descriptor(event: Any) -> int:
    """The descriptor that is readable when an event is set."""
    try:
        return event.fileno()  # type: ignore[no-any-return]
    except AttributeError:
        raise TypeError(f"a tracker of {event!r} can only wait: it has no fileno()") from None


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


_FINISHED_TRACKER = MessageTracker()

__all__ = ["_FINISHED_TRACKER", "MessageTracker"]
