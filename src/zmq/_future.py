"""Sockets and pollers whose methods return futures of asyncio, over ``_waiters``.

What can be done at once comes back as ``Done``, a future that costs little. What is parked comes back
as ``Pending``, which can be cancelled until its result has been collected.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Generator, Iterable
from typing import Any, Generic, NoReturn, Self, TypeVar

from zmq._polling import Polling, look
from zmq._waiters import IN, OUT, Parked, Queue, Waiters, again
from zmq.backend import TRY_FLAG, WOULD_BLOCK, Frame
from zmq.backend import Socket as SocketBase
from zmq.constants import DONTWAIT, POLLIN, RCVTIMEO, SNDTIMEO, Errno
from zmq.error import ContextTerminated, ZMQError
from zmq.sugar import context as _context
from zmq.sugar import poll as _poll
from zmq.sugar import socket as _socket

T = TypeVar("T", covariant=True)

TRY = int(TRY_FLAG)
NO_WAIT = int(DONTWAIT)


class Done(Generic[T]):
    """A future that was done when it was made, and so knows no loop until it is asked for one.

    To others it says that it is an ``asyncio.Future``, and does what one does.
    """

    __slots__ = ("__weakref__", "_result")
    _asyncio_future_blocking = False
    __class__ = property(lambda self: asyncio.Future)

    def __init__(self, result: T) -> None:
        self._result = result

    def __await__(self) -> Generator[Any, None, T]:
        return self._result
        yield

    __iter__ = __await__

    def __repr__(self) -> str:
        return f"<Future finished result={self._result!r}>"

    def done(self) -> bool:
        return True

    def cancelled(self) -> bool:
        return False

    def result(self) -> T:
        return self._result

    def exception(self) -> None:
        return None

    def cancel(self, msg: Any = None) -> bool:
        return False

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return current_loop()

    def add_done_callback(self, fn: Callable[[Any], object], *, context: Any = None) -> None:
        current_loop().call_soon(fn, self, context=context)

    def remove_done_callback(self, fn: Callable[[Any], object]) -> int:
        return 0

    def set_result(self, result: Any) -> NoReturn:
        raise asyncio.InvalidStateError(f"Result is already set: {self!r}")

    def set_exception(self, exception: Any) -> NoReturn:
        raise asyncio.InvalidStateError(f"Result is already set: {self!r}")


class Pending(asyncio.Future[Any]):
    """The future of a parked operation.

    A receive that is cancelled after its message came, but before anyone was given it, puts the
    message back. (``Task.cancel`` cancels the future that the task awaits, also when that is done and
    the task is about to run: asyncio's own futures would lose their result then.)
    """

    def __init__(self, parked: Parked, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self._parked = parked
        parked.notify = self._notice

    def _notice(self) -> None:
        parked = self._parked
        if parked.cancelled:
            super().cancel()
        elif parked.error is not None:
            super().set_exception(parked.error)
        else:
            super().set_result(parked.result)

    def __await__(self) -> Generator[Any, None, Any]:
        if not self.done():
            self._asyncio_future_blocking = True
            yield self
        return self.result()

    __iter__ = __await__

    def cancel(self, msg: Any = None) -> bool:
        if not self.done():
            self._parked.cancel()
            return super().cancel(msg)
        if self.cancelled():
            return False
        if not self._parked.cancel():
            return False
        super().exception()  # so that nobody is told that it was never retrieved
        return True

    def cancelled(self) -> bool:
        return self._parked.cancelled

    def result(self) -> Any:
        if self.done():
            self._refuse_if_cancelled()
            self._parked.keep()
        return super().result()

    def exception(self) -> BaseException | None:
        if self.done():
            self._refuse_if_cancelled()
        return super().exception()

    def _refuse_if_cancelled(self) -> None:
        if self._parked.cancelled and not super().cancelled():
            raise asyncio.CancelledError


def current_loop() -> asyncio.AbstractEventLoop:
    """The loop that runs, or else the one that is set for this thread."""
    return asyncio.get_event_loop()


def failed(error: BaseException, loop: asyncio.AbstractEventLoop) -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = asyncio.Future(loop=loop)
    future.set_exception(error)
    return future


def _nowhere() -> Waiters:
    """What a socket has for waiters before it has any: nobody can do anything at once there."""
    waiters = Waiters.__new__(Waiters)
    waiters.receives = waiters.sends = waiters.polls = Queue()
    waiters.budget, waiters.loop = 0, None
    return waiters


_NOWHERE = _nowhere()


def _body(frame: Frame) -> bytes:
    return frame.bytes


def _bodies(frames: list[Frame]) -> list[bytes]:
    return [frame.bytes for frame in frames]


def _as_it_is(taken: Any) -> Any:
    return taken


def _writable(buffer: Any, nbytes: int) -> memoryview:
    view = memoryview(buffer).cast("B")
    if view.readonly:
        raise BufferError("the buffer is not writable")
    if nbytes < 0 or nbytes > len(view):
        raise ValueError(f"nbytes={nbytes} is not within the buffer of {len(view)} bytes")
    return view


def _receiving(name: str, convert: Callable[[Any], Any]) -> Any:
    """Make the method that receives as the core's method of this name does."""
    attempt = getattr(SocketBase, name)

    def receive(self: Socket, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        waiters = self._waiters
        try:
            if not flags and waiters.budget > 0 and not waiters.receives:
                received = attempt(self, TRY, copy, track)
                if received is not WOULD_BLOCK:
                    waiters.budget -= 1
                    return Done(received)
        except ZMQError as error:
            return self._receive_failed(error)

        def take() -> Any:
            return attempt(self, TRY, False, track)

        return self._receive(flags, take, convert if copy else _as_it_is)

    receive.__name__, receive.__doc__ = name, attempt.__doc__
    return receive


def _sending(name: str) -> Any:
    """Make the method that sends as the core's method of this name does."""
    attempt = getattr(SocketBase, name)

    def send(
        self: Socket,
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        **kwargs: Any,
    ) -> Any:
        waiters = self._waiters
        attempt_flags = int(flags) | TRY if flags else TRY
        try:
            if waiters.budget > 0 and not waiters.sends and not attempt_flags & NO_WAIT:
                sent = attempt(self, data, attempt_flags, copy, track, **kwargs)
                if sent is not WOULD_BLOCK:
                    waiters.budget -= 1
                    return Done(sent)
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return failed(error, self._current_loop())

        def again() -> Any:
            return attempt(self, data, attempt_flags, copy, track, **kwargs)

        return self._send(attempt_flags, again)

    send.__name__, send.__doc__ = name, attempt.__doc__
    return send


class Socket(_socket.Socket[Any]):
    """A socket whose ``send``, ``recv`` and ``poll`` return futures; all else is as on plain ones.

    A future is done when it is returned if the operation could be done at once. Cancelling one before
    its message has been handed over loses no message; of a cancelled send, ``cancelled()`` tells that
    the message was not sent.
    """

    _waiters: Waiters = _NOWHERE
    _elsewhere: tuple[Waiters, ...] = ()

    def __init__(
        self,
        ctx_or_socket: Any = None,
        socket_type: int = -1,
        io_loop: Any = None,
        _from_socket: Any = None,
        **kwargs: Any,
    ) -> None:
        if io_loop is not None:
            warnings.warn(
                f"{type(self).__name__}(io_loop=...) is deprecated: the current loop is used",
                DeprecationWarning,
                stacklevel=2,
            )
        wrapped = ctx_or_socket if isinstance(ctx_or_socket, SocketBase) else _from_socket
        if wrapped is None:
            super().__init__(ctx_or_socket, socket_type, **kwargs)
        else:
            super().__init__(shadow=wrapped.underlying, **kwargs)
            self._shadow_obj = wrapped

    @classmethod
    def from_socket(cls, socket: SocketBase, io_loop: Any = None) -> Self:
        """Return a Socket that uses another one without owning it."""
        return cls(_from_socket=socket, io_loop=io_loop)

    __iter__ = None  # type: ignore[assignment]

    # Where it is used

    def _current_loop(self) -> Any:
        return current_loop()

    def _here(self) -> Waiters:
        """Those who wait on this socket in the current loop."""
        loop = self._current_loop()
        if self._waiters.loop is not loop:
            self._move(loop)
        return self._waiters

    def _move(self, loop: Any) -> None:
        known = [*self._elsewhere, self._waiters] if self._waiters is not _NOWHERE else []
        here = next((waiters for waiters in known if waiters.loop is loop), None)
        self._elsewhere = tuple(w for w in known if w is not here and not w.abandoned)
        self._waiters = here or Waiters(self, loop)

    def close(self, linger: int | None = None) -> None:
        """Close the socket; what is pending on it is cancelled.

        linger: ms to keep trying to send what is queued, -1 for ever; LINGER as it stands if None.
        """
        if self._waiters is not _NOWHERE and not self.closed:
            for waiters in (self._waiters, *self._elsewhere):
                if self._is_within_reach(waiters.loop):
                    waiters.close()
                else:
                    waiters.leave()
        super().close(linger)

    def _is_within_reach(self, loop: Any) -> bool:
        """Whether this thread may change what is parked in a loop."""
        return not loop.is_running() or loop is self._current_loop()

    # Receiving

    recv = _receiving("recv", _body)
    recv_multipart = _receiving("recv_multipart", _bodies)

    def recv_many(
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> Any:
        waiters = self._waiters
        try:
            if not flags and waiters.budget > 0 and not waiters.receives:
                received = SocketBase.recv_many(self, max, TRY, copy=copy, multipart=multipart)
                if received is not WOULD_BLOCK:
                    waiters.budget -= 1
                    return Done(received)
        except ZMQError as error:
            return self._receive_failed(error)

        def take() -> Any:
            return SocketBase.recv_many(self, max, TRY, copy=False, multipart=True)

        def convert(messages: list[list[Frame]]) -> Any:
            each: Callable[[Any], Any] = _bodies if copy else _as_it_is
            bodies = [each(message) for message in messages]
            return bodies if multipart else [b[0] if len(b) == 1 else b for b in bodies]

        return self._receive(flags, take, convert)

    def recv_into(self, buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> Any:
        waiters = self._waiters
        try:
            view = _writable(buffer, nbytes)
            if not flags and waiters.budget > 0 and not waiters.receives:
                received = SocketBase.recv_into(self, view, nbytes=nbytes, flags=TRY)
                if received is not WOULD_BLOCK:
                    waiters.budget -= 1
                    return Done(received)
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return self._receive_failed(error)

        def take() -> Any:
            return SocketBase.recv(self, TRY, False)

        def fill(frame: Frame) -> int:
            size = min(len(frame), nbytes or len(view))
            view[:size] = frame.buffer[:size]
            return len(frame)

        return self._receive(flags, take, fill)

    def _receive(self, flags: int, take: Callable[[], Any], convert: Callable[[Any], Any]) -> Any:
        """Receive in turn; raise at once if the socket is closed."""
        if self.closed:
            raise ZMQError(Errno.ENOTSOCK)
        waiters = self._here()
        timeout = self._time_allowed(flags, RCVTIMEO)
        parked = waiters.park(waiters.receives, self, IN, take, load=convert, timeout=timeout)
        return self._future(parked, waiters)

    def _receive_failed(self, error: Exception) -> Any:
        if self.closed:
            raise error
        return failed(error, self._current_loop())

    def _deserialize(self, received: Any, load: Callable[[Any], Any]) -> Any:
        if isinstance(received, Pending):
            received._parked.then(load)
            return received
        try:
            return Done(load(received.result()))
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return failed(error, self._current_loop())

    def try_recv(self, copy: bool = True) -> Any:
        return super().try_recv(copy) if self._nobody_receives() else None

    def try_recv_multipart(self, copy: bool = True) -> Any:
        return super().try_recv_multipart(copy) if self._nobody_receives() else None

    def _nobody_receives(self) -> bool:
        """Serve those who wait already, who come first, and tell whether none is left."""
        if self._waiters.receives:
            self._here().pump()
        return not self._waiters.receives

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[bytes]:
        """Yield whole messages, as lists of parts, until the socket is closed or its context ends."""
        if self.closed:
            raise StopAsyncIteration
        received = self.recv_multipart()
        try:
            return await received
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self.closed and received.cancelled() and task is not None and not task.cancelling():
                raise StopAsyncIteration from None
            raise
        except ContextTerminated:
            raise StopAsyncIteration from None

    # Sending

    send = _sending("send")
    send_multipart = _sending("send_multipart")

    def send_many(self, messages: Iterable[Any], flags: int = 0, copy: bool = True) -> Any:
        batch = list(messages)
        attempt_flags = int(flags) | TRY
        sent = 0

        def attempt() -> Any:
            nonlocal sent
            went = SocketBase.send_many(self, batch, attempt_flags, copy)
            if went is WOULD_BLOCK:
                return WOULD_BLOCK
            sent += went
            del batch[:went]
            return WOULD_BLOCK if batch else sent

        def late() -> int:
            return sent or again()

        return self._send(attempt_flags, attempt, late)

    def _send(self, flags: int, attempt: Callable[[], Any], late: Callable[[], Any] = again) -> Any:
        """Send in turn."""
        try:
            waiters = self._here()
            timeout = self._time_allowed(flags, SNDTIMEO)
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return failed(error, self._current_loop())
        queue = waiters.sends
        parked = waiters.park(queue, self, OUT, attempt, timeout=timeout, late=late)
        return self._future(parked, waiters)

    def try_send(self, data: Any, flags: int = 0, copy: bool = True) -> bool:
        return self._nobody_sends() and super().try_send(data, flags, copy)

    def try_send_multipart(self, msg_parts: Any, flags: int = 0, copy: bool = True) -> bool:
        return self._nobody_sends() and super().try_send_multipart(msg_parts, flags, copy)

    def _nobody_sends(self) -> bool:
        if self._waiters.sends:
            self._here().pump()
        return not self._waiters.sends

    # Waiting

    def poll(self, timeout: float | None = None, flags: int = POLLIN) -> Any:
        """Return a future of the mask of events (PollEvent), 0 if the time (ms) is over."""
        if self.closed:
            raise ZMQError(Errno.ENOTSUP)
        wanted = int(flags)

        waiters = self._here()
        seconds = None if timeout is None or timeout < 0 else timeout / 1000
        late = _nothing
        parked = waiters.park(
            waiters.polls, self, wanted & (IN | OUT), look(self, wanted), timeout=seconds, late=late
        )
        return self._future(parked, waiters)

    def _time_allowed(self, flags: int, option: int) -> float | None:
        """The seconds that an operation may take; None for no limit."""
        if flags & NO_WAIT:
            return 0
        timeout: Any = self.get(option)
        return None if timeout < 0 else timeout / 1000

    def _future(self, parked: Parked, waiters: Waiters) -> Any:
        if not parked.done:
            return Pending(parked, waiters.loop)
        if parked.error is not None:
            return failed(parked.error, waiters.loop)
        return Done(parked.collect())


def _nothing() -> int:
    return 0


class _Polled(asyncio.Future[Any]):
    """The future of a poller that waits."""

    def __init__(self, poller: Poller, loop: Any, timeout: float | None) -> None:
        super().__init__(loop=loop)
        self._poller = poller
        self._timer: Any = None
        self._polling: Polling | None = None
        self._watch()
        if timeout is not None and timeout >= 0:
            self._timer = loop.call_later(timeout / 1000, self._end, [])

    def _watch(self) -> None:
        loop = self.get_loop()

        def waiters_of(socket: SocketBase) -> Waiters:
            return socket._here() if isinstance(socket, Socket) else Waiters(socket, loop)

        self._polling = Polling(loop, self._poller.sockets, waiters_of, self._look)

    def _look(self) -> None:
        try:
            ready = self._poller.look()
            if ready:
                self._end(ready)
            else:
                self._watch()
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            self._stop()
            super().set_exception(error)

    def _end(self, ready: list[tuple[Any, int]]) -> None:
        self._stop()
        super().set_result(ready)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._polling is not None:
            self._polling.stop()
        self._polling = None

    def cancel(self, msg: Any = None) -> bool:
        if not self.done():
            self._stop()
        return super().cancel(msg)


class Poller(_poll.Poller):
    """Polls sockets of any kind and descriptors; ``poll`` returns a future."""

    def _current_loop(self) -> Any:
        return current_loop()

    def look(self) -> list[tuple[Any, int]]:
        """Return what is ready now."""
        return super().poll(0)

    def poll(self, timeout: float | None = -1) -> Any:
        """Return a future of the (socket, events) pairs that are ready, in order of registration.

        timeout: ms, None or negative for ever; when it is over the list is empty.
        """
        loop = self._current_loop()
        try:
            ready = self.look()
            return Done(ready) if ready or timeout == 0 else _Polled(self, loop, timeout)
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return failed(error, loop)
