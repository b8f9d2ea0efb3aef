"""A watched socket, as users see it: its events to read, and who is connected."""

from __future__ import annotations

import sys
from collections.abc import Callable
from operator import index
from typing import TYPE_CHECKING, Any, Self, TypeVar

from zmq.constants import Event
from zmq.sugar.events import Connection, HandshakeFailures, MonitorEvent
from zmq.sugar.native import new_lock, start_thread

if TYPE_CHECKING:
    from zmq.sugar.tap import Tap

__all__ = ["EventStream", "Monitor", "settle"]

T = TypeVar("T")

LONGEST_WAIT = 1e6  # seconds that a lock can be waited for on every system; then again


def settle(tap: Tap, check: Callable[[], T | None], seconds: float | None = None) -> T:
    """Block the thread until a check of a tap returns something; TimeoutError when time is over."""
    gate = new_lock()
    gate.acquire()
    wait = tap.wait_for(check, gate.release)
    try:
        if seconds is None:
            while not (wait.over or gate.acquire(timeout=LONGEST_WAIT)):
                pass
        elif not wait.over:
            gate.acquire(timeout=min(max(seconds, 0), LONGEST_WAIT))
        if not wait.over:
            raise TimeoutError
        return wait.outcome()
    finally:
        tap.forget(wait)


async def settle_later(tap: Tap, check: Callable[[], T | None]) -> T:
    """Wait for the same, in a task of asyncio or Trio."""
    from zmq._loops import event_here  # noqa: PLC0415 - imports asyncio, which few need here

    wait_for_event, set_event = event_here()
    wait = tap.wait_for(check, set_event)
    try:
        if not wait.over:
            await wait_for_event()
        return wait.outcome()
    finally:
        tap.forget(wait)


class Monitor:
    """The events of a socket since it was first watched, and what follows from them.

    Iterate over it, with ``for`` or ``async for``, to get MonitorEvents until the socket is closed,
    beginning with the oldest of the last 4096. Any number of readers may do so in any threads.
    """

    def __init__(self, tap: Tap) -> None:
        self._tap = tap

    def __repr__(self) -> str:
        state = "ended" if self.ended else "running"
        return f"<zmq.Monitor({state}, {self._tap.count} events) at {id(self):#x}>"

    @property
    def complete(self) -> bool:
        """Whether it began before the socket's first bind or connect, and so knows every peer."""
        return self._tap.complete

    @property
    def ended(self) -> bool:
        """Whether there will be no more events: the socket was closed, or this was."""
        return self._tap.ended

    def close(self) -> None:
        """Stop watching, for all who do. Readers get what is left; those who wait get an error."""
        self._tap.close()

    def connections(self) -> list[Connection]:
        """Return the peers that are connected now; see ``Socket.connections``."""
        return self._tap.connections()

    @property
    def failures(self) -> dict[str, HandshakeFailures]:
        """The handshakes that failed, by the endpoint at which they did."""
        return self._tap.failures()

    def __iter__(self) -> EventStream:
        return EventStream(self._tap, self._settle)

    def __aiter__(self) -> EventStream:
        return EventStream(self._tap, self._settle)

    def on_event(
        self, callback: Callable[[MonitorEvent], object], events: int = Event.ALL
    ) -> EventStream:
        """Call a function with each event, beginning with those that are remembered.

        events: a mask of Event. The calls come from a thread of their own, one after the other. A
        callback that takes long holds up nobody; when it falls behind by more than is remembered
        it misses the oldest. What it raises goes to ``threading.excepthook``. ``close`` what is
        returned to end the calls.
        """
        if not callable(callback):
            raise TypeError(f"a callback is to be called, not {callback!r}")
        stream = iter(self)
        self._start(_call_back, stream, callback, index(events))
        return stream

    # What gevent does in its own way

    def _settle(self, check: Callable[[], T | None]) -> T:
        return settle(self._tap, check)

    def _start(self, function: Callable[..., object], *args: Any) -> None:
        start_thread(function, *args)


def _call_back(stream: EventStream, callback: Callable[[MonitorEvent], object], mask: int) -> None:
    for event in stream:
        if not event.event & mask:
            continue
        try:
            callback(event)
        except Exception:  # noqa: BLE001 - whatever users raise, the next event is theirs too
            _report()


def _report() -> None:
    """Do what threads do with an exception that nobody handles."""
    import threading  # noqa: PLC0415 - not needed until something goes wrong

    details = (*sys.exc_info(), threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(details))


class EventStream:
    """Reads the events of a monitor, with ``for`` or ``async for``; ends when the monitor does.

    lost: how many events were forgotten before they could be read.
    """

    lost: int = 0

    def __init__(self, tap: Tap, settle: Callable[..., Any]) -> None:
        self._tap = tap
        self._settle = settle
        self._position = 0
        self._closed = False

    def close(self) -> None:
        """End the iteration, also for who waits for the next event now."""
        self._closed = True
        with self._tap.current():
            pass

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> MonitorEvent:
        found = self._settle(self._next)
        if not found:
            raise StopIteration
        return self._pass(*found[0])

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> MonitorEvent:
        found = await settle_later(self._tap, self._next)
        if not found:
            raise StopAsyncIteration
        return self._pass(*found[0])

    def _next(self) -> tuple[tuple[int, MonitorEvent], ...] | None:
        """The next event and its number, nothing at the end; None if one has to wait."""
        tap = self._tap
        number = max(self._position, tap.forgotten)
        if self._closed:
            return ()
        if number < tap.count:
            return ((number, tap.events[number - tap.forgotten]),)
        return () if tap.ended else None

    def _pass(self, number: int, event: MonitorEvent) -> MonitorEvent:
        """Go on behind an event that is about to be returned."""
        self.lost += number - self._position
        self._position = number + 1
        return event
