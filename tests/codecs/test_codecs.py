"""Objects come back from every codec, over real sockets; what is no such object is refused."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from conftest import MakePair
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

KEY = bytes(range(32))

# What UTF-8 can hold: no halves of surrogate pairs.
plain_text = st.text(st.characters(codec="utf-8"), max_size=20)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    plain_text,
)
json_objects = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain_text, inner, max_size=4),
    max_leaves=10,
)


@dataclasses.dataclass
class Job:
    name: str
    data: bytearray


def frames_of(codec: Codec[Any], obj: Any) -> list[bytes]:
    return [bytes(frame) for frame in codec.encode(obj)]


def there_and_back(codec: Codec[Any], obj: Any) -> Any:
    return codec.decode(frames_of(codec, obj))


@given(json_objects)
def test_json(obj: Any) -> None:
    assert there_and_back(Json(), obj) == obj


def test_json_of_other_objects() -> None:
    assert there_and_back(Json(default=list), {"set": {1}}) == {"set": [1]}
    with pytest.raises(TypeError):
        Json().encode({1})


@given(json_objects | st.binary())
def test_msgpack(obj: Any) -> None:
    assert there_and_back(Msgpack(), obj) == obj


def test_msgpack_of_other_objects() -> None:
    assert there_and_back(Msgpack(default=list), {5: {1}}) == {5: [1]}


@given(plain_text)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text(encoding: str, text: str) -> None:
    assert there_and_back(Text(encoding), text) == text


def test_only_text_is_text() -> None:
    with pytest.raises(TypeError, match="not bytes"):
        Text().encode(b"bytes")  # type: ignore[arg-type]


@given(st.lists(st.binary()))
def test_raw(frames: list[bytes]) -> None:
    assert there_and_back(Raw(), frames) == frames


def test_pickle() -> None:
    job = Job("a", bytearray(b"data"))
    assert there_and_back(Pickle(), [job, {1, 2}]) == [job, {1, 2}]


def test_pickle_keeps_large_buffers_apart() -> None:
    array = np.arange(1000.0)
    frames: Any = Pickle().encode({"a": array})
    assert len(frames) == 2
    assert np.shares_memory(np.frombuffer(frames[1]), array)
    assert (Pickle().decode(frames)["a"] == array).all()


CODECS: list[tuple[Codec[Any], Any]] = [
    (Raw(), [b"a", b"", b"b"]),
    (Text(), "grüße"),
    (Json(), {"a": [1, 2.5, None]}),
    (Pickle(), {1: "one"}),
    (Msgpack(), {"a": b"bytes"}),
    (Compressed(Json()), ["a"] * 100),
    (Signed(Pickle(), KEY, purpose="test"), {"a": 1}),
    (Signed(Compressed(Raw(), "zstd"), KEY, purpose="test", max_age=60), [b"x" * 100, b""]),
]


@pytest.mark.parametrize(("codec", "obj"), CODECS, ids=[codec.name for codec, _ in CODECS])
@pytest.mark.parametrize("copy", [True, False])
def test_over_sockets(pair: MakePair, codec: Codec[Any], obj: Any, copy: bool) -> None:
    here, there = pair(transport="tcp")
    here.send_serialized(obj, codec.encode, copy=copy)
    received = there.recv_serialized(codec.decode, copy=copy)
    if isinstance(codec, Raw) or codec.name == "raw":
        received = [bytes(frame) for frame in received]
    assert received == obj


def test_arrays_over_sockets_are_not_copied(pair: MakePair) -> None:
    here, there = pair(transport="tcp")
    array = np.arange(60_000, dtype=">i4").reshape(3, 200, 100)
    tracker = here.send_serialized(array, Array().encode, copy=False, track=True)
    received = there.recv_serialized(Array().decode, copy=False)
    assert received.dtype == array.dtype
    assert (received == array).all()
    assert isinstance(received.base, zmq.Frame)
    tracker.wait()


def test_behind_a_router(pair: MakePair) -> None:
    """Frames that a socket puts before a message are the user's to take off."""
    router, dealer = pair(zmq.ROUTER, zmq.DEALER)
    codec = Signed(Json(), KEY, purpose="jobs")
    dealer.send_serialized([1], codec.encode)
    identity, *frames = router.recv_multipart()
    assert codec.decode(frames) == [1]
    router.send_multipart([identity, *codec.encode([2])])
    assert dealer.recv_serialized(codec.decode) == [2]


@pytest.mark.parametrize("codec", [Text(), Json(), Msgpack()])
@pytest.mark.parametrize("frames", [[], [b"1", b"2"]])
def test_codecs_of_one_frame(codec: Codec[Any], frames: list[bytes]) -> None:
    with pytest.raises(DecodeError, match=f"one frame is expected, this one has {len(frames)}"):
        codec.decode(frames)


@pytest.mark.parametrize(
    ("codec", "frame"),
    [
        (Text(), b"\xff"),
        (Json(), b"{"),
        (Json(), b"[" * 100_000),
        (Json(), b"9" * 10_000),
        (Json(), b"\xff\xfe1\x00"),
        (Pickle(), b""),
        (Pickle(), b"cnowhere\nnothing\n."),
        (Msgpack(), b"\xc1"),
        (Msgpack(), b"\x91" * 100_000),
        (Msgpack(), b"\x81\x90\x01"),
    ],
)
def test_what_is_refused(codec: Codec[Any], frame: bytes) -> None:
    with pytest.raises(DecodeError) as refused:
        codec.decode([frame])
    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, zmq.ZMQBaseError)


@pytest.mark.parametrize(
    ("make", "module", "extra"),
    [
        (Array, "numpy", "pyzmq[numpy]"),
        (Msgpack, "msgpack", "pyzmq[msgpack]"),
        (Msgspec, "msgspec", "pyzmq[msgspec]"),
    ],
)
def test_a_missing_library(
    monkeypatch: pytest.MonkeyPatch, make: Any, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError, match=module) as missing:
        make()
    assert extra in str(missing.value)
