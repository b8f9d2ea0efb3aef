"""Whatever frames come in, a codec decodes them or raises DecodeError, and comes to an end."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lacking import LACKING
from zmq.codecs import (
    Array,
    Codec,
    Compressed,
    DecodeError,
    Json,
    Msgpack,
    Msgspec,
    Pickle,
    Raw,
    Signed,
    Text,
)

KEY = bytes(32)
OBJ = {"key": [1, 2.5, None, "text" * 9]}
STRUCTURE = np.zeros(3, [("a", "<i2"), ("b", "<f8", (2,))])

# Each codec with an object of its kind, whose message is then spoilt.
CASES: list[tuple[Codec[Any], Any]] = [
    (Raw(), [b"a", b"b"]),
    (Text(), "text"),
    (Text("utf-16"), "text"),
    (Json(), OBJ),
    (Pickle(), OBJ),
    (Array(), np.arange(6.0).reshape(2, 3)),
    (Array(), STRUCTURE),
    (Msgpack(), OBJ),
    (Compressed(Json()), OBJ),
    (Compressed(Array(), "zstd"), STRUCTURE),
    (Signed(Pickle(), KEY, purpose="fuzz"), OBJ),
    (Signed(Compressed(Array()), KEY, purpose="fuzz", max_age=60), STRUCTURE),
]
if "msgspec" not in LACKING:
    CASES += [(Msgspec(dict[str, list[Any]]), OBJ), (Msgspec(format="json"), OBJ)]

every_codec = pytest.mark.parametrize(
    ("codec", "obj"), CASES, ids=[f"{i}-{codec.name}" for i, (codec, _) in enumerate(CASES)]
)


def decode(codec: Codec[Any], frames: list[bytes]) -> None:
    if isinstance(codec, Pickle):
        # The opcode that makes the unpickler provide room for any number of objects.
        assume(not any(b"r" in frame for frame in frames))
    with contextlib.suppress(DecodeError):
        codec.decode(frames)


@every_codec
@given(frames=st.lists(st.binary(max_size=80), max_size=4))
def test_any_frames(codec: Codec[Any], obj: Any, frames: list[bytes]) -> None:
    decode(codec, frames)


@every_codec
@given(data=st.data())
def test_spoilt_messages(codec: Codec[Any], obj: Any, data: st.DataObject) -> None:
    frames = [bytearray(bytes(frame)) for frame in codec.encode(obj)]
    for _ in range(data.draw(st.integers(1, 3))):
        frame = data.draw(st.sampled_from(frames))
        start = data.draw(st.integers(0, len(frame)))
        end = data.draw(st.integers(start, min(len(frame), start + 4)))
        frame[start:end] = data.draw(st.binary(max_size=4))
    decode(codec, [bytes(frame) for frame in frames])


@every_codec
@given(data=st.data())
def test_frames_lost_doubled_and_shuffled(codec: Codec[Any], obj: Any, data: st.DataObject) -> None:
    frames = [bytes(frame) for frame in codec.encode(obj)]
    decode(codec, data.draw(st.lists(st.sampled_from(frames), max_size=4)))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["<f8", "C", "|O"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2),
)


@given(head=st.tuples(json_values, json_values, st.sampled_from("CFA")) | json_values)
def test_any_description_of_an_array(head: Any) -> None:
    decode(Array(), [bytes(frame) for frame in (*Json().encode(head), bytes(48))])
