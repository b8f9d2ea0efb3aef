"""Logging in with paramiko, SSH in Python."""

from __future__ import annotations

import os
from getpass import getuser
from pathlib import Path

import paramiko

from zmq.ssh._address import split_server

_POLICY = "PYZMQ_PARAMIKO_HOST_KEY_POLICY"
_PATIENCE = 5.0


def _policy() -> paramiko.MissingHostKeyPolicy:
    """Return what to do about a host whose key is unknown: refuse it, unless told otherwise."""
    name = os.environ.get(_POLICY, "Reject")
    try:
        policy: type[paramiko.MissingHostKeyPolicy] = getattr(paramiko, f"{name}Policy")
    except AttributeError:
        raise ValueError(f"{_POLICY} is {name!r}, not Reject, Warning or AutoAdd") from None
    return policy()


def connect(server: str, keyfile: str | None, password: str | bool | None) -> paramiko.SSHClient:
    login, port = split_server(server)
    user, _, host = login.rpartition("@")
    client = paramiko.SSHClient()
    try:
        client.load_system_host_keys()
        client.set_missing_host_key_policy(policy := _policy())
        if isinstance(policy, paramiko.AutoAddPolicy):
            _remember_new_hosts(client)
        client.connect(
            host,
            22 if port is None else port,
            user or getuser(),
            password=password if isinstance(password, str) else None,
            key_filename=keyfile or None,
        )
    except BaseException:
        _close(client)
        raise
    return client


def _remember_new_hosts(client: paramiko.SSHClient) -> None:
    """Have keys that are added saved, so that another one is noticed the next time."""
    known = Path("~/.ssh/known_hosts").expanduser()
    known.parent.mkdir(mode=0o700, exist_ok=True)
    known.touch()
    client.load_host_keys(str(known))


def _close(client: paramiko.SSHClient) -> None:
    """Close a connection and wait for its thread, which paramiko may leave running for a while."""
    transport = client.get_transport()
    client.close()
    if transport is not None:
        transport.join(_PATIENCE)


def wants_password(error: Exception) -> bool:
    return isinstance(error, paramiko.AuthenticationException) or (
        # What paramiko says when there is neither key nor agent nor password to try.
        isinstance(error, paramiko.SSHException) and "No authentication methods" in str(error)
    )


def logs_in_unasked(server: str, keyfile: str | None) -> bool:
    """Return whether a login needs no password; raise when that cannot be found out."""
    try:
        _close(connect(server, keyfile, None))
    except (paramiko.SSHException, OSError) as error:
        if wants_password(error):
            return False
        raise
    return True
