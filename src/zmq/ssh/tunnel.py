"""Tunnels through SSH, by OpenSSH's client or by paramiko.

A server is ``host``, ``user@host`` or ``user@host:port``; OpenSSH looks it up in its configuration.
``password`` logs in, or unlocks the key; ``None`` asks for it on the terminal when one is needed,
and ``False`` says that none is. A tunnel that is returned is up. It ends with its process, and with
the one that opened it.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from zmq.ssh import _openssh
from zmq.ssh._address import split_endpoint
from zmq.ssh._errors import MaxRetryExceeded, SSHException

if TYPE_CHECKING:
    from zmq.ssh._process import TunnelProcess
    from zmq.sugar import Socket

__all__ = [
    "MaxRetryExceeded",
    "SSHException",
    "open_tunnel",
    "openssh_tunnel",
    "paramiko_tunnel",
    "select_random_ports",
    "ssh_tunnel",
    "try_passwordless_ssh",
    "tunnel_connection",
]


def tunnel_connection(
    socket: Socket[Any],
    addr: str,
    server: str,
    keyfile: str | None = None,
    password: str | bool | None = None,
    paramiko: bool | None = None,
    timeout: float = 60,
) -> int | TunnelProcess:
    """Connect a socket to an address that the server reaches; return the tunnel.

    socket: the one to connect. All else is as for ``open_tunnel``.
    """
    near, tunnel = open_tunnel(addr, server, keyfile, password, paramiko, timeout)
    socket.connect(near)
    return tunnel


def open_tunnel(
    addr: str,
    server: str,
    keyfile: str | None = None,
    password: str | bool | None = None,
    paramiko: bool | None = None,
    timeout: float = 60,
) -> tuple[str, int | TunnelProcess]:
    """Open a tunnel to an address that the server reaches; return its address here, and it.

    addr: the server's view, ``tcp://127.0.0.1:5555``. server: ``host``, ``user@host`` or
    ``user@host:port``. keyfile: of a private key. password: of the account or the key; None asks
    if one is needed, False says that none is. paramiko: whether to use it rather than the ssh
    program; None leaves that to the system, as ``ssh_tunnel``. timeout: seconds, see
    ``openssh_tunnel`` and ``paramiko_tunnel``.

    The tunnel is a pid or a process. Raises SSHException with SSH's own words, ValueError for an
    address that is none, ImportError without pexpect or paramiko.
    """
    transport, host, rport = split_endpoint(addr)
    (lport,) = select_random_ports(1)
    opener = paramiko_tunnel if _prefers_paramiko(paramiko) else openssh_tunnel
    tunnel = opener(lport, rport, server, host, keyfile, password, timeout)
    return f"{transport}://127.0.0.1:{lport}", tunnel


def openssh_tunnel(
    lport: int,
    rport: int,
    server: str,
    remoteip: str = "127.0.0.1",
    keyfile: str | None = None,
    password: str | bool | None = None,
    timeout: float = 60,
) -> int:
    """Forward ``127.0.0.1:lport`` with the ssh program; return the pid with which that ends.

    ``rport`` is the server's, or that of a ``remoteip`` which the server reaches. A connection that
    is shared (ControlMaster) is used where there is one. Otherwise the tunnel lasts for ``timeout``
    seconds, and for as long as it is in use then.

    server, keyfile, password: as for ``open_tunnel``, and so are the errors.
    """
    return _openssh.open_tunnel(
        int(lport), int(rport), server, remoteip, keyfile, password, timeout
    )


def paramiko_tunnel(
    lport: int,
    rport: int,
    server: str,
    remoteip: str = "127.0.0.1",
    keyfile: str | None = None,
    password: str | bool | None = None,
    timeout: float = 60,
) -> TunnelProcess:
    """Forward ``127.0.0.1:lport`` with paramiko; return the process with which that ends.

    ``rport`` is the server's, or that of a ``remoteip`` which the server reaches. The tunnel lasts
    until nobody has used it for ``timeout`` seconds. A server whose key is unknown is refused,
    unless PYZMQ_PARAMIKO_HOST_KEY_POLICY says ``Warning`` or ``AutoAdd``.

    server, keyfile, password: as for ``open_tunnel``, and so are the errors.
    """
    try:
        from zmq.ssh import _process, _serve  # noqa: PLC0415 # paramiko is optional
    except ImportError as error:
        raise ImportError("paramiko_tunnel needs paramiko: install pyzmq[ssh]") from error
    return _process.open_tunnel(
        _serve.Order(int(lport), int(rport), remoteip, server, keyfile, password, timeout)
    )


ssh_tunnel: Callable[..., Any] = paramiko_tunnel if sys.platform == "win32" else openssh_tunnel


def try_passwordless_ssh(server: str, keyfile: str | None, paramiko: bool | None = None) -> bool:
    """Return whether one can log in without a password.

    server, keyfile, paramiko: as for ``open_tunnel``. Raises SSHException when that cannot be found
    out.
    """
    if not _prefers_paramiko(paramiko):
        return _openssh.logs_in_unasked(server, keyfile)
    try:
        from zmq.ssh import _paramiko  # noqa: PLC0415 # optional
    except ImportError as error:
        raise ImportError("paramiko is not there: install pyzmq[ssh]") from error
    return _paramiko.logs_in_unasked(server, keyfile)


def select_random_ports(n: int) -> list[int]:
    """Return ``n`` different ports that are free."""
    with ExitStack() as held:  # all at once, since a port that is free again may be given again
        sockets = [held.enter_context(socket.socket()) for _ in range(n)]
        for each in sockets:
            each.bind(("", 0))
        return [each.getsockname()[1] for each in sockets]


def _prefers_paramiko(paramiko: bool | None) -> bool:
    return sys.platform == "win32" if paramiko is None else paramiko
