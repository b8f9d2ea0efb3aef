"""Contexts and sockets for gevent: what blocks, blocks the greenlet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar

import gevent

from zmq import _instance, _parking
from zmq._waiters import Waiting, receive_now, send_now
from zmq.backend import WOULD_BLOCK
from zmq.backend import Socket as SocketBase
from zmq.constants import POLLIN, SocketOption
from zmq.green._hub import current_loop, settle
from zmq.green.monitor import GreenMonitor
from zmq.green.poll import _Poller
from zmq.green.tracker import _MessageTracker
from zmq.sugar import socket as _socket
from zmq.sugar.monitor import Monitor
from zmq.sugar.tap import Tap
from zmq.sugar.tracker import _FINISHED_TRACKER, MessageTracker

TIMEOS = (SocketOption.RCVTIMEO, SocketOption.SNDTIMEO)

# How often (s, at most) one looks whether a context has ended: libzmq has no descriptor for it.
LOOK_AGAIN = 0.05

Iterate = Callable[[Any], Iterator[list[bytes]]]


_recv, _recv_multipart = SocketBase.recv, SocketBase.recv_multipart
_send, _send_multipart = SocketBase.send, SocketBase.send_multipart


class _Socket(_parking.Socket):
    """A socket whose ``send``, ``recv`` and ``poll`` let other greenlets run while they wait.

    Any number of greenlets may wait on one socket; they are served in order. An exception that ends
    a wait, as ``gevent.Timeout`` and ``kill`` do, loses no message: a receive has taken none, and a
    send has sent none unless the exception's attribute ``too_late`` is true.
    """

    _poller_class = _Poller

    __iter__: ClassVar[Iterate] = _socket.Socket.__iter__  # type: ignore[assignment]

    def __del__(self) -> None:
        if not self._shadow and not self.closed:
            self.close()

    @classmethod
    def _repr_class(cls) -> str:
        return "zmq.green.Socket" if cls is _Socket else super()._repr_class()

    def _current_loop(self) -> Any:
        return current_loop()

    def _running_loop(self) -> Any:
        return None  # the loops themselves know in which thread they are

    def _track(self, event: Any, *others: Any) -> MessageTracker:
        if event is None and not others:
            return _FINISHED_TRACKER
        return _MessageTracker(*others) if event is None else _MessageTracker(event, *others)

    def get(self, opt: int) -> Any:
        """Return the value of a socket option: an int, or bytes."""
        return SocketBase.get(self, opt)

    def set(self, opt: int, val: Any) -> None:
        """Set a socket option: an int, or bytes."""
        SocketBase.set(self, opt, val)

    def recv(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        received = receive_now(self, _recv, flags, copy, track)
        if received is not WOULD_BLOCK:
            return received
        return settle(self._park_recv(_recv, flags, copy, track))

    def recv_multipart(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        received = receive_now(self, _recv_multipart, flags, copy, track)
        if received is not WOULD_BLOCK:
            return received
        return settle(self._park_recv(_recv_multipart, flags, copy, track))

    def recv_many(
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> Any:
        received = self._receive_many_now(max, flags, copy, multipart)
        if received is not WOULD_BLOCK:
            return received
        return settle(self._park_recv_many(max, flags, copy, multipart))

    def recv_into(self, buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> Any:
        return settle(self._park_recv_into(buffer, nbytes, flags))

    def send(
        self,
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        address = (routing_id, group)
        sent = send_now(self, _send, data, flags, copy, track, *address)
        if sent is not WOULD_BLOCK:
            return sent
        return settle(self._park_send(_send, data, flags, copy, track, *address))

    def send_multipart(  # type: ignore[override]
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        address = (routing_id, group)
        sent = send_now(self, _send_multipart, msg_parts, flags, copy, track, *address)
        if sent is not WOULD_BLOCK:
            return sent
        return settle(self._park_send(_send_multipart, msg_parts, flags, copy, track, *address))

    def send_many(self, messages: Iterable[Any], flags: int = 0, copy: bool = True) -> Any:
        return settle(self._park_send_many(messages, flags, copy))

    def poll(self, timeout: float | None = None, flags: int = POLLIN) -> Any:
        """Wait for events and return their mask (PollEvent), 0 if the time (ms) is over."""
        return settle(self._park_poll(timeout, flags))

    def _settle(self, begin: Callable[[], Waiting]) -> Any:
        return settle(begin())

    def _new_monitor(self, tap: Tap) -> Monitor:
        return GreenMonitor(tap)


class _Context(_instance.Context[_Socket]):
    """Makes sockets for gevent."""

    _socket_class = _Socket

    def __repr__(self) -> str:
        return super().__repr__().replace("zmq.green.core._Context", "zmq.green.Context", 1)

    def term(self, timeout: float | None = None) -> None:
        """End the context once its sockets are closed; other greenlets run meanwhile.

        timeout: seconds; TimeoutError when they are over, and one may call again.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = 0.001
        while True:
            try:
                super().term(0)
            except TimeoutError:
                if deadline is not None and time.monotonic() >= deadline:
                    raise
            else:
                return
            gevent.sleep(pause)
            pause = min(2 * pause, LOOK_AGAIN)


__all__ = ["TIMEOS"]
