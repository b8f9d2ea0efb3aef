"""Objects of msgspec's types come back; what is of another type is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakePair
from zmq.codecs import DecodeError, Msgpack, Msgspec


class Point(msgspec.Struct):
    x: int
    label: str = ""


@given(st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="utf-8"), max_size=20))
@pytest.mark.parametrize("wire", ["msgpack", "json"])
def test_a_struct(wire: Any, x: int, label: str) -> None:
    codec = Msgspec(Point, wire)
    assert codec.decode(codec.encode(Point(x, label))) == Point(x, label)


def test_types_are_checked() -> None:
    assert Msgspec().decode(Msgspec().encode([1, {"a": None}])) == [1, {"a": None}]
    with pytest.raises(DecodeError, match="expected type"):
        Msgspec(Point).decode(Msgpack().encode({"x": "one"}))
    with pytest.raises(ValueError, match="msgpack"):
        Msgspec(Point, "yaml")  # type: ignore[call-overload]


@pytest.mark.parametrize("copy", [True, False])
def test_over_sockets(pair: MakePair, copy: bool) -> None:
    codec = Msgspec(Point)
    here, there = pair(transport="tcp")
    here.send_serialized(Point(3), codec.encode, copy=copy)
    assert there.recv_serialized(codec.decode, copy=copy) == Point(3)


def test_what_is_refused() -> None:
    with pytest.raises(DecodeError):
        Msgspec(Point, "json").decode([b'{"x":'])


@pytest.mark.parametrize("frames", [[], [b"1", b"2"]])
def test_a_message_is_one_frame(frames: list[bytes]) -> None:
    with pytest.raises(DecodeError, match=f"one frame is expected, this one has {len(frames)}"):
        Msgspec().decode(frames)
