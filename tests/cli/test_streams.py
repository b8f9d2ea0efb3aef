"""Reading messages from a descriptor, however its bytes are cut."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zmq.cli import streams
from zmq.cli.streams import Repeating, Source


@pytest.fixture(params=["direct", "pumped"])
def pipe(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """What to write to, and what to read from: the pipe, or what Windows has instead."""
    read, write = os.pipe()
    yield write, streams._pumped(read) if request.param == "pumped" else read
    os.close(read)


def test_messages_come_until_the_end(pipe: tuple[int, int]) -> None:
    write, read = pipe
    source = Source([[b"given"]], read)
    messages = iter(source)
    assert next(messages) == [b"given"]
    os.write(write, b"one\ntw")
    assert next(messages) == [b"one"]
    assert not source.has_ended()
    os.write(write, b"o\nthree")
    assert next(messages) == [b"two"]
    os.close(write)
    assert list(messages) == [[b"three"]]
    assert source.has_ended()


@given(st.binary(), st.lists(st.integers(1, 5)))
def test_how_the_bytes_are_cut_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    read, write = os.pipe()
    source = Source(descriptor=read)
    rest = data
    for cut in cuts:
        piece, rest = rest[:cut], rest[cut:]
        if piece:
            os.write(write, piece)
            source.read()
    os.write(write, rest)
    os.close(write)
    found = [line for (line,) in source]
    os.close(read)
    expected = data.split(b"\n")
    assert found == (expected if expected[-1] else expected[:-1])


def test_what_repeats_never_ends() -> None:
    source = Repeating([[b"a"], [b"b"]], pause=0)
    messages = iter(source)
    assert [next(messages) for _ in range(5)] == [[b"a"], [b"b"], [b"a"], [b"b"], [b"a"]]
    assert not source.has_ended()
