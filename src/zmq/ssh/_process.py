"""Tunnels of paramiko, each in a process of its own.

The process is a fresh interpreter, not a fork, which would hold the descriptors of this one's
sockets open, nor one of multiprocessing's, which would run the main script anew.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from getpass import getpass
from multiprocessing.spawn import get_executable
from typing import IO, Any

from zmq.ssh import _paramiko
from zmq.ssh._errors import SSHException
from zmq.ssh._leash import Leashed
from zmq.ssh._serve import Order

_BOOT = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from zmq.ssh._serve import serve; serve()"
)


class TunnelProcess(Leashed):
    """The process with which a tunnel ends; has what one uses of ``multiprocessing.Process``."""

    @property
    def exitcode(self) -> int | None:
        return self.poll()

    def is_alive(self) -> bool:
        return self.poll() is None

    def join(self, timeout: float | None = None) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(timeout)

    def close(self) -> None:
        """End the tunnel."""
        self.end()


def open_tunnel(order: Order) -> TunnelProcess:
    """Return the process of a tunnel that is up; raise what made it fail."""
    try:
        return _start(order)
    except (SSHException, OSError) as error:
        if order.password is not None or not _paramiko.wants_password(error):
            raise
    return _start(order._replace(password=getpass(f"{order.server}'s password: ")))


def _start(order: Order) -> TunnelProcess:
    command = _command()
    theirs, ours = os.pipe()
    try:
        process = TunnelProcess(
            command, leash=ours, stdin=theirs, stdout=subprocess.PIPE, **_window()
        )
    finally:
        os.close(theirs)
    with process.ended_on_error():
        error = _ask(process, order)
        if error is not None:
            raise error
    return process


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        raise RuntimeError(
            "paramiko_tunnel starts a Python interpreter, and a frozen program has none"
        )
    return [os.fsdecode(get_executable()), "-P", "-c", _BOOT]


def _window() -> dict[str, Any]:
    """Return what keeps Windows from opening a window, and Ctrl-C from reaching the process."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {}


def _ask(process: TunnelProcess, order: Order) -> Exception | None:
    answers: IO[bytes] = process.stdout  # type: ignore[assignment]
    with answers:
        with suppress(BrokenPipeError):
            os.write(process.leash, pickle.dumps(sys.path) + pickle.dumps(tuple(order)))
        try:
            error: Exception | None = pickle.load(answers)
        except EOFError:
            return SSHException("the tunnel's process ended before it could answer")
        return error
