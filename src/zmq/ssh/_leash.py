"""Processes that end when this one does, however that happens.

Each holds one end of a pipe or terminal and stops when the other end, the leash, is closed. The
leash is a descriptor of this process alone, and the system closes it after everything else here is
done: what sockets deliver while the interpreter exits still passes through the tunnel.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

_PATIENCE = 5.0

_running: set[Leashed] = set()


class Leashed(subprocess.Popen[bytes]):
    """A process on a leash, which it leaves neither when its object is dropped nor by Ctrl-C."""

    def __init__(self, command: Sequence[str], leash: int, **options: Any) -> None:
        self.leash = leash
        try:
            super().__init__(
                command, start_new_session=True, preexec_fn=_hearer_of_hangups(), **options
            )
        except BaseException:
            os.close(leash)
            raise
        _reap()
        _running.add(self)

    def __del__(self) -> None:
        """Stay silent, where Popen warns of a process that nobody looks after."""

    @contextlib.contextmanager
    def ended_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """Close the leash, and see to it that the process ends."""
        try:
            _running.remove(self)
        except KeyError:
            return
        os.close(self.leash)
        try:
            self.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            self.wait()


def await_end(pid: int) -> None:
    """Wait until a process on a leash has ended."""
    for process in list(_running):
        if process.pid == pid:
            process.wait()


def _hearer_of_hangups() -> Callable[[], object] | None:
    """What lets the new process end with its terminal although nohup(1) runs this one."""
    if os.name == "nt" or signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        return None
    return partial(signal.signal, signal.SIGHUP, signal.SIG_DFL)


def _reap() -> None:
    for process in list(_running):
        if process.poll() is not None:
            process.end()


def _leave_to_parent() -> None:
    """Close a fork's copies of the leashes, so that the parent's are the only ones."""
    while _running:
        with contextlib.suppress(OSError):
            os.close(_running.pop().leash)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
