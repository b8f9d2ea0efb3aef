"""The frame of a core."""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

import pytest

import zmq

BIG = 100_000


@pytest.mark.parametrize("body", [b"", b"a", bytes(range(256)), bytes(BIG)])
@pytest.mark.parametrize("share", [True, False])
def test_a_frame_gives_its_body_in_every_way(backend: ModuleType, body: bytes, share: bool) -> None:
    frame = backend.Frame(body, copy=not share)
    assert frame.bytes == body
    assert bytes(frame) == body
    assert bytes(frame.buffer) == body
    assert memoryview(frame) == body
    assert len(frame) == len(body)


def test_a_frame_without_data_is_empty(backend: ModuleType) -> None:
    assert backend.Frame().bytes == b""


@pytest.mark.parametrize("data", ["text", 5, []])
def test_what_is_no_buffer_is_refused(backend: ModuleType, data: Any) -> None:
    with pytest.raises(TypeError):
        backend.Frame(data)


def test_a_strided_buffer_is_refused(backend: ModuleType) -> None:
    with pytest.raises(BufferError):
        backend.Frame(memoryview(bytes(10))[::2])


def shows_later_writes(backend: ModuleType, size: int, **options: Any) -> bool:
    data = bytearray(size)
    frame = backend.Frame(data, **options)
    data[0] = 1
    return bool(frame.bytes[0])


def test_copy_and_threshold_decide_whether_memory_is_shared(backend: ModuleType) -> None:
    assert shows_later_writes(backend, 10, copy=False)
    assert not shows_later_writes(backend, BIG, copy=True)
    assert shows_later_writes(backend, BIG)
    assert not shows_later_writes(backend, 10)
    assert shows_later_writes(backend, 10, copy_threshold=10)


def test_an_untracked_frame_has_no_tracker(backend: ModuleType) -> None:
    assert backend.Frame(b"a").tracker is None


def test_a_tracked_frame_of_copied_data_has_nothing_to_wait_for(backend: ModuleType) -> None:
    assert backend.Frame(b"a", track=True).tracker is None


def test_a_tracked_frame_of_shared_data_is_done_when_it_is_gone(backend: ModuleType) -> None:
    frame = backend.Frame(bytes(BIG), track=True)
    event = frame.tracker_event
    assert not event.is_set()
    del frame
    assert event.wait(30)
    assert event.is_set()


def test_more_is_an_attribute_of_its_own(backend: ModuleType) -> None:
    frame = backend.Frame(b"a")
    assert frame.more is False
    frame.more = True
    assert frame.more is True
    assert frame.get(zmq.MORE) == 0


def test_a_frame_never_received_has_no_properties(backend: ModuleType) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        backend.Frame(b"a").get("Socket-Type")
    assert caught.value.errno == zmq.EINVAL


def test_an_unknown_option_is_refused(backend: ModuleType) -> None:
    frame = backend.Frame(b"a")
    with pytest.raises(zmq.ZMQError) as caught:
        frame.get(9999)
    assert caught.value.errno == zmq.EINVAL
    with pytest.raises(zmq.ZMQError) as caught:
        frame.set(9999, 1)
    assert caught.value.errno == zmq.EINVAL


def test_a_copy_shares_the_memory(backend: ModuleType) -> None:
    data = bytearray(b"abc")
    frame = backend.Frame(data, copy=False)
    twin = copy.copy(frame)
    del frame
    data[0] = ord("X")
    assert twin.bytes == b"Xbc"
