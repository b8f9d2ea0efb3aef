"""A thread that blocks on a socket is woken when another thread ends the socket or its context.

Each of these holds as well when the call comes just after the end instead of just before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import zmq
from blocking import CALLS
from waiting import in_thread

Socket = zmq.Socket[bytes]

blocking = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


def make_socket() -> Socket:
    socket = zmq.Context().socket(zmq.DEALER)
    socket.linger = 0
    return socket


@blocking
def test_term_in_another_thread_wakes(call: Callable[[Socket], Any]) -> None:
    socket = make_socket()
    sleeper = in_thread(call, socket).until_blocked()
    term = in_thread(socket.context.term)
    assert isinstance(sleeper.error(), zmq.ContextTerminated)
    socket.close()
    term.result()


@blocking
def test_term_with_a_timeout_in_another_thread_wakes(call: Callable[[Socket], Any]) -> None:
    socket = make_socket()
    sleeper = in_thread(call, socket).until_blocked()
    with pytest.raises(TimeoutError):
        socket.context.term(timeout=0)
    assert isinstance(sleeper.error(), zmq.ContextTerminated)
    socket.close()
    socket.context.term()


@blocking
def test_close_in_another_thread_wakes(call: Callable[[Socket], Any]) -> None:
    socket = make_socket()
    sleeper = in_thread(call, socket).until_blocked()
    socket.close()
    error = sleeper.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno in (zmq.ENOTSOCK, zmq.ENOTSUP)  # the latter: poll on a closed socket
    socket.context.term()


@blocking
def test_destroy_in_another_thread_wakes(call: Callable[[Socket], Any]) -> None:
    socket = make_socket()
    sleeper = in_thread(call, socket).until_blocked()
    socket.context.destroy()
    error = sleeper.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno in (zmq.ENOTSOCK, zmq.ENOTSUP, zmq.ETERM)
    assert socket.closed


def test_close_wakes_every_thread_on_the_socket() -> None:
    socket = make_socket()
    sleepers = [in_thread(call, socket).until_blocked() for call in CALLS.values()]
    socket.close()
    assert all(isinstance(sleeper.error(), zmq.ZMQError) for sleeper in sleepers)
    socket.context.term()


def test_close_of_one_socket_leaves_a_thread_on_another_alone() -> None:
    context = zmq.Context()
    first, second, peer = (context.socket(zmq.PAIR) for _ in range(3))
    second.bind("inproc://second")
    peer.connect("inproc://second")
    sleeper = in_thread(second.recv).until_blocked()
    first.close()
    peer.send(b"hello")
    assert sleeper.result() == b"hello"
    context.destroy()


def test_close_wakes_a_poll_over_several_sockets() -> None:
    context = zmq.Context()
    sockets = [context.socket(zmq.DEALER) for _ in range(3)]
    poller = zmq.Poller()
    for socket in sockets:
        poller.register(socket, zmq.POLLIN)
    sleeper = in_thread(poller.poll).until_blocked()
    sockets[1].close()
    assert isinstance(sleeper.error(), zmq.ZMQError)
    context.destroy(linger=0)


def test_term_wakes_threads_on_all_sockets_of_the_context() -> None:
    context = zmq.Context()
    sockets = [context.socket(zmq.DEALER) for _ in range(4)]
    sleepers = [in_thread(socket.recv).until_blocked() for socket in sockets]
    term = in_thread(context.term)
    for socket, sleeper in zip(sockets, sleepers, strict=True):
        assert isinstance(sleeper.error(), zmq.ContextTerminated)
        socket.close()
    term.result()


def test_close_through_a_shadow_wakes_a_thread_on_the_original() -> None:
    socket = make_socket()
    sleeper = in_thread(socket.recv).until_blocked()
    zmq.Socket.shadow(socket).close()
    assert isinstance(sleeper.error(), zmq.ZMQError)
    socket.context.term()
