"""``socket.poll``: may this one socket be received from or sent on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket


def test_it_asks_for_readiness_to_receive_unless_told_otherwise(pair: MakePair) -> None:
    a, b = pair()
    assert b.poll(0) == 0
    a.send(b"body")
    assert b.poll(0) == zmq.POLLIN
    assert b.poll(0, zmq.POLLOUT) == zmq.POLLOUT
    assert b.poll(0, zmq.POLLIN | zmq.POLLOUT) == zmq.POLLIN | zmq.POLLOUT


def test_the_mask_is_an_int(pair: MakePair) -> None:
    a, b = pair()
    assert isinstance(b.poll(0), int)
    a.send(b"body")
    assert isinstance(b.poll(0), int)


@pytest.mark.parametrize("timeout", [0, 10, 10.9])
def test_with_nothing_there_it_gives_zero_when_the_timeout_runs_out(
    pair: MakePair, timeout: float
) -> None:
    _, b = pair()
    assert b.poll(timeout) == 0


@pytest.mark.parametrize("timeout", [None, -1, 30_000])
def test_it_waits_for_a_message(pair: MakePair, transport: str, timeout: Any) -> None:
    a, b = pair(transport=transport)
    polling = in_thread(b.poll, timeout)
    a.send(b"body")
    assert polling.result() == zmq.POLLIN
    assert b.recv() == b"body"


def test_it_waits_for_room(pair: MakePair, transport: str) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport=transport, sndhwm=1, rcvhwm=1)
    while a.poll(0, zmq.POLLOUT):
        a.send(bytes(100_000))
    polling = in_thread(a.poll, None, zmq.POLLOUT)
    while not polling.done():
        if b.poll(10):
            b.recv()
    assert polling.result() == zmq.POLLOUT


def test_a_polled_message_stays(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    assert [b.poll(0), b.poll(0), b.recv(), b.poll(0)] == [1, 1, b"body", 0]


def test_readiness_ends_with_the_last_message(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"one")
    a.send(b"two")
    b.recv()
    assert b.poll(0) == zmq.POLLIN
    b.recv()
    assert b.poll(0) == 0


def test_a_socket_that_only_sends_is_never_readable(socket: MakeSocket) -> None:
    assert socket(zmq.PUSH).poll(0, zmq.POLLIN) == 0


def test_events_tells_the_same(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    assert b.events == b.poll(0, zmq.POLLIN | zmq.POLLOUT)


@pytest.mark.parametrize("timeout", ["text", [], object()])
def test_a_timeout_is_a_number(pair: MakePair, timeout: Any) -> None:
    _, b = pair()
    with pytest.raises(TypeError):
        b.poll(timeout)


def test_a_closed_socket_cannot_be_polled(socket: MakeSocket) -> None:
    closed = socket(zmq.PULL)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        closed.poll(0)
    assert caught.value.errno == zmq.ENOTSUP
