"""Tunnels of OpenSSH's client, ``ssh``.

The client runs on a terminal of its own. There it asks for passwords, there a local command of its
says that the tunnel is up, and the terminal is the leash as well: when our end closes, ssh is hung
up. Its errors go to a file, since nobody reads a pipe once the tunnel is up, and a full one would
stop ssh.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from getpass import getpass
from typing import IO, Any, NamedTuple

from zmq.ssh._address import split_server
from zmq.ssh._errors import MaxRetryExceeded, SSHException
from zmq.ssh._leash import Leashed

# Seconds of silence after which a server is given up.
PATIENCE = 60.0

_UP = "the tunnel is up"

# A session's leader that opens a terminal makes it its own; $0 is the terminal's name.
_ADOPT = 'exec <>"$0"; '
_RUN = _ADOPT + 'exec "$@"'
# Waits for its end, and then does what it was given.
_HOLD = _ADOPT + f"trap exit HUP INT TERM; trap '\"$@\"' EXIT; echo {_UP} >&0; read -r _"

_QUESTION = r"[^\r\n]+[:?] ?\Z"


class _Login(NamedTuple):
    options: Sequence[str]
    host: str

    def ssh(self, *options: str, command: Sequence[str] = ()) -> list[str]:
        # A host that begins with - would be an option without the --.
        return ["ssh", *self.options, *options, "--", self.host, *command]


def _login(server: str, keyfile: str | None) -> _Login:
    host, port = split_server(server)
    key = ["-i", os.fspath(keyfile)] if keyfile else []
    return _Login([*key, *([] if port is None else ["-p", str(port)])], host)


def logs_in_unasked(server: str, keyfile: str | None) -> bool:
    """Return whether ssh logs in without a question; raise when that cannot be found out."""
    command = _login(server, keyfile).ssh(
        *("-T", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes", "-o", "LogLevel=ERROR"),
        command=["exit"],
    )
    status, words = _run(command)
    if status != 255:  # ssh's own; any other is the remote command's
        return True
    if "Permission denied (" in words:
        return False
    raise SSHException(words)


def open_tunnel(
    lport: int,
    rport: int,
    server: str,
    remoteip: str,
    keyfile: str | None,
    password: str | bool | None,
    timeout: float,
) -> int:
    """Forward a port; return the pid of the process with which the forwarding ends."""
    _fdspawn()
    if not _is_free(lport):
        raise SSHException(f"port {lport} is in use here already")
    login = _login(server, keyfile)
    route = f"127.0.0.1:{lport}:{remoteip}:{rport}"
    if _run(login.ssh("-O", "check"))[0] == 0:
        return _through_master(login, route)
    return _alone(login, route, lport, password, timeout)


def _through_master(login: _Login, route: str) -> int:
    holder = _start(_HOLD, login.ssh("-O", "cancel", "-L", route))
    with holder.ended_on_error():
        status, words = _run(login.ssh("-O", "forward", "-L", route))
        if status != 0:
            raise SSHException(words)
    return holder.pid


def _alone(
    login: _Login, route: str, lport: int, password: str | bool | None, timeout: float
) -> int:
    settings = [
        "LogLevel=ERROR",
        # Forwardings of the user's configuration are for one ssh at a time: not ours to insist on.
        "ExitOnForwardFailure=no",
        "PermitLocalCommand=yes",
        f"LocalCommand=echo {_UP} >/dev/tty",
        *(["BatchMode=yes"] if password is False else []),
    ]
    options = [word for setting in settings for word in ("-o", setting)]
    command = login.ssh(
        *("-T", "-S", "none", "-L", route), *options, command=["sleep", str(timeout)]
    )
    return _start(_RUN, command, password, lport).pid


def _start(
    script: str,
    command: Sequence[str],
    password: str | bool | None = None,
    lport: int | None = None,
) -> Leashed:
    """Return a process that is up, and listens; raise with its words if it does not."""
    with tempfile.TemporaryFile() as words:
        process = _on_terminal(script, command, words)
        try:
            with process.ended_on_error():
                _converse(process.leash, _Answers(password))
                if lport is not None:
                    _check_listening(lport, _read(words))
        except _NotUp as reason:
            said = filter(None, [_read(words), str(reason)])
            raise SSHException("\n".join(said) or "ssh ended without a word") from None
        return process


def _on_terminal(script: str, command: Sequence[str], words: IO[bytes]) -> Leashed:
    ours, theirs = os.openpty()
    try:
        return Leashed(
            ["/bin/sh", "-c", script, os.ttyname(theirs), *command],
            leash=ours,
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=words,
            env=_environment(),
        )
    finally:
        os.close(theirs)


class _NotUp(Exception):
    """The tunnel does not come up, for a reason beside what ssh says."""


def _converse(terminal: int, answers: _Answers) -> None:
    """Answer what is asked until the tunnel is up."""
    from pexpect import EOF, TIMEOUT  # noqa: PLC0415 # optional

    talk = _fdspawn()(terminal, encoding="utf-8", codec_errors="replace", use_poll=True)
    while True:
        match talk.expect([_UP, _QUESTION, EOF, TIMEOUT], timeout=PATIENCE):
            case 0:
                return
            case 1:
                talk.sendline(answers.to(f"{talk.before}{talk.after}".strip()))
            case 2:
                raise _NotUp
            case _:
                raise MaxRetryExceeded(f"no sign of a tunnel within {PATIENCE:g} s")


class _Answers:
    """What to reply to ssh: the password, once to each question, or what the user says."""

    def __init__(self, password: str | bool | None) -> None:
        self._password = password
        self._answered: set[str] = set()

    def to(self, question: str) -> str:
        if "yes/no" in question:  # the host's key is unknown, and not ours to trust
            raise _NotUp(question)
        if self._password is None:
            return getpass(f"{question} ")
        if not re.search("pass(word|phrase)", question, re.IGNORECASE):
            raise _NotUp(f"ssh asks: {question}")
        if question not in self._answered:
            self._answered.add(question)
            return str(self._password)
        if question.startswith("Enter passphrase"):
            return ""  # gives that key up, and ssh tries what else there is
        raise _NotUp(f"ssh does not take the password and asks again: {question}")


def _run(command: Sequence[str]) -> tuple[int, str]:
    """Return the status of a command that asks nothing, and its words."""
    # Not a pipe: a master that the user's configuration starts here would keep it open.
    with tempfile.TemporaryFile() as words:
        try:
            status = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                env=_environment(),
                timeout=PATIENCE,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise MaxRetryExceeded(f"no answer within {PATIENCE:g} s") from None
        return status, _read(words)


def _read(words: IO[bytes]) -> str:
    words.seek(0)
    return words.read().decode(errors="replace").strip()


def _environment() -> dict[str, str]:
    """Return ours without a program that would ask for passwords in our place.

    The shell is for the local command, which nologin, the shell of some services, would not run.
    """
    asking = {"SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"}
    return {k: v for k, v in os.environ.items() if k not in asking} | {"SHELL": "/bin/sh"}


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def _check_listening(lport: int, words: str) -> None:
    # In use, but by another one if ssh complains.
    if _is_free(lport) or f"cannot listen to port: {lport}" in words:
        raise _NotUp(f"ssh does not listen on port {lport}")


def _fdspawn() -> Any:
    if sys.platform == "win32":
        raise ImportError("pexpect has no terminals on Windows, use paramiko_tunnel")
    try:
        from pexpect.fdpexpect import fdspawn  # noqa: PLC0415 # optional
    except ImportError as error:
        raise ImportError(
            "openssh_tunnel needs pexpect: install pyzmq[ssh], or use paramiko_tunnel"
        ) from error
    return fdspawn
