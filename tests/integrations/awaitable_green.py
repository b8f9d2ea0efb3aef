"""Sockets of gevent for tests that are coroutine functions: an awaited call blocks its greenlet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, Self

import zmq
import zmq.green
from zmq.error import ZMQError
from zmq.green.monitor import GreenMonitor
from zmq.sugar.tap import Tap


def drive(awaitable: Awaitable[Any]) -> Any:
    """Run what awaits nothing but ``Call``s to its end."""
    waiting = awaitable.__await__()
    try:
        next(waiting)
    except StopIteration as end:
        return end.value
    raise AssertionError("something was awaited that is no call of gevent's sockets")


class Call:
    """A call that is made when it is awaited."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call = call

    def __await__(self) -> Generator[Any, None, Any]:
        yield from ()
        return self.call()


def _awaitable(method: Any) -> Any:
    return lambda *args, **kwargs: Call(lambda: method(*args, **kwargs))


class Events:
    """An iterator whose ``next`` is made when it is awaited."""

    def __init__(self, events: Any) -> None:
        self._events = events

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        for event in self._events:
            return event
        raise StopAsyncIteration


class Monitor(GreenMonitor):
    def __aiter__(self) -> Any:
        return Events(iter(self))


class Socket(zmq.green.Socket):
    recv = _awaitable(zmq.green.Socket.recv)
    recv_multipart = _awaitable(zmq.green.Socket.recv_multipart)
    recv_many = _awaitable(zmq.green.Socket.recv_many)
    recv_into = _awaitable(zmq.green.Socket.recv_into)
    send = _awaitable(zmq.green.Socket.send)
    send_multipart = _awaitable(zmq.green.Socket.send_multipart)
    send_many = _awaitable(zmq.green.Socket.send_many)
    poll = _awaitable(zmq.green.Socket.poll)
    wait_connected = _awaitable(zmq.green.Socket.wait_connected)
    wait_subscribed = _awaitable(zmq.green.Socket.wait_subscribed)

    def _new_monitor(self, tap: Tap) -> Monitor:
        return Monitor(tap)

    def _deserialize(self, received: Any, load: Callable[[Any], Any]) -> Any:
        return Call(lambda: load(received.call()))

    __iter__ = None  # type: ignore[assignment]
    __del__ = zmq.Socket.__del__  # gevent's own close without a warning, as the others do with one

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        try:
            return await self.recv_multipart()
        except ZMQError as error:
            if error.errno in {zmq.ENOTSOCK, zmq.ETERM}:
                raise StopAsyncIteration from None
            raise


class Poller(zmq.green.Poller):
    poll = _awaitable(zmq.green.Poller.poll)


class Context(zmq.green.Context):
    _socket_class = Socket
