"""``zmq.select``, and zmq sockets in the selectors of the standard library."""

from __future__ import annotations

import os
import select
import selectors
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair


@pytest.fixture
def pipe() -> Iterator[tuple[Any, Any]]:
    """The reading and the writing end of a pipe, as files."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as reader, os.fdopen(writing, "wb", 0) as writer:
        yield reader, writer


def test_it_tells_who_can_be_read_and_who_can_be_written(pair: MakePair) -> None:
    a, b = pair()
    readable, writable, broken = zmq.select([a, b], [a, b], [a, b], 0)
    assert (readable, set(writable), broken) == ([], {a, b}, [])
    a.send(b"body")
    assert zmq.select([a, b], [], [], 0) == ([b], [], [])


def test_it_waits_for_ever_unless_told_otherwise(pair: MakePair) -> None:
    a, b = pair()
    selecting = in_thread(zmq.select, [a, b], [], [])
    a.send(b"body")
    assert selecting.result() == ([b], [], [])


@pytest.mark.parametrize("timeout", [0, 0.01])
def test_the_timeout_is_in_seconds(pair: MakePair, timeout: float) -> None:
    a, b = pair()
    assert zmq.select([a, b], [], [], timeout) == ([], [], [])


@pytest.mark.parametrize("timeout", [None, 0, 1000])
def test_empty_lists_give_empty_lists_at_once(timeout: Any) -> None:
    assert zmq.select([], [], [], timeout) == ([], [], [])


@pytest.mark.parametrize("position", [0, 1, 2])
def test_only_lists_are_taken(pair: MakePair, position: int) -> None:
    a, _ = pair()
    arguments: list[Any] = [[], [], []]
    arguments[position] = (a,)
    with pytest.raises(TypeError):
        zmq.select(arguments[0], arguments[1], arguments[2], 0)


def test_files_come_back_as_descriptors(pair: MakePair, pipe: tuple[Any, Any]) -> None:
    a, _ = pair()
    reader, writer = pipe
    writer.write(b"x")
    readable, writable, _ = zmq.select([reader], [writer, a], [], 0)
    assert readable == [reader.fileno()]
    assert set(writable) == {writer.fileno(), a}


def wait_with_select(socket: Any) -> None:
    assert select.select([socket], [], [], 30)[0] == [socket]


def wait_with_selectors(socket: Any) -> None:
    with selectors.DefaultSelector() as selector:
        key = selector.register(socket, selectors.EVENT_READ)
        assert selector.select(30) == [(key, selectors.EVENT_READ)]


@pytest.mark.parametrize("wait", [wait_with_select, wait_with_selectors])
def test_the_standard_library_can_wait_for_a_socket(
    pair: MakePair, transport: str, wait: Callable[[Any], None]
) -> None:
    a, b = pair(transport=transport)
    a.send(b"body")
    # The descriptor tells of any change, once: look at the events before waiting for the next.
    while not b.events & zmq.POLLIN:
        wait(b)
    assert b.recv() == b"body"


def test_the_descriptor_is_an_option_an_attribute_and_fileno(pair: MakePair) -> None:
    a, _ = pair()
    assert a.fileno() == a.fd == a.get(zmq.FD)
