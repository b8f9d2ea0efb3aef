"""ZMQStream: messages by callbacks, sends by a queue."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from tornado.ioloop import IOLoop

import zmq
import zmq.asyncio
from conftest import MakePair, MakeSocket
from eventloop.conftest import rounds, until
from zmq.eventloop.zmqstream import ZMQStream

Streams = Callable[..., tuple[ZMQStream, ZMQStream]]


@pytest.fixture
def streams(pair: MakePair) -> Streams:
    """Return a function that makes a pair of connected streams, in a running loop."""

    def make(*kinds: int, **options: Any) -> tuple[ZMQStream, ZMQStream]:
        a, b = pair(*kinds, **options)
        return ZMQStream(a), ZMQStream(b)

    return make


# Receiving


async def test_messages_are_called_back_with(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    b.on_recv(received.append)
    assert b.receiving()
    a.send(b"1")
    a.send_multipart([b"2", b"3"])
    await until(lambda: len(received) == 2)
    assert received == [[b"1"], [b"2", b"3"]]


async def test_a_message_that_is_there_already(streams: Streams) -> None:
    a, b = streams()
    a.socket.send(b"early")
    received: list[Any] = []
    b.on_recv(received.append)
    await until(lambda: received)
    assert received == [[b"early"]]


async def test_messages_as_frames(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    b.on_recv(received.append, copy=False)
    a.send(b"frame")
    await until(lambda: received)
    (frame,) = received[0]
    assert isinstance(frame, zmq.Frame)
    assert frame.bytes == b"frame"


async def test_callbacks_that_are_told_the_stream(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    sent: list[Any] = []
    b.on_recv_stream(lambda *args: received.append(args))
    a.on_send_stream(lambda *args: sent.append(args))
    a.send(b"1")
    await until(lambda: received)
    assert received == [(b, [b"1"])]
    assert sent == [(a, [b"1"], None)]
    b.on_recv_stream(None)
    a.on_send_stream(None)
    assert not b.receiving()


@pytest.mark.parametrize(
    "stop", [ZMQStream.stop_on_recv, lambda stream: stream.on_recv(None)], ids=["stop", "None"]
)
async def test_no_message_is_taken_without_a_callback(
    streams: Streams, stop: Callable[[ZMQStream], None]
) -> None:
    a, b = streams()
    received: list[Any] = []

    def first_only(message: Any) -> None:
        received.append(message)
        stop(b)

    b.on_recv(first_only)
    a.send(b"1")
    a.send(b"2")
    await until(lambda: received)
    await rounds()
    assert received == [[b"1"]]
    assert not b.receiving()
    assert b.socket.recv() == b"2"


async def test_the_last_callback_counts(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    b.on_recv(lambda _: pytest.fail("replaced"))
    b.on_recv(received.append)
    a.send(b"1")
    await until(lambda: received)


async def test_more_messages_than_one_turn_takes(streams: Streams) -> None:
    a, b = streams(zmq.PUSH, zmq.PULL, transport="tcp")
    received: list[int] = []
    b.on_recv(lambda message: received.append(int(message[0])))
    for number in range(5000):
        a.send(b"%d" % number)
    await until(lambda: len(received) == 5000)
    assert received == list(range(5000))
    assert not a.sending()


async def test_a_stream_that_is_always_busy_lets_others_run(streams: Streams) -> None:
    a, b = streams()
    ticks = 0

    def again(_: Any) -> None:
        a.send(b"again")

    b.on_recv(again)
    a.send(b"first")
    while ticks < 20:
        await asyncio.sleep(0)
        ticks += 1


async def test_a_message_that_another_takes_the_edge_of(streams: Streams) -> None:
    a, b = streams(transport="tcp")
    received: list[Any] = []
    b.on_recv(received.append)
    await rounds()
    shadow: zmq.Socket[bytes] = zmq.Socket.shadow(b.socket)
    a.socket.send(b"1")
    assert shadow.poll() == zmq.POLLIN
    await until(lambda: received)


async def test_a_message_whose_edge_is_taken_in_another_thread(streams: Streams) -> None:
    a, b = streams(transport="tcp")
    received: list[Any] = []
    b.on_recv(received.append)
    await rounds()
    await asyncio.to_thread(lambda: (a.socket.send(b"1"), b.socket.poll(0)))
    await until(lambda: received)


# Sending


async def test_sends_leave_in_a_later_turn(streams: Streams) -> None:
    a, b = streams()
    assert a.send(b"1") is None  # type: ignore[func-returns-value]
    assert a.sending()
    assert b.socket.try_recv() is None
    await until(lambda: not a.sending())
    assert b.socket.recv() == b"1"


async def test_kinds_of_sends(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    b.on_recv(lambda message: received.append(message[0]))
    a.send_string("ø")
    a.send_unicode("ø", encoding="utf-16")
    a.send_json({"a": [1, None]})
    a.send_pyobj({1, 2})
    await until(lambda: len(received) == 4)
    assert received[0] == "ø".encode()
    assert received[1] == "ø".encode("utf-16")
    assert json.loads(received[2]) == {"a": [1, None]}
    assert pickle.loads(received[3]) == {1, 2}


async def test_a_callback_of_a_send_stays(streams: Streams) -> None:
    a, _ = streams()
    sent: list[Any] = []
    a.on_send(lambda *_: pytest.fail("replaced"))
    a.send(b"1")
    a.send(b"2", callback=lambda *args: sent.append(args))
    a.send(b"3")
    await until(lambda: len(sent) == 3)
    assert sent == [([b"1"], None), ([b"2"], None), ([b"3"], None)]
    a.stop_on_send()


async def test_the_status_of_a_send_is_its_tracker(streams: Streams) -> None:
    a, b = streams()
    sent: list[Any] = []
    a.send(bytes(100_000), copy=False, track=True, callback=lambda *args: sent.append(args))
    await until(lambda: sent)
    b.socket.recv()
    assert isinstance(sent[0][1], zmq.MessageTracker)
    sent[0][1].wait(timeout=30)


async def test_the_status_of_a_send_that_failed_is_its_error(
    socket: MakeSocket, caplog: pytest.LogCaptureFixture
) -> None:
    router = ZMQStream(socket(zmq.ROUTER, router_mandatory=1))
    sent: list[Any] = []
    router.send_multipart([b"nobody", b"1"], callback=lambda *args: sent.append(args))
    await until(lambda: sent)
    message, status = sent[0]
    assert message == [b"nobody", b"1"]
    assert isinstance(status, zmq.ZMQError)
    assert status.errno == zmq.EHOSTUNREACH
    assert "could not send" in caplog.text


@pytest.mark.parametrize(
    "send",
    [
        lambda stream: stream.send("text"),
        lambda stream: stream.send(1),
        lambda stream: stream.send_multipart([b"1", "text"]),
        lambda stream: stream.send_string(b"bytes"),
    ],
)
async def test_what_cannot_be_sent_is_refused_at_once(
    streams: Streams, send: Callable[[ZMQStream], None]
) -> None:
    a, _ = streams()
    with pytest.raises(TypeError):
        send(a)
    assert not a.sending()


async def test_sends_wait_for_room(streams: Streams) -> None:
    a, b = streams(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    for number in range(100):
        a.send(b"%d" % number)
    await rounds()
    assert a.sending()
    received: list[int] = []
    b.on_recv(lambda message: received.append(int(message[0])))
    await until(lambda: len(received) == 100)
    assert received == list(range(100))


async def test_requests_and_replies_take_turns(streams: Streams) -> None:
    asks, answers = streams(zmq.REQ, zmq.REP)
    replies: list[Any] = []
    asks.on_recv(replies.append)
    answers.on_recv(lambda message: answers.send(message[0] + b"!"))
    asks.send(b"1")
    asks.send(b"2")
    await until(lambda: len(replies) == 2)
    assert replies == [[b"1!"], [b"2!"]]


# Callbacks that fail or wait


async def test_coroutine_functions_as_callbacks(
    streams: Streams, caplog: pytest.LogCaptureFixture
) -> None:
    a, b = streams()
    received: list[Any] = []

    async def receive(message: list[bytes]) -> None:
        await asyncio.sleep(0)
        received.append(message)
        if message == [b"bad"]:
            raise ValueError("told to fail")

    b.on_recv(receive)
    a.send(b"bad")
    a.send(b"good")
    await until(lambda: len(received) == 2 and caplog.records)
    assert [record.name for record in caplog.records] == ["tornado.general"]
    assert "told to fail" in caplog.text


async def test_callbacks_that_raise(streams: Streams, caplog: pytest.LogCaptureFixture) -> None:
    a, b = streams()
    raised: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: raised.append(context["exception"])
    )
    received: list[Any] = []

    def receive(message: list[bytes]) -> None:
        received.append(message)
        raise ValueError("told to fail")

    b.on_recv(receive)
    a.send(b"1")
    a.send(b"2")
    await until(lambda: len(raised) == 2)
    assert received == [[b"1"], [b"2"]]
    assert not b.closed()
    assert "tornado.general" in {record.name for record in caplog.records}


async def test_callbacks_are_callable(streams: Streams) -> None:
    a, _ = streams()
    what: Any = "no function"
    for setting in (a.on_recv, a.on_recv_stream, a.on_send, a.on_send_stream, a.set_close_callback):
        with pytest.raises(AssertionError):
            setting(what)


async def test_on_err_only_warns(streams: Streams, caplog: pytest.LogCaptureFixture) -> None:
    a, _ = streams()
    a.on_err(print)
    a.stop_on_err()
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


# Flushing


async def test_flush_receives_at_once(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    b.on_recv(received.append)
    for number in range(3):
        a.socket.send(b"%d" % number)
    assert b.flush(limit=1) == 1
    assert received == [[b"0"]]
    assert b.flush(zmq.POLLIN) == 2
    assert b.flush() == 0
    assert received == [[b"0"], [b"1"], [b"2"]]


async def test_flush_sends_at_once(streams: Streams) -> None:
    a, b = streams()
    a.send(b"1")
    a.send(b"2")
    assert a.flush(zmq.POLLIN) == 0
    assert a.flush(zmq.POLLOUT, limit=1) == 1
    assert a.flush() == 1
    assert not a.sending()
    assert b.socket.recv_many() == [b"1", b"2"]


async def test_flush_discards_what_nobody_receives(streams: Streams) -> None:
    a, b = streams()
    a.socket.send(b"1")
    assert b.flush() == 1
    assert b.socket.try_recv() is None


async def test_messages_after_a_flush_are_received(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []
    b.on_recv(received.append)
    a.socket.send(b"1")
    b.flush()
    a.socket.send(b"2")
    await until(lambda: len(received) == 2)


# The end


async def test_close(streams: Streams) -> None:
    a, _ = streams()
    closed: list[bool] = []
    a.set_close_callback(lambda: closed.append(a.closed()))
    socket = a.socket
    a.close(linger=0)
    a.close()
    assert closed == [True]
    assert socket.closed
    assert a.socket is None
    assert not a.receiving()


async def test_a_closed_stream_refuses(streams: Streams) -> None:
    a, _ = streams()
    a.close()
    for call in (
        lambda: a.on_recv(print),
        lambda: a.on_send(print),
        lambda: a.send(b""),
        a.flush,
        a.stop_on_recv,
    ):
        with pytest.raises(OSError, match="closed"):
            call()


async def test_closing_within_a_callback(streams: Streams) -> None:
    a, b = streams()
    received: list[Any] = []

    def receive(message: list[bytes]) -> None:
        received.append(message)
        b.close()

    b.on_recv(receive)
    a.send(b"1")
    a.send(b"2")
    await until(b.closed)
    await rounds()
    assert received == [[b"1"]]


@pytest.mark.parametrize("receiving", [True, False])
async def test_a_socket_that_is_closed_behind_its_back(streams: Streams, receiving: bool) -> None:
    a, _ = streams()
    closed: list[int] = []
    a.set_close_callback(lambda: closed.append(1))
    if receiving:
        a.on_recv(print)
        await rounds()
    a.socket.close()
    assert a.closed()
    assert closed == [1]
    assert a.socket is None


async def test_a_socket_that_is_closed_in_another_thread(streams: Streams) -> None:
    a, _ = streams()
    closed = asyncio.Event()
    a.set_close_callback(closed.set)
    a.on_recv(print)
    await rounds()
    await asyncio.to_thread(a.socket.close)
    await closed.wait()


async def test_a_context_that_ends_closes_its_streams() -> None:
    with zmq.Context() as context:
        stream = ZMQStream(context.socket(zmq.PULL))
        closed = asyncio.Event()
        stream.set_close_callback(closed.set)
        stream.on_recv(print)
        await rounds()
        await asyncio.to_thread(context.term)
        await closed.wait()


def test_a_loop_that_ends_closes_its_streams(context: zmq.Context[Any]) -> None:
    loop = IOLoop(make_current=False)
    stream = ZMQStream(context.socket(zmq.PULL), loop)
    socket = stream.socket
    loop.close(all_fds=True)
    assert socket.closed
    assert stream.closed()


def test_a_loop_in_another_thread(pair: MakePair) -> None:
    a, b = pair()
    loop = IOLoop(make_current=False)
    sends, receives = ZMQStream(a, loop), ZMQStream(b, loop)
    received = threading.Event()
    thread = threading.Thread(target=loop.start)
    thread.start()
    receives.on_recv(lambda _: received.set())
    sends.send(b"1")
    assert received.wait(30)
    loop.add_callback(loop.stop)
    thread.join()
    loop.close(all_fds=True)


# Sockets


async def test_methods_of_the_socket(streams: Streams) -> None:
    a, _ = streams()
    assert a.bind == a.socket.bind
    assert a.connect == a.socket.connect
    assert a.bind_to_random_port("tcp://127.0.0.1")
    a.setsockopt(zmq.LINGER, 7)
    assert a.getsockopt(zmq.LINGER) == 7
    a.setsockopt_string(zmq.ROUTING_ID, "ø")
    assert a.getsockopt_string(zmq.ROUTING_ID) == "ø"
    assert not hasattr(a, "recv")


async def test_sockets_of_other_front_ends_are_shadowed(pair: MakePair) -> None:
    a, b = pair()
    asynchronous = zmq.asyncio.Socket.shadow(b)
    with pytest.warns(RuntimeWarning, match="plain shadow"):
        stream = ZMQStream(asynchronous)
    assert type(stream.socket) is zmq.Socket
    received: list[Any] = []
    stream.on_recv(received.append)
    a.send(b"1")
    await until(lambda: received)


async def test_what_is_no_socket() -> None:
    with pytest.raises(TypeError):
        ZMQStream(3)


async def test_subclasses_have_their_say(pair: MakePair) -> None:
    class Shouting(zmq.Socket[bytes]):
        def recv_multipart(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
            return [part.upper() for part in super().recv_multipart(flags, copy, track)]

    a, b = pair()
    stream = ZMQStream(Shouting.shadow(b))
    received: list[Any] = []
    stream.on_recv(received.append)
    a.send(b"quiet")
    await until(lambda: received)
    assert received == [[b"QUIET"]]


def test_the_old_names_are_deprecated() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from zmq.eventloop import ioloop  # noqa: PLC0415
    assert ioloop.ZMQIOLoop is ioloop.IOLoop is IOLoop
    with pytest.warns(DeprecationWarning, match="tornado's own"):
        ioloop.install()
