"""Z85 (ZeroMQ RFC 32): four bytes as five printable characters, as CURVE keys are written."""

from __future__ import annotations

import struct
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

Z85CHARS = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
Z85MAP = {character: digit for digit, character in enumerate(Z85CHARS)}

_PLACES = (85**4, 85**3, 85**2, 85, 1)


class Z85Error(ValueError, KeyError, struct.error):
    """The text is not Z85.

    It is a KeyError and a struct.error too because earlier versions let these through.
    """

    def __str__(self) -> str:
        return Exception.__str__(self)  # KeyError would quote it


def encode(rawbytes: Buffer) -> bytes:
    """Return the Z85 text of bytes.

    rawbytes: bytes-like. Raises ValueError unless their length is a multiple of four.
    """
    data = bytes(memoryview(rawbytes))
    if len(data) % 4:
        raise ValueError(f"length must be a multiple of 4, not {len(data)}")
    words = struct.unpack(f">{len(data) // 4}I", data)
    return bytes(Z85CHARS[word // place % 85] for word in words for place in _PLACES)


def decode(z85bytes: str | Buffer) -> bytes:
    """Return the bytes of Z85 text.

    z85bytes: str or bytes-like. Raises Z85Error for what is no Z85, or has a length that is no
    multiple of five.
    """
    text = _ascii(z85bytes)
    if len(text) % 5:
        raise Z85Error(f"length of Z85 must be a multiple of 5, not {len(text)}")
    return b"".join(_word(text[start : start + 5]) for start in range(0, len(text), 5))


def _ascii(text: str | Buffer) -> bytes:
    if not isinstance(text, str):
        return bytes(memoryview(text))
    try:
        return text.encode("ascii")
    except UnicodeEncodeError:
        raise Z85Error("Z85 has ASCII characters only") from None


def _word(group: bytes) -> bytes:
    try:
        digits = [Z85MAP[character] for character in group]
    except KeyError as error:
        raise Z85Error(f"{bytes(error.args)!r} is no character of Z85") from None
    number: int = sum(map(mul, digits, _PLACES))
    if number >= 2**32:
        raise Z85Error(f"{group!r} stands for more than four bytes can hold")
    return number.to_bytes(4, "big")
