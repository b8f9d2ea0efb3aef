"""What goes wrong: one exception for each way in which callers treat errors differently.

Every failed call of libzmq becomes a :class:`ZMQError` by :func:`from_errno`.  An error costs
little until somebody reads it: its text is asked of libzmq only then, since making text costs more
than the call that failed.

This module imports no core.  ``zmq.backend`` hands it what it needs of libzmq by
:func:`use_library`; until then the operating system's words stand in.
"""

from __future__ import annotations

import errno as _errno
import os as _os
from functools import cached_property

from zmq.constants import Errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _no_errno() -> int:
    return 0


def _no_version() -> tuple[int, int, int]:
    return 0, 0, 0


_strerror: Callable[[int], str] = _os.strerror
_last_errno: Callable[[], int] = _no_errno
_version_info: Callable[[], tuple[int, int, int]] = _no_version


def use_library(
    strerror: Callable[[int], str],
    errno: Callable[[], int],
    version_info: Callable[[], tuple[int, int, int]],
) -> None:
    """Take texts, the last errno and the version from these functions of a core from now on."""
    global _strerror, _last_errno, _version_info
    _strerror, _last_errno, _version_info = strerror, errno, version_info


class ZMQBaseError(Exception):
    """The base of errors of ØMQ; not an OSError, although most have an errno."""


class ZMQError(ZMQBaseError):
    """A call of libzmq failed.

    ``errno`` is a number of :class:`zmq.Errno` or of the operating system; without one it is
    that of the calling thread's last failed call.  Given a text instead, the error has that text
    and no number.  ``msg`` replaces the text that libzmq has for the number.
    """

    errno: int | None = None

    def __init__(self, errno: int | str | None = None, msg: str | None = None) -> None:
        if errno is None:
            self.errno = _last_errno()
        elif isinstance(errno, int):
            self.errno = errno
        elif msg is None:
            msg = str(errno)
        if msg is not None:
            self.strerror = msg

    @cached_property
    def strerror(self) -> str:
        """The text, which may be replaced by assignment."""
        return _strerror(self.errno or 0)

    def __str__(self) -> str:
        return self.strerror

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{self}')"

    def __reduce__(self) -> str | tuple[Any, ...]:
        _ = self.strerror  # goes along, as the number may mean another error elsewhere
        return super().__reduce__()


class ZMQBindError(ZMQBaseError):
    """``Socket.bind_to_random_port`` found no free port."""


class NotDone(ZMQBaseError):
    """The time was up before libzmq was done with a message; see ``MessageTracker.wait``."""


class ContextTerminated(ZMQError):
    """The context was terminated, ETERM.  All arguments are ignored."""

    errno: int | None = Errno.ETERM

    def __init__(self, errno: Any = "ignored", msg: Any = "ignored") -> None:
        pass


class Again(ZMQError):
    """The call would have had to wait, EAGAIN.  All arguments are ignored."""

    errno: int | None = Errno.EAGAIN

    def __init__(self, errno: Any = "ignored", msg: Any = "ignored") -> None:
        pass


# OSError allows strerror to be None, which ours never is.
class InterruptedSystemCall(ZMQError, InterruptedError):  # type: ignore[misc]
    """A signal interrupted the call, EINTR.  All arguments are ignored.

    Calls that are interrupted go on once signal handlers have run, so this is seldom seen.
    """

    errno: int | None = _errno.EINTR

    def __init__(self, errno: Any = "ignored", msg: Any = "ignored") -> None:
        pass


class ZMQVersionError(NotImplementedError):
    """The libzmq in use is too old for a feature."""

    def __init__(self, min_version: str, msg: str = "Feature") -> None:
        super().__init__(min_version, msg)
        self.min_version = min_version
        self.msg = msg
        self.version: str = ".".join(map(str, _version_info()))

    def __str__(self) -> str:
        return f"{self.msg} requires libzmq >= {self.min_version}, have {self.version}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{self}')"


class DraftFDWarning(RuntimeWarning):
    """The descriptor of one of libzmq's thread-safe sockets was asked for.

    libzmq has none for them; what stands in its place may go when libzmq changes.
    """

    def __init__(self, msg: str = "") -> None:
        super().__init__(
            msg
            or "libzmq has no descriptor for thread-safe sockets: this one is a stand-in, and "
            "experimental. Silence this warning with "
            "warnings.simplefilter('ignore', zmq.error.DraftFDWarning)."
        )


_CLASSES: dict[int, type[ZMQError]] = {
    Errno.EAGAIN: Again,
    Errno.ETERM: ContextTerminated,
    _errno.EINTR: InterruptedSystemCall,
}


def from_errno(errno: int) -> ZMQError:
    """Return the error for a number: of the class that is meant for it, else a ZMQError."""
    return _CLASSES.get(errno, ZMQError)(errno)


def _check_rc(rc: int, errno: int | None = None, error_without_errno: bool = True) -> None:
    """Raise the error of a call that returned -1.

    Without ``error_without_errno`` a failure that left no errno is none.
    """
    if rc != -1:
        return
    if errno is None:
        errno = _last_errno()
    if errno or error_without_errno:
        raise from_errno(errno)


def _check_version(
    min_version_info: tuple[int] | tuple[int, int] | tuple[int, int, int], msg: str = "Feature"
) -> None:
    """Raise ZMQVersionError if the libzmq in use is older than ``min_version_info``."""
    if _version_info() < min_version_info:
        raise ZMQVersionError(".".join(map(str, min_version_info)), msg)


__all__ = [
    "Again",
    "ContextTerminated",
    "DraftFDWarning",
    "InterruptedSystemCall",
    "NotDone",
    "ZMQBaseError",
    "ZMQBindError",
    "ZMQError",
    "ZMQVersionError",
]
