"""CURVE keys from memory: as Z85, as the bytes that stands for, or from a certificate's file."""

from __future__ import annotations

import os
from typing import TypeAlias

from zmq.auth.certs import load_certificate
from zmq.utils import z85

Key: TypeAlias = str | bytes
KeySource: TypeAlias = Key | os.PathLike[str]

_SIZE = 32


def public_text(key: KeySource) -> bytes:
    """Return a public key as Z85: from Z85 or its bytes, or from the certificate at a Path."""
    return text(load_certificate(key)[0] if isinstance(key, os.PathLike) else key)


def secret_text(key: KeySource) -> bytes:
    """Return a secret key as Z85: from Z85 or its bytes, or from the certificate at a Path."""
    if not isinstance(key, os.PathLike):
        return text(key)
    secret = load_certificate(key)[1]
    if secret is None:
        raise ValueError(f"no secret key in {os.fspath(key)}")
    return text(secret)


def text(key: Key) -> bytes:
    """Return a key as Z85; raises ValueError for what is no key, without showing it."""
    try:
        return _text(key)
    except ValueError:
        raise ValueError("a CURVE key is 40 characters of Z85, or 32 bytes") from None


def _text(key: Key) -> bytes:
    raw = key if isinstance(key, bytes) and len(key) == _SIZE else z85.decode(key)
    if len(raw) != _SIZE:
        raise ValueError
    return z85.encode(raw)
