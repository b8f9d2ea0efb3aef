"""Who waits on a socket, and in which order, whatever it is that waits.

1. Every operation is an attempt that does not block. It is made at once if nobody is ahead in its
   direction; else it is parked, and made again by ``pump`` in its turn.
2. ``pump`` runs, in a ``turn`` of the loop, when the watch's descriptor is readable: libzmq has
   news, or a call made elsewhere has swallowed them. While it makes its own attempts the watch is
   mute. What is still parked in the end has failed once more after the watch was told to listen,
   so no later news can be missed.
3. Who always finds its operation ready must let others run: once its budget is spent an operation
   is parked though it might be ready, and the loop comes round before it is made.
4. A parked receive takes Frames and keeps them until its result is collected. One that is cancelled
   before puts them back, in front of all other messages: no message is lost to a cancellation.

A front-end supplies a ``Loop`` and, with ``Parked.notify``, a way to wake whoever waits.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Protocol

from zmq.backend import TRY_FLAG, WOULD_BLOCK, Frame, Socket, Watch
from zmq.constants import DONTWAIT, POLLIN, POLLOUT, Errno
from zmq.error import Again, ZMQError

# How many operations of one socket may complete at once before the loop has its turn: some tens of
# microseconds.
BUDGET = 200

IN, OUT = int(POLLIN), int(POLLOUT)
TRY, NO_WAIT = int(TRY_FLAG), int(DONTWAIT)


# What is put back comes again in the order in which it was taken, in whatever loop.
_taken = itertools.count(1)


class Handle(Protocol):
    def cancel(self) -> Any: ...


class Loop(Protocol):
    """What waits: asyncio's loops are such, others need a few lines."""

    def add_reader(self, fd: Any, callback: Callable[[], Any], /) -> Any: ...
    def remove_reader(self, fd: Any, /) -> Any: ...
    def call_soon(self, callback: Callable[[], Any], /) -> Any: ...
    def call_soon_threadsafe(self, callback: Callable[[], Any], /) -> Any: ...
    def call_later(self, delay: float, callback: Callable[[], Any], /) -> Handle: ...
    def is_closed(self) -> bool: ...
    def is_running(self) -> bool: ...


Queue = OrderedDict["Parked", None]


class Waiting:
    """What somebody waits for; then its result, until somebody collects it.

    notify: called without arguments when it is done (not by ``cancel``); must not run users' code,
    but may leave that to ``soon``.
    loop: where it waits. error, result: what it came to. cancelled: it was withdrawn. dropped: the
    socket was closed.
    """

    __slots__ = (
        "__weakref__",
        "_timer",
        "cancelled",
        "done",
        "dropped",
        "error",
        "loop",
        "notify",
        "result",
    )
    cancelled: bool
    done: bool
    dropped: bool
    error: Exception | None
    loop: Loop
    notify: Callable[[], Any] | None
    result: Any

    _timer: Handle | None

    def __init__(self, loop: Loop) -> None:
        self._begin(loop)

    def _begin(self, loop: Loop) -> None:
        self.loop = loop
        self._timer = None
        self.done = self.cancelled = self.dropped = False
        self.error = self.notify = None
        self.result = None

    def start_timer(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self.expire)

    def expire(self) -> None:
        """End it because its time is over."""
        raise NotImplementedError

    def cancel(self) -> bool:
        """Undo it; return False if it is too late: a message is sent, or the result collected."""
        raise NotImplementedError

    def keep(self) -> None:
        """Note that the result has been handed over: a later ``cancel`` comes too late."""

    def collect(self) -> Any:
        """Return the result, or raise the error, for good."""
        self.keep()
        if self.error is not None:
            raise self.error
        return self.result

    def soon(self, callback: Callable[[], Any]) -> None:
        """Have users' code run, from the loop."""
        self.loop.call_soon(callback)

    def _finish(self) -> None:
        self.done = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        notify, self.notify = self.notify, None
        if notify is not None:
            notify()


class Parked(Waiting):
    """An attempt that waits for its turn."""

    __slots__ = (
        "_attempt",
        "_late",
        "_load",
        "_order",
        "_queue",
        "_socket",
        "_taken",
        "_waiters",
        "want",
    )
    # Said once more: checkers may infer another type from what is assigned here.
    cancelled: bool
    dropped: bool
    error: Exception | None
    notify: Callable[[], Any] | None
    result: Any
    want: int

    _attempt: Callable[[], Any] | None
    _load: Callable[[Any], Any] | None

    def __init__(
        self,
        waiters: Waiters,
        socket: Socket,
        want: int,
        attempt: Callable[[], Any],
        load: Callable[[Any], Any] | None,
        late: Callable[[], Any],
    ) -> None:
        self._begin(waiters.loop)
        self._waiters = waiters
        self._socket: Socket | None = socket
        self._attempt, self._load, self._late = attempt, load, late
        self._taken: Any = None
        self._queue: Queue | None = None
        self._order = 0
        self.want = want

    def enter(self, queue: Queue) -> None:
        self._queue = queue
        queue[self] = None

    def then(self, load: Callable[[Any], Any]) -> None:
        """Have the result of a parked receive converted once more."""
        first = self._load
        self._load = load if first is None else lambda taken: load(first(taken))

    def attempt(self) -> bool:
        """Make the attempt; return False if it would block."""
        assert self._attempt is not None
        try:
            outcome = self._attempt()
            if outcome is WOULD_BLOCK:
                return False
            if self._load is not None:
                self._order = next(_taken)
                self._taken = outcome
                outcome = self._load(outcome)
            self.result = outcome
        except Exception as error:  # noqa: BLE001 - it is for whoever collects
            self.error = error
        except BaseException:  # an interrupt: it is parked still
            self._put_back()
            raise
        self._finish()
        return True

    def soon(self, callback: Callable[[], Any]) -> None:
        self._waiters.soon(callback)

    def expire(self) -> None:
        try:
            self.result = self._late()
        except ZMQError as error:
            self.error = error
        self._finish()
        self._waiters.update()

    def drop(self) -> None:
        """End it because the socket is closed."""
        self.dropped = True
        self.error = ZMQError(Errno.ENOTSOCK)
        self._finish()

    def keep(self) -> None:
        self._taken = self._socket = None

    def cancel(self) -> bool:
        if not self.done:
            self.cancelled = True
            self.notify = None
            self._finish()
            self._waiters.update()
        elif self._put_back():
            self.cancelled = True
            self._socket = self.result = self.error = None
        return self.cancelled

    def _put_back(self) -> bool:
        if self._taken is None or self._socket is None:
            return False
        self._socket.put_back(list(_frames(self._taken)), self._order)
        self._taken = None
        return True

    def _finish(self) -> None:
        if self._queue is not None:
            self._queue.pop(self, None)
        if self._taken is None:
            self._socket = None
        self._attempt = self._load = self._queue = None
        self._late = again
        Waiting._finish(self)  # noqa: SLF001 - compiled, super() costs more


def again() -> NoReturn:
    """What a send or a receive comes to when its time is over."""
    raise Again


def _frames(taken: Any) -> Iterator[Frame]:
    """The Frames of a message, of its one part, or of many messages."""
    if isinstance(taken, Frame):
        yield taken
        return
    for part in taken:
        yield from _frames(part)


class _Alarm:
    """What a loop calls when a watch's descriptor is readable.

    It stays with the loop when nobody is parked any more, since somebody often is again before it
    rings; then it does not keep the waiters, and with them the socket, alive.
    """

    __slots__ = ("_set", "_watch", "loop", "waiters")

    def __init__(self, watch: Watch, loop: Loop) -> None:
        self.loop = loop
        self._watch = watch
        self._set = False
        self.waiters: Waiters | None = None

    def set(self) -> None:
        if self._set:
            return
        for fd in self._watch.filenos():
            self.loop.add_reader(fd, self._ring)
        self._set = True

    def _ring(self) -> None:
        if self.waiters is None:
            self.unset()
        else:
            self.waiters.turn()

    def unset(self) -> None:
        if self._set and not self.loop.is_closed():
            for fd in self._watch.filenos():
                self.loop.remove_reader(fd)
        self._set = False

    def unset_from_anywhere(self) -> None:
        if self._set:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self.loop.call_soon_threadsafe(self._unset_if_idle)

    def _unset_if_idle(self) -> None:
        if self.waiters is None:
            self.unset()


class Waiters:
    """Those who wait on a socket in one loop; used in that loop's thread only."""

    __slots__ = (
        "__weakref__",
        "_alarm",
        "_in_turn",
        "_next",
        "_watch",
        "budget",
        "loop",
        "polls",
        "receives",
        "sends",
    )

    def __init__(self, socket: Socket, loop: Loop) -> None:
        self.loop: Loop = loop
        self.budget: int = BUDGET
        self.receives: Queue = OrderedDict()
        self.sends: Queue = OrderedDict()
        self.polls: Queue = OrderedDict()
        self._in_turn = False
        self._next: Callable[[], Any] | None = None
        self._watch = Watch(socket)
        self._alarm = _Alarm(self._watch, loop)

    def __del__(self) -> None:
        alarm = getattr(self, "_alarm", None)
        if alarm is not None:
            alarm.unset_from_anywhere()

    @property
    def idle(self) -> bool:
        """Whether nobody is parked."""
        return not (self.receives or self.sends or self.polls)

    @property
    def abandoned(self) -> bool:
        """Whether the loop has no use for them; they have left it then."""
        if self.loop.is_closed():
            return True
        if self.loop.is_running() or not self.idle:
            return False
        self.leave()
        return True

    def park(
        self,
        queue: Queue,
        socket: Socket,
        want: int,
        attempt: Callable[[], Any],
        *,
        load: Callable[[Any], Any] | None = None,
        timeout: float | None = None,
        late: Callable[[], Any] = again,
    ) -> Parked:
        """Make the attempt when its turn comes; what is returned may be done already.

        queue: ``receives``, ``sends`` or ``polls`` of this object. want: the events (PollEvent)
        after which to try again. attempt: returns WOULD_BLOCK, or the outcome; of a receive,
        Frames, which ``load`` turns into the result. timeout: seconds. late: gives the result when
        they are over.
        """
        parked = Parked(self, socket, want, attempt, load, late)
        if timeout == 0:
            if queue:
                self.pump()
            if queue or not parked.attempt():
                parked.expire()
            return parked
        ahead = bool(queue) and queue is not self.polls
        parked.enter(queue)
        self.update()
        if not ahead and not (queue is self.receives and self._watch.nothing_came):
            self._try_at_once(parked)
        if timeout is not None and not parked.done:
            parked.start_timer(timeout)
        return parked

    def _try_at_once(self, parked: Parked) -> None:
        if self.budget <= 0:
            self.loop.call_soon(self.turn)
        elif parked.attempt():
            self.budget -= 1
            self.update()

    def turn(self) -> None:
        """Pump, called by the loop; then have the first of those who are done go on at once."""
        self._in_turn = True
        try:
            self.pump()
        finally:
            self._in_turn = False
            call, self._next = self._next, None
            if call is not None:
                call()

    def soon(self, callback: Callable[[], Any]) -> None:
        """Have users' code run, from the loop.

        The first that is done in a turn of the loop's goes on at the end of that, rather than in
        the next round of the loop, which costs more than all else here. Others do so later: what
        they do may run the loop, nested, and those after them must not wait for its end.
        """
        if self._in_turn and self._next is None:
            self._next = callback
        else:
            self.loop.call_soon(callback)

    def pump(self) -> None:
        """Make the attempts that are parked, in order, until they would block."""
        self.budget = BUDGET
        if self._watch.closed:
            self.end()
            return
        try:
            self._watch.mute()
            self._serve()
            self.update()
            self._watch.calm()
            if not self.idle:
                self._serve()
                self.update()
        except BaseException:
            self._watch.calm()
            self.loop.call_soon(self.turn)
            raise

    def _serve(self) -> None:
        for queue in (self.receives, self.sends):
            while queue:
                first = next(iter(queue))
                if not first.attempt():
                    break
        if self.polls:
            for parked in list(self.polls):
                parked.attempt()

    def update(self) -> None:
        """Tell the watch what is wanted, after somebody came or went."""
        want = (IN if self.receives else 0) | (OUT if self.sends else 0)
        if self.polls:
            for parked in self.polls:
                want |= parked.want
        self._watch.want = want
        if want:
            self._alarm.waiters = self
            self._alarm.set()
        else:
            self._alarm.waiters = None

    def close(self) -> None:
        """End all that is parked, as the socket is closed, and leave the loop."""
        parked = [*self.receives, *self.sends, *self.polls]
        for queue in (self.receives, self.sends, self.polls):
            queue.clear()
        self._watch.want = 0
        self._alarm.waiters = None
        self._alarm.unset()
        for each in parked:
            if self.loop.is_closed():
                each.notify = None
            each.drop()

    def end(self) -> None:
        """Close, and give the descriptors back at once: nobody parks here any more."""
        self.close()
        self._watch.close()

    def leave(self) -> None:
        """Leave the loop if nobody is parked; from any thread."""
        if self.idle:
            self._alarm.unset_from_anywhere()


def receive_now(socket: Any, attempt: Callable[..., Any], flags: int, copy: Any, track: Any) -> Any:
    """Receive if that is possible at once, nobody is ahead and the budget not spent.

    attempt: the core's method. Returns WOULD_BLOCK if it has to be parked; so have flags.
    """
    waiters = socket._waiters  # noqa: SLF001
    if flags or waiters.budget <= 0 or waiters.receives:
        return WOULD_BLOCK
    received = attempt(socket, TRY, copy, track)
    if received is not WOULD_BLOCK:
        waiters.budget -= 1
    return received


def send_now(
    socket: Any,
    attempt: Callable[..., Any],
    data: Any,
    flags: int,
    copy: Any,
    track: Any,
    routing_id: Any,
    group: Any,
) -> Any:
    """Send if that is possible at once, nobody is ahead and the budget not spent.

    attempt: the core's method. Returns WOULD_BLOCK if it has to be parked; so has NOBLOCK.
    """
    waiters = socket._waiters  # noqa: SLF001
    if waiters.budget <= 0 or waiters.sends:
        return WOULD_BLOCK
    sent = WOULD_BLOCK
    if not flags:
        sent = try_send(socket, attempt, data, TRY, copy, track, routing_id, group)
    elif not int(flags) & NO_WAIT:
        sent = try_send(socket, attempt, data, int(flags) | TRY, copy, track, routing_id, group)
    if sent is not WOULD_BLOCK:
        waiters.budget -= 1
    return sent


def try_send(
    socket: Any,
    attempt: Callable[..., Any],
    data: Any,
    flags: int,
    copy: Any,
    track: Any,
    routing_id: Any,
    group: Any,
) -> Any:
    """Call the core's method, with addresses only where there are any: few sockets take them."""
    if routing_id is None and group is None:
        return attempt(socket, data, flags, copy, track)
    return attempt(socket, data, flags, copy, track, routing_id=routing_id, group=group)


__all__ = [
    "BUDGET",
    "IN",
    "NO_WAIT",
    "OUT",
    "TRY",
    "Loop",
    "Parked",
    "Queue",
    "Waiters",
    "Waiting",
    "again",
    "receive_now",
    "send_now",
    "try_send",
]
