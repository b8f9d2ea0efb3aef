"""Smaller messages, and no larger ones than one has room for."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from zmq.codecs.base import Codec, DecodeError, library, refusing

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Compressed"]

T = TypeVar("T")

_STANDARD_ZSTD = "compression.zstd"


class Compressed(Generic[T]):
    """The frames of another codec, each compressed; an empty one stays as it is.

    method: "zlib", or "zstd" (Python 3.14, or the package ``zstandard``); both sides say the same.
    level: more is smaller and slower; the method's own default if None. limit: how many bytes a
    message may have once it is decompressed; a larger one is refused before there is that much.

    With ``Signed``, compress first: ``Signed(Compressed(codec), key, ...)`` decompresses only what
    is signed.
    """

    def __init__(
        self,
        codec: Codec[T],
        method: Literal["zlib", "zstd"] = "zlib",
        *,
        level: int | None = None,
        limit: int = 64 * 1024 * 1024,
    ) -> None:
        self.name: str = f"compressed-{method}({codec.name})"
        self._codec = codec
        self._limit = limit
        self._method = _method(method, level, limit)

    def encode(self, obj: T, /) -> list[Buffer]:
        return [
            self._method.compress(frame) if memoryview(frame).nbytes else b""
            for frame in self._codec.encode(obj)
        ]

    def decode(self, frames: Sequence[Buffer], /) -> T:
        left = self._limit
        plain = []
        for frame in frames:
            plain.append(self._decompress(frame, left))
            left -= len(plain[-1])
        return self._codec.decode(plain)

    def _decompress(self, frame: Buffer, limit: int) -> bytes:
        with refusing(f"message {self.name}"):
            return self._method.decompress(frame, limit) if memoryview(frame).nbytes else b""


class _Method(Protocol):
    def compress(self, data: Buffer) -> bytes: ...

    def decompress(self, data: Buffer, limit: int) -> bytes: ...


def _method(name: str, level: int | None, limit: int) -> _Method:
    if name == "zlib":
        return _Zlib(level)
    if name != "zstd":
        raise ValueError(f"method is 'zlib' or 'zstd', not {name!r}")
    found = library(
        [_STANDARD_ZSTD, "backports.zstd", "zstandard"], "zstd before Python 3.14", "pyzmq[zstd]"
    )
    # A window takes memory too. No message needs a larger one than it is itself, or than the 8 MB
    # that every reader is to have room for (RFC 8878).
    window = max(23, min(31, limit.bit_length()))
    return (_Zstandard if found.__name__ == "zstandard" else _Zstd)(found, level, window)


def _whole(decompressor: Any, data: Buffer, limit: int) -> bytes:
    """Decompress all of one stream and nothing else, up to the limit."""
    plain: bytes = decompressor.decompress(data, limit + 1)
    if len(plain) > limit:
        raise _too_large(limit)
    if not decompressor.eof:
        raise DecodeError("the compressed frame is cut off")
    if decompressor.unused_data:
        raise DecodeError("something follows the compressed frame")
    return plain


def _too_large(limit: int) -> DecodeError:
    return DecodeError(f"the message has more than the {limit} bytes that are left for it")


class _Zlib:
    def __init__(self, level: int | None) -> None:
        self._level = -1 if level is None else level

    def compress(self, data: Buffer) -> bytes:
        return zlib.compress(data, self._level)

    def decompress(self, data: Buffer, limit: int) -> bytes:
        return _whole(zlib.decompressobj(), data, limit)


class _Zstd:
    """On ``compression.zstd`` of Python 3.14 or what brings it to others."""

    def __init__(self, zstd: Any, level: int | None, window: int) -> None:
        self._zstd = zstd
        self._level = level
        self._options = {zstd.DecompressionParameter.window_log_max: window}

    def compress(self, data: Buffer) -> bytes:
        compressed: bytes = self._zstd.compress(data, self._level)
        return compressed

    def decompress(self, data: Buffer, limit: int) -> bytes:
        return _whole(self._zstd.ZstdDecompressor(options=self._options), data, limit)


class _Zstandard:
    """On the package ``zstandard``. Its objects are not for several threads at once."""

    def __init__(self, zstandard: Any, level: int | None, window: int) -> None:
        self._zstandard = zstandard
        self._level = 3 if level is None else level
        self._window = window

    def compress(self, data: Buffer) -> bytes:
        compressed: bytes = self._zstandard.ZstdCompressor(level=self._level).compress(data)
        return compressed

    def decompress(self, data: Buffer, limit: int) -> bytes:
        size = self._zstandard.frame_content_size(data)
        if size > limit:
            raise _too_large(limit)
        if size == 0:  # the library would not look whether it is whole
            raise DecodeError("there is nothing in the compressed frame")
        decompressor = self._zstandard.ZstdDecompressor(max_window_size=1 << self._window)
        plain: bytes = decompressor.decompress(data, max_output_size=limit, allow_extra_data=False)
        return plain
