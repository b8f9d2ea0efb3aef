"""Messages that only those who share a key can write."""

from __future__ import annotations

import hmac
import secrets
import struct
from collections.abc import Iterable, Sequence
from hashlib import sha256
from time import time
from typing import TYPE_CHECKING, Generic, TypeVar

from zmq.codecs.base import Codec, DecodeError

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["SignatureError", "Signed"]

T = TypeVar("T")

# The first frame: a version, the time in ms since the epoch, and the signature.
_VERSION = 1
_HEAD = struct.Struct(">BQ")
_LENGTH = struct.Struct(">Q")
_SIZE = _HEAD.size + sha256().digest_size
_SHORTEST_KEY = 16


class SignatureError(DecodeError):
    """A message is not signed by an accepted key for this purpose, or too long ago."""


class Signed(Generic[T]):
    """The frames of another codec behind one that signs them (HMAC-SHA256); they are not encrypted.

    key: the secret that both sides know, 16 bytes or more: ``Signed.new_key()`` makes one.
    purpose: what the messages are for. A message for one purpose or codec is refused for another,
    so give each direction and each kind of message its own. max_age: for how many seconds a message
    is good; clocks may differ by as much. None for ever: then whoever sees a message can send it
    again, and within max_age still. accept: other keys that are accepted. To change keys, first let
    every reader accept the new one, then sign with it, then accept the old one no longer.

    ``decode`` raises SignatureError for anything else than what was signed, before any of it is
    decoded.
    """

    def __init__(
        self,
        codec: Codec[T],
        key: bytes,
        *,
        purpose: str,
        max_age: float | None = None,
        accept: Iterable[bytes] = (),
    ) -> None:
        self.name: str = f"signed({codec.name})"
        self._codec = codec
        self._keys = [_checked(each) for each in (key, *accept)]
        self._context = _prefixed(b"zmq.codecs.Signed", purpose.encode(), codec.name.encode())
        self._max_age = max_age

    @staticmethod
    def new_key() -> bytes:
        """Return a random key of 32 bytes."""
        return secrets.token_bytes(32)

    def encode(self, obj: T, /) -> list[Buffer]:
        frames = self._codec.encode(obj)
        head = _HEAD.pack(_VERSION, int(time() * 1000))
        return [head + self._signature(self._keys[0], head, frames), *frames]

    def decode(self, frames: Sequence[Buffer], /) -> T:
        signature, *rest = frames or [b""]
        self._check(bytes(signature), rest)
        return self._codec.decode(rest)

    def _check(self, signature: bytes, frames: list[Buffer]) -> None:
        if len(signature) != _SIZE or signature[0] != _VERSION:
            raise SignatureError("the message is not signed")
        head, given = signature[: _HEAD.size], signature[_HEAD.size :]
        if not any(self._is_from(key, given, head, frames) for key in self._keys):
            raise SignatureError("the message is not signed by an accepted key for this purpose")
        self._check_age(_HEAD.unpack(head)[1] / 1000)

    def _is_from(self, key: bytes, given: bytes, head: bytes, frames: Sequence[Buffer]) -> bool:
        return hmac.compare_digest(given, self._signature(key, head, frames))

    def _check_age(self, signed: float) -> None:
        age = time() - signed
        if self._max_age is not None and abs(age) > self._max_age:
            raise SignatureError(
                f"the message was signed {age:.3f} s ago, {self._max_age} s are allowed"
            )

    def _signature(self, key: bytes, head: bytes, frames: Sequence[Buffer]) -> bytes:
        """Sign all frames; every length is part of it, so that no byte can change its frame."""
        signature = hmac.new(key, self._context + head + _LENGTH.pack(len(frames)), sha256)
        for frame in frames:
            with memoryview(frame) as view:
                signature.update(_LENGTH.pack(view.nbytes))
                signature.update(view)
        return signature.digest()


def _checked(key: bytes) -> bytes:
    if not isinstance(key, bytes):
        raise TypeError(f"a key is bytes, not {type(key).__name__}")
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"a key has {_SHORTEST_KEY} bytes or more, not {len(key)}")
    return key


def _prefixed(*parts: bytes) -> bytes:
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)
