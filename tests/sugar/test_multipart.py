"""Messages of several parts: checked as a whole, sent and received as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

# What a part may not be, with the error it deserves.
STRIDED = memoryview(bytes(10))[::2]
BAD_PARTS = [
    pytest.param("text", TypeError, id="text"),
    pytest.param(5, TypeError, id="int"),
    pytest.param(None, TypeError, id="None"),
    pytest.param([b"nested"], TypeError, id="list"),
    pytest.param(STRIDED, BufferError, id="strided"),
]


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_all_parts_arrive_in_order(pair: MakePair, transport: str, count: int, copy: bool) -> None:
    a, b = pair(transport=transport)
    parts = [b"%d" % i for i in range(count)]
    a.send_multipart(parts, copy=copy)
    assert b.recv_multipart() == parts


@given(parts=st.lists(st.binary(max_size=200), min_size=1, max_size=20), copy=st.booleans())
def test_any_message_comes_back_as_it_was(
    pair_for_all: tuple[Any, Any], parts: list[bytes], copy: bool
) -> None:
    a, b = pair_for_all
    a.send_multipart(parts, copy=copy)
    assert b.recv_multipart() == parts


@given(
    messages=st.lists(st.lists(st.binary(max_size=50), min_size=1, max_size=4), max_size=20),
    take_frames=st.booleans(),
)
def test_messages_sent_in_a_row_keep_their_boundaries(
    pair_for_all: tuple[Any, Any],
    messages: list[list[bytes]],
    take_frames: bool,
) -> None:
    a, b = pair_for_all
    for message in messages:
        a.send_multipart(message)
    received = [b.recv_multipart(copy=not take_frames) for _ in messages]
    assert [[bytes(part) for part in message] for message in received] == messages


@pytest.fixture
def pair_for_all(pair: MakePair) -> tuple[Any, Any]:
    """One pair that all examples of a property share."""
    return pair()


def test_parts_may_be_of_different_kinds(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart((b"bytes", bytearray(b"array"), memoryview(b"view"), zmq.Frame(b"frame")))
    assert b.recv_multipart() == [b"bytes", b"array", b"view", b"frame"]


def test_received_frames_can_be_sent_on(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two", b"three"])
    b.send_multipart(b.recv_multipart(copy=False))
    assert a.recv_multipart() == [b"one", b"two", b"three"]


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize(("part", "error"), BAD_PARTS)
@pytest.mark.parametrize("position", [0, 1, 2])
def test_every_part_is_checked_before_the_first_is_sent(
    pair: MakePair, part: Any, error: type[Exception], position: int, copy: bool
) -> None:
    a, b = pair()
    parts: list[Any] = [b"one", b"two"]
    parts.insert(position, part)
    with pytest.raises(error):
        a.send_multipart(parts, copy=copy)
    a.send(b"next")
    assert b.recv_multipart() == [b"next"]


def test_an_untracked_frame_among_tracked_parts_is_refused_before_the_first_is_sent(
    pair: MakePair,
) -> None:
    a, b = pair()
    with pytest.raises(ValueError, match="tracked"):
        a.send_multipart([b"one", zmq.Frame(b"untracked")], copy=False, track=True)
    a.send(b"next")
    assert b.recv_multipart() == [b"next"]


def test_a_refused_part_is_named_by_its_index_and_the_start_of_its_repr(pair: MakePair) -> None:
    a, _ = pair()
    part = "abcdefghijklmnopqrstuvwxyz0123456789"
    with pytest.raises(TypeError) as caught:
        a.send_multipart([b"one", part])
    text = str(caught.value)
    assert "1" in text
    assert repr(part)[:32] in text
    assert repr(part)[:33] not in text


@pytest.mark.parametrize("message", [b"ab", "ab"])
def test_a_single_body_is_no_list_of_parts(pair: MakePair, message: Any) -> None:
    a, b = pair()
    with pytest.raises(TypeError, match="0"):
        a.send_multipart(message)
    assert b.poll(0) == 0


@pytest.mark.parametrize("message", [None, 5, (part for part in [b"one"])])
def test_what_is_no_sequence_is_refused(pair: MakePair, message: Any) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send_multipart(message)
    assert b.poll(0) == 0


@pytest.mark.parametrize("message", [[], ()])
def test_a_message_needs_at_least_one_part(pair: MakePair, message: Any) -> None:
    a, b = pair()
    with pytest.raises(IndexError):
        a.send_multipart(message)
    assert b.poll(0) == 0


def test_send_more_leaves_the_message_open(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"], zmq.SNDMORE)
    assert b.poll(0) == 0
    a.send_multipart([b"three"])
    assert b.recv_multipart() == [b"one", b"two", b"three"]


@pytest.mark.parametrize(
    "options",
    [{"sndtimeo": 10, "flags": 0}, {"flags": zmq.DONTWAIT}],
    ids=["timeout", "non-blocking"],
)
def test_without_room_nothing_of_the_message_is_sent(
    pair: MakePair, options: dict[str, int]
) -> None:
    flags = options.pop("flags")
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1, **options)
    while a.poll(0, zmq.POLLOUT):
        a.send_multipart([b"filling", b"up"])
    with pytest.raises(zmq.Again):
        a.send_multipart([b"too", b"much"], flags)
    while b.poll(0):
        assert b.recv_multipart() == [b"filling", b"up"]


def test_a_copying_send_returns_none(pair: MakePair) -> None:
    a, _ = pair()
    assert a.send_multipart([b"one", bytes(100_000)]) is None


def test_an_untracked_non_copying_send_of_big_parts_returns_none(pair: MakePair) -> None:
    a, _ = pair()
    assert a.send_multipart([b"one", bytes(100_000)], copy=False) is None


def test_a_tracked_send_returns_a_tracker(pair: MakePair) -> None:
    a, _ = pair()
    tracker = a.send_multipart([bytes(100_000), b"two"], copy=False, track=True)
    assert isinstance(tracker, zmq.MessageTracker)


def test_received_frames_know_whether_more_follows(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two", b"three"])
    frames = b.recv_multipart(copy=False)
    assert [frame.bytes for frame in frames] == [b"one", b"two", b"three"]
    assert [frame.more for frame in frames] == [True, True, False]


def test_the_rest_of_a_message_can_be_received_at_once(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two", b"three"])
    assert b.recv() == b"one"
    assert b.recv_multipart() == [b"two", b"three"]


@pytest.mark.parametrize("options", [{"rcvtimeo": 10}, {"rcvtimeo": 0}])
def test_receiving_raises_again_when_the_timeout_runs_out(
    socket: MakeSocket, options: dict[str, int]
) -> None:
    with pytest.raises(zmq.Again):
        socket(zmq.PULL, **options).recv_multipart()


def test_non_blocking_receiving_raises_again_when_nothing_is_there(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(zmq.Again):
        b.recv_multipart(zmq.DONTWAIT)
    a.send_multipart([b"one", b"two"])
    assert b.recv_multipart(zmq.DONTWAIT) == [b"one", b"two"]


def test_big_and_small_parts_mix(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    parts = [b"head", bytes(1_000_000), b"", bytes(70_000), b"tail"]
    a.send_multipart(parts, copy=False)
    assert b.recv_multipart() == parts
