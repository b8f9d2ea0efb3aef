"""Keys for CURVE security (zmq_curve(7)); both are text in Z85 (RFC 32), 40 characters."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.wait import fail

KEY_SIZE = 40


def curve_keypair() -> tuple[bytes, bytes]:
    """Make a new pair of CURVE keys and return (public, secret), 40 bytes of Z85 each.

    Raises ZMQError (ENOTSUP) if libzmq was built without CURVE.
    """
    public, secret = ffi.new("char[41]"), ffi.new("char[41]")
    result = lib.core_new_keys(public, secret)
    if result:
        fail(result)
    return ffi.unpack(public, KEY_SIZE), ffi.unpack(secret, KEY_SIZE)


def curve_public(secret_key: str | bytes) -> bytes:
    """Return the public key that belongs to a secret one, 40 bytes of Z85.

    Raises ValueError unless the key has 40 characters, ZMQError (EINVAL) if they are not Z85,
    ZMQError (ENOTSUP) if libzmq was built without CURVE.
    """
    secret = secret_key.encode("utf-8") if isinstance(secret_key, str) else secret_key
    if not isinstance(secret, bytes):
        raise TypeError(f"a CURVE key is str or bytes, not {secret!r}")
    if len(secret) != KEY_SIZE:
        raise ValueError(f"a CURVE key has 40 characters of Z85, not {len(secret)}")
    public = ffi.new("char[41]")
    result = lib.core_public_key(public, secret)
    if result:
        fail(result)
    key: bytes = ffi.unpack(public, KEY_SIZE)
    return key
