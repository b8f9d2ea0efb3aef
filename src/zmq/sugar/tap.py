"""Where all who want to know of a socket's connections get their events from.

libzmq has one monitor for each socket; its I/O thread writes events to a PAIR socket, and stands
still, with every socket of the context, when that is full or has nobody at its other end. So nobody
but a ``Tap`` ever monitors. Its receiving end has no limit and its thread takes the events at once,
into a record that forgets the oldest, into ``Connections``, and to the PAIR that a program may have
asked for (``Forward``), which gets what it has room for. Whoever reads, however slowly, holds up
nobody.

One lock guards receiving and all that is received, so that events are taken in their order by
whoever comes first; whoever takes some tells those whose wait they end. Nobody sleeps or runs a
user's code while holding it, except that garbage may be collected and signals handled meanwhile,
which may use the very same tap: so its thread can take the lock again.
"""

from __future__ import annotations

import atexit
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from zmq.backend import Socket as SocketBase
from zmq.constants import POLLIN, POLLOUT, Errno, Event, SocketOption, SocketType
from zmq.error import ContextTerminated, ZMQError
from zmq.sugar.events import Connection, Connections, HandshakeFailures, MonitorEvent, pack
from zmq.sugar.native import new_lock, new_reentrant_lock, sleep, start_thread

__all__ = ["REMEMBERED_EVENTS", "Forward", "Tap", "Wait", "tap_of"]

T = TypeVar("T")

# How many events are remembered for those who read them.
REMEMBERED_EVENTS = 4096
# How many more wait, inside libzmq, for the program that reads them from a PAIR.
FORWARDED_EVENTS = 100_000
# How often (s) to look for events where the system has no descriptor left to wait with.
LOOK_AGAIN = 0.05

_serial = itertools.count()


class _Open:
    """The taps that are open, by the addresses of libzmq's sockets, and who may open one.

    known: those that have ended, too, as long as somebody has them.
    """

    def __init__(self) -> None:
        self.lock = new_reentrant_lock()
        self.taps: dict[int, Tap] = {}
        self.known: WeakSet[Tap] = WeakSet()


_open = _Open()


def tap_of(socket: SocketBase) -> Tap:
    """Return the tap of a socket, the same for all its shadows, opened when there is none."""
    if socket.closed:
        raise ZMQError(Errno.ENOTSOCK)
    with _open.lock:
        tap = open_tap_of(socket)
        if tap is None:
            tap = _open.taps[socket.underlying] = Tap(socket)
        return tap


def open_tap_of(socket: SocketBase) -> Tap | None:
    """Return the tap of a socket if there is one."""
    tap = _open.taps.get(socket.underlying)
    if tap is None:
        return None
    with tap.current():
        return None if tap.ended else tap


class Wait(Generic[T]):
    """Somebody waits until a check returns something else than None, or raises ZMQError.

    over: whether it has; then ``outcome`` returns or raises the same.
    """

    __slots__ = ("_check", "_error", "_result", "notify", "over")

    def __init__(self, check: Callable[[], T | None], notify: Callable[[], object]) -> None:
        self.notify: Callable[[], object] = notify
        self.over: bool = False
        self._check = check
        self._result: T | None = None
        self._error: ZMQError | None = None

    def look(self) -> bool:
        """Check, with the tap's lock held."""
        try:
            self._result = self._check()
        except ZMQError as error:
            self._error = error
        self.over = self._result is not None or self._error is not None
        return self.over

    def outcome(self) -> T:
        if self._error is not None:
            raise self._error
        assert self._result is not None
        return self._result


class Tap:
    """Takes the events of a socket until that is closed.

    complete: whether it began before the socket's first bind or connect, and so knows every peer.
    ended: whether there will be no more events. count: how many there have been.
    """

    def __init__(self, socket: SocketBase) -> None:
        if socket.context is None:
            raise ZMQError(
                Errno.ENOTSUP, "a socket that is known by its address only cannot be watched"
            )
        self.complete: bool = not socket.get(SocketOption.LAST_ENDPOINT)
        self.count: int = 0
        self.watched: bool = False
        self.waits: list[Wait[Any]] = []
        self.events: deque[MonitorEvent] = deque(maxlen=REMEMBERED_EVENTS)
        self._handle = socket.underlying
        self._socket = SocketBase(shadow=socket)  # does not keep the socket alive
        self._connections = Connections(handshakes=socket._type != SocketType.STREAM)
        self._forward: Forward | None = None
        self._end = 0  # the errno with which receiving ended
        self._taking = False
        self._lock = new_reentrant_lock()
        self._running = new_lock()
        self._reader = _attach(socket)
        self._running.acquire()
        _open.known.add(self)
        try:
            start_thread(self._follow)
        except BaseException:
            self._give_up()
            raise

    @property
    def ended(self) -> bool:
        return self._end != 0

    @property
    def forgotten(self) -> int:
        """How many events are not remembered any more."""
        return self.count - len(self.events)

    def close(self) -> None:
        """Take no more events."""
        if not self.ended:
            with suppress(ZMQError):  # the socket is closed, and all this is about to end
                self._socket.monitor(None, 0)
        with self.current():
            pass

    def join(self, seconds: float) -> None:
        """Wait for the end of the thread."""
        if self._running.acquire(timeout=seconds):
            self._running.release()

    def abandon(self) -> None:
        """In the child of a fork: the thread and the sockets are not there."""
        self._taking = False
        self._lock = new_reentrant_lock()
        self.waits, self._forward = [], None
        self._end = Errno.ENOTSOCK

    @contextmanager
    def current(self) -> Iterator[None]:
        """Hold the lock with all events taken; in the end, tell those whose wait is over."""
        over: list[Wait[Any]] = []
        try:
            with self._lock:
                self._take()
                try:
                    yield
                finally:
                    over = [wait for wait in self.waits if wait.look()]
                    self.waits = [wait for wait in self.waits if not wait.over]
        finally:
            for wait in over:
                wait.notify()

    # Asking and waiting

    def connections(self) -> list[Connection]:
        with self.current():
            return self._connections_now()

    def failures(self) -> dict[str, HandshakeFailures]:
        with self.current():
            return dict(self._connections.failures)

    def wait_for(self, check: Callable[[], T | None], notify: Callable[[], object]) -> Wait[T]:
        """Wait until ``check()`` returns something, as it may at once.

        It is called with the lock held, now and after events. notify: called once when the wait is
        over, from any thread, but not if it is over when this returns. ``forget`` it to give up.
        """
        wait = Wait(check, notify)
        with self.current():
            if not wait.look():
                self.waits.append(wait)
        return wait

    def forget(self, wait: Wait[Any]) -> None:
        with self._lock:
            if wait in self.waits:
                self.waits.remove(wait)

    def peers(self, n: int) -> Callable[[], list[Connection] | None]:
        """Return a check for n connections or more."""

        def check() -> list[Connection] | None:
            if len(self._connections) < n and not self.ended:
                return None
            found = self._connections_now()
            return found if len(found) >= n else None

        return check

    def _connections_now(self) -> list[Connection]:
        gone = self._connections.gone()
        if gone:
            self._take()
            self._connections.forget(gone)
        if self.ended:
            raise self._ending()
        return self._connections.now()

    def _ending(self) -> ZMQError:
        if self._end == Errno.ETERM:
            return ContextTerminated()
        if self._socket.closed:
            return ZMQError(Errno.ENOTSOCK)
        return ZMQError(Errno.ENOTSUP, "the socket is no longer watched")

    # Passing events on

    def forward(self, address: str | bytes, mask: int) -> None:
        """Pass events on to a PAIR at an address; whoever had them before gets no more."""
        with self.current():
            self._stop_forward()
            if self.ended:
                raise self._ending()
            self._forward = Forward(self._reader.context, address, mask, self._lock)

    def stop_forward(self) -> None:
        with self.current():
            self._stop_forward()
        if not self.watched:
            self.close()

    def _stop_forward(self) -> None:
        forward, self._forward = self._forward, None
        if forward is not None:
            forward.stop()

    # Taking events

    def _follow(self) -> None:
        """Take events as they come; ends when there will be no more."""
        try:
            while not self.ended:
                _wait_for(self._reader, POLLIN)  # an error of its meets who takes events next
                with self.current():
                    pass
        finally:  # if not ended, the process ends: daemon threads get no errors then, but stop
            self._give_up()
            self._running.release()

    def _give_up(self) -> None:
        """There is no thread any more, so libzmq must not go on to send what nobody takes."""
        if self.ended:
            return
        try:
            with suppress(ZMQError):
                self._socket.monitor(None, 0)
        finally:
            with self._lock:
                if not self.ended:
                    self._finish(Errno.ETERM)

    def _take(self) -> None:
        if self._taking:
            return  # events are fed in their order
        self._taking = True
        try:
            while not self.ended and self._take_one():
                pass
        finally:
            self._taking = False

    def _take_one(self) -> bool:
        try:
            frames = self._reader.try_recv_multipart()
        except ZMQError as error:
            self._finish(error.errno)
            return False
        if frames is not None:
            self._note(frames)
        return frames is not None

    def _note(self, frames: Sequence[bytes]) -> None:
        event = MonitorEvent.parse(frames)
        self.events.append(event)
        self.count += 1
        self._connections.feed(event)
        if event.event is Event.MONITOR_STOPPED:
            self._finish(Errno.ENOTSOCK)
        elif self._forward is not None:
            self._forward.pass_on(event.event, frames)

    def _finish(self, errno: int | None) -> None:
        """There is no more to come. Closing the receiving end wakes the thread."""
        self._end = errno or Errno.ENOTSOCK
        self._reader.close()
        if _open.taps.get(self._handle) is self:
            del _open.taps[self._handle]
        self._stop_forward()


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


def _wait_for(socket: SocketBase, flags: int) -> bool:
    """Wait until something may be possible with a socket; tell whether it still works."""
    try:
        socket.poll(flags=flags)
    except ZMQError:
        return False
    except OSError:  # no descriptor to wait with
        sleep(LOOK_AGAIN)
    return True


class Forward:
    """Passes events on to whoever connects a PAIR, as libzmq's own monitor does but never waiting.

    Those that find no room, or nobody there yet, are kept, the last few thousand of them, and a
    thread waits for room on their behalf. Used with the tap's lock held.
    """

    def __init__(self, context: Any, address: str | bytes, mask: int, lock: Any) -> None:
        self._mask = mask
        self._lock = lock
        self._kept: deque[Sequence[bytes]] = deque(maxlen=REMEMBERED_EVENTS)
        self._waits = False
        self._pair = SocketBase(context, SocketType.PAIR)
        try:
            self._pair.set(SocketOption.SNDHWM, FORWARDED_EVENTS)
            self._pair.set(SocketOption.LINGER, 0)
            self._pair.bind(address)
        except BaseException:
            self._pair.close()
            raise
        self._address = address

    def pass_on(self, event: Event, frames: Sequence[bytes]) -> None:
        if event & self._mask:
            self._kept.append(frames)
            self._send()

    def _send(self) -> None:
        with suppress(ZMQError, RuntimeError):  # the context has ended, or the process does
            while self._kept and self._pair.try_send_multipart(self._kept[0]):
                self._kept.popleft()
            if self._kept and not self._waits:
                start_thread(self._wait_for_room)
                self._waits = True

    def _wait_for_room(self) -> None:
        while _wait_for(self._pair, POLLOUT):
            with self._lock:
                self._send()
                if not self._kept:
                    self._waits = False
                    return

    def stop(self) -> None:
        """Tell the reader, free the address, and end."""
        self._waits = True  # no thread is to begin to wait
        try:
            self.pass_on(Event.MONITOR_STOPPED, pack(Event.MONITOR_STOPPED, 0, b""))
            with suppress(ZMQError):
                self._pair.unbind(self._address)
        finally:
            self._pair.close()


def _end_all() -> None:
    """When the process ends, before contexts wait for their sockets: taps have some."""
    for tap in list(_open.taps.values()):
        tap.close()
        if tap.ended:  # not if a proxy has the socket
            tap.join(1)


def _after_fork() -> None:
    taps = list(_open.known)
    _open.__init__()  # type: ignore[misc]
    for tap in taps:
        tap.abandon()


atexit.register(_end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
