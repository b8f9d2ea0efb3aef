"""A socket that calls back: a stream of messages in, a queue of messages out, on tornado's loop.

1. All of the work is done in turns: callbacks that the loop runs, bounded in messages and in time.
   A turn is scheduled when there may be something to do, and makes attempts until nothing goes.
2. What would block then is parked as a poll. So no message is taken before its callback is run.
3. ``send``, ``on_recv`` and the like only leave word for the next turn; any thread may call them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import pickle
import time
import warnings
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from typing import Any

from tornado.ioloop import IOLoop
from tornado.log import gen_log

from zmq import _parking
from zmq._loops import watching
from zmq._polling import look
from zmq._waiters import BUDGET, IN, OUT, Parked, Waiters
from zmq.backend import TRY_FLAG, WOULD_BLOCK, Frame
from zmq.backend import Socket as SocketBase
from zmq.constants import DONTWAIT, POLLIN, POLLOUT, Errno
from zmq.error import Again, ContextTerminated, ZMQError
from zmq.sugar.poll import Poller
from zmq.sugar.socket import Socket

__all__ = ["ZMQStream"]

# How long (s) a turn may take before others have theirs, when callbacks are slow.
SLICE = 0.002

# Not this socket's turn to speak, or not one that does: a poll tells when that changes.
_NOT_NOW = {Errno.EFSM, Errno.ENOTSUP}

Callback = Callable[..., Any]


class ZMQStream:
    """Sends and receives messages of a socket by callbacks.

    socket: a plain socket; of another kind, a plain shadow is used.
    io_loop: the tornado IOLoop that runs the callbacks; the current one if None.

    Callbacks may be coroutine functions. Errors of callbacks are logged, those of plain ones raised
    into the loop as well; the stream goes on.
    """

    socket: Any
    bind: Callback
    bind_to_random_port: Callback
    connect: Callback
    setsockopt: Callback
    getsockopt: Callback
    setsockopt_string: Callback
    setsockopt_unicode: Callback
    getsockopt_string: Callback
    getsockopt_unicode: Callback

    def __init__(self, socket: Any, io_loop: Any = None) -> None:
        self.socket = self._accept(socket)
        current: Any = IOLoop.current
        self.io_loop: Any = io_loop or current()
        self.poller: Poller = Poller()
        self._loop: Any = self.io_loop.asyncio_loop
        self._waiters = Waiters(self.socket, watching(self._loop))
        self._entry = _Entry(self)
        self.io_loop.add_handler(self._entry, self._entry.ignore, 0)
        self._receive = _attempting(self.socket, "recv_multipart")
        self._transmit = _attempting(self.socket, "send_multipart")
        self._queue: deque[tuple[list[Any], int, dict[str, Any]]] = deque()
        self._copy = True
        self._on_recv: Callback | None = None
        self._on_send: Callback | None = None
        self._on_close: Callback | None = None
        self._turn_is_due = self._flushed = False
        self._parked: Parked | None = None
        self._tasks: set[asyncio.Future[Any]] = set()
        self._lend_methods(self.socket)

    def _accept(self, socket: Any) -> Any:
        """Return the socket, or a shadow of it, as one that receives and sends without a loop."""
        if not isinstance(socket, SocketBase):
            raise TypeError(f"a ZMQStream needs a zmq.Socket, not {socket!r}")
        if not isinstance(socket, _parking.Socket):
            return socket
        warnings.warn(
            f"{socket!r} belongs to another front-end; the ZMQStream uses a plain shadow of it",
            RuntimeWarning,
            stacklevel=3,
        )
        return Socket.shadow(socket)

    def _lend_methods(self, socket: Any) -> None:
        self.bind = socket.bind
        self.bind_to_random_port = socket.bind_to_random_port
        self.connect = socket.connect
        self.setsockopt, self.getsockopt = socket.set, socket.get
        self.setsockopt_string = self.setsockopt_unicode = socket.set_string
        self.getsockopt_string = self.getsockopt_unicode = socket.get_string

    # Callbacks

    def on_recv(self, callback: Callback | None, copy: bool = True) -> None:
        """Call ``callback(message)`` with each message, a list of its parts; None stops.

        copy: whether the parts are bytes, or Frames.
        """
        self._refuse_if_closed()
        assert callback is None or callable(callback), "the callback is to be called"
        self._on_recv, self._copy = callback, copy
        self._schedule()

    def on_recv_stream(self, callback: Callback | None, copy: bool = True) -> None:
        """Call ``callback(stream, message)`` as ``on_recv`` does, with the same copy."""
        self.on_recv(self._with_stream(callback), copy)

    def stop_on_recv(self) -> None:
        """Receive no more."""
        self.on_recv(None)

    def on_send(self, callback: Callback | None) -> None:
        """Call ``callback(message, status)`` when a message is sent; None stops.

        status: a MessageTracker or None, as from ``send_multipart``; the ZMQError if it failed.
        """
        self._refuse_if_closed()
        assert callback is None or callable(callback), "the callback is to be called"
        self._on_send = callback

    def on_send_stream(self, callback: Callback | None) -> None:
        """Call ``callback(stream, message, status)`` as ``on_send`` does."""
        self.on_send(self._with_stream(callback))

    def stop_on_send(self) -> None:
        """Call nobody when messages are sent."""
        self.on_send(None)

    def _with_stream(self, callback: Callback | None) -> Callback | None:
        if callback is None:
            return None
        assert callable(callback), "the callback is to be called"
        return lambda *args: callback(self, *args)

    def on_err(self, callback: Callback) -> None:  # noqa: ARG002
        """Deprecated: there never was an event for it."""
        gen_log.warning("ZMQStream.on_err does nothing")

    def stop_on_err(self) -> None:
        """Deprecated: there never was an event for it."""
        gen_log.warning("ZMQStream.stop_on_err does nothing")

    def set_close_callback(self, callback: Callback | None) -> None:
        """Call ``callback()`` when the stream is closed, or its socket or context has been."""
        assert callback is None or callable(callback), "the callback is to be called"
        self._on_close = callback

    # Sending

    def send(
        self,
        msg: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        callback: Callback | None = None,
        **kwargs: Any,
    ) -> None:
        """Queue a message of one part.

        msg: the part. flags, copy, track, callback: as in ``send_multipart``, and so are the
        errors.
        """
        self.send_multipart([msg], flags, copy, track, callback, **kwargs)

    def send_multipart(
        self,
        msg: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        callback: Callback | None = None,
        **kwargs: Any,
    ) -> None:
        """Queue a message, to be sent in a later turn of the loop.

        msg: a list of its parts. flags, copy, track: for ``Socket.send_multipart``. callback:
        becomes that of ``on_send``. Raises TypeError for a part that is no bytes, OSError on a
        closed stream.
        """
        self._refuse_if_closed()
        parts = list(msg)
        for part in parts:
            if type(part) is not bytes:
                _check(part)
        if callback is not None:
            self.on_send(callback)
        self._queue.append((parts, int(flags), {"copy": copy, "track": track, **kwargs}))
        if not self._is_parked_for(OUT):
            self._schedule()

    def send_string(
        self,
        u: str,
        flags: int = 0,
        encoding: str = "utf-8",
        callback: Callback | None = None,
        **kwargs: Any,
    ) -> None:
        """Queue text as a message of one part.

        u: the text. encoding: how it becomes bytes. All else is as in ``send``. Raises TypeError
        for what is not str.
        """
        if not isinstance(u, str):
            raise TypeError(f"send_string takes str, not {type(u).__name__}")
        self.send(u.encode(encoding), flags, callback=callback, **kwargs)

    send_unicode = send_string

    def send_json(
        self, obj: Any, flags: int = 0, callback: Callback | None = None, **kwargs: Any
    ) -> None:
        """Queue an object (obj) as JSON; all else is as in ``send``."""
        self.send(json.dumps(obj).encode(), flags, callback=callback, **kwargs)

    def send_pyobj(
        self,
        obj: Any,
        flags: int = 0,
        protocol: int = -1,
        callback: Callback | None = None,
        **kwargs: Any,
    ) -> None:
        """Queue an object (obj), pickled with that protocol; all else is as in ``send``."""
        self.send(pickle.dumps(obj, protocol), flags, callback=callback, **kwargs)

    # State

    def receiving(self) -> bool:
        """Whether there is a callback for messages."""
        return self._on_recv is not None

    def sending(self) -> bool:
        """Whether messages are queued."""
        return bool(self._queue)

    def closed(self) -> bool:
        """Whether the stream is closed; it is when its socket was."""
        if self.socket is not None and self.socket.closed:
            self.close()
        return self.socket is None

    def close(self, linger: int | None = None) -> None:
        """Close the socket and call the close callback; what is queued here is not sent.

        linger: ms to keep trying to send what the socket has; LINGER as it stands if None.
        """
        if self.socket is None:
            return
        if self._is_within_reach():
            self._waiters.close()
        self.io_loop.remove_handler(self._entry)
        self.socket.close(linger)
        self.socket = self._parked = self._on_recv = None
        callback, self._on_close = self._on_close, None
        if callback is not None:
            self._call(callback)

    def _refuse_if_closed(self) -> None:
        if self.closed():
            raise OSError("the stream is closed")

    def flush(self, flag: int = POLLIN | POLLOUT, limit: int | None = None) -> int:
        """Send and receive what can be now, instead of in a turn of the loop; return how much.

        flag: the directions, POLLIN and POLLOUT. limit: the number of messages, None for no limit.
        Messages that nobody receives are discarded. Those that come later wait for the next turn.
        """
        self._refuse_if_closed()
        wanted, count = int(flag), 0
        while limit is None or count < limit:
            progress = int(wanted & OUT and self._send_one())
            if wanted & IN and (limit is None or count + progress < limit):
                progress += self._receive_one()
            if not progress:
                break
            count += progress
        if count:
            self._flushed = True
            self._schedule()
        return count

    # Turns

    def _is_within_reach(self) -> bool:
        """Whether this thread may change what is parked in the loop."""
        return _running_loop() is self._loop or not self._loop.is_running()

    def _schedule(self) -> None:
        """Have a turn soon."""
        if self._turn_is_due:
            return
        self._turn_is_due = True
        loop = self._loop
        call = loop.call_soon if _running_loop() is loop else loop.call_soon_threadsafe
        with contextlib.suppress(RuntimeError):  # the loop is closed
            call(self._turn)

    def _turn(self) -> None:
        self._turn_is_due = False
        if self._flushed:  # in this round of the loop, perhaps
            self._flushed = False
            self._schedule()
            return
        try:
            more = self._serve()
        except BaseException:
            self._go_on(True)
            raise
        self._go_on(more)

    def _serve(self) -> bool:
        """Send and receive for a while; return whether there may be more to do."""
        until = time.monotonic() + SLICE
        for _ in range(BUDGET):
            if self.closed():
                return False
            progress = self._send_one()
            if self._on_recv is not None:
                progress = self._receive_one() or progress
            if not progress:
                return False
            if time.monotonic() > until:
                break
        return True

    def _go_on(self, more: bool) -> None:
        """Have another turn now, or when libzmq has news of what is wanted."""
        if self.socket is None:
            return
        if more:
            self._schedule()
        else:
            self._park()

    def _park(self) -> None:
        want = (IN if self._on_recv else 0) | (OUT if self._queue else 0)
        if self._parked is not None and not self._parked.done:
            if self._parked.want == want:
                return
            self._parked.cancel()
        self._parked = None
        if not want:
            return
        waiters = self._waiters
        parked = waiters.park(waiters.polls, self.socket, want, look(self.socket, want))
        if parked.done:
            self._schedule()
        else:
            self._parked = parked
            parked.notify = self._schedule

    def _is_parked_for(self, event: int) -> bool:
        return (
            self._parked is not None and not self._parked.done and bool(self._parked.want & event)
        )

    def _receive_one(self) -> bool:
        """Receive a message and call back; return False if there is none."""
        if self.socket is None:
            return False
        try:
            message = self._receive(flags=0, copy=self._copy)
        except ZMQError as error:
            self._end_with(error)
            return False
        if message is WOULD_BLOCK:
            return False
        if self._on_recv is not None:
            self._call(self._on_recv, message)
        return True

    def _send_one(self) -> bool:
        """Send the first message that is queued; return False if none can be."""
        if not self._queue or self.socket is None:
            return False
        message, flags, kwargs = self._queue[0]
        try:
            status = self._transmit(message, flags=flags, **kwargs)
        except ZMQError as error:
            if self._end_with(error):
                return False
            gen_log.error("ZMQStream could not send: %s", error)
            status = error
        except BaseException:
            self._queue.popleft()
            raise
        if status is WOULD_BLOCK:
            return False
        self._queue.popleft()
        if self._on_send is not None:
            self._call(self._on_send, message, status)
        return True

    def _end_with(self, error: ZMQError) -> bool:
        """Close if the socket is closed, or to be because its context ends; return whether so."""
        ended = isinstance(error, ContextTerminated) or error.errno == Errno.ENOTSOCK
        if ended:
            self.close()
        return ended

    def _call(self, callback: Callback, *args: Any) -> None:
        try:
            result = callback(*args)
        except Exception:
            gen_log.exception("Uncaught exception in a callback of ZMQStream")
            raise
        if result is not None and isawaitable(result):
            self._follow(result)

    def _follow(self, result: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(result)
        self._tasks.add(task)  # the loop itself would let go of it
        task.add_done_callback(self._log_outcome)

    def _log_outcome(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            gen_log.error("Uncaught exception in a coroutine of ZMQStream", exc_info=error)


class _Entry:
    """A stream among the handlers of its IOLoop, which so keeps it and closes it with itself.

    It stands for no descriptor, since the stream waits otherwise, and that of a socket which is
    closed behind the stream's back may be another's soon. So its number is not that of any.
    """

    def __init__(self, stream: ZMQStream) -> None:
        self._stream = stream

    def fileno(self) -> int:
        return -id(self)

    def close(self) -> None:
        self._stream.close()

    @staticmethod
    def ignore(fd: Any, events: int) -> None:
        """Never called: no events are asked for."""


def _attempting(socket: Any, name: str) -> Callback:
    """Return a socket's method so that it returns WOULD_BLOCK where it would."""
    method = getattr(socket, name)
    overridden = getattr(type(socket), name) is not getattr(SocketBase, name)
    try_flag = int(DONTWAIT if overridden else TRY_FLAG)

    def attempt(*args: Any, flags: int, **kwargs: Any) -> Any:
        try:
            return method(*args, flags=flags | try_flag, **kwargs)
        except Again:
            return WOULD_BLOCK
        except ZMQError as error:
            if error.errno in _NOT_NOW:
                return WOULD_BLOCK
            raise

    return attempt


def _check(part: Any) -> None:
    """Refuse what cannot be sent, while its sender can still be told."""
    if isinstance(part, Frame):
        return
    try:
        memoryview(part)
    except TypeError:
        hint = "; use send_string" if isinstance(part, str) else ""
        raise TypeError(f"a part of a message is bytes, not {type(part).__name__}{hint}") from None


def _running_loop() -> Any:
    """The asyncio loop that runs in this thread, or None."""
    return asyncio._get_running_loop()  # noqa: SLF001 - get_running_loop raises where there is none
