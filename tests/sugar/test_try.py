"""``try_send`` and ``try_recv``: without waiting, and without an exception for would-block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import zmq

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

CALLS: dict[str, tuple[Any, ...]] = {
    "try_recv": (),
    "try_recv_multipart": (),
    "try_send": (b"body",),
    "try_send_multipart": ([b"one", b"two"],),
}


def full_queue(pair: MakePair) -> tuple[Any, Any]:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")
    return a, b


def test_with_nothing_there_they_receive_none(pair: MakePair) -> None:
    _, b = pair()
    assert b.try_recv() is None
    assert b.try_recv(copy=False) is None
    assert b.try_recv_multipart() is None


def test_timeouts_make_no_difference(pair: MakePair) -> None:
    _, b = pair(rcvtimeo=30_000)
    assert b.try_recv() is None
    assert b.try_recv_multipart() is None


def test_what_is_there_is_received(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"one")
    a.send_multipart([b"two", b"three"])
    assert b.try_recv() == b"one"
    assert b.try_recv_multipart() == [b"two", b"three"]


def test_an_empty_message_is_not_none(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"")
    a.send(b"")
    assert b.try_recv() == b""
    assert b.try_recv_multipart() == [b""]


def test_without_copying_a_frame_is_received(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    frame = b.try_recv(copy=False)
    assert isinstance(frame, zmq.Frame)
    assert frame.bytes == b"body"


def test_parts_can_be_received_one_at_a_time(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    assert (b.try_recv(), b.rcvmore) == (b"one", 1)
    assert (b.try_recv(), b.rcvmore) == (b"two", 0)
    assert b.try_recv() is None


def test_what_was_sent_arrives(pair: MakePair) -> None:
    a, b = pair()
    assert a.try_send(b"one") is True
    assert a.try_send_multipart([b"two", b"three"]) is True
    assert b.recv() == b"one"
    assert b.recv_multipart() == [b"two", b"three"]


def test_without_room_they_send_nothing_and_say_so(pair: MakePair) -> None:
    a, b = full_queue(pair)
    assert a.try_send(b"too much") is False
    assert a.try_send_multipart([b"too", b"much"]) is False
    while (message := b.try_recv_multipart()) is not None:
        assert message == [b"filling"]


def test_sending_works_again_once_there_is_room(pair: MakePair) -> None:
    a, b = full_queue(pair)
    assert a.try_send(b"too much") is False
    while b.try_recv() is not None:
        pass
    assert a.poll(None, zmq.POLLOUT)
    assert a.try_send(b"body") is True
    assert b.recv() == b"body"


def test_without_a_peer_there_is_no_room(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    assert push.try_send(b"body") is False
    assert push.try_send_multipart([b"one", b"two"]) is False


@pytest.mark.parametrize("data", ["text", 5, None])
def test_what_is_no_buffer_is_refused(pair: MakePair, data: Any) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.try_send(data)
    with pytest.raises(TypeError):
        a.try_send_multipart([b"one", data])
    assert b.poll(0) == 0


def test_what_is_no_buffer_is_refused_also_when_there_is_no_room(pair: MakePair) -> None:
    a, _ = full_queue(pair)
    with pytest.raises(TypeError):
        a.try_send("text")
    with pytest.raises(TypeError):
        a.try_send_multipart([b"one", "text"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("try_recv", zmq.PUSH),
        ("try_recv_multipart", zmq.PUSH),
        ("try_send", zmq.PULL),
        ("try_send_multipart", zmq.PULL),
    ],
)
def test_errors_other_than_would_block_are_raised(socket: MakeSocket, name: str, kind: int) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        getattr(socket(kind), name)(*CALLS[name])
    assert caught.value.errno == zmq.ENOTSUP


@pytest.mark.parametrize("name", CALLS)
def test_a_closed_socket_is_an_error(socket: MakeSocket, name: str) -> None:
    closed = socket(zmq.PAIR)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        getattr(closed, name)(*CALLS[name])
    assert caught.value.errno == zmq.ENOTSOCK


def test_everything_can_be_exchanged_by_trying(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport, sndhwm=5, rcvhwm=5)
    bodies = [b"%d" % i for i in range(1000)]
    received: list[bytes] = []
    left = iter(bodies)
    body = next(left, None)
    while len(received) < len(bodies):
        if body is not None and a.try_send(body):
            body = next(left, None)
        if (message := b.try_recv()) is not None:
            received.append(message)
    assert received == bodies
