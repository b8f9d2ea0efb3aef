"""A watched socket: the thread that takes its events, and all who ask or wait for them.

libzmq's I/O thread writes events to a PAIR socket, and stands still when that is full. Here its
receiving end has no limit and a thread takes the events at once, into a record that forgets the
oldest and into ``Connections``. Whoever reads, however slowly, reads from the record.

One lock guards receiving and all that is received, so that events are taken in their order by
whoever comes first; whoever takes some tells those whose wait they end.
"""

from __future__ import annotations

import atexit
import itertools
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import contextmanager, suppress
from typing import Any, Generic, Self, TypeVar
from weakref import WeakSet, ref

from zmq.backend import Socket as SocketBase
from zmq.constants import Errno, Event, SocketOption, SocketType
from zmq.error import ContextTerminated, ZMQError
from zmq.sugar.events import Connection, Connections, HandshakeFailures, MonitorEvent
from zmq.sugar.outcome import outcome

__all__ = ["EventStream", "Monitor"]

T = TypeVar("T")

# How many events a monitor remembers for those who read them.
REMEMBERED_EVENTS = 4096

_serial = itertools.count()
_running: WeakSet[Monitor] = WeakSet()


class Monitor:
    """The events of a socket since ``Socket.watch`` was called, and what follows from them.

    Iterate over it, with ``for`` or ``async for``, to get MonitorEvents until the socket is closed,
    beginning with the oldest of the last 4096. Any number of readers may do so in any threads.

    complete: whether it began before the socket's first bind or connect, and so knows every peer.
    """

    complete: bool

    def __init__(self, socket: SocketBase) -> None:
        self.complete = not socket.get(SocketOption.LAST_ENDPOINT)
        self._socket = ref(socket)
        self._connections = Connections(handshakes=socket._type != SocketType.STREAM)
        self._events: deque[MonitorEvent] = deque(maxlen=REMEMBERED_EVENTS)
        self._count = 0  # of all events, also of those that are forgotten
        self._end = 0  # the errno with which receiving ended
        self._waiting: list[_Wait[Any]] = []
        self._lock = threading.Lock()
        self._reader = _attach(socket)
        self._thread = threading.Thread(target=self._follow, name="zmq-monitor", daemon=True)
        self._thread.start()
        _running.add(self)

    def __repr__(self) -> str:
        state = "ended" if self.ended else "running"
        return f"<zmq.Monitor({state}, {self._count} events) at {id(self):#x}>"

    @property
    def ended(self) -> bool:
        """Whether there will be no more events: the socket was closed, or this was."""
        return self._end != 0

    def close(self) -> None:
        """Stop watching. Those who read get what is left; those who wait get an error."""
        socket = self._socket()
        if not (self.ended or socket is None or socket.closed):
            SocketBase.monitor(socket, None, 0)
        with self._current():
            pass

    def connections(self) -> list[Connection]:
        """Return the peers that are connected now; see ``Socket.connections``."""
        with self._current():
            return self._connections_now()

    @property
    def failures(self) -> dict[str, HandshakeFailures]:
        """The handshakes that failed, by the endpoint at which they did."""
        with self._current():
            return dict(self._connections.failures)

    def __iter__(self) -> EventStream:
        return EventStream(self)

    def __aiter__(self) -> EventStream:
        return EventStream(self)

    def on_event(
        self, callback: Callable[[MonitorEvent], object], events: int = Event.ALL
    ) -> EventStream:
        """Call a function with each event, beginning with those that are remembered.

        events: a mask of Event. The calls come from a thread of their own, one after the other. A
        callback that takes long holds up nobody; when it falls behind by more than is remembered
        it misses the oldest. What it raises goes to ``threading.excepthook``. ``close`` what is
        returned to end the calls.
        """
        stream = EventStream(self)
        arguments = (stream, callback, events)
        threading.Thread(target=_call_back, args=arguments, name="zmq-events", daemon=True).start()
        return stream

    def when_connected(self, n: int) -> Future[list[Connection]]:
        """Return a future of the connections, for when there are n of them or more."""

        def check() -> list[Connection] | None:
            if len(self._connections) < n and not self.ended:
                return None
            found = self._connections_now()
            return found if len(found) >= n else None

        return self._when(check)

    def _when(self, check: Callable[[], T | None]) -> Future[T]:
        """Return a future of what ``check()`` returns once that is not None, or ZMQError it raises.

        It is called with the lock held, now and after events. To give up, cancel the future.
        """
        wait = _Wait(check)
        with self._current():
            self._waiting.append(wait)
        return wait.future

    @contextmanager
    def _current(self) -> Iterator[None]:
        """Hold the lock with all events taken; in the end, tell those whose wait is over."""
        over: list[_Wait[Any]] = []
        try:
            with self._lock:
                self._take()
                try:
                    yield
                finally:
                    over = [wait for wait in self._waiting if wait.is_over()]
                    self._waiting = [wait for wait in self._waiting if wait not in over]
        finally:
            for wait in over:
                wait.announce()

    def _connections_now(self) -> list[Connection]:
        gone = self._connections.gone()
        if gone:
            self._take()
            self._connections.forget(gone)
        if self.ended:
            raise self._ending()
        return self._connections.now()

    def _ending(self) -> ZMQError:
        socket = self._socket()
        if self._end == Errno.ETERM:
            return ContextTerminated()
        if socket is None or socket.closed:
            return ZMQError(Errno.ENOTSOCK)
        return ZMQError(Errno.ENOTSUP, "the socket is no longer watched")

    # Taking events

    def _follow(self) -> None:
        """Take events as they come; ends when there will be no more."""
        while not self.ended:
            with suppress(ZMQError):  # whoever takes events next meets it too
                self._reader.poll()
            with self._current():
                pass

    def _take(self) -> None:
        while not self.ended:
            try:
                frames = self._reader.try_recv_multipart()
            except ZMQError as error:
                self._finish(error.errno)
                return
            if frames is None:
                return
            self._note(MonitorEvent.parse(frames))

    def _note(self, event: MonitorEvent) -> None:
        self._events.append(event)
        self._count += 1
        self._connections.feed(event)
        if event.event is Event.MONITOR_STOPPED:
            self._finish(Errno.ENOTSOCK)

    def _finish(self, errno: int | None) -> None:
        """There is no more to come. Closing the receiving end wakes the thread."""
        self._end = errno or Errno.ENOTSOCK
        self._reader.close()


def _attach(socket: SocketBase) -> SocketBase:
    """Return the receiving end of a new monitor.

    It connects before libzmq binds the other end, whose first event waits until somebody is there.
    """
    address = f"inproc://zmq.watch.{socket.underlying:x}.{next(_serial)}"
    reader = SocketBase(socket.context, SocketType.PAIR)
    try:
        reader.set(SocketOption.RCVHWM, 0)
        reader.set(SocketOption.LINGER, 0)
        reader.connect(address)
        SocketBase.monitor(socket, address, Event.ALL)
    except BaseException:
        reader.close()
        raise
    return reader


def _call_back(stream: EventStream, callback: Callable[[MonitorEvent], object], mask: int) -> None:
    for event in stream:
        if not event.event & mask:
            continue
        try:
            callback(event)
        except Exception:  # noqa: BLE001  (whatever users raise, the next event is theirs too)
            details = (*sys.exc_info(), threading.current_thread())
            threading.excepthook(threading.ExceptHookArgs(details))


class _Wait(Generic[T]):
    """Somebody waits until a check returns something."""

    def __init__(self, check: Callable[[], T | None]) -> None:
        self.future: Future[T] = Future()
        self._check = check
        self._result: T | None = None
        self._error: ZMQError | None = None

    def is_over(self) -> bool:
        """Check; also over is the wait of who has given up."""
        if self.future.done():
            return True
        try:
            self._result = self._check()
        except ZMQError as error:
            self._error = error
        return self._result is not None or self._error is not None

    def announce(self) -> None:
        """Resolve the future, without the lock: that may call others."""
        try:
            if self._error is not None:
                self.future.set_exception(self._error)
            elif self._result is not None:
                self.future.set_result(self._result)
        except InvalidStateError:
            return  # given up in this moment


class EventStream:
    """Reads the events of a monitor, with ``for`` or ``async for``; ends when the monitor does.

    lost: how many events were forgotten before they could be read.
    """

    lost = 0

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._position = 0
        self._closed = False

    def close(self) -> None:
        """End the iteration, also for who waits for the next event now."""
        self._closed = True
        with self._monitor._current():
            pass

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> MonitorEvent:
        future = self._monitor._when(self._next)
        try:
            found = future.result()
        finally:
            future.cancel()
        if not found:
            raise StopIteration
        return self._pass(*found[0])

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> MonitorEvent:
        found = await outcome(self._monitor._when(self._next))
        if not found:
            raise StopAsyncIteration
        return self._pass(*found[0])

    def _next(self) -> tuple[tuple[int, MonitorEvent], ...] | None:
        """The next event and its number, nothing at the end; None if one has to wait."""
        monitor = self._monitor
        forgotten = monitor._count - len(monitor._events)
        number = max(self._position, forgotten)
        if self._closed:
            return ()
        if number < monitor._count:
            return ((number, monitor._events[number - forgotten]),)
        return () if monitor.ended else None

    def _pass(self, number: int, event: MonitorEvent) -> MonitorEvent:
        """Go on behind an event that is about to be returned."""
        self.lost += number - self._position
        self._position = number + 1
        return event


def _end_monitors() -> None:
    """When the process ends, before contexts wait for their sockets: monitors have some."""
    for monitor in list(_running):
        monitor.close()
        monitor._thread.join(timeout=1)


atexit.register(_end_monitors)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_running.clear)
