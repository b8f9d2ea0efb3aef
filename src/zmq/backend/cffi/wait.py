"""Calls that may wait: the loop around those C functions that take a ``core_wait`` (c/wait.c).

They wait in C, without the GIL, and come back early only to let Python's signal handlers run.
"""

from __future__ import annotations

import errno
import math
import threading

from zmq.backend.cffi._cffi import ffi, lib
from zmq.constants import Errno, Flag
from zmq.error import ZMQError, from_errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

TRY: int = lib.TRY
NOW: int = Flag.DONTWAIT | TRY
NULL = ffi.NULL
NOTHING: int = -Errno.EAGAIN  # what a call returns that would block
BUSY: int = lib.BUSY
WOULD_BLOCK = object()

_MUST_HOLD: int = lib.MUST_HOLD
_SIGNALLED: int = lib.SIGNALLED
_FOR_EVER = 4 * 10**18  # ns
MILLISECOND = 10**6
SECOND = 10**9
_HELD = _MUST_HOLD - 1  # signals are held, and handlers of those before have run

_TEXTS: dict[int, tuple[int, str]] = {
    lib.FORKED: (
        Errno.ENOTSOCK,
        "the socket belongs to the process that this one was forked from",
    ),
    lib.IN_PROXY: (errno.EBUSY, "the socket is in use by a proxy"),
}

_exiting_thread = 0


def begin_exit() -> None:
    """From now on only the calling thread gets errors of closed sockets and terminated contexts."""
    global _exiting_thread
    _exiting_thread = threading.get_ident()


def stop_daemon_thread(error: int) -> None:
    """End a thread that is still about when the process ends.

    An error of a socket that is being closed under it would be nobody's to handle, so it ends
    quietly, as Python would stop it a moment later.
    """
    if not _exiting_thread or error not in {Errno.ENOTSOCK, Errno.ETERM}:
        return
    if threading.get_ident() != _exiting_thread:
        raise SystemExit


def fail(result: int, text: str | None = None) -> NoReturn:
    """Raise the exception that belongs to the negative result of a call."""
    error, text = _TEXTS.get(result, (-result, text))
    stop_daemon_thread(error)
    raise from_errno(error) if text is None else ZMQError(error, text)


def deadline_after(timeout: float | None, unit: int) -> int:
    """The deadline after a user's timeout, None or negative for none; unit: ns of what it counts.

    Centuries are for ever. Raises TypeError for what is no number, ValueError for NaN.
    """
    if timeout is None or timeout < 0:
        return -1
    if math.isnan(timeout):
        raise ValueError("a timeout is a number, not NaN")
    if timeout * unit >= _FOR_EVER:
        return -1
    return int(lib.wait_now()) + int(timeout * unit)


def patiently(call: Callable[..., int], *args: Any, deadline: int = -1) -> int:
    """Make a call that may wait, again and again until it has a result.

    Where the loop begins anew, Python runs the handlers of signals that have come.
    """
    wait = ffi.new("core_wait *")
    wait.deadline = deadline
    result = _MUST_HOLD
    try:
        while True:
            if result == _MUST_HOLD:
                lib.core_hold_signals(wait)
                result = _HELD
            elif result == _HELD:
                result = call(*args, wait)
            elif result == _SIGNALLED:
                lib.core_let_signals(wait)
                result = _MUST_HOLD
            else:
                return result
    finally:
        lib.core_let_signals(wait)


def settle(core: Any, result: int) -> None:
    """After a call that failed: wait if only because the socket is busy, or raise."""
    if result == BUSY:
        result = patiently(lib.core_settle, core)
        if result == 0:
            return
    fail(result)


def manage(call: Callable[..., int], core: Any, *args: Any) -> int:
    """Make a call that needs the socket for itself; return what is not negative, or raise."""
    while True:
        result = call(core, *args)
        if result >= 0:
            return result
        settle(core, result)


def would_block(flags: int) -> object:
    """What a call comes to that would block: a value for those who park, else an exception."""
    if flags & TRY:
        return WOULD_BLOCK
    fail(NOTHING)
