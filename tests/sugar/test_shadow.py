"""Shadows: further objects for a context or socket of libzmq that another owns."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import zmq
from conftest import MakePair, MakeSocket

Context = zmq.Context[Any]

CONTEXT_SHADOWS: dict[str, Callable[[Any], Any]] = {
    "Context(other)": zmq.Context,
    "Context(shadow=other)": lambda other: zmq.Context(shadow=other),
    "Context(shadow=address)": lambda other: zmq.Context(shadow=other.underlying),
    "Context.shadow(other)": zmq.Context.shadow,
    "Context.shadow(address)": lambda other: zmq.Context.shadow(other.underlying),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}

SOCKET_SHADOWS: dict[str, Callable[[Any], Any]] = {
    "Socket(other)": zmq.Socket,
    "Socket(shadow=other)": lambda other: zmq.Socket(shadow=other),
    "Socket(shadow=address)": lambda other: zmq.Socket(shadow=other.underlying),
    "Socket.shadow(other)": zmq.Socket.shadow,
    "Socket.shadow(address)": lambda other: zmq.Socket.shadow(other.underlying),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}

each_context_shadow = pytest.mark.parametrize(
    "make_shadow", CONTEXT_SHADOWS.values(), ids=CONTEXT_SHADOWS.keys()
)
each_socket_shadow = pytest.mark.parametrize(
    "make_shadow", SOCKET_SHADOWS.values(), ids=SOCKET_SHADOWS.keys()
)


# Contexts


@each_context_shadow
def test_a_shadow_shares_the_context_of_libzmq(
    context: Context, make_shadow: Callable[[Any], Any]
) -> None:
    shadow = make_shadow(context)
    assert type(shadow) is zmq.Context
    assert shadow is not context
    assert shadow.underlying == context.underlying
    assert shadow._shadow
    assert not context._shadow


@each_context_shadow
def test_sockets_of_a_shadow_and_of_the_original_meet(
    context: Context, make_shadow: Callable[[Any], Any]
) -> None:
    shadow = make_shadow(context)
    with context.socket(zmq.PAIR) as here, shadow.socket(zmq.PAIR) as there:
        here.bind("inproc://meeting")
        there.connect("inproc://meeting")
        there.send(b"hello")
        assert here.recv() == b"hello"


def test_a_shadow_holds_what_it_was_made_from(context: Context) -> None:
    assert zmq.Context.shadow(context)._shadow_obj is context
    assert zmq.Context.shadow(context.underlying)._shadow_obj == context.underlying


def test_shadow_of_zero_is_an_ordinary_context() -> None:
    with zmq.Context(shadow=0) as context:
        assert not context._shadow


@pytest.mark.parametrize("make", [zmq.Context.shadow, lambda obj: zmq.Context(shadow=obj)])
def test_what_is_no_context_has_no_shadow(make: Callable[[Any], Any]) -> None:
    with pytest.raises(ValueError, match="x"):
        make("x")


def test_a_shadow_takes_the_options_of_the_context_but_has_defaults_of_its_own(
    context: Context,
) -> None:
    shadow: Context = zmq.Context.shadow(context)
    context.max_sockets = 17
    assert shadow.max_sockets == 17
    shadow.linger = 5
    with pytest.raises(AttributeError):
        _ = context.linger


def test_sockets_are_counted_and_destroyed_by_the_object_that_made_them(context: Context) -> None:
    shadow: Context = zmq.Context.shadow(context)
    with shadow.socket(zmq.PAIR) as socket:
        assert repr(context).startswith("<zmq.Context() ")
        assert repr(shadow).startswith("<zmq.Context(1 socket) ")
        assert socket.context is shadow


def test_term_of_a_shadow_ends_the_context_for_the_original_too() -> None:
    context = zmq.Context()
    zmq.Context.shadow(context).term()
    assert context.closed
    assert context.underlying == 0
    with pytest.raises(zmq.ZMQError) as caught:
        context.socket(zmq.PAIR)
    assert caught.value.errno == zmq.ENOTSUP
    context.term()


def test_destroy_of_a_shadow_closes_its_sockets_and_ends_the_context() -> None:
    context = zmq.Context()
    shadow: Context = zmq.Context.shadow(context)
    socket = shadow.socket(zmq.PAIR)
    shadow.destroy()
    assert socket.closed
    assert (shadow.closed, context.closed) == (True, True)


@each_context_shadow
def test_a_shadow_of_a_context_that_has_ended_makes_no_socket(
    make_shadow: Callable[[Any], Any],
) -> None:
    context = zmq.Context()
    shadow = make_shadow(context)
    context.term()
    with pytest.raises(zmq.ZMQError):
        shadow.socket(zmq.PAIR)


@each_context_shadow
def test_ending_a_shadow_of_a_context_that_has_ended_is_harmless(
    make_shadow: Callable[[Any], Any],
) -> None:
    context = zmq.Context()
    shadow = make_shadow(context)
    context.term()
    shadow.term()
    shadow.destroy()
    assert shadow.closed


# Sockets


@each_socket_shadow
def test_a_shadow_shares_the_socket_of_libzmq(
    socket: MakeSocket, make_shadow: Callable[[Any], Any]
) -> None:
    push = socket(zmq.PUSH)
    shadow = make_shadow(push)
    assert type(shadow) is zmq.Socket
    assert shadow is not push
    assert shadow.underlying == push.underlying
    assert shadow.type is zmq.SocketType.PUSH
    assert shadow._shadow


@each_socket_shadow
def test_a_shadow_sends_and_receives(pair: MakePair, make_shadow: Callable[[Any], Any]) -> None:
    here, there = pair()
    shadow = make_shadow(here)
    shadow.send(b"question")
    assert there.recv() == b"question"
    there.send(b"answer")
    assert shadow.poll() == zmq.POLLIN
    assert shadow.recv() == b"answer"


@pytest.mark.parametrize("name", ["Socket(other)", "Socket(shadow=other)", "Socket.shadow(other)"])
def test_a_shadow_of_an_object_has_its_context_and_holds_it(socket: MakeSocket, name: str) -> None:
    push = socket(zmq.PUSH)
    shadow = SOCKET_SHADOWS[name](push)
    assert shadow.context is push.context
    assert shadow._shadow_obj is push


@pytest.mark.parametrize("name", ["Socket(shadow=address)", "Socket.shadow(address)", "copy"])
def test_a_shadow_of_an_address_has_no_context(socket: MakeSocket, name: str) -> None:
    assert SOCKET_SHADOWS[name](socket(zmq.PUSH)).context is None


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy])
def test_a_copy_is_of_the_same_class(context: Context, make: Callable[[Any], Any]) -> None:
    class Own(zmq.Socket[bytes]):
        pass

    with Own(context, zmq.PUSH) as own:
        assert type(make(own)) is Own


def test_what_is_no_socket_has_no_shadow() -> None:
    with pytest.raises(ValueError, match="x"):
        zmq.Socket.shadow("x")


@each_socket_shadow
def test_close_of_a_shadow_closes_the_socket(
    socket: MakeSocket, make_shadow: Callable[[Any], Any]
) -> None:
    push = socket(zmq.PUSH)
    shadow = make_shadow(push)
    shadow.close()
    assert (push.closed, shadow.closed) == (True, True)
    assert repr(push).endswith(" closed>")
    with pytest.raises(zmq.ZMQError) as caught:
        push.send(b"")
    assert caught.value.errno == zmq.ENOTSOCK


@each_socket_shadow
def test_close_of_the_original_closes_its_shadows(
    socket: MakeSocket, make_shadow: Callable[[Any], Any]
) -> None:
    push = socket(zmq.PUSH)
    shadow = make_shadow(push)
    push.close()
    assert shadow.closed
    with pytest.raises(zmq.ZMQError) as caught:
        shadow.send(b"")
    assert caught.value.errno == zmq.ENOTSOCK
    shadow.close()


def test_a_with_block_over_a_shadow_closes_the_socket(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    with zmq.Socket.shadow(push):
        pass
    assert push.closed


def test_a_closed_socket_cannot_be_copied(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    push.close()
    with pytest.raises(zmq.ZMQError) as caught:
        copy.copy(push)
    assert caught.value.errno == zmq.ENOTSOCK
