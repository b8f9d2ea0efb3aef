"""What type checkers make of programs that people write; checked with all else, never run."""

from __future__ import annotations

import threading
from typing import Any, assert_type

import zmq
from zmq.eventloop.zmqstream import ZMQStream
from zmq.utils.monitor import recv_monitor_message


def request_and_reply(endpoint: str) -> None:
    with zmq.Context() as context, context.socket(zmq.REP) as socket:
        assert_type(context, zmq.Context[zmq.Socket[bytes]])
        assert_type(socket, zmq.Socket[bytes])
        with socket.bind(endpoint):
            socket.rcvtimeo = 1000
            socket.linger = 0
            assert_type(socket.last_endpoint, bytes)
            assert_type(socket.type, zmq.SocketType)
            assert_type(socket.closed, bool)
            while True:
                message = socket.recv()
                assert_type(message, bytes)
                socket.send(message.upper())


def parts(socket: zmq.Socket[bytes]) -> None:
    assert_type(socket.recv(), bytes)
    assert_type(socket.recv(zmq.NOBLOCK), bytes)
    assert_type(socket.recv(copy=False), zmq.Frame)
    assert_type(socket.recv_multipart(), list[bytes])
    assert_type(socket.recv_multipart(copy=False), list[zmq.Frame])
    assert_type(socket.recv_into(bytearray(10)), int)
    assert_type(socket.try_recv(), bytes | None)
    assert_type(socket.try_recv(copy=False), zmq.Frame | None)
    assert_type(socket.try_recv_multipart(), list[bytes] | None)
    assert_type(socket.try_send(b"x"), bool)
    assert_type(socket.send_many([b"one", [b"two", b"parts"]]), int)
    assert_type(socket.recv_many(10), list[Any])
    for message in socket:
        assert_type(message, list[bytes])


def maybe_a_copy(socket: zmq.Socket[bytes], copy: bool) -> None:
    assert_type(socket.recv(copy=copy), bytes | zmq.Frame)
    assert_type(socket.recv_multipart(copy=copy), list[bytes] | list[zmq.Frame])


def tracked(socket: zmq.Socket[bytes], array: memoryview) -> None:
    tracker = socket.send(array, copy=False, track=True)
    assert_type(tracker, zmq.MessageTracker)
    assert_type(tracker.done, bool)
    tracker.wait(timeout=1.5)
    assert_type(socket.send_multipart([array], copy=False, track=True), zmq.MessageTracker)
    assert_type(zmq.Frame(array, track=True).tracker, zmq.MessageTracker | None)
    assert_type(zmq.Frame(b"x").bytes, bytes)
    assert_type(zmq.Frame(b"x").buffer, memoryview)


def topics(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    socket: zmq.SyncSocket = context.socket(zmq.SUB)
    socket.subscribe("topic")
    socket.setsockopt(zmq.SUBSCRIBE, b"other")
    socket.setsockopt_string(zmq.UNSUBSCRIBE, "other")
    assert_type(socket.getsockopt(zmq.RCVMORE), int | bytes)
    assert_type(socket.get_string(zmq.ROUTING_ID), str)
    assert_type(socket.get_hwm(), int)
    assert_type(socket.bind_to_random_port("tcp://127.0.0.1"), int)


def polling(one: zmq.Socket[bytes], other: zmq.Socket[bytes]) -> None:
    poller = zmq.Poller()
    poller.register(one, zmq.POLLIN)
    poller.register(other)
    for _, mask in poller.poll(timeout=1000):
        assert_type(mask, int)
    events = dict(poller.poll())
    if one in events:
        one.recv()
    assert_type(one.poll(10), int)


def monitoring(socket: zmq.Socket[bytes]) -> None:
    monitor = socket.get_monitor_socket(zmq.Event.CONNECTED | zmq.Event.DISCONNECTED)
    event = recv_monitor_message(monitor)
    if event["event"] == zmq.Event.CONNECTED:
        assert_type(event["endpoint"], bytes)


def errors(socket: zmq.Socket[bytes]) -> None:
    try:
        socket.recv(zmq.DONTWAIT)
    except zmq.Again:
        return
    except zmq.ContextTerminated:
        return
    except zmq.ZMQError as error:
        assert_type(error.strerror, str)
        if error.errno == zmq.ETERM:
            return


class Worker(threading.Thread):
    """Typical: a context that is shared, a socket to each thread."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]] | None = None) -> None:
        super().__init__()
        self.context: zmq.Context[zmq.Socket[bytes]] = context or zmq.Context.instance()

    def run(self) -> None:
        socket = self.context.socket(zmq.PULL)
        socket.connect("inproc://work")
        assert_type(socket.recv_string(), str)
        assert_type(socket.recv_json(), Any)
        assert_type(socket.recv_pyobj(), Any)
        socket.close(linger=0)


def stream(socket: zmq.Socket[bytes]) -> None:
    echo = ZMQStream(socket)

    def received(message: list[bytes]) -> None:
        echo.send_multipart(message)

    echo.on_recv(received)
    echo.flush()
