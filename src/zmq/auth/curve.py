"""One call that makes a socket a CURVE server or a CURVE client."""

from __future__ import annotations

from typing import Any

from zmq.auth.keys import KeySource, public_text, secret_text
from zmq.backend import curve_keypair, curve_public
from zmq.constants import SocketOption
from zmq.sugar.socket import Socket


def curve_server(socket: Socket[Any], secret_key: KeySource, *, domain: str = "") -> bytes:
    """Have a socket accept only CURVE clients, from the next ``bind`` on; return its public key.

    secret_key: 40 characters of Z85, the 32 bytes they stand for, or the Path of a certificate.
    domain: the ZAP domain. With one, clients get in only if an authenticator of the socket's
    context lets them; without one an authenticator is asked if there is any, and if there is none
    whoever has the server's public key gets in.

    Raises ValueError for what is no key, OSError for a file that cannot be read.
    """
    secret = secret_text(secret_key)
    public: bytes = curve_public(secret)
    socket.set(SocketOption.CURVE_SECRETKEY, secret)
    socket.set(SocketOption.CURVE_PUBLICKEY, public)
    socket.set(SocketOption.CURVE_SERVER, 1)
    if domain:
        socket.set(SocketOption.ZAP_DOMAIN, domain.encode())
        socket.set(SocketOption.ZAP_ENFORCE_DOMAIN, 1)
    return public


def curve_client(
    socket: Socket[Any], server_key: KeySource, secret_key: KeySource | None = None
) -> bytes:
    """Have a socket connect only to the CURVE server with a public key; return its own public key.

    server_key, secret_key: 40 characters of Z85, the 32 bytes they stand for, or the Path of a
    certificate. Without a secret key the client makes one up: an anonymous client.

    Raises ValueError for what is no key, OSError for a file that cannot be read.
    """
    server = public_text(server_key)
    secret = curve_keypair()[1] if secret_key is None else secret_text(secret_key)
    public: bytes = curve_public(secret)
    socket.set(SocketOption.CURVE_SERVERKEY, server)
    socket.set(SocketOption.CURVE_SECRETKEY, secret)
    socket.set(SocketOption.CURVE_PUBLICKEY, public)
    return public
