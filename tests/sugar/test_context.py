"""Contexts: making them, the shared instance, ending them, what they say of themselves."""

from __future__ import annotations

import errno
import pickle
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from waiting import in_thread

Context = zmq.Context[Any]


@pytest.fixture
def no_instance() -> Iterator[None]:
    """Begin and end without a shared context."""
    zmq.Context.instance().destroy(linger=0)
    yield
    zmq.Context.instance().destroy(linger=0)


def test_a_context_has_as_many_io_threads_as_asked_for() -> None:
    with zmq.Context(3) as positional, zmq.Context(io_threads=2) as keyword:
        assert (positional.io_threads, keyword.io_threads) == (3, 2)


def test_a_context_has_one_io_thread_by_default(context: Context) -> None:
    assert context.io_threads == 1


def test_a_context_may_do_without_io_threads() -> None:
    with zmq.Context(0) as context:
        assert context.io_threads == 0


def test_a_negative_number_of_io_threads_is_refused() -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        zmq.Context(-1)
    assert caught.value.errno == zmq.EINVAL


def test_a_number_of_io_threads_that_is_no_int_is_refused() -> None:
    with pytest.raises(TypeError):
        zmq.Context("a")  # type: ignore[arg-type, call-overload, unused-ignore]


def test_a_context_knows_the_address_of_libzmqs_object(context: Context) -> None:
    assert type(context.underlying) is int
    assert context.underlying != 0


def test_a_context_cannot_be_pickled(context: Context) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(context)


def test_a_context_can_be_weakly_referenced_and_is_its_own_only_equal(context: Context) -> None:
    with zmq.Context() as other:
        assert weakref.ref(context)() is context
        assert {context: "this", other: "other"}[context] == "this"
        assert context != other


# The shared instance


@pytest.mark.usefixtures("no_instance")
def test_instance_is_one_object_until_it_is_closed() -> None:
    first: Context = zmq.Context.instance()
    assert zmq.Context.instance() is first
    first.term()
    second: Context = zmq.Context.instance()
    assert second is not first
    assert not second.closed


@pytest.mark.usefixtures("no_instance")
def test_instance_takes_arguments_when_it_makes_the_context() -> None:
    assert zmq.Context.instance(io_threads=2).io_threads == 2


@pytest.mark.usefixtures("no_instance")
def test_instance_ignores_arguments_when_there_is_one() -> None:
    first: Context = zmq.Context.instance()
    assert zmq.Context.instance(io_threads=5) is first
    assert first.io_threads == 1


@pytest.mark.usefixtures("no_instance")
def test_instance_is_the_same_for_threads_that_race_for_the_first_call() -> None:
    start = threading.Barrier(8)

    def race() -> Context:
        start.wait()
        return zmq.Context.instance()

    racers = [in_thread(race) for _ in range(8)]
    assert {racer.result() for racer in racers} == {zmq.Context.instance()}


@pytest.mark.usefixtures("no_instance")
def test_a_subclass_shares_the_instance_that_its_parent_made_first() -> None:
    class Own(zmq.Context[Any]):
        pass

    shared: Context = zmq.Context.instance()
    assert Own.instance() is shared


@pytest.mark.usefixtures("no_instance")
def test_instance_of_a_subclass_with_its_own_place_for_it_is_of_the_subclass() -> None:
    class Own(zmq.Context[Any]):
        _instance = None

    shared: Context = zmq.Context.instance()
    own = Own.instance()
    assert type(own) is Own
    assert own is not shared
    own.term()


# Making sockets


def test_socket_makes_a_socket_of_the_type_in_this_context(context: Context) -> None:
    with context.socket(zmq.PUSH) as socket:
        assert type(socket) is zmq.Socket
        assert socket.type is zmq.SocketType.PUSH
        assert socket.context is context


def test_socket_passes_further_keywords_to_the_class(context: Context) -> None:
    with context.socket(zmq.PUSH, copy_threshold=5) as socket:
        assert socket.copy_threshold == 5


def test_an_unknown_keyword_is_refused(context: Context) -> None:
    with pytest.raises(TypeError):
        context.socket(zmq.PUSH, nonsense=5)


def test_the_class_of_sockets_can_be_given_or_set_on_the_context(context: Context) -> None:
    class OwnSocket(zmq.Socket[bytes]):
        pass

    class Own(zmq.Context[OwnSocket]):
        _socket_class = OwnSocket

    with context.socket(zmq.PUSH, socket_class=OwnSocket) as socket:
        assert type(socket) is OwnSocket
    with Own() as own, own.socket(zmq.PUSH) as socket:
        assert type(socket) is OwnSocket


def test_an_unknown_socket_type_is_refused(context: Context) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        context.socket(999)
    assert caught.value.errno == zmq.EINVAL


@pytest.mark.parametrize("socket_type", [-1, -2, "PUSH", None])
def test_what_is_no_socket_type_at_all_is_refused(context: Context, socket_type: Any) -> None:
    with pytest.raises(TypeError):
        context.socket(socket_type)


def test_more_sockets_than_allowed_are_refused(context: Context) -> None:
    context.max_sockets = 1
    with context.socket(zmq.PAIR), pytest.raises(zmq.ZMQError) as caught:
        context.socket(zmq.PAIR)
    assert caught.value.errno == errno.EMFILE


def test_a_closed_context_makes_no_socket() -> None:
    context = zmq.Context()
    context.term()
    with pytest.raises(zmq.ZMQError) as caught:
        context.socket(zmq.PAIR)
    assert caught.value.errno == zmq.ENOTSUP


def test_a_socket_keeps_its_context_alive() -> None:
    context = zmq.Context()
    alive = weakref.ref(context)
    socket = context.socket(zmq.PAIR)
    del context
    assert socket.context is alive()
    socket.context.destroy()


# Ending


def test_destroy_closes_all_sockets_and_terminates() -> None:
    context = zmq.Context()
    sockets = [context.socket(zmq.PAIR) for _ in range(3)]
    context.destroy()
    assert context.closed
    assert all(socket.closed for socket in sockets)


def test_destroy_with_a_linger_drops_what_cannot_be_sent() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    socket.linger = -1
    socket.connect("tcp://127.0.0.1:9")
    socket.send(b"to nobody")
    context.destroy(linger=0)
    assert context.closed


def test_destroy_of_a_closed_context_does_nothing() -> None:
    context = zmq.Context()
    context.term()
    context.destroy()
    context.destroy(linger=0)
    assert context.closed


def test_destroy_is_silent_about_open_sockets(recwarn: pytest.WarningsRecorder) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    context.destroy()
    assert socket.closed
    assert not recwarn.list


def test_leaving_a_with_block_terminates() -> None:
    with zmq.Context() as context:
        assert not context.closed
    assert context.closed


def test_leaving_a_with_block_closes_each_open_socket_and_warns_of_it() -> None:
    with pytest.warns(ResourceWarning, match="unclosed socket") as warned, zmq.Context() as context:
        sockets = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    assert all(socket.closed for socket in sockets)
    push, pull = sorted((str(warning.message) for warning in warned), key=lambda t: "PULL" in t)
    assert "zmq.PUSH" in push
    assert "zmq.PULL" in pull


def test_leaving_a_with_block_by_an_error_closes_all_too() -> None:
    def fail(context: Context) -> None:
        with context:
            context.socket(zmq.PUSH).bind("nonsense://here")

    context = zmq.Context()
    with pytest.warns(ResourceWarning, match="unclosed socket"), pytest.raises(zmq.ZMQError):
        fail(context)
    assert context.closed


# What a context says of itself


def test_repr_counts_the_open_sockets(context: Context) -> None:
    def counted() -> str:
        return repr(context).partition(" at 0x")[0]

    assert counted() == "<zmq.Context()"
    first = context.socket(zmq.PAIR)
    assert counted() == "<zmq.Context(1 socket)"
    second = context.socket(zmq.PAIR)
    assert counted() == "<zmq.Context(2 sockets)"
    first.close()
    assert counted() == "<zmq.Context(1 socket)"
    second.close()


def test_repr_says_that_a_context_is_closed() -> None:
    context = zmq.Context()
    assert not repr(context).endswith(" closed>")
    context.term()
    assert repr(context).startswith("<zmq.Context() at 0x")
    assert repr(context).endswith(" closed>")


class OwnContext(zmq.Context[Any]):
    pass


def test_repr_of_a_subclass_names_its_module_and_class() -> None:
    with OwnContext() as context:
        assert repr(context).startswith(f"<{__name__}.OwnContext()")
