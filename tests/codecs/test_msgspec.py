"""Objects of types that msgspec checks, there and back; what is of no such type is refused."""

from __future__ import annotations

import contextlib
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


def there_and_back(codec: Any, obj: Any) -> Any:
    return codec.decode([bytes(frame) for frame in codec.encode(obj)])


@given(st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="utf-8"), max_size=20))
@pytest.mark.parametrize("wire", ["msgpack", "json"])
def test_what_goes_in_comes_out(wire: Any, x: int, label: str) -> None:
    assert there_and_back(Msgspec(Point, wire), Point(x, label)) == Point(x, label)


def test_types_are_checked() -> None:
    assert there_and_back(Msgspec(), [1, {"a": None}]) == [1, {"a": None}]
    with pytest.raises(DecodeError, match="expected type"):
        Msgspec(Point).decode([bytes(frame) for frame in Msgpack().encode({"x": "one"})])
    with pytest.raises(ValueError, match="msgpack"):
        Msgspec(Point, "yaml")  # type: ignore[call-overload]


@pytest.mark.parametrize("copy", [True, False])
def test_over_sockets(pair: MakePair, copy: bool) -> None:
    here, there = pair(transport="tcp")
    codec = Msgspec(Point)
    here.send_serialized(Point(3), codec.encode, copy=copy)
    assert there.recv_serialized(codec.decode, copy=copy) == Point(3)


def test_what_is_refused() -> None:
    with pytest.raises(DecodeError):
        Msgspec(Point, "json").decode([b'{"x":'])
    for frames in ([], [b"1", b"2"]):
        with pytest.raises(DecodeError, match=f"one frame is expected, this one has {len(frames)}"):
            Msgspec().decode(frames)


OBJECT = {"key": [1, 2.5, None, "text" * 9]}


@pytest.mark.parametrize("codec", [Msgspec(dict[str, list[Any]]), Msgspec(format="json")])
@given(data=st.data())
def test_spoilt_messages(codec: Any, data: st.DataObject) -> None:
    """Whatever comes in, it is decoded or refused with DecodeError."""
    frame = bytearray(bytes(codec.encode(OBJECT)[0]))
    start = data.draw(st.integers(0, len(frame)))
    frame[start : start + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    with contextlib.suppress(DecodeError):
        codec.decode([bytes(frame)])
