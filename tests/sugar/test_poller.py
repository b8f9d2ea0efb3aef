"""``Poller``: which of many sockets and files are ready?"""

from __future__ import annotations

import os
import socket as sockets
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

BOTH = zmq.POLLIN | zmq.POLLOUT


@pytest.fixture
def poller() -> Any:
    return zmq.Poller()


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The reading and the writing end of a pipe."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


class Wrapper:
    """Something with a descriptor that is no file."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor


class Broken:
    def fileno(self) -> int:
        raise RuntimeError("no descriptor")


def test_sockets_with_events_are_reported_with_them(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    poller.register(a)
    poller.register(b)
    a.send(b"body")
    assert poller.poll(0) == [(a, zmq.POLLOUT), (b, BOTH)]


def test_sockets_without_events_are_left_out(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    poller.register(a, zmq.POLLIN)
    poller.register(b, zmq.POLLIN)
    assert poller.poll(0) == []
    a.send(b"body")
    assert poller.poll(0) == [(b, zmq.POLLIN)]


def test_masks_are_plain_ints(pair: MakePair, poller: Any) -> None:
    a, _ = pair()
    poller.register(a)
    assert [type(mask) for _, mask in poller.poll(0)] == [int]


def test_results_come_in_the_order_of_registration(
    pair: MakePair, pipe: tuple[int, int], poller: Any
) -> None:
    pairs = [pair() for _ in range(3)]
    registered = [pairs[2][0], pipe[1], pairs[0][0], pairs[1][1]]
    for one in registered:
        poller.register(one, zmq.POLLOUT)
    assert [one for one, _ in poller.poll(0)] == registered


def test_each_of_many_sockets_is_reported(pair: MakePair, poller: Any) -> None:
    pairs = [pair() for _ in range(50)]
    for _, b in pairs:
        poller.register(b, zmq.POLLIN)
    for a, b in reversed(pairs):
        a.send(b"body")
        assert poller.poll() == [(b, zmq.POLLIN)]
        b.recv()


def test_by_default_both_directions_are_watched(socket: MakeSocket, poller: Any) -> None:
    one = socket(zmq.PAIR)
    poller.register(one)
    assert poller.sockets == [(one, BOTH)]


def test_registering_without_flags_unregisters(socket: MakeSocket, poller: Any) -> None:
    one = socket(zmq.PAIR)
    poller.register(one)
    poller.register(one, 0)
    assert one not in poller
    assert poller.sockets == []


def test_registering_an_unknown_object_without_flags_does_nothing(
    socket: MakeSocket, poller: Any
) -> None:
    poller.register(socket(zmq.PAIR), 0)
    assert poller.sockets == []


@pytest.mark.parametrize("method", ["register", "modify"])
def test_registering_again_replaces_the_flags_and_keeps_the_place(
    socket: MakeSocket, poller: Any, method: str
) -> None:
    one, other = socket(zmq.PAIR), socket(zmq.PAIR)
    poller.register(one, zmq.POLLIN)
    poller.register(other, zmq.POLLIN)
    getattr(poller, method)(one, zmq.POLLOUT)
    assert poller.sockets == [(one, zmq.POLLOUT), (other, zmq.POLLIN)]


def test_changed_flags_hold_for_the_next_poll(pair: MakePair, poller: Any) -> None:
    a, _ = pair()
    poller.register(a, zmq.POLLIN)
    assert poller.poll(0) == []
    poller.modify(a, zmq.POLLOUT)
    assert poller.poll(0) == [(a, zmq.POLLOUT)]


def test_modify_also_adds(socket: MakeSocket, poller: Any) -> None:
    one = socket(zmq.PAIR)
    poller.modify(one, zmq.POLLIN)
    assert poller.sockets == [(one, zmq.POLLIN)]


def test_unregistering_leaves_the_others_in_place(pair: MakePair, poller: Any) -> None:
    pairs = [pair()[0] for _ in range(4)]
    for one in pairs:
        poller.register(one, zmq.POLLOUT)
    poller.unregister(pairs[1])
    assert [one for one, _ in poller.sockets] == [pairs[0], pairs[2], pairs[3]]
    poller.register(pairs[3], zmq.POLLIN)
    assert [one for one, _ in poller.poll(0)] == [pairs[0], pairs[2]]


def test_an_unregistered_socket_can_be_registered_again_at_the_end(
    socket: MakeSocket, poller: Any
) -> None:
    one, other = socket(zmq.PAIR), socket(zmq.PAIR)
    poller.register(one)
    poller.register(other)
    poller.unregister(one)
    poller.register(one)
    assert [registered for registered, _ in poller.sockets] == [other, one]


def test_unregistering_an_unknown_object_is_a_key_error(socket: MakeSocket, poller: Any) -> None:
    with pytest.raises(KeyError):
        poller.unregister(socket(zmq.PAIR))


def test_membership_can_be_tested(socket: MakeSocket, poller: Any) -> None:
    one = socket(zmq.PAIR)
    assert one not in poller
    poller.register(one)
    assert one in poller


@pytest.mark.parametrize("timeout", [None, -1, 0, 1000])
def test_an_empty_poller_has_nothing_to_wait_for(poller: Any, timeout: Any) -> None:
    assert poller.poll(timeout) == []


@pytest.mark.parametrize("timeout", [0, 10, 0.9, 10.9])
def test_with_nothing_ready_it_gives_nothing_when_the_timeout_runs_out(
    pair: MakePair, poller: Any, timeout: float
) -> None:
    poller.register(pair()[0], zmq.POLLIN)
    assert poller.poll(timeout) == []


@pytest.mark.parametrize("timeout", [None, -1, -7, -1.5, 30_000])
def test_it_waits_for_a_socket(pair: MakePair, poller: Any, transport: str, timeout: Any) -> None:
    a, b = pair(transport=transport)
    poller.register(pair()[0], zmq.POLLIN)
    poller.register(b, zmq.POLLIN)
    polling = in_thread(poller.poll, timeout)
    a.send(b"body")
    assert polling.result() == [(b, zmq.POLLIN)]


def test_it_waits_for_a_file(pair: MakePair, pipe: tuple[int, int], poller: Any) -> None:
    reading, writing = pipe
    poller.register(pair()[0], zmq.POLLIN)
    poller.register(reading, zmq.POLLIN)
    polling = in_thread(poller.poll)
    os.write(writing, b"x")
    assert polling.result() == [(reading, zmq.POLLIN)]


def test_it_waits_for_a_socket_among_files(
    pair: MakePair, pipe: tuple[int, int], poller: Any
) -> None:
    a, b = pair()
    poller.register(pipe[0], zmq.POLLIN)
    poller.register(b, zmq.POLLIN)
    polling = in_thread(poller.poll)
    a.send(b"body")
    assert polling.result() == [(b, zmq.POLLIN)]


def test_messages_that_were_there_before_registration_are_noticed(
    pair: MakePair, poller: Any, transport: str
) -> None:
    a, b = pair(transport=transport)
    a.send(b"one")
    a.send(b"two")
    b.recv()
    poller.register(b, zmq.POLLIN)
    assert poller.poll() == [(b, zmq.POLLIN)]


def test_readiness_is_reported_until_it_ends(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    poller.register(b, zmq.POLLIN)
    a.send(b"one")
    a.send(b"two")
    ready = [(b, zmq.POLLIN)]
    assert [poller.poll(0), poller.poll(0)] == [ready, ready]
    b.recv()
    assert poller.poll(0) == ready
    b.recv()
    assert poller.poll(0) == []


def test_reading_events_hides_nothing_from_the_poller(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    poller.register(b, zmq.POLLIN)
    a.send(b"body")
    assert b.events & zmq.POLLIN
    assert poller.poll() == [(b, zmq.POLLIN)]


def test_a_poller_can_be_used_again_and_again(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    poller.register(b, zmq.POLLIN)
    for i in range(1000):
        a.send(b"%d" % i)
        assert poller.poll() == [(b, zmq.POLLIN)]
        assert b.recv() == b"%d" % i


def test_a_descriptor_is_reported_as_itself(pipe: tuple[int, int], poller: Any) -> None:
    poller.register(pipe[1], zmq.POLLOUT)
    assert poller.poll(0) == [(pipe[1], zmq.POLLOUT)]


def test_an_object_with_a_descriptor_is_reported_by_it(pipe: tuple[int, int], poller: Any) -> None:
    poller.register(Wrapper(pipe[1]), zmq.POLLOUT)
    assert poller.poll(0) == [(pipe[1], zmq.POLLOUT)]


def test_a_socket_of_the_system_is_reported_by_its_descriptor(poller: Any) -> None:
    one, other = sockets.socketpair()
    with one, other:
        poller.register(one, zmq.POLLIN)
        other.send(b"x")
        assert poller.poll() == [(one.fileno(), zmq.POLLIN)]


def test_a_hang_up_is_an_event_of_a_file(poller: Any) -> None:
    one, other = sockets.socketpair()
    with one:
        registered = one.fileno()
        poller.register(one, zmq.POLLIN)
        other.close()
        [(descriptor, mask)] = poller.poll()
    assert descriptor == registered
    assert mask & zmq.POLLIN


def test_what_cannot_be_polled_is_refused_when_polling(poller: Any) -> None:
    poller.register(object())
    with pytest.raises(TypeError):
        poller.poll(0)


def test_a_failing_fileno_is_a_value_error(poller: Any) -> None:
    poller.register(Broken())
    with pytest.raises(ValueError, match="fileno"):
        poller.poll(0)


def test_what_cannot_be_hashed_cannot_be_registered(poller: Any) -> None:
    with pytest.raises(TypeError):
        poller.register([])


def test_a_closed_socket_is_an_error_and_not_another_descriptor(
    socket: MakeSocket, poller: Any
) -> None:
    one = socket(zmq.PAIR)
    poller.register(one)
    one.close()
    with pytest.raises(zmq.ZMQError) as caught:
        poller.poll(0)
    assert caught.value.errno == zmq.ENOTSOCK


def test_a_closed_socket_can_be_unregistered(socket: MakeSocket, poller: Any) -> None:
    one = socket(zmq.PAIR)
    poller.register(one)
    one.close()
    poller.unregister(one)
    assert poller.poll(0) == []


def test_polling_a_terminated_context_says_so(poller: Any) -> None:
    ctx = zmq.Context()
    one = ctx.socket(zmq.PULL)
    poller.register(one, zmq.POLLIN)
    terminating = in_thread(ctx.term)
    with pytest.raises(zmq.ContextTerminated):
        poller.poll()
    one.close()
    assert terminating.result() is None


@pytest.mark.parametrize("timeout", ["text", []])
def test_a_timeout_is_a_number(pair: MakePair, poller: Any, timeout: Any) -> None:
    poller.register(pair()[0])
    with pytest.raises(TypeError):
        poller.poll(timeout)


def test_a_shadow_is_polled_like_its_original(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    shadow: Any = zmq.Socket.shadow(b)
    poller.register(shadow, zmq.POLLIN)
    a.send(b"body")
    assert poller.poll() == [(shadow, zmq.POLLIN)]


@pytest.mark.parametrize("timeout", [-0.001, -0.5, float("-inf"), float("inf"), sys.maxsize, 2**70])
def test_some_timeouts_are_for_ever(pair: MakePair, poller: Any, timeout: Any) -> None:
    a, b = pair()
    poller.register(b, zmq.POLLIN)
    polling = in_thread(poller.poll, timeout).until_blocked()
    a.send(b"wake up")
    assert polling.result() == [(b, zmq.POLLIN)]


def test_nan_is_no_timeout(pair: MakePair, poller: Any) -> None:
    poller.register(pair()[0])
    with pytest.raises(ValueError, match="NaN"):
        poller.poll(float("nan"))


def test_what_registers_while_it_polls_is_polled_next_time(pair: MakePair, poller: Any) -> None:
    a, b = pair()
    a.send(b"body")

    class Registering:
        def fileno(self) -> int:
            poller.register(b, zmq.POLLIN)
            return int(b.fileno())

    poller.register(Registering(), zmq.POLLERR)
    poller.poll(0)
    assert (b, zmq.POLLIN) in poller.poll(0)
