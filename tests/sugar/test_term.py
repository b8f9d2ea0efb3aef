"""Terminating a context: what it waits for, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import zmq
from waiting import in_thread, until

Context = zmq.Context[Any]
Socket = zmq.Socket[bytes]


def is_ending(socket: Socket) -> bool:
    """Whether the socket's context is being terminated."""
    try:
        socket.get(zmq.EVENTS)
    except zmq.ContextTerminated:
        return True
    return False


def test_term_closes_the_context_and_may_be_repeated() -> None:
    context = zmq.Context()
    context.term()
    assert (context.closed, context.underlying) == (True, 0)
    context.term()
    assert context.closed


def test_term_waits_until_the_sockets_are_closed_and_closes_none() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    term = in_thread(context.term)
    until(lambda: is_ending(socket))
    assert not socket.closed
    assert not term.done()
    socket.close()
    term.result()
    assert context.closed


def test_while_a_context_ends_its_sockets_raise_context_terminated() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    term = in_thread(context.term)
    until(lambda: is_ending(socket))
    for call in (socket.recv, socket.poll, lambda: socket.send(b""), lambda: socket.linger):
        with pytest.raises(zmq.ContextTerminated):
            call()
    socket.close()
    term.result()


def test_while_a_context_ends_its_sockets_are_closed_with_or_without_a_linger() -> None:
    context = zmq.Context()
    first, second = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
    term = in_thread(context.term)
    until(lambda: is_ending(first) and is_ending(second))
    first.close()
    second.close(linger=0)
    assert (first.closed, second.closed) == (True, True)
    term.result()


def test_while_a_context_ends_it_makes_no_socket() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    term = in_thread(context.term)
    until(lambda: is_ending(socket))
    with pytest.raises(zmq.ZMQError) as caught:
        context.socket(zmq.PAIR)
    assert caught.value.errno == zmq.ETERM
    socket.close()
    term.result()


def test_term_delivers_what_lingers(context: Context, endpoint_for: Callable[[str], str]) -> None:
    endpoint = endpoint_for("ipc")
    sending = zmq.Context()
    with sending.socket(zmq.PUSH) as push:
        push.linger = -1
        push.connect(endpoint)
        push.send(b"late")
    term = in_thread(sending.term)
    with context.socket(zmq.PULL) as pull:
        pull.bind(endpoint)
        assert pull.recv() == b"late"
    term.result()


def test_term_drops_what_does_not_linger(endpoint_for: Callable[[str], str]) -> None:
    context = zmq.Context()
    push = context.socket(zmq.PUSH)
    push.connect(endpoint_for("ipc"))
    push.send(b"to nobody")
    push.close(linger=0)
    context.term()
    assert context.closed


def test_term_that_times_out_says_so_and_may_be_called_again() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    for timeout in (0, 0.001):
        with pytest.raises(TimeoutError):
            context.term(timeout=timeout)
    assert not context.closed
    socket.close()
    context.term(timeout=None)
    assert context.closed


def test_term_that_timed_out_has_begun_to_end_the_context() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    with pytest.raises(TimeoutError):
        context.term(timeout=0)
    with pytest.raises(zmq.ContextTerminated):
        socket.recv()
    socket.close()
    context.term()


def test_term_after_a_timeout_waits_again_for_sockets_that_close_later() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    with pytest.raises(TimeoutError):
        context.term(timeout=0)
    again = in_thread(context.term).until_blocked()
    socket.close()
    again.result()
    assert context.closed


def test_term_within_its_timeout_is_silent() -> None:
    context = zmq.Context()
    with context.socket(zmq.PAIR):
        pass
    context.term(timeout=60)
    assert context.closed


def test_two_threads_may_terminate_one_context() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    terms = [in_thread(context.term) for _ in range(2)]
    until(lambda: is_ending(socket))
    socket.close()
    for term in terms:
        term.result()
    assert context.closed
