"""``send_many``: many messages in one call."""

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
MESSAGES = st.lists(PART | st.lists(PART, min_size=1, max_size=4), max_size=20)
STRIDED = memoryview(bytes(10))[::2]


def as_list(message: Any) -> list[bytes]:
    return message if isinstance(message, list) else [message]


def received_now(socket: Any) -> list[list[bytes]]:
    messages = []
    while socket.poll(0):
        messages.append(socket.recv_multipart())
    return messages


@pytest.fixture
def pair_for_all(pair: MakePair) -> tuple[Any, Any]:
    """One pair that all examples of a property share."""
    return pair()


@given(messages=MESSAGES)
def test_any_messages_arrive_as_they_were(
    pair_for_all: tuple[Any, Any], messages: list[Any]
) -> None:
    a, b = pair_for_all
    assert a.send_many(messages) == len(messages)
    assert [b.recv_multipart() for _ in messages] == [as_list(message) for message in messages]


def test_messages_arrive_in_order(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    messages = [b"%d" % i for i in range(5000)]
    sending = in_thread(a.send_many, messages)
    assert [b.recv() for _ in messages] == messages
    assert sending.result() == 5000


def test_a_message_may_be_anything_bytes_like_or_a_sequence_of_parts(pair: MakePair) -> None:
    a, b = pair()
    messages = [
        b"bytes",
        bytearray(b"array"),
        memoryview(b"view"),
        [b"list", bytearray(b"of parts")],
        (b"tuple", memoryview(b"of parts")),
        [b"one part"],
    ]
    assert a.send_many(messages) == 6
    assert received_now(b) == [
        [b"bytes"],
        [b"array"],
        [b"view"],
        [b"list", b"of parts"],
        [b"tuple", b"of parts"],
        [b"one part"],
    ]


def test_messages_may_come_from_any_iterable(pair: MakePair) -> None:
    a, b = pair()
    assert a.send_many(b"%d" % i for i in range(3)) == 3
    assert a.send_many((b"3", b"4")) == 2
    assert received_now(b) == [[b"0"], [b"1"], [b"2"], [b"3"], [b"4"]]


def test_sending_no_messages_sends_none(pair: MakePair) -> None:
    a, b = pair()
    assert a.send_many([]) == 0
    assert b.poll(0) == 0


def test_sending_no_messages_needs_no_room(socket: MakeSocket) -> None:
    assert socket(zmq.PUSH).send_many([]) == 0


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        pytest.param("text", TypeError, id="text"),
        pytest.param(5, TypeError, id="int"),
        pytest.param(None, TypeError, id="None"),
        pytest.param([b"one", "text"], TypeError, id="text as part"),
        pytest.param((b"one", 5), TypeError, id="int as part"),
        pytest.param([[b"nested"]], TypeError, id="nested list"),
        pytest.param(STRIDED, BufferError, id="strided"),
        pytest.param([b"one", STRIDED], BufferError, id="strided part"),
        pytest.param([], (IndexError, ValueError), id="no parts"),
    ],
)
@pytest.mark.parametrize("position", [0, 2])
def test_every_message_is_checked_before_the_first_is_sent(
    pair: MakePair, bad: Any, error: Any, position: int
) -> None:
    a, b = pair()
    messages: list[Any] = [b"one", [b"two", b"three"]]
    messages.insert(position, bad)
    with pytest.raises(error):
        a.send_many(messages)
    a.send(b"next")
    assert received_now(b) == [[b"next"]]


def test_an_iterable_that_fails_sends_nothing(pair: MakePair) -> None:
    a, b = pair()

    def failing() -> Any:
        yield b"one"
        raise LookupError("no more")

    with pytest.raises(LookupError):
        a.send_many(failing())
    assert b.poll(0) == 0


@pytest.mark.parametrize("messages", ["text", b"bytes", None, 5])
def test_what_is_no_iterable_of_messages_is_refused(pair: MakePair, messages: Any) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send_many(messages)
    assert b.poll(0) == 0


def narrow(pair: MakePair, **options: Any) -> tuple[Any, Any]:
    """A pair with room for six messages."""
    return pair(zmq.PUSH, zmq.PULL, sndhwm=3, rcvhwm=3, **options)


def test_a_blocking_socket_sends_all(pair: MakePair) -> None:
    a, b = narrow(pair)
    sending = in_thread(a.send_many, [[b"%d" % i, b"end"] for i in range(100)])
    received = [b.recv_multipart() for _ in range(100)]
    assert received == [[b"%d" % i, b"end"] for i in range(100)]
    assert sending.result() == 100


def test_a_non_blocking_call_tells_how_many_went(pair: MakePair) -> None:
    a, b = narrow(pair)
    messages = [b"%d" % i for i in range(100)]
    sent = a.send_many(messages, zmq.NOBLOCK)
    assert 1 <= sent < 100
    assert received_now(b) == [[message] for message in messages[:sent]]


def test_a_call_whose_timeout_runs_out_tells_how_many_went(pair: MakePair) -> None:
    a, b = narrow(pair, sndtimeo=10)
    messages = [[b"%d" % i, b"end"] for i in range(100)]
    sent = a.send_many(messages)
    assert 1 <= sent < 100
    assert received_now(b) == messages[:sent]


def test_what_did_not_go_can_be_sent_again(pair: MakePair) -> None:
    a, b = narrow(pair)
    messages = [b"%d" % i for i in range(100)]
    received = []
    left = messages
    while left:
        assert a.poll(None, zmq.POLLOUT)
        left = left[a.send_many(left, zmq.NOBLOCK) :]
        received += received_now(b)
    assert received == [[message] for message in messages]


@pytest.mark.parametrize("options", [{"sndtimeo": 10}, {"sndtimeo": 0}, {}])
def test_without_room_for_any_it_raises_again(pair: MakePair, options: dict[str, int]) -> None:
    a, _ = narrow(pair, **options)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")
    with pytest.raises(zmq.Again):
        a.send_many([b"one", b"two"], 0 if options else zmq.NOBLOCK)


def test_the_messages_are_the_caller_s_own_again_afterwards(pair: MakePair) -> None:
    a, b = pair()
    message = bytearray(b"before")
    a.send_many([message])
    message[:] = b"after!"
    message.clear()
    assert b.recv() == b"before"


def test_big_messages_arrive_whole(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    messages = [bytes([i]) * 200_000 for i in range(20)]
    sending = in_thread(a.send_many, messages)
    assert [b.recv() for _ in messages] == messages
    assert sending.result() == 20


def test_errors_other_than_no_room_are_raised(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PULL).send_many([b"body"])
    assert caught.value.errno == zmq.ENOTSUP


def test_a_closed_socket_sends_nothing(socket: MakeSocket) -> None:
    closed = socket(zmq.PUSH)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        closed.send_many([b"body"])
    assert caught.value.errno == zmq.ENOTSOCK


def test_an_error_in_the_middle_meets_the_next_call(socket: MakeSocket) -> None:
    req, rep = socket(zmq.REQ), socket(zmq.REP)
    rep.bind("inproc://x")
    req.connect("inproc://x")
    assert req.send_many([b"first", b"too early"]) == 1
    with pytest.raises(zmq.ZMQError) as caught:
        req.send_many([b"too early"])
    assert caught.value.errno == zmq.EFSM
    assert rep.recv() == b"first"
