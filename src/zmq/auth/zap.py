"""ZAP, the authentication protocol of ØMQ (RFC 27): its requests and replies as frames.

libzmq asks whoever is bound to ``ENDPOINT`` in a context whether a peer may connect to a server
socket of that context. Here is only what goes over that connection: who may in is decided by
:mod:`zmq.auth.policy`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ENDPOINT = "inproc://zeromq.zap.01"
VERSION = b"1.0"

OK = 200
REFUSED = 400
INTERNAL_ERROR = 500

# How many frames of credentials a mechanism has; NULL's are ignored.
_CREDENTIALS = {b"PLAIN": 2, b"CURVE": 1, b"GSSAPI": 1}
_CURVE_KEY_SIZE = 32


class Refusal(Exception):
    """A peer may not in, or was not asked for properly; its text goes into the reply."""


@dataclass(frozen=True, slots=True)
class Request:
    """What libzmq tells of a peer.

    domain: ZAP_DOMAIN of the server socket. address: where the peer connects from. identity:
    ROUTING_ID of the server socket. credentials: for PLAIN a name and a password, for CURVE the
    peer's public key as 32 bytes, for GSSAPI the principal.
    """

    domain: str
    address: str
    identity: bytes
    mechanism: bytes
    credentials: tuple[bytes, ...]


def parse(frames: Sequence[bytes], encoding: str = "utf-8") -> Request:
    """Return the request that frames hold; raises Refusal for those that hold none."""
    if len(frames) < 6:
        raise Refusal("Not enough frames")
    version, _, domain, address, identity, mechanism, *credentials = frames
    if version != VERSION:
        raise Refusal("Invalid version")
    _check_credentials(mechanism, credentials)
    return Request(
        domain.decode(encoding, "replace"),
        address.decode(encoding, "replace"),
        identity,
        mechanism,
        tuple(credentials),
    )


def _check_credentials(mechanism: bytes, credentials: Sequence[bytes]) -> None:
    expected = _CREDENTIALS.get(mechanism, len(credentials))
    broken_key = mechanism == b"CURVE" and any(len(key) != _CURVE_KEY_SIZE for key in credentials)
    if len(credentials) != expected or broken_key:
        raise Refusal("Invalid credentials")


def reply(request_id: bytes, code: int, text: str, user_id: bytes = b"") -> list[bytes]:
    """Return the frames that answer a request; only with OK does a peer get a user id."""
    if code != OK:
        user_id = b""
    return [VERSION, request_id, b"%d" % code, text.encode(), user_id, b""]
