"""Sockets and contexts that nobody closed are closed when they are collected."""

from __future__ import annotations

import gc
import itertools
import sys
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import zmq
from conftest import MakePair
from programs import run
from waiting import in_thread

Context = zmq.Context[Any]

# Of objects that hold each other, PyPy finalizes one at a time.
ROUNDS = 1 if sys.implementation.name == "cpython" else 5


def drop(held: list[Any]) -> None:
    """Give up what the list holds, and see to it that it is collected."""
    held.clear()
    collect()


def collect() -> None:
    for _ in range(ROUNDS):
        gc.collect()


def are_gone(references: list[weakref.ref[Any]]) -> bool:
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        collect()  # what has recorded the warnings, and what that held
    return [reference() for reference in references] == [None] * len(references)


def test_dropping_an_open_socket_closes_it_and_warns_of_it() -> None:
    context = zmq.Context()
    held = [context.socket(zmq.PUSH)]
    with pytest.warns(ResourceWarning, match=r"(?i)unclosed socket .*zmq\.PUSH") as warned:
        drop(held)
    assert isinstance(warned[0].source, zmq.Socket)
    context.term()  # would wait for an open socket


def test_dropping_an_open_context_terminates_it_and_warns_of_it() -> None:
    held = [zmq.Context()]
    with pytest.warns(ResourceWarning, match=r"(?i)unclosed context .*zmq\.Context") as warned:
        drop(held)
    assert isinstance(warned[0].source, zmq.Context)


def test_dropping_what_is_closed_is_silent(recwarn: pytest.WarningsRecorder) -> None:
    held: list[Any] = [zmq.Context()]
    held.append(held[0].socket(zmq.PUSH))
    held[1].close()
    held[0].term()
    drop(held)
    assert not recwarn.list


def test_dropping_a_shadow_is_silent_and_closes_nothing(
    context: Context, recwarn: pytest.WarningsRecorder
) -> None:
    with context.socket(zmq.PUSH) as socket:
        drop([zmq.Context.shadow(context), zmq.Socket.shadow(socket)])
        assert not recwarn.list
        assert not socket.closed
        context.socket(zmq.PUSH).close()


def test_a_dropped_socket_still_delivers_what_lingers(
    context: Context, endpoint_for: Callable[[str], str]
) -> None:
    endpoint = endpoint_for("ipc")
    held = [context.socket(zmq.PUSH)]
    held[0].connect(endpoint)
    held[0].send(b"late")
    with pytest.warns(ResourceWarning, match="(?i)unclosed socket"):
        drop(held)
    with context.socket(zmq.PULL) as pull:
        pull.bind(endpoint)
        assert pull.recv() == b"late"


def test_dropping_a_context_with_a_message_for_nobody_does_not_block() -> None:
    program = """
    import os, zmq

    def main():
        push = zmq.Context().socket(zmq.PUSH)
        push.linger = -1
        push.connect("tcp://127.0.0.1:9")
        push.send(b"to nobody")

    main()
    print("returned", flush=True)
    os._exit(0)
    """
    assert run(program).stdout == "returned\n"


def make_cycle(order: tuple[int, ...]) -> tuple[list[Any], list[weakref.ref[Any]]]:
    """A context and two sockets with a message between them, in a list that holds itself."""
    context = zmq.Context()
    made: list[Any] = [context, context.socket(zmq.PAIR), context.socket(zmq.PAIR)]
    made[1].bind("inproc://cycle")
    made[2].connect("inproc://cycle")
    made[1].send(b"unread")
    cycle: list[Any] = [made[index] for index in order]
    cycle.append(cycle)
    return [cycle], [weakref.ref(one) for one in made]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_cycle_of_a_context_and_its_sockets_is_collected(order: tuple[int, ...]) -> None:
    held, gone = make_cycle(order)
    with pytest.warns(ResourceWarning, match="(?i)unclosed"):
        drop(held)
    assert are_gone(gone)


def test_a_cycle_is_collected_by_another_thread() -> None:
    held, gone = make_cycle((0, 1, 2))
    with pytest.warns(ResourceWarning, match="(?i)unclosed"):
        in_thread(drop, held).result()
    assert are_gone(gone)


def test_a_socket_is_dropped_by_another_thread_than_made_it(context: Context) -> None:
    held = [context.socket(zmq.PAIR)]
    with pytest.warns(ResourceWarning, match="(?i)unclosed socket"):
        in_thread(drop, held).result()


def test_dropping_one_socket_leaves_a_thread_that_blocks_on_another_alone(
    context: Context, pair: MakePair
) -> None:
    here, there = pair()
    held = [context.socket(zmq.PAIR)]
    sleeper = in_thread(here.recv).until_blocked()
    with pytest.warns(ResourceWarning, match="(?i)unclosed socket"):
        drop(held)
    there.send(b"hello")
    assert sleeper.result() == b"hello"


def test_a_thread_that_blocks_on_a_socket_keeps_it_from_being_dropped(context: Context) -> None:
    def recv_and_close(held: list[Any]) -> Any:
        with held.pop() as socket:
            return socket.recv()

    held = [context.socket(zmq.PAIR)]
    held[0].bind("inproc://pair")
    with context.socket(zmq.PAIR) as peer:
        peer.connect("inproc://pair")
        sleeper = in_thread(recv_and_close, held).until_blocked()
        gc.collect()
        peer.send(b"hello")
        assert sleeper.result() == b"hello"
