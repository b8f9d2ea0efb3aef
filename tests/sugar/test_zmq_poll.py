"""``zmq_poll``: polling a list of objects and flags."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket


def test_objects_with_events_are_reported(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    ready = zmq.zmq_poll([(a, zmq.POLLIN), (b, zmq.POLLIN)])
    assert ready == [(b, zmq.POLLIN)]


@pytest.mark.parametrize("kind", [list, tuple])
def test_pairs_may_be_lists_or_tuples(pair: MakePair, kind: Any) -> None:
    a, _ = pair()
    assert zmq.zmq_poll([kind([a, zmq.POLLOUT])], 0) == [(a, zmq.POLLOUT)]


def test_nothing_ready_is_an_empty_list_when_the_timeout_runs_out(pair: MakePair) -> None:
    _, b = pair()
    assert zmq.zmq_poll([(b, zmq.POLLIN)], 0) == []
    assert zmq.zmq_poll([(b, zmq.POLLIN)], timeout=10) == []


def test_it_waits_for_ever_unless_told_otherwise(pair: MakePair) -> None:
    a, b = pair()
    polling = in_thread(zmq.zmq_poll, [(b, zmq.POLLIN)])
    a.send(b"body")
    assert polling.result() == [(b, zmq.POLLIN)]


def test_descriptors_can_be_among_the_objects(pair: MakePair) -> None:
    a, _ = pair()
    reading, writing = os.pipe()
    ready = zmq.zmq_poll([(a, zmq.POLLIN), (writing, zmq.POLLOUT), (reading, zmq.POLLIN)], 0)
    os.close(reading)
    os.close(writing)
    assert ready == [(writing, zmq.POLLOUT)]


def test_what_cannot_be_polled_is_refused() -> None:
    unpollable: Any = object()
    with pytest.raises(TypeError):
        zmq.zmq_poll([(unpollable, zmq.POLLIN)], 0)


def test_a_closed_socket_is_an_error(socket: MakeSocket) -> None:
    closed = socket(zmq.PAIR)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        zmq.zmq_poll([(closed, zmq.POLLIN)], 0)
    assert caught.value.errno == zmq.ENOTSOCK


@pytest.mark.parametrize("polled", [None, 5, [None], [(object(), 1)]])
def test_what_cannot_be_polled_costs_nobody_a_descriptor(polled: Any) -> None:
    before = os.fstat(0)
    with pytest.raises(TypeError):
        zmq.zmq_poll(polled, 0)
    assert os.fstat(0) == before


@pytest.mark.parametrize("arguments", [(), ([], 0, 0)])
def test_wrong_arguments_cost_nobody_a_descriptor(arguments: Any) -> None:
    before = os.fstat(0)
    with pytest.raises(TypeError):
        zmq.backend.PollSet(*arguments)
    assert os.fstat(0) == before


@pytest.mark.parametrize("wrap", [lambda socket: socket, lambda socket: [socket]])
def test_sockets_without_flags_are_refused_rather_than_read(pair: MakePair, wrap: Any) -> None:
    a, b = pair()
    a.send_multipart([b"two", b"parts"])
    with pytest.raises(TypeError, match="pairs"):
        zmq.zmq_poll(wrap(b))
    assert b.recv_multipart() == [b"two", b"parts"]
