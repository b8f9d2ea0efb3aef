"""Frames: one part of a message as an object that shares its memory."""

from __future__ import annotations

import copy
import pickle
import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq

if TYPE_CHECKING:
    from conftest import MakePair

THRESHOLD = zmq.COPY_THRESHOLD


class MyFrame(zmq.Frame):
    pass


@given(body=st.binary(max_size=300), share=st.booleans())
def test_any_body_reads_the_same_in_every_way(body: bytes, share: bool) -> None:
    frame: Any = zmq.Frame(body, copy=not share)
    assert frame.bytes == bytes(frame) == frame.buffer.tobytes() == memoryview(frame) == body
    assert len(frame) == len(body)
    assert bool(frame) == bool(body)


def test_a_frame_without_data_is_empty() -> None:
    frame: Any = zmq.Frame()
    assert frame.bytes == b""
    assert len(frame) == 0
    assert not frame


def test_text_is_refused() -> None:
    with pytest.raises(TypeError):
        zmq.Frame("text")


def test_what_is_no_buffer_is_refused() -> None:
    with pytest.raises(TypeError):
        zmq.Frame(5)


@pytest.mark.parametrize("share", [True, False])
def test_a_strided_buffer_is_refused(share: bool) -> None:
    with pytest.raises(BufferError):
        zmq.Frame(memoryview(bytes(10))[::2], copy=not share)


def shows_later_writes(size: int, **options: Any) -> bool:
    data = bytearray(size)
    frame: Any = zmq.Frame(data, **options)
    data[0] = 1
    return bool(frame.bytes[0])


def test_data_is_shared_from_the_threshold_on() -> None:
    assert not shows_later_writes(THRESHOLD - 1)
    assert shows_later_writes(THRESHOLD)


def test_the_threshold_can_be_given() -> None:
    assert not shows_later_writes(9, copy_threshold=10)
    assert shows_later_writes(10, copy_threshold=10)


def test_the_module_wide_threshold_is_read_by_each_new_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zmq, "COPY_THRESHOLD", 10)
    assert shows_later_writes(10)


@pytest.mark.parametrize("size", [1, THRESHOLD, 2 * THRESHOLD])
def test_copy_decides_whatever_the_size(size: int) -> None:
    assert shows_later_writes(size, copy=False)
    assert not shows_later_writes(size, copy=True)


def test_the_bytes_are_made_once() -> None:
    frame: Any = zmq.Frame(b"body")
    assert frame.bytes is frame.bytes
    assert bytes(frame) == frame.bytes


def test_a_write_through_the_buffer_shows_until_the_bytes_are_read() -> None:
    frame: Any = zmq.Frame(bytearray(b"abc"))
    frame.buffer[0] = ord("X")
    assert frame.bytes == b"Xbc"
    frame.buffer[0] = ord("Y")
    assert frame.bytes == b"Xbc"
    assert frame.buffer.tobytes() == b"Ybc"


def test_the_buffer_is_a_writable_view_of_single_bytes() -> None:
    buffer = zmq.Frame(b"abc").buffer
    assert isinstance(buffer, memoryview)
    assert (buffer.format, buffer.ndim, buffer.readonly) == ("B", 1, False)


def test_the_buffer_is_the_same_object_while_it_is_alive() -> None:
    frame: Any = zmq.Frame(b"abc")
    buffer = frame.buffer
    assert frame.buffer is buffer


def test_a_write_through_the_buffer_of_a_copied_frame_spares_the_original() -> None:
    data = b"abc"
    zmq.Frame(data, copy=True).buffer[0] = ord("X")
    assert data == b"abc"


def test_the_buffer_outlives_its_frame() -> None:
    view = zmq.Frame(b"body").buffer
    assert view.tobytes() == b"body"


def test_a_received_buffer_outlives_frame_and_message(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    a.send(bytes(range(256)) * 1000)
    view = b.recv(copy=False).buffer
    a.send(bytes(256_000))
    b.recv()
    assert view.tobytes() == bytes(range(256)) * 1000


def test_a_frame_serves_where_bytes_like_objects_do() -> None:
    frame: Any = zmq.Frame(struct.pack("<I", 7))
    assert struct.unpack("<I", frame) == (7,)
    assert b"-".join([frame, frame]) == b"\x07\x00\x00\x00-\x07\x00\x00\x00"
    assert bytearray(frame) == b"\x07\x00\x00\x00"


def test_frames_compare_and_hash_by_identity() -> None:
    one: Any = zmq.Frame(b"a")
    other = zmq.Frame(b"a")
    assert one == one  # noqa: PLR0124
    assert one != other
    assert one != b"a"
    assert len({one, other, one}) == 2


def test_more_can_be_assigned_and_leaves_the_message_alone() -> None:
    frame: Any = zmq.Frame(b"a")
    assert frame.more is False
    frame.more = True
    assert frame.more is True
    assert frame.get(zmq.MORE) == 0


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "b''"),
        (16, "b'xxxxxxxxxxxxxxxx'"),
        (17, "b'xxxxxxxxxxxx'...17B"),
        (999, "b'xxxxxxxxxxxx'...999B"),
        (1000, "b'xxxxxxxxxxxx'...1kB"),
        (1999, "b'xxxxxxxxxxxx'...1kB"),
        (2**20 - 1, "b'xxxxxxxxxxxx'...1048kB"),
        (2**20, "b'xxxxxxxxxxxx'...1MB"),
        (5_999_999, "b'xxxxxxxxxxxx'...5MB"),
    ],
)
def test_the_repr_shows_the_start_and_the_size(size: int, text: str) -> None:
    frame: Any = zmq.Frame(b"x" * size)
    assert repr(frame) == str(frame) == f"<zmq.Frame({text})>"


def test_the_repr_of_a_subclass_names_its_module_and_class() -> None:
    assert repr(MyFrame(b"a")) == f"<{MyFrame.__module__}.MyFrame(b'a')>"


def test_a_copy_shares_the_content() -> None:
    data = bytearray(b"abc")
    frame: Any = zmq.Frame(data, copy=False)
    twin = copy.copy(frame)
    data[0] = ord("X")
    assert twin.bytes == b"Xbc"


@pytest.mark.parametrize("kind", [zmq.Frame, MyFrame])
def test_a_copy_is_of_the_same_class(kind: type[zmq.Frame]) -> None:
    assert type(copy.copy(kind(b"a"))) is kind


def test_a_copy_shares_bytes_and_tracker() -> None:
    frame: Any = zmq.Frame(bytes(100_000), track=True)
    body = frame.bytes
    twin = copy.copy(frame)
    assert twin.bytes is body
    assert twin.tracker is frame.tracker


def test_a_copy_outlives_its_original() -> None:
    frame: Any = zmq.Frame(bytearray(b"x" * 100_000))
    twin = copy.copy(frame)
    del frame
    assert twin.bytes == b"x" * 100_000


def test_a_frame_cannot_be_copied_deeply_or_pickled() -> None:
    frame: Any = zmq.Frame(b"a")
    with pytest.raises(TypeError):
        copy.deepcopy(frame)
    with pytest.raises(TypeError):
        pickle.dumps(frame)


def test_a_subclass_adds_methods_but_no_stray_attributes() -> None:
    frame: Any = zmq.Frame(b"a")
    with pytest.raises(AttributeError):
        frame.nonsense  # noqa: B018
    with pytest.raises(AttributeError):
        frame.nonsense = 1


def test_message_is_another_name_for_frame() -> None:
    assert zmq.Message is zmq.Frame


def test_a_frame_is_not_a_sequence_of_bytes() -> None:
    frame: Any = zmq.Frame(b"abc")
    with pytest.raises(zmq.ZMQError) as caught:
        list(frame)
    assert caught.value.errno == zmq.EINVAL


def test_a_frame_that_was_received_is_not_filled_again(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    frame = b.recv(copy=False)
    with pytest.raises(RuntimeError):
        frame.__init__(b"other")
    assert frame.bytes == b"body"
