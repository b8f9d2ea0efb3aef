"""A sleeper that is no thread: how a front-end with a loop of its own learns that it must look."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.socket import Socket
from zmq.backend.cffi.wait import NULL, fail
from zmq.constants import Errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Watch:
    """Makes a descriptor readable when what is parked on a socket should be attempted again.

    That is when libzmq says so, and when a call from elsewhere, of a shadow or another thread, has
    swallowed libzmq's word or closed the socket. ``want`` is the mask of events that somebody is
    parked for; with 0 the socket does not know of the watch and pays nothing. A watch does not keep
    its socket alive.
    """

    __slots__ = ("__weakref__", "_watch")

    def __init__(self, socket: Socket) -> None:
        if not isinstance(socket, Socket):
            raise TypeError(f"only a socket can be watched, not {socket!r}")
        error = ffi.new("int *")
        watch = lib.core_new_watch(socket._core, error)
        if watch == NULL:
            if error[0] == -Errno.EINVAL:
                text = "this type of socket has no descriptor that a loop could wait for"
                fail(error[0], text)
            fail(error[0])
        self._watch: Any = ffi.gc(watch, lib.core_free_watch)

    def filenos(self) -> tuple[int, ...]:
        """Return the descriptors to wait for: one, or two where the system cannot join them.

        The last stays readable until ``calm``, the first until libzmq's commands are run.
        """
        both = (lib.core_watch_fd(self._watch, which) for which in (0, 1))
        return tuple(fd for fd in both if fd != -1)

    @property
    def closed(self) -> bool:
        """Whether the socket is closed, or belongs to the process this one was forked from."""
        return bool(lib.core_watch_closed(self._watch))

    @property
    def nothing_came(self) -> bool:
        """Whether the last call on the socket was a receive that found nothing.

        If so, and the watch already wants ZMQ_POLLIN, there is no need to try again: whatever comes
        makes the descriptor readable.
        """
        return bool(lib.core_nothing_came(self._watch))

    @property
    def want(self) -> int:
        """The events (PollEvent) that somebody is parked for."""
        return int(lib.core_watch_wants(self._watch))

    @want.setter
    def want(self, events: int) -> None:
        lib.core_watch_for(self._watch, events)

    def close(self) -> None:
        """Give the descriptors back, which no loop may watch any more; nothing is told from now on.

        A collector may be long in coming, where there is one.
        """
        lib.core_close_watch(self._watch)

    def mute(self) -> None:
        """Begin calls of one's own, which are nothing to be told of; ``calm`` ends it."""
        lib.core_mute(self._watch)

    def calm(self) -> None:
        """Make the descriptor quiet; from now on calls count again, so whoever is parked
        attempts.
        """
        lib.core_calm(self._watch)
