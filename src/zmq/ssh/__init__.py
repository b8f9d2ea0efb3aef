"""Sockets that reach a server through SSH.

``tunnel_connection`` connects a socket through a tunnel; ``zmq.ssh.tunnel`` has the single steps.
"""

from __future__ import annotations

from zmq.ssh import forward, tunnel
from zmq.ssh.tunnel import (
    openssh_tunnel,
    paramiko_tunnel,
    ssh_tunnel,
    try_passwordless_ssh,
    tunnel_connection,
)

__all__ = [
    "forward",
    "openssh_tunnel",
    "paramiko_tunnel",
    "ssh_tunnel",
    "try_passwordless_ssh",
    "tunnel",
    "tunnel_connection",
]
