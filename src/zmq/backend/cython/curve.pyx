"""Keys for CURVE security (zmq_curve(7)); both are text in Z85 (RFC 32), 40 characters."""


def curve_keypair() -> tuple[bytes, bytes]:
    """Make a new pair of CURVE keys and return (public, secret), 40 bytes of Z85 each.

    Raises ZMQError (ENOTSUP) if libzmq was built without CURVE.
    """
    cdef char[41] public, secret
    if libzmq.zmq_curve_keypair(public, secret) == -1:  # not a long call, and no fork may come between
        fail(libzmq.zmq_errno())
    return public[:40], secret[:40]


def curve_public(secret_key: str | bytes) -> bytes:
    """Return the public key that belongs to a secret one, 40 bytes of Z85.

    Raises ValueError unless the key has 40 characters, ZMQError (EINVAL) if they are not Z85,
    ZMQError (ENOTSUP) if libzmq was built without CURVE.
    """
    cdef char[41] public
    cdef bytes secret = secret_key.encode("utf-8") if isinstance(secret_key, str) else secret_key
    if len(secret) != 40:
        raise ValueError(f"a CURVE key has 40 characters of Z85, not {len(secret)}")
    if libzmq.zmq_curve_public(public, secret) == -1:
        fail(libzmq.zmq_errno())
    return public[:40]
