"""Signatures: nothing is decoded unless an accepted key signed it, for this, not too long ago."""

from __future__ import annotations

import hashlib
import hmac
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zmq.codecs import Compressed, DecodeError, Json, Pickle, Raw, SignatureError, Signed, Text

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))

frame_lists = st.lists(st.binary(max_size=30), max_size=4)


class Spy(Raw):
    """Tells whether it was asked to decode."""

    asked = False

    def decode(self, frames: Any, /) -> Any:
        self.asked = True
        return super().decode(frames)


def signed(key: bytes = KEY, **options: Any) -> Signed[Any]:
    options.setdefault("purpose", "test")
    return Signed(Raw(), key, **options)


def frames_of(codec: Signed[Any], obj: Any) -> list[bytes]:
    return [bytes(frame) for frame in codec.encode(obj)]


def is_refused(frames: list[bytes], **options: Any) -> bool:
    """Whether a signature is refused, and then before anything is decoded."""
    spy = Spy()
    options.setdefault("purpose", "test")
    try:
        Signed(spy, KEY, **options).decode(frames)
    except SignatureError:
        assert not spy.asked
        return True
    return False


@given(frame_lists)
def test_what_is_signed_comes_back(frames: list[bytes]) -> None:
    assert signed().decode(signed().encode(frames)) == frames


@given(frame_lists, st.data())
def test_every_bit_counts(frames: list[bytes], data: st.DataObject) -> None:
    message = frames_of(signed(), frames)
    index = data.draw(st.sampled_from([i for i, frame in enumerate(message) if frame]))
    bit = data.draw(st.integers(0, len(message[index]) * 8 - 1))
    changed = bytearray(message[index])
    changed[bit // 8] ^= 1 << bit % 8
    message[index] = bytes(changed)
    assert is_refused(message)


@given(frame_lists, st.data())
def test_what_is_cut_off_is_refused(frames: list[bytes], data: st.DataObject) -> None:
    message = frames_of(signed(), frames)
    index = data.draw(st.sampled_from([i for i, frame in enumerate(message) if frame]))
    message[index] = message[index][: data.draw(st.integers(0, len(message[index]) - 1))]
    assert is_refused(message)
    assert is_refused(frames_of(signed(), [*frames, b"last"])[:-1])


@pytest.mark.parametrize(
    "frames",
    [
        [b"a", b"bc"],
        [b"abc"],
        [b"ab", b"c", b""],
        [b"", b"ab", b"c"],
        [b"c", b"ab"],
        [b"ab"],
    ],
)
def test_no_byte_may_change_its_frame(frames: list[bytes]) -> None:
    message = frames_of(signed(), [b"ab", b"c"])
    assert not is_refused(message)
    assert is_refused([message[0], *frames])


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_other_frames_are_refused(frames: list[bytes]) -> None:
    assert is_refused(frames)


def test_another_key() -> None:
    assert is_refused(frames_of(signed(OTHER), [b"a"]))


def test_another_purpose() -> None:
    assert is_refused(frames_of(signed(purpose="answers"), [b"a"]), purpose="questions")


def test_another_codec() -> None:
    """What somebody could make a program sign as text must not be loaded as a pickle."""
    text = pickle.dumps("text", protocol=0).decode()
    frames = Signed(Text(), KEY, purpose="test").encode(text)
    assert Pickle().decode(frames[1:]) == "text"
    with pytest.raises(SignatureError):
        Signed(Pickle(), KEY, purpose="test").decode(frames)


def test_another_version() -> None:
    message = frames_of(signed(), [b"a"])
    head = b"\x02" + message[0][1:9]
    assert is_refused([head + hmac.digest(KEY, head, hashlib.sha256), b"a"])


@pytest.mark.parametrize(
    ("age", "max_age", "refused"),
    [
        (0, 5, False),
        (4.9, 5, False),
        (5.1, 5, True),
        (-4.9, 5, False),
        (-5.1, 5, True),
        (10**9, None, False),
    ],
)
def test_age(
    monkeypatch: pytest.MonkeyPatch, age: float, max_age: float | None, refused: bool
) -> None:
    monkeypatch.setattr("zmq.codecs.signed.time", lambda: 1_800_000_000.0 - age)
    message = frames_of(signed(), [b"a"])
    monkeypatch.setattr("zmq.codecs.signed.time", lambda: 1_800_000_000.0)
    assert is_refused(message, max_age=max_age) is refused


def test_age_is_looked_at_after_the_signature() -> None:
    message = frames_of(signed(), [b"a"])
    message[0] = message[0][:1] + bytes(8) + message[0][9:]
    with pytest.raises(SignatureError, match="accepted key"):
        signed(max_age=5).decode(message)


def test_keys_are_changed_without_a_gap() -> None:
    old, accepting, new = signed(OTHER), signed(OTHER, accept=[KEY]), signed(KEY, accept=[OTHER])
    for writer, reader in [(old, accepting), (accepting, new), (new, accepting), (old, new)]:
        assert reader.decode(writer.encode([b"a"])) == [b"a"]
    assert is_refused(frames_of(old, [b"a"]))


def test_what_is_signed_may_still_be_wrong() -> None:
    frames = Signed(Raw(), KEY, purpose="test")
    codec = Signed(Json(), KEY, purpose="test")
    spoilt = codec.encode("text")
    assert codec.decode(spoilt) == "text"
    with pytest.raises(SignatureError):
        codec.decode(frames.encode([b"{"]))
    with pytest.raises(DecodeError) as refused:
        Signed(Compressed(Json(), limit=3), KEY, purpose="test").decode(
            Signed(Compressed(Json()), KEY, purpose="test").encode("text")
        )
    assert not isinstance(refused.value, SignatureError)


def test_names_tell_codecs_apart() -> None:
    names = {
        codec.name
        for codec in (Json(), Compressed(Json()), Compressed(Json(), "zstd"), Compressed(Text()))
    }
    assert len(names) == 4


def test_keys() -> None:
    assert len(Signed.new_key()) == 32
    assert Signed.new_key() != Signed.new_key()
    for short in (b"", bytes(15)):
        with pytest.raises(ValueError, match="16 bytes or more"):
            signed(short)
        with pytest.raises(ValueError, match="16 bytes or more"):
            signed(accept=[short])
    with pytest.raises(TypeError, match="not str"):
        signed("a text of sixteen or more")  # type: ignore[arg-type]
