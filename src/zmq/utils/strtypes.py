"""Names for text and bytes from the days of Python 2; deprecated, each call warns."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable
from typing import Any

bytes: type[builtins.bytes] = builtins.bytes
unicode: type[str] = str
basestring: tuple[type[str]] = (str,)


def _warn() -> None:
    warnings.warn(
        "zmq.utils.strtypes is deprecated: use str.encode and bytes.decode",
        DeprecationWarning,
        stacklevel=3,
    )


def cast_bytes(s: Any, encoding: str = "utf8", errors: str = "strict") -> builtins.bytes:
    """Return the bytes of text, or bytes as they are."""
    _warn()
    if isinstance(s, builtins.bytes):
        return s
    if isinstance(s, str):
        return s.encode(encoding, errors)
    raise TypeError(f"expected text or bytes, got {s!r}")


def cast_unicode(s: Any, encoding: str = "utf8", errors: str = "strict") -> str:
    """Return the text of bytes, or text as it is."""
    _warn()
    if isinstance(s, str):
        return s
    if isinstance(s, builtins.bytes):
        return s.decode(encoding, errors)
    raise TypeError(f"expected text or bytes, got {s!r}")


b: Callable[..., builtins.bytes] = cast_bytes
asbytes: Callable[..., builtins.bytes] = cast_bytes
u: Callable[..., str] = cast_unicode

__all__ = [
    "asbytes",
    "b",
    "basestring",
    "bytes",
    "cast_bytes",
    "cast_unicode",
    "u",
    "unicode",
]
