"""``recv_many``: whatever is there, at least one message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

PART = st.binary(max_size=50)
MESSAGES = st.lists(st.lists(PART, min_size=1, max_size=3), min_size=1, max_size=20)


@pytest.fixture
def pair_for_all(pair: MakePair) -> tuple[Any, Any]:
    """One pair that all examples of a property share."""
    return pair()


def send_all(socket: Any, messages: list[list[bytes]]) -> None:
    for message in messages:
        socket.send_multipart(message)


@given(messages=MESSAGES)
def test_one_part_comes_as_bytes_and_several_as_a_list(
    pair_for_all: tuple[Any, Any], messages: list[list[bytes]]
) -> None:
    a, b = pair_for_all
    send_all(a, messages)
    expected = [message if len(message) > 1 else message[0] for message in messages]
    assert b.recv_many() == expected


@given(messages=MESSAGES)
def test_with_multipart_every_message_is_a_list(
    pair_for_all: tuple[Any, Any], messages: list[list[bytes]]
) -> None:
    a, b = pair_for_all
    send_all(a, messages)
    assert b.recv_many(multipart=True) == messages


@given(messages=MESSAGES, limit=st.integers(1, 25))
def test_no_more_than_max_are_taken_and_the_rest_stays(
    pair_for_all: tuple[Any, Any], messages: list[list[bytes]], limit: int
) -> None:
    a, b = pair_for_all
    send_all(a, messages)
    taken = b.recv_many(limit, multipart=True)
    assert taken == messages[:limit]
    rest = b.recv_many(multipart=True) if limit < len(messages) else []
    assert taken + rest == messages


def test_it_waits_for_the_first_message_only(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(b.recv_many, 100)
    a.send(b"one")
    assert receiving.result() == [b"one"]


def test_everything_arrives_in_order(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    bodies = [b"%d" % i for i in range(5000)]
    sending = in_thread(lambda: [a.send(body) for body in bodies])
    received: list[bytes] = []
    while len(received) < len(bodies):
        received += b.recv_many(7)
    assert received == bodies
    sending.result()


def test_messages_sent_together_can_be_received_together(pair: MakePair) -> None:
    a, b = pair()
    messages = [b"one", [b"two", b"three"], b"four"]
    a.send_many(messages)
    assert b.recv_many() == messages


def test_without_copying_messages_come_as_frames(pair: MakePair) -> None:
    a, b = pair()
    send_all(a, [[b"one"], [b"two", b"three"]])
    one, several = b.recv_many(copy=False)
    assert isinstance(one, zmq.Frame)
    assert one.bytes == b"one"
    assert [frame.bytes for frame in several] == [b"two", b"three"]
    assert [frame.more for frame in several] == [True, False]


def test_without_copying_and_with_multipart_each_is_a_list_of_frames(pair: MakePair) -> None:
    a, b = pair()
    send_all(a, [[b"one"], [b"two", b"three"]])
    messages = b.recv_many(copy=False, multipart=True)
    assert [[frame.bytes for frame in message] for message in messages] == [
        [b"one"],
        [b"two", b"three"],
    ]


def test_an_empty_message_counts(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"")
    assert b.recv_many() == [b""]


@pytest.mark.parametrize("limit", [0, -1, -100])
def test_max_is_at_least_one(pair: MakePair, limit: int) -> None:
    a, b = pair()
    a.send(b"body")
    with pytest.raises(ValueError, match="max"):
        b.recv_many(limit)
    assert b.recv() == b"body"


@pytest.mark.parametrize("limit", ["1", 1.5, b"1"])
def test_max_is_an_integer(pair: MakePair, limit: Any) -> None:
    a, b = pair()
    a.send(b"body")
    with pytest.raises(TypeError):
        b.recv_many(limit)
    assert b.recv() == b"body"


def test_a_max_far_beyond_what_is_there_is_fine(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    assert b.recv_many(max=1_000_000_000) == [b"body"]


def test_copy_and_multipart_are_named(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    with pytest.raises(TypeError):
        b.recv_many(1, 0, True)


@pytest.mark.parametrize("flag", [zmq.NOBLOCK, zmq.DONTWAIT, 1])
def test_with_nothing_there_a_non_blocking_call_raises_again(pair: MakePair, flag: int) -> None:
    _, b = pair()
    with pytest.raises(zmq.Again):
        b.recv_many(10, flag)
    with pytest.raises(zmq.Again):
        b.recv_many(flags=flag)


@pytest.mark.parametrize("timeout", [0, 10])
def test_with_nothing_there_it_raises_again_when_the_timeout_runs_out(
    pair: MakePair, timeout: int
) -> None:
    _, b = pair(rcvtimeo=timeout)
    with pytest.raises(zmq.Again):
        b.recv_many()


def test_what_is_there_is_taken_without_blocking(pair: MakePair) -> None:
    a, b = pair()
    send_all(a, [[b"one"], [b"two"]])
    assert b.recv_many(flags=zmq.NOBLOCK) == [b"one", b"two"]


def test_errors_other_than_nothing_there_are_raised(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PUSH).recv_many()
    assert caught.value.errno == zmq.ENOTSUP


def test_a_closed_socket_receives_nothing(socket: MakeSocket) -> None:
    closed = socket(zmq.PULL)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        closed.recv_many()
    assert caught.value.errno == zmq.ENOTSOCK


def test_a_request_takes_the_one_reply_there_is(pair: MakePair) -> None:
    rep, req = pair(zmq.REP, zmq.REQ)
    req.send(b"question")
    assert rep.recv_many() == [b"question"]
    rep.send(b"answer")
    assert req.recv_many() == [b"answer"]


@pytest.mark.parametrize("size", [200_000, 2_000_000])
def test_large_messages_come_whole_though_another_thread_closes(pair: MakePair, size: int) -> None:
    """Large ones are copied without the GIL."""
    for _ in range(10):
        a, b = pair(zmq.PUSH, zmq.PULL)
        body = bytes(size)
        for _ in range(20):
            a.send(body)
        receiving = in_thread(b.recv_many, 20)
        b.close()
        error = receiving.error()
        if error is None:
            assert set(map(len, receiving.result())) == {size}
        else:
            assert isinstance(error, zmq.ZMQError)
            assert error.errno == zmq.ENOTSOCK
