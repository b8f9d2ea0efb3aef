"""Trackers: when is the memory of a sent message one's own again?"""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from waiting import in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair

BIG = 100_000


def tracked_frame() -> Any:
    return zmq.Frame(bytes(BIG), track=True)


def test_an_untracked_frame_has_no_tracker() -> None:
    assert zmq.Frame(bytes(BIG)).tracker is None
    assert zmq.Frame(b"small").tracker is None


def test_a_tracked_frame_of_copied_data_is_done() -> None:
    frame: Any = zmq.Frame(b"small", track=True)
    assert frame.tracker.done


def test_a_tracked_empty_frame_is_done() -> None:
    frame: Any = zmq.Frame(track=True)
    assert frame.tracker.done


def test_a_tracked_frame_of_shared_data_is_done_when_it_is_gone() -> None:
    frame = tracked_frame()
    tracker = frame.tracker
    assert not tracker.done
    del frame
    assert tracker.wait(30) is None
    assert tracker.done


def test_a_tracker_outlasts_each_copy_in_flight(pair: MakePair) -> None:
    a, b = pair()
    frame = tracked_frame()
    tracker = a.send(frame)
    a.send(frame)
    del frame
    assert not tracker.done
    b.recv()
    assert not tracker.done
    b.recv()
    tracker.wait(30)
    assert tracker.done


def test_a_received_frame_still_uses_the_memory(pair: MakePair) -> None:
    a, b = pair()
    tracker = a.send(bytes(BIG), copy=False, track=True)
    frame = b.recv(copy=False)
    assert not tracker.done
    del frame
    tracker.wait(30)


def test_a_view_of_a_received_frame_still_uses_the_memory(pair: MakePair) -> None:
    a, b = pair()
    tracker = a.send(bytes(BIG), copy=False, track=True)
    view = b.recv(copy=False).buffer
    gc.collect()
    assert not tracker.done
    view.release()
    del view
    tracker.wait(30)


def test_a_copying_receive_is_done_with_the_memory(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    tracker = a.send(bytes(BIG), copy=False, track=True)
    b.recv()
    tracker.wait(30)
    assert tracker.done


@pytest.mark.parametrize("position", [0, 1, 2])
def test_the_tracker_of_a_multipart_message_covers_every_part(
    pair: MakePair, position: int
) -> None:
    a, b = pair()
    parts = [bytes(BIG), bytes(BIG), bytes(BIG)]
    tracker = a.send_multipart(parts, copy=False, track=True)
    kept = b.recv_multipart(copy=False).pop(position)
    gc.collect()
    assert not tracker.done
    del kept
    tracker.wait(30)
    assert tracker.done


def test_the_tracker_of_a_multipart_message_covers_big_parts_before_a_small_one(
    pair: MakePair,
) -> None:
    a, b = pair()
    tracker = a.send_multipart([bytes(BIG), b"small"], copy=False, track=True)
    assert not tracker.done
    b.recv_multipart()
    tracker.wait(30)


def test_the_tracker_of_a_multipart_message_covers_tracked_frames(pair: MakePair) -> None:
    a, b = pair()
    frame = tracked_frame()
    tracker = a.send_multipart([frame, b"small"], copy=False, track=True)
    b.recv_multipart()
    assert not tracker.done
    del frame
    tracker.wait(30)


def test_the_tracker_of_small_parts_is_done_at_once(pair: MakePair) -> None:
    a, _ = pair()
    assert a.send_multipart([b"one", b"two"], copy=False, track=True).done


def test_the_other_sends_can_be_tracked_too(pair: MakePair) -> None:
    a, b = pair()
    text = a.send_string("x" * BIG, copy=False, track=True)
    parts = a.send_serialized(b"", lambda _: [bytes(BIG), b"end"], copy=False, track=True)
    assert not text.done
    assert not parts.done
    b.recv()
    b.recv_multipart()
    text.wait(30)
    parts.wait(30)


def test_a_tracker_without_anything_to_watch_is_done() -> None:
    tracker: Any = zmq.MessageTracker()
    assert tracker.done
    assert tracker.wait(0) is None


def test_the_finished_tracker_is_done() -> None:
    tracker: Any = zmq._FINISHED_TRACKER
    assert tracker.done
    assert tracker.wait() is None


def test_a_tracker_watches_any_mix_of_events_trackers_and_frames() -> None:
    event = threading.Event()
    one, other = tracked_frame(), tracked_frame()
    tracker = zmq.MessageTracker(event, one.tracker, other)
    event.set()
    del one
    assert not tracker.done
    del other
    tracker.wait(30)
    assert tracker.done


@given(finished=st.lists(st.booleans(), max_size=6))
def test_a_tracker_is_done_when_everything_it_watches_is(finished: list[bool]) -> None:
    events = [threading.Event() for _ in finished]
    for event, is_set in zip(events, finished, strict=True):
        if is_set:
            event.set()
    halves = [zmq.MessageTracker(*events[:3]), zmq.MessageTracker(*events[3:])]
    assert zmq.MessageTracker(*halves).done == all(finished)


def test_an_untracked_frame_cannot_be_watched() -> None:
    with pytest.raises(ValueError, match="tracked"):
        zmq.MessageTracker(zmq.Frame(b"untracked"))


@pytest.mark.parametrize("what", [5, "text", None, b"bytes"])
def test_nothing_else_can_be_watched(what: Any) -> None:
    with pytest.raises(TypeError):
        zmq.MessageTracker(what)


@pytest.mark.parametrize("timeout", [0, 0.01])
def test_waiting_raises_not_done_when_the_timeout_runs_out(timeout: float) -> None:
    frame = tracked_frame()
    with pytest.raises(zmq.NotDone):
        frame.tracker.wait(timeout)


def test_waiting_on_an_event_that_is_never_set_raises_not_done() -> None:
    with pytest.raises(zmq.NotDone):
        zmq.MessageTracker(threading.Event()).wait(0.01)


def test_waiting_can_be_repeated(pair: MakePair) -> None:
    a, b = pair()
    tracker = a.send(bytes(BIG), copy=False, track=True)
    with pytest.raises(zmq.NotDone):
        tracker.wait(0)
    b.recv()
    tracker.wait(30)
    tracker.wait(0)


def test_waiting_lets_other_threads_run(pair: MakePair) -> None:
    a, b = pair()
    tracker = a.send(bytes(BIG), copy=False, track=True)
    waiting = in_thread(tracker.wait)
    b.recv()
    assert waiting.result() is None


@pytest.mark.parametrize("transport", ["tcp"])
def test_many_threads_can_wait_for_one_tracker(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    tracker = a.send(bytes(10_000_000), copy=False, track=True)
    waiting = [in_thread(tracker.wait, 30) for _ in range(5)]
    b.recv()
    assert [one.result() for one in waiting] == [None] * 5


def test_one_thread_can_wait_for_many_trackers(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(lambda: [b.recv() for _ in range(50)])
    trackers = [a.send(bytes(BIG), copy=False, track=True) for _ in range(50)]
    zmq.MessageTracker(*trackers).wait(30)
    assert all(tracker.done for tracker in trackers)
    assert len(receiving.result()) == 50


def test_done_turns_true_without_waiting(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    tracker = a.send(bytes(BIG), copy=False, track=True)
    b.recv()
    until(lambda: tracker.done)


def test_closing_without_linger_finishes_what_was_never_sent() -> None:
    with zmq.Context() as ctx:
        push = ctx.socket(zmq.PUSH)
        push.connect("tcp://127.0.0.1:1")
        tracker = push.send(bytes(BIG), copy=False, track=True)
        assert not tracker.done
        push.close(linger=0)
    tracker.wait(30)


def test_a_tracker_outlives_socket_and_context() -> None:
    ctx: Any
    with zmq.Context() as ctx, ctx.socket(zmq.PAIR) as a, ctx.socket(zmq.PAIR) as b:
        a.bind("inproc://short-lived")
        b.connect("inproc://short-lived")
        tracker = a.send(bytes(BIG), copy=False, track=True)
        frame = b.recv(copy=False)
    assert not tracker.done
    del frame
    tracker.wait(30)


def test_a_send_that_did_not_fit_leaves_nothing_to_track(pair: MakePair) -> None:
    a, _ = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")
    frame = tracked_frame()
    with pytest.raises(zmq.Again):
        a.send(frame, zmq.DONTWAIT)
    tracker = frame.tracker
    del frame
    tracker.wait(30)


def test_done_cannot_be_assigned() -> None:
    tracker: Any = zmq.MessageTracker()
    with pytest.raises(AttributeError):
        tracker.done = True
