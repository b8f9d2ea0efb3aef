"""Sockets whose operations park where they would block: what the front-ends' sockets share.

A front-end's method may make its attempt at once if nobody is parked in its direction and the
budget is not spent. Else it calls one of the ``_park`` methods, and waits until the ``Parked``
that this returns is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, Literal, overload

from zmq._peers import Meeting, Subscribing
from zmq._polling import Polling, look
from zmq._waiters import (
    IN,
    NO_WAIT,
    OUT,
    TRY,
    Parked,
    Queue,
    Waiters,
    Waiting,
    again,
    receive_now,
    try_send,
)
from zmq.backend import WOULD_BLOCK, Frame
from zmq.backend import Socket as SocketBase
from zmq.constants import RCVTIMEO, SNDTIMEO, Errno
from zmq.error import ZMQError
from zmq.sugar import frame as _frame
from zmq.sugar import poll as _poll
from zmq.sugar import socket as _socket

Attempt = Callable[[], Any]
Convert = Callable[[Any], Any]
Method = Callable[..., Any]  # one of the core's


def _nowhere() -> Waiters:
    """What a socket has for waiters before it has any: nobody can do anything at once there."""
    waiters = Waiters.__new__(Waiters)
    waiters.receives = waiters.sends = waiters.polls = Queue()
    waiters.loop = None  # type: ignore[assignment]
    waiters.budget = 0
    return waiters


NOWHERE = _nowhere()


class Socket(_socket.Socket[Any]):
    """A socket that is used from loops: from several, one after another, or each in its thread.

    ``_waiters`` are those of the one loop that uses it. While several do it is NOWHERE: nothing is
    done at once then, as who is ahead is known only in the loop that parks.
    """

    _waiters: Waiters = NOWHERE
    _everywhere: dict[Any, Waiters] = {}  # noqa: RUF012 - replaced when there is something to hold
    _subscribing: tuple[Subscribing, ...] = ()

    __iter__: ClassVar[None] = None  # type: ignore[assignment]

    # Where it is used

    def _current_loop(self) -> Any:
        """The loop that the caller is in."""
        raise NotImplementedError

    def _running_loop(self) -> Any:
        """The same, or None if there is none."""
        raise NotImplementedError

    def here(self) -> Waiters:
        """Those who wait on this socket in the current loop."""
        loop = self._current_loop()
        waiters = self._waiters  # which another thread may exchange meanwhile
        return waiters if waiters.loop is loop else self._move(loop)

    def _move(self, loop: Any) -> Waiters:
        """Be used from this loop, too; loops in other threads may do the same at this moment."""
        known: dict[Any, Waiters] = self.__dict__.setdefault("_everywhere", {})
        here = known.get(loop)
        if here is None:
            here = known[loop] = Waiters(self, loop)
        for waiters in list(known.values()):
            if waiters is not here and waiters.abandoned:
                known.pop(waiters.loop, None)
        self._waiters = here
        if len(known) > 1:
            self._waiters = NOWHERE
        return here

    def _is_within_reach(self, waiters: Waiters) -> bool:
        """Whether this thread may change what is parked there."""
        return waiters.loop is self._running_loop() or not waiters.loop.is_running()

    def close(self, linger: int | None = None) -> None:
        """Close the socket; whatever waits on it is cancelled.

        linger: ms to keep trying to send what is queued, -1 for ever; LINGER as it stands if None.
        """
        everywhere = [] if self.closed else list(self._everywhere.values())
        here = [waiters for waiters in everywhere if self._is_within_reach(waiters)]
        for waiters in everywhere:
            if waiters in here:
                waiters.close()
            else:
                waiters.leave()
        super().close(linger)
        for waiters in here:
            waiters.end()

    # Parking

    def _park_receive(self, flags: int, take: Attempt, convert: Convert) -> Parked:
        """Receive in turn.

        take: attempts to receive Frames. convert: turns them into the result.
        """
        if self.closed:
            raise ZMQError(Errno.ENOTSOCK)
        waiters = self.here()
        self._give_way()
        timeout = self._time_allowed(flags, RCVTIMEO)
        return waiters.park(waiters.receives, self, IN, take, load=convert, timeout=timeout)

    def _park_recv(self, attempt: Method, flags: int, copy: bool, track: bool) -> Parked:
        """Receive in turn what the core's ``recv`` or ``recv_multipart`` does."""

        def take() -> Any:
            return attempt(self, TRY, False, track)

        return self._park_receive(flags, take, _bodies if copy else _as_it_is)

    def _park_recv_many(self, max: int | None, flags: int, copy: bool, multipart: bool) -> Parked:
        def take() -> Any:
            return SocketBase.recv_many(self, max, TRY, copy=False, multipart=True)

        def convert(messages: list[list[Frame]]) -> list[Any]:
            each = _bodies if copy else _as_it_is
            converted = [each(message) for message in messages]
            return converted if multipart else [_plain(message) for message in converted]

        return self._park_receive(flags, take, convert)

    def _park_recv_into(self, buffer: Any, nbytes: int, flags: int) -> Parked:
        view = _writable(buffer, nbytes)

        def take() -> Any:
            return SocketBase.recv(self, TRY, False)

        def fill(frame: Frame) -> int:
            size = min(len(frame), nbytes or len(view))
            view[:size] = frame.buffer[:size]
            return len(frame)

        return self._park_receive(flags, take, fill)

    def _receive_many_now(self, max: int | None, flags: int, copy: bool, multipart: bool) -> Any:
        """Receive many messages if that is possible at once, or return WOULD_BLOCK."""

        def attempt(_: Any, flags: int, copy: bool, multipart: bool) -> Any:
            return SocketBase.recv_many(self, max, flags, copy=copy, multipart=multipart)

        return receive_now(self, attempt, flags, copy, multipart)

    def _park_send(
        self,
        attempt: Method,
        data: Any,
        flags: int,
        copy: bool,
        track: bool,
        routing_id: Any,
        group: Any,
    ) -> Parked:
        """Send in turn what the core's ``send`` or ``send_multipart`` does."""
        try_flags = int(flags) | TRY

        def attempt_again() -> Any:
            return try_send(self, attempt, data, try_flags, copy, track, routing_id, group)

        return self._park_sending(flags, attempt_again)

    def _park_sending(self, flags: int, attempt: Attempt, late: Attempt = again) -> Parked:
        """Send in turn; late: gives the result when SNDTIMEO is over."""
        if self.closed:
            raise ZMQError(Errno.ENOTSOCK)
        waiters = self.here()
        timeout = self._time_allowed(flags, SNDTIMEO)
        return waiters.park(waiters.sends, self, OUT, attempt, timeout=timeout, late=late)

    def _park_send_many(self, messages: Iterable[Any], flags: int, copy: bool) -> Parked:
        batch = list(messages)
        try_flags = int(flags) | TRY
        sent = 0

        def attempt() -> Any:
            nonlocal sent
            while True:
                try:
                    went = SocketBase.send_many(self, batch, try_flags, copy)
                except ZMQError:
                    if sent:
                        return sent  # the error meets the next call
                    raise
                if went is WOULD_BLOCK:
                    return WOULD_BLOCK
                sent += went
                del batch[:went]
                if not batch:
                    return sent

        def late() -> int:
            return sent or again()

        return self._park_sending(flags, attempt, late)

    def _park_poll(self, timeout: float | None, flags: int) -> Parked:
        """Wait for events; timeout in ms, None or negative for ever."""
        if self.closed:
            raise ZMQError(Errno.ENOTSUP)
        wanted = int(flags) & (IN | OUT)
        seconds = None if timeout is None or timeout < 0 else timeout / 1000
        waiters = self.here()
        self._give_way()
        return waiters.park(
            waiters.polls, self, wanted, look(self, wanted), timeout=seconds, late=_nothing
        )

    # Waiting for peers

    def _give_way(self) -> None:
        """Have those who wait for subscriptions put back what is to be received."""
        if self._subscribing:
            here = self.here()
            for each in self._subscribing:
                if each.loop is here.loop:
                    each.step_behind()
            if self._holder is not None:
                self._holder.give_way(self)

    def _forget_subscribing(self, ended: Subscribing) -> None:
        self._subscribing = tuple(each for each in self._subscribing if each is not ended)

    def _settle(self, begin: Callable[[], Waiting]) -> Any:
        """Begin to wait for something, and return what one returns here for its result."""
        raise NotImplementedError

    def wait_connected(self, n: int = 1, timeout: float | None = None) -> Any:
        def begin() -> Waiting:
            tap = self._tap_of_peers()
            meeting = Meeting(self._current_loop(), tap, tap.peers(n), self._meet)
            return meeting.within(timeout)

        return self._settle(begin)

    def wait_subscribed(
        self, topic: str | bytes | None = None, n: int = 1, timeout: float | None = None
    ) -> Any:
        def begin() -> Waiting:
            wanted = self._subscriptions(topic, n)
            subscribing = Subscribing(self.here(), self, wanted, self._forget_subscribing)
            if not subscribing.done:
                self._subscribing = (*self._subscribing, subscribing)
            return subscribing.within(timeout)

        return self._settle(begin)

    def _time_allowed(self, flags: int, option: int) -> float | None:
        """The seconds that an operation may take; None for no limit."""
        if int(flags) & NO_WAIT:
            return 0
        timeout: Any = SocketBase.get(self, option)
        return None if timeout < 0 else timeout / 1000

    # At once or not at all: these wait on no front-end

    @overload
    def try_recv(self, copy: Literal[True] = True) -> bytes | None: ...
    @overload
    def try_recv(self, copy: Literal[False]) -> _frame.Frame | None: ...
    @overload
    def try_recv(self, copy: bool = True) -> bytes | _frame.Frame | None: ...
    def try_recv(self, copy: bool = True) -> Any:
        """Receive one part, or return None if there is nothing yet, or only for those who wait."""
        return super().try_recv(copy) if self._nobody_receives() else None

    @overload
    def try_recv_multipart(self, copy: Literal[True] = True) -> list[bytes] | None: ...
    @overload
    def try_recv_multipart(self, copy: Literal[False]) -> list[_frame.Frame] | None: ...
    @overload
    def try_recv_multipart(self, copy: bool = True) -> list[bytes] | list[_frame.Frame] | None: ...
    def try_recv_multipart(self, copy: bool = True) -> Any:
        """Receive a whole message, or return None as ``try_recv`` does."""
        return super().try_recv_multipart(copy) if self._nobody_receives() else None

    def try_send(self, data: Any, flags: int = 0, copy: bool = True) -> bool:
        """Send one part, or return False if that would block, or others wait for room."""
        return self._nobody_sends() and super().try_send(data, flags, copy)

    def try_send_multipart(self, msg_parts: Any, flags: int = 0, copy: bool = True) -> bool:
        """Send a whole message, or return False as ``try_send`` does."""
        return self._nobody_sends() and super().try_send_multipart(msg_parts, flags, copy)

    def _nobody_receives(self) -> bool:
        self._give_way()
        return not self._everywhere or self._nobody_is_ahead(_receives)

    def _nobody_sends(self) -> bool:
        return not self._everywhere or self._nobody_is_ahead(_sends)

    def _nobody_is_ahead(self, queue: Callable[[Waiters], Queue]) -> bool:
        """Serve those who wait already, who come first, and tell whether none is left."""
        everywhere = list(self._everywhere.values())
        for waiters in everywhere:
            if queue(waiters) and self._is_within_reach(waiters):
                waiters.pump()
        return not any(map(queue, everywhere))


_receives, _sends = attrgetter("receives"), attrgetter("sends")


class Poller(_poll.Poller):
    """Polls sockets of any kind, and descriptors, from a loop."""

    @property
    def raw_sockets(self) -> list[Any]:
        """What is polled that is no socket."""
        return [polled for polled, _ in self.sockets if not isinstance(polled, SocketBase)]

    def _polling(self, loop: Any, timeout: float | None) -> Polling:
        """Poll, or begin to."""

        def waiters_of(socket: SocketBase) -> Waiters | None:
            return socket.here() if isinstance(socket, Socket) else None

        return Polling(loop, partial(super().poll, 0), self.sockets, waiters_of, timeout)


def _bodies(taken: Any) -> Any:
    """The bytes of a Frame, or of each in a list."""
    return taken.bytes if isinstance(taken, Frame) else [frame.bytes for frame in taken]


def _as_it_is(taken: Any) -> Any:
    return taken


def _plain(message: list[Any]) -> Any:
    return message[0] if len(message) == 1 else message


def _nothing() -> int:
    """What a poll comes to when its time is over."""
    return 0


def _writable(buffer: Any, nbytes: int) -> memoryview:
    """Return a view of the buffer that ``recv_into`` is to fill, as bytes."""
    view = memoryview(buffer).cast("B")
    if view.readonly:
        raise BufferError("the buffer is not writable")
    if nbytes < 0 or nbytes > len(view):
        raise ValueError(f"nbytes={nbytes} is not within the buffer of {len(view)} bytes")
    return view


__all__ = ["NOWHERE", "Poller", "Socket"]
