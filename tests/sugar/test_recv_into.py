"""Receiving into memory of one's own."""

from __future__ import annotations

import array
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair


def test_the_body_is_written_into_the_buffer(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    a.send(b"hello")
    buffer = bytearray(5)
    assert b.recv_into(buffer) == 5
    assert buffer == b"hello"


def test_a_longer_buffer_keeps_its_tail(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"hello")
    buffer = bytearray(b"........")
    assert b.recv_into(buffer) == 5
    assert buffer == b"hello..."


def test_a_shorter_buffer_loses_the_rest_but_learns_the_length(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"hello")
    buffer = bytearray(3)
    assert b.recv_into(buffer) == 5
    assert buffer == b"hel"
    assert b.poll(0) == 0


def test_nbytes_limits_what_is_written(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"hello")
    buffer = bytearray(b".....")
    assert b.recv_into(buffer, nbytes=2) == 5
    assert buffer == b"he..."


def test_nbytes_of_zero_means_the_whole_buffer(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"hello")
    buffer = bytearray(5)
    assert b.recv_into(buffer, nbytes=0) == 5
    assert buffer == b"hello"


def test_an_empty_buffer_discards_the_body(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"hello")
    assert b.recv_into(bytearray()) == 5
    assert b.poll(0) == 0


def test_an_empty_message_leaves_the_buffer_alone(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"")
    buffer = bytearray(b"...")
    assert b.recv_into(buffer) == 0
    assert buffer == b"..."


@pytest.mark.parametrize(
    ("buffer", "error"),
    [
        pytest.param(b"read-only", BufferError, id="read-only"),
        pytest.param(memoryview(bytearray(6))[::2], BufferError, id="strided"),
        pytest.param(5, TypeError, id="no buffer"),
        pytest.param("text", TypeError, id="text"),
    ],
)
def test_an_unsuitable_buffer_is_refused_and_the_message_stays(
    pair: MakePair, buffer: Any, error: type[Exception]
) -> None:
    a, b = pair()
    a.send(b"hello")
    with pytest.raises(error):
        b.recv_into(buffer)
    assert b.recv() == b"hello"


@pytest.mark.parametrize("nbytes", [-1, 4])
def test_nbytes_must_fit_the_buffer(pair: MakePair, nbytes: int) -> None:
    a, b = pair()
    a.send(b"hello")
    with pytest.raises(ValueError, match="nbytes"):
        b.recv_into(bytearray(3), nbytes=nbytes)
    assert b.recv() == b"hello"


def test_buffers_of_wider_items_count_in_bytes(pair: MakePair) -> None:
    a, b = pair()
    numbers = array.array("Q", [1, 2])
    a.send(numbers)
    received = array.array("Q", [0, 0])
    assert b.recv_into(received) == 16
    assert received == numbers


def test_a_numpy_array_can_be_received_into(pair: MakePair) -> None:
    a, b = pair()
    a.send(np.arange(6, dtype=np.float64))
    received = np.zeros((2, 3))
    assert b.recv_into(received) == 48
    assert received.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_big_body_is_received_whole(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    body = bytes(range(256)) * 20_000
    a.send(body, copy=False)
    buffer = bytearray(len(body))
    assert b.recv_into(buffer) == len(body)
    assert buffer == body


def test_parts_are_received_one_at_a_time(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    buffer = bytearray(3)
    b.recv_into(buffer)
    assert (bytes(buffer), b.rcvmore) == (b"one", 1)
    b.recv_into(buffer)
    assert (bytes(buffer), b.rcvmore) == (b"two", 0)


def test_with_nothing_there_it_raises_again(pair: MakePair) -> None:
    _, b = pair(rcvtimeo=10)
    with pytest.raises(zmq.Again):
        b.recv_into(bytearray(1))
    with pytest.raises(zmq.Again):
        b.recv_into(bytearray(1), flags=zmq.DONTWAIT)


def test_it_waits_for_a_message(pair: MakePair) -> None:
    a, b = pair()
    buffer = bytearray(5)
    receiving = in_thread(b.recv_into, buffer)
    a.send(b"hello")
    assert receiving.result() == 5
    assert buffer == b"hello"


def test_the_buffer_is_positional_and_the_rest_is_named(pair: MakePair) -> None:
    _, b = pair()
    with pytest.raises(TypeError):
        b.recv_into(buffer=bytearray(1))
    with pytest.raises(TypeError):
        b.recv_into(bytearray(1), 1)


def test_the_buffer_is_free_afterwards(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"hello")
    buffer = bytearray(5)
    b.recv_into(buffer)
    buffer.clear()
    assert buffer == b""
