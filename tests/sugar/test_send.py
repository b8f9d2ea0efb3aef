"""Sending one part: what may be sent, what is refused, what happens when there is no room."""

from __future__ import annotations

import array
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

# Around the size kept inside a message, around the threshold for sharing, and far beyond.
SIZES = [0, 1, 28, 29, 30, 33, 34, 255, 256, 65535, 65536, 65537, 3_000_001]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("copy", [True, False])
def test_a_body_of_any_size_arrives_as_it_was(
    pair: MakePair, transport: str, size: int, copy: bool
) -> None:
    a, b = pair(transport=transport)
    body = bytes(range(256)) * (size // 256) + bytes(range(size % 256))
    a.send(body, copy=copy)
    assert b.recv() == body


@pytest.mark.parametrize("copy", [True, False])
def test_text_is_refused_in_favour_of_send_string(pair: MakePair, copy: bool) -> None:
    a, b = pair()
    with pytest.raises(TypeError, match="send_string"):
        a.send("text", copy=copy)
    assert b.poll(0) == 0


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("data", [5, None, [b"a"], object()])
def test_what_is_no_buffer_is_refused(pair: MakePair, data: Any, copy: bool) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send(data, copy=copy)
    assert b.poll(0) == 0


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        b"abc",
        bytearray(b"abc"),
        memoryview(b"abc"),
        memoryview(b"abcdef")[2:4],
        array.array("d", [1.5, -2.5]),
        memoryview(b"abcdef").cast("B", (2, 3)),
    ],
    ids=["bytes", "bytearray", "memoryview", "slice", "array", "two dimensions"],
)
def test_the_raw_bytes_of_a_contiguous_buffer_are_sent(
    pair: MakePair, data: Any, copy: bool
) -> None:
    a, b = pair()
    a.send(data, copy=copy)
    assert b.recv() == memoryview(data).tobytes()


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(), (0,), (6,), (2, 3), (3, 1, 2)])
def test_a_numpy_array_of_any_shape_is_sent_as_it_lies_in_memory(
    pair: MakePair, shape: tuple[int, ...], order: Any
) -> None:
    a, b = pair()
    data = np.ones(shape, dtype=np.int32, order=order)
    data[...] = np.arange(data.size).reshape(shape)
    a.send(data)
    assert b.recv() == data.tobytes(order="A")


@pytest.mark.parametrize("copy", [True, False])
def test_a_non_contiguous_buffer_is_refused(pair: MakePair, copy: bool) -> None:
    a, b = pair()
    with pytest.raises(BufferError):
        a.send(memoryview(bytes(200_000))[::2], copy=copy)
    assert b.poll(0) == 0


def test_copying_sends_return_none(pair: MakePair) -> None:
    a, _ = pair()
    assert a.send(b"small") is None
    assert a.send(bytes(100_000)) is None


@pytest.mark.parametrize("track", [True, False])
def test_a_small_non_copying_send_copies_and_is_finished_at_once(
    pair: MakePair, track: bool
) -> None:
    a, b = pair()
    data = bytearray(b"before")
    tracker = a.send(data, copy=False, track=track)
    data[:] = b"after!"
    assert tracker is zmq._FINISHED_TRACKER
    assert b.recv() == b"before"


def test_a_big_non_copying_send_returns_a_tracker_when_asked(pair: MakePair) -> None:
    a, _ = pair()
    assert isinstance(a.send(bytes(100_000), copy=False, track=True), zmq.MessageTracker)
    assert a.send(bytes(100_000), copy=False) is None


def test_a_copying_send_takes_the_bytes_at_once(pair: MakePair) -> None:
    a, b = pair()
    data = bytearray(100_000)
    a.send(data)
    data[0] = 1
    assert b.recv()[0] == 0


def test_a_big_non_copying_send_shares_the_memory(pair: MakePair) -> None:
    a, b = pair()
    data = bytearray(100_000)
    a.send(data, copy=False)
    data[0] = 1
    assert b.recv()[0] == 1


def test_a_copy_threshold_of_zero_shares_even_tiny_buffers(pair: MakePair) -> None:
    a, b = pair()
    a.copy_threshold = 0
    data = bytearray(b"a")
    tracker = a.send(data, copy=False, track=True)
    data[0] = ord("b")
    assert not tracker.done
    assert b.recv() == b"b"


def test_a_higher_copy_threshold_copies_big_buffers(pair: MakePair) -> None:
    a, b = pair()
    a.copy_threshold = 200_000
    data = bytearray(100_000)
    assert a.send(data, copy=False, track=True) is zmq._FINISHED_TRACKER
    data[0] = 1
    assert b.recv()[0] == 0


def test_the_module_wide_copy_threshold_is_read_by_each_new_socket(
    pair: MakePair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zmq, "COPY_THRESHOLD", 10)
    a, _ = pair()
    assert a.copy_threshold == 10


@pytest.mark.parametrize("copy", [True, False])
def test_a_frame_can_be_sent_again_and_again(pair: MakePair, copy: bool) -> None:
    a, b = pair()
    frame = zmq.Frame(b"body")
    for _ in range(3):
        assert a.send(frame, copy=copy) is None
    assert [b.recv() for _ in range(3)] == [b"body"] * 3
    assert frame.bytes == b"body"


def test_a_received_frame_can_be_sent_on(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"there and back")
    b.send(b.recv(copy=False))
    assert a.recv() == b"there and back"


def test_sending_a_tracked_frame_returns_its_tracker(pair: MakePair) -> None:
    a, _ = pair()
    frame = zmq.Frame(bytes(100_000), track=True)
    assert a.send(frame) is frame.tracker
    assert a.send(frame, copy=False, track=True) is frame.tracker


def test_an_untracked_frame_cannot_be_sent_tracked(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(ValueError, match="tracked"):
        a.send(zmq.Frame(b"body"), copy=False, track=True)
    assert b.poll(0) == 0


@pytest.mark.skipif(zmq.DRAFT_API, reason="about builds without drafts")
@pytest.mark.parametrize("argument", [{"routing_id": 1}, {"group": "a"}])
def test_routing_id_and_group_need_draft_support(pair: MakePair, argument: dict[str, Any]) -> None:
    a, b = pair()
    with pytest.raises(RuntimeError, match="draft"):
        a.send(b"body", **argument)
    assert b.poll(0) == 0


def full_queue(pair: MakePair, **options: Any) -> tuple[Any, Any]:
    """A pair whose first socket has one message queued and room for no other."""
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1, **options)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling", zmq.DONTWAIT)
    return a, b


@pytest.mark.parametrize("flag", [zmq.DONTWAIT, zmq.NOBLOCK, 1])
def test_without_room_a_non_blocking_send_raises_again(pair: MakePair, flag: int) -> None:
    a, _ = full_queue(pair)
    with pytest.raises(zmq.Again):
        a.send(b"too much", flag)


def test_without_room_a_send_raises_again_when_its_timeout_runs_out(pair: MakePair) -> None:
    a, _ = full_queue(pair, sndtimeo=10)
    with pytest.raises(zmq.Again):
        a.send(b"too much")


def test_a_send_timeout_of_zero_does_not_wait(pair: MakePair) -> None:
    a, _ = full_queue(pair, sndtimeo=0)
    with pytest.raises(zmq.Again):
        a.send(b"too much")


def test_without_a_peer_a_push_has_no_room(socket: MakeSocket) -> None:
    with pytest.raises(zmq.Again):
        socket(zmq.PUSH).send(b"to whom?", zmq.DONTWAIT)


def test_a_message_that_did_not_fit_is_never_delivered(pair: MakePair) -> None:
    a, b = full_queue(pair)
    with pytest.raises(zmq.Again):
        a.send(b"too much", zmq.DONTWAIT)
    while b.poll(0):
        assert b.recv() == b"filling"


def test_a_send_waits_for_room(pair: MakePair) -> None:
    a, b = full_queue(pair)
    sending = in_thread(a.send, b"last")
    received = b.recv()
    while received != b"last":
        received = b.recv()
    assert sending.result() is None


def test_a_send_waits_for_a_peer(socket: MakeSocket, endpoint: str) -> None:
    push, pull = socket(zmq.PUSH), socket(zmq.PULL)
    push.bind(endpoint)
    sending = in_thread(push.send, b"at last")
    pull.connect(push.last_endpoint)
    assert pull.recv() == b"at last"
    assert sending.result() is None


def test_sending_in_the_wrong_state_says_so(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.REP).send(b"nobody asked")
    assert caught.value.errno == zmq.EFSM


@pytest.mark.parametrize("kind", [zmq.PULL, zmq.SUB])
def test_sending_on_a_receiver_is_not_supported(socket: MakeSocket, kind: int) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(kind).send(b"body")
    assert caught.value.errno == zmq.ENOTSUP


def test_a_router_drops_what_it_cannot_route(socket: MakeSocket) -> None:
    router = socket(zmq.ROUTER)
    router.send_multipart([b"nobody", b"body"], zmq.DONTWAIT)


def test_a_mandatory_router_says_that_nobody_is_there(socket: MakeSocket) -> None:
    router = socket(zmq.ROUTER)
    router.router_mandatory = 1
    with pytest.raises(zmq.ZMQError) as caught:
        router.send_multipart([b"nobody", b"body"])
    assert caught.value.errno == zmq.EHOSTUNREACH


def test_send_more_holds_the_message_until_its_last_part(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"one", zmq.SNDMORE)
    assert b.poll(0) == 0
    a.send(b"two")
    assert b.recv_multipart() == [b"one", b"two"]
