"""Z85: what RFC 32 says, any bytes there and back, and only one kind of error for bad text."""

from __future__ import annotations

import contextlib
import pickle
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from zmq.utils import z85

words = st.lists(st.binary(min_size=4, max_size=4)).map(b"".join)
text = st.text(alphabet=z85.Z85CHARS.decode(), max_size=60)


def test_example_of_the_rfc() -> None:
    data = bytes([0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B])
    assert z85.encode(data) == b"HelloWorld"
    assert z85.decode(b"HelloWorld") == data


def test_alphabet() -> None:
    assert len(z85.Z85CHARS) == 85
    assert all(z85.Z85MAP[character] == digit for digit, character in enumerate(z85.Z85CHARS))


@given(words)
def test_bytes_come_back(data: bytes) -> None:
    encoded = z85.encode(data)
    assert isinstance(encoded, bytes)
    assert len(encoded) == len(data) // 4 * 5
    assert set(encoded) <= set(z85.Z85CHARS)
    assert z85.decode(encoded) == data
    assert z85.decode(encoded.decode("ascii")) == data


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_buffer_will_do(kind: Any) -> None:
    assert z85.encode(kind(b"abcd")) == b"vpA.S"
    assert z85.decode(kind(b"vpA.S")) == b"abcd"


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_length_of_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="multiple of 4"):
        z85.encode(bytes(length))


@pytest.mark.parametrize("length", [1, 4, 6])
def test_length_of_text(length: int) -> None:
    with pytest.raises(ValueError, match="multiple of 5"):
        z85.decode(b"0" * length)


def test_text_beyond_ascii() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        z85.decode("vpA.é")


@pytest.mark.parametrize("bad", [None, 5, ["vpA.S"]])
def test_neither_text_nor_bytes(bad: Any) -> None:
    with pytest.raises(TypeError):
        z85.encode(bad)
    with pytest.raises(TypeError):
        z85.decode(bad)


def test_text_is_not_encoded() -> None:
    with pytest.raises(TypeError):
        z85.encode("abcd")  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [b"vpA.~", b"vpA. ", b"vpA.\x80", b"vpA,S"])
def test_character_outside_the_alphabet(bad: bytes) -> None:
    with pytest.raises(KeyError):
        z85.decode(bad)


def test_group_beyond_four_bytes() -> None:
    assert z85.decode(b"%nSc0") == b"\xff\xff\xff\xff"
    for bad in (b"%nSc1", b"#####"):
        with pytest.raises(struct.error):
            z85.decode(bad)


def test_keys_of_curve() -> None:
    for key in zmq.curve_keypair():
        assert len(z85.decode(key)) == 32
        assert z85.encode(z85.decode(key)) == key


class TestOneError:
    """A single class is all that bad text raises; it is whatever was raised before, too."""

    def test_bases(self) -> None:
        assert issubclass(z85.Z85Error, ValueError)
        assert issubclass(z85.Z85Error, KeyError)
        assert issubclass(z85.Z85Error, struct.error)

    @given(st.one_of(st.binary(max_size=40), st.text(max_size=40), text))
    def test_text_is_good_or_refused(self, bad: str | bytes) -> None:
        with contextlib.suppress(z85.Z85Error):
            good = z85.decode(bad)
            assert z85.encode(good) == (bad.encode() if isinstance(bad, str) else bad)

    @pytest.mark.parametrize(
        ("bad", "words"),
        [
            (b"vpA.~", "b'~' is no character of Z85"),
            (b"#####", "more than four bytes"),
            ("vpA.é", "ASCII"),
            ("1", "multiple of 5, not 1"),
        ],
    )
    def test_it_says_what_is_wrong(self, bad: str | bytes, words: str) -> None:
        with pytest.raises(z85.Z85Error) as caught:
            z85.decode(bad)
        assert words in str(caught.value)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
