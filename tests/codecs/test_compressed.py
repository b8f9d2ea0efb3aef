"""Compression: smaller, whole, and bounded; with each library that there is for zstd."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lacking import LACKING
from zmq.codecs import Compressed, DecodeError, Json, Raw
from zmq.codecs import compressed as module

ZSTD = ["zstandard", "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"]
KINDS = ["zlib", *ZSTD]


def make(kind: str, **options: Any) -> Compressed[Any]:
    """A codec on one of the libraries."""
    if kind == "zlib":
        return Compressed(Raw(), **options)
    with pytest.MonkeyPatch.context() as patch:
        for other in {"compression.zstd", "backports.zstd", "zstandard"} - {kind}:
            patch.setitem(sys.modules, other, None)
        return Compressed(Raw(), "zstd", **options)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@given(st.lists(st.binary(max_size=2000), max_size=4))
@pytest.mark.parametrize("kind", KINDS)
def test_frames_come_back(kind: str, frames: list[bytes]) -> None:
    codec = make(kind)
    assert codec.decode(codec.encode(frames)) == frames


@pytest.mark.parametrize("level", [1, 9])
def test_it_gets_smaller(kind: str, level: int) -> None:
    (frame,) = make(kind, level=level).encode([b"the same " * 1000])
    assert len(bytes(frame)) < 100


@pytest.mark.parametrize(("writer", "reader"), [ZSTD, ZSTD[::-1]])
def test_libraries_understand_each_other(writer: str, reader: str) -> None:
    frames = [b"", b"text " * 5000, os.urandom(1000)]
    assert make(reader).decode(make(writer, level=19).encode(frames)) == frames


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Allocate no more than so many bytes at a time, where that can be traced."""
    if "tracemalloc" in LACKING:
        yield
        return
    import tracemalloc  # noqa: PLC0415 - it may be missing

    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_before_it_goes_off(kind: str) -> None:
    (bomb,) = make(kind).encode([bytes(200_000_000)])
    with at_most(2_000_000), pytest.raises(DecodeError, match="more than the 100000 bytes"):
        make(kind, limit=100_000).decode([bomb])


def test_the_limit_is_for_all_frames(kind: str) -> None:
    codec = make(kind, limit=1000)
    frames = codec.encode([bytes(400), bytes(600)])
    assert len(codec.decode(frames)) == 2
    with pytest.raises(DecodeError, match="bytes that are left"):
        codec.decode([*frames, *codec.encode([b"x"])])


@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_off_is_refused(kind: str, data: st.DataObject) -> None:
    codec = make(kind)
    plain = data.draw(st.binary(min_size=1, max_size=500))
    (frame,) = (bytes(frame) for frame in codec.encode([plain]))
    with pytest.raises(DecodeError):
        codec.decode([frame[: data.draw(st.integers(1, len(frame) - 1))]])


def test_what_follows_is_refused(kind: str) -> None:
    codec = make(kind)
    (frame,) = (bytes(frame) for frame in codec.encode([b"data"]))
    for more in (b"x", frame):
        with pytest.raises(DecodeError):
            codec.decode([frame + more])


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=3))
@pytest.mark.parametrize("kind", KINDS)
def test_other_frames_are_refused(kind: str, frames: list[bytes]) -> None:
    with pytest.raises(DecodeError):
        make(kind).decode(frames)


def test_zstd_of_unknown_length_is_bounded_too() -> None:
    import zstandard  # noqa: PLC0415

    stream = zstandard.ZstdCompressor().compressobj()
    frame = stream.compress(bytes(1_000_000)) + stream.flush()
    for kind in ZSTD:
        assert make(kind, limit=1_000_000).decode([frame]) == [bytes(1_000_000)]
        with pytest.raises(DecodeError):
            make(kind, limit=999_999).decode([frame])


def test_what_is_inside_is_decoded() -> None:
    codec = Compressed(Json())
    assert codec.decode(codec.encode({"a": 1})) == {"a": 1}
    with pytest.raises(DecodeError, match="JSON"):
        codec.decode([zlib.compress(b"{")])


def test_methods() -> None:
    with pytest.raises(ValueError, match="'lzma'"):
        Compressed(Raw(), "lzma")  # type: ignore[arg-type]


def test_no_library_for_zstd(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("compression.zstd", "backports.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install pyzmq\[zstd\]"):
        module.Compressed(Raw(), "zstd")
