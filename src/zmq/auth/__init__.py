"""Who may connect: authentication of peers by address, password (PLAIN) or key (CURVE).

An authenticator answers for one context: :class:`zmq.auth.thread.ThreadAuthenticator` from a
thread, :class:`zmq.auth.asyncio.AsyncioAuthenticator` on an event loop.
"""

from __future__ import annotations

from zmq.auth.base import Authenticator
from zmq.auth.certs import (
    SecretKeyWarning,
    create_certificates,
    load_certificate,
    load_certificates,
)
from zmq.auth.curve import curve_client, curve_server
from zmq.auth.policy import CURVE_ALLOW_ANY, Policy

__all__ = [
    "CURVE_ALLOW_ANY",
    "Authenticator",
    "Policy",
    "SecretKeyWarning",
    "create_certificates",
    "curve_client",
    "curve_server",
    "load_certificate",
    "load_certificates",
]
