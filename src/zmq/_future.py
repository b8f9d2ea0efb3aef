"""Sockets and pollers whose methods return futures of asyncio, over ``_waiters``.

What can be done at once comes back as ``Done``, a future that costs little. What is parked comes
back as ``Pending``, which can be cancelled until its result has been collected.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Generator, Iterable, Sequence
from contextvars import Context, copy_context
from typing import Any, NoReturn, Self

from zmq import _parking
from zmq._loops import asyncio_of, current_asyncio, running_asyncio, watching
from zmq._waiters import Parked, Waiting, receive_now, send_now
from zmq.backend import WOULD_BLOCK
from zmq.backend import Socket as SocketBase
from zmq.constants import POLLIN
from zmq.error import ContextTerminated


class Done:
    """A future that was done when it was made, and so knows no loop until it is asked for one.

    To others it says that it is an ``asyncio.Future``, and does what one does.
    """

    __slots__ = ("__weakref__", "_result")
    _asyncio_future_blocking = False

    def __init__(self, result: Any) -> None:
        self._result = result

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return asyncio.Future

    def __await__(self) -> Generator[Any, None, Any]:
        return self._result
        yield  # type: ignore[unreachable]

    __iter__ = __await__

    def __repr__(self) -> str:
        return f"<Future finished result={self._result!r}>"

    def done(self) -> bool:
        return True

    def cancelled(self) -> bool:
        return False

    def result(self) -> Any:
        return self._result

    def exception(self) -> None:
        return None

    def cancel(self, msg: Any = None) -> bool:
        return False

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return current_asyncio()

    def add_done_callback(self, fn: Callable[[Any], object], *, context: Any = None) -> None:
        current_asyncio().call_soon(fn, self, context=context)

    def remove_done_callback(self, fn: Callable[[Any], object]) -> int:
        return 0

    def set_result(self, result: Any) -> NoReturn:
        raise asyncio.InvalidStateError(f"Result is already set: {self!r}")

    def set_exception(self, exception: Any) -> NoReturn:
        raise asyncio.InvalidStateError(f"Result is already set: {self!r}")


_Future = asyncio.Future  # for Pending, whose methods call its own: compiled, super() costs more


class Pending(asyncio.Future[Any]):
    """The future of a parked operation.

    A receive that is cancelled after its message came, but before anyone was given it, puts the
    message back. (``Task.cancel`` cancels the future that the task awaits, also when that is done
    and the task is about to run: asyncio's own futures would lose their result then.)
    """

    __slots__ = ("_first", "_first_is_taken", "parked")
    cancelled_by_closing = True
    _first: tuple[Callable[[Any], object], Context] | None

    def __init__(self, parked: Waiting, loop: asyncio.AbstractEventLoop) -> None:
        _Future.__init__(self, loop=loop)
        self.parked = parked
        self._first = None
        self._first_is_taken = False
        parked.notify = self._notice

    # The first callback, the task that awaits it nearly always, is not asyncio's to call, which
    # would take a round of the loop: it goes on at the end of the turn that brought the result.

    def add_done_callback(
        self, fn: Callable[[Any], object], /, *, context: Context | None = None
    ) -> None:
        if context is None:
            context = copy_context()
        if self._first_is_taken or self.done():
            _Future.add_done_callback(self, fn, context=context)
        else:
            self._first_is_taken = True
            self._first = fn, context

    def remove_done_callback(self, fn: Callable[[Any], object], /) -> int:
        removed = _Future.remove_done_callback(self, fn)
        if self._first is None or self._first[0] != fn:
            return removed
        self._first = None
        return removed + 1

    def _call_first(self) -> None:
        if self._first is not None:
            (callback, context), self._first = self._first, None
            context.run(callback, self)

    def _notice(self) -> None:
        parked = self.parked
        if self._first is not None:
            parked.soon(self._call_first)
        if parked.dropped and self.cancelled_by_closing:
            _Future.cancel(self)
        elif parked.error is not None:
            _Future.set_exception(self, parked.error)
        else:
            _Future.set_result(self, parked.result)

    def __await__(self) -> Generator[Any, None, Any]:
        if not self.done():
            self._asyncio_future_blocking = True
            yield self
        return self.result()

    __iter__ = __await__

    def cancel(self, msg: Any = None) -> bool:
        if not self.done():
            self.parked.cancel()
            if self._first is not None:
                self.get_loop().call_soon(self._call_first)
            return _Future.cancel(self, msg)
        if self.cancelled():
            return False
        if not self.parked.cancel():
            return False
        _Future.exception(self)  # so that nobody is told that it was never retrieved
        return True

    def cancelled(self) -> bool:
        return self.parked.cancelled or _Future.cancelled(self)

    def result(self) -> Any:
        if self.done():
            self._refuse_if_cancelled()
            self.parked.keep()
        return _Future.result(self)

    def exception(self) -> BaseException | None:
        if self.done():
            self._refuse_if_cancelled()
        return _Future.exception(self)

    def then(self, load: Callable[[Any], Any]) -> None:
        """Have the result of a receive converted once more."""
        assert isinstance(self.parked, Parked)
        self.parked.then(load)

    def _refuse_if_cancelled(self) -> None:
        if self.parked.cancelled and not _Future.cancelled(self):
            raise asyncio.CancelledError


def _failed(error: BaseException, loop: Any) -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = asyncio.Future(loop=asyncio_of(loop))
    future.set_exception(error)
    return future


_recv_one, _recv_all = SocketBase.recv, SocketBase.recv_multipart
_send_one, _send_all = SocketBase.send, SocketBase.send_multipart


def _receive(socket: Any, attempt: Any, flags: int, copy: Any, track: Any) -> Any:
    """Receive what the core's method does, now or later."""
    try:
        received = receive_now(socket, attempt, flags, copy, track)
        if received is not WOULD_BLOCK:
            return Done(received)
        return socket._future(socket._park_recv(attempt, flags, copy, track))  # noqa: SLF001
    except Exception as error:  # noqa: BLE001 - it is for whoever awaits
        return socket._receive_failed(error)  # noqa: SLF001


def _send(
    socket: Any,
    attempt: Any,
    data: Any,
    flags: int,
    copy: Any,
    track: Any,
    routing_id: Any,
    group: Any,
) -> Any:
    """Send what the core's method does, now or later."""
    try:
        sent = send_now(socket, attempt, data, flags, copy, track, routing_id, group)
        if sent is not WOULD_BLOCK:
            return Done(sent)
        park = socket._park_send  # noqa: SLF001
        parked = park(attempt, data, flags, copy, track, routing_id, group)
        return socket._future(parked)  # noqa: SLF001
    except Exception as error:  # noqa: BLE001 - it is for whoever awaits
        return socket._failed(error)  # noqa: SLF001


class Socket(_parking.Socket):
    """A socket whose ``send``, ``recv`` and ``poll`` return futures; all else is as on plain ones.

    A future is done when it is returned if the operation could be done at once. Cancelling one
    before its message has been handed over loses no message; of a cancelled send, ``cancelled()``
    tells that the message was not sent.
    """

    _pending_class: type[Pending] = Pending

    def __init__(
        self,
        context: Any = None,
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
        wrapped = context if isinstance(context, SocketBase) else _from_socket
        if wrapped is None:
            super().__init__(context, socket_type, **kwargs)
        else:
            super().__init__(None, socket_type, shadow=wrapped.underlying, **kwargs)
            self._shadow_obj = wrapped

    @classmethod
    def from_socket(cls, socket: SocketBase, io_loop: Any = None) -> Self:
        """Return a Socket that uses another one without owning it."""
        return cls(_from_socket=socket, io_loop=io_loop)

    def _current_loop(self) -> Any:
        return watching(current_asyncio())

    def _running_loop(self) -> Any:
        loop = running_asyncio()
        return None if loop is None else watching(loop)

    def get(self, key: int) -> Any:
        """Return the value of a socket option: an int, or bytes."""
        return SocketBase.get(self, key)

    # Receiving

    def recv(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        return _receive(self, _recv_one, flags, copy, track)

    def recv_multipart(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        return _receive(self, _recv_all, flags, copy, track)

    def recv_many(
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> Any:
        try:
            received = self._receive_many_now(max, flags, copy, multipart)
            if received is not WOULD_BLOCK:
                return Done(received)
            return self._future(self._park_recv_many(max, flags, copy, multipart))
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return self._receive_failed(error)

    def recv_into(self, buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> Any:
        try:
            return self._future(self._park_recv_into(buffer, nbytes, flags))
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return self._receive_failed(error)

    def _receive_failed(self, error: Exception) -> Any:
        if self.closed:
            raise error
        return self._failed(error)

    def _deserialize(self, received: Any, load: Callable[[Any], Any]) -> Any:
        if isinstance(received, Pending):
            received.then(load)
            return received
        if received.exception() is not None:
            return received
        try:
            return Done(load(received.result()))
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return self._failed(error)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[bytes]:
        """Yield messages as lists of parts, until the socket is closed or the context ends."""
        if self.closed:
            raise StopAsyncIteration
        received = self.recv_multipart()
        try:
            return await received  # type: ignore[no-any-return]
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if received.parked.dropped and task is not None and not task.cancelling():
                raise StopAsyncIteration from None
            raise
        except ContextTerminated:
            raise StopAsyncIteration from None

    # Sending

    def send(
        self,
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        return _send(self, _send_one, data, flags, copy, track, routing_id, group)

    def send_multipart(  # type: ignore[override]
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        return _send(self, _send_all, msg_parts, flags, copy, track, routing_id, group)

    def send_many(self, messages: Iterable[Any], flags: int = 0, copy: bool = True) -> Any:
        try:
            return self._future(self._park_send_many(messages, flags, copy))
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return self._failed(error)

    # Waiting

    def poll(self, timeout: float | None = None, flags: int = POLLIN) -> Any:
        """Return a future of the mask of events (PollEvent), 0 if the time (ms) is over."""
        return self._future(self._park_poll(timeout, flags))

    def _settle(self, begin: Callable[[], Waiting]) -> Any:
        try:
            return self._future(begin())
        except Exception as error:  # noqa: BLE001 - it is for whoever awaits
            return self._failed(error)

    def _future(self, parked: Waiting) -> Any:
        if not parked.done:
            return self._pending_class(parked, asyncio_of(parked.loop))
        return Done(parked.collect()) if parked.error is None else self._failed(parked.error)

    def _failed(self, error: BaseException) -> Any:
        return _failed(error, self._current_loop())


class Poller(_parking.Poller):
    """Polls sockets of any kind and descriptors; ``poll`` returns a future."""

    _pending_class: type[Pending] = Pending

    def _current_loop(self) -> Any:
        return watching(current_asyncio())

    def poll(self, timeout: float | None = -1) -> Any:
        """Return a future of the (socket, events) pairs that are ready, in order of registration.

        timeout: ms, None or negative for ever; when it is over the list is empty.
        """
        loop = self._current_loop()
        polling = self._polling(loop, timeout)
        if not polling.done:
            return self._pending_class(polling, asyncio_of(loop))
        return Done(polling.result) if polling.error is None else _failed(polling.error, loop)


__all__ = ["Done", "Pending", "Poller", "Socket"]
