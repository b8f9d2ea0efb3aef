"""Polling many sockets and descriptors with one poll(2) (c/poll.c)."""

from __future__ import annotations

import threading

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.socket import Socket
from zmq.backend.cffi.wait import MILLISECOND, NULL, deadline_after, fail, patiently

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class PollSet:
    """A fixed set of (object, flags) pairs to poll, again and again.

    An object is a Socket, a descriptor, or anything with ``fileno()``. Raises TypeError for what
    cannot be polled, ValueError where ``fileno()`` fails.
    """

    def __init__(self, pairs: Iterable[tuple[Any, int]]) -> None:
        _refuse_socket(pairs)
        self._pairs = list(pairs)
        self._keys: list[Any] = []
        self._busy = threading.Lock()
        self._others: list[int] = []  # where there is no socket
        self._set = lib.core_new_poll_set(len(self._pairs))
        if self._set == NULL:
            raise MemoryError
        self._set = ffi.gc(self._set, lib.core_free_poll_set)
        for index, pair in enumerate(self._pairs):
            _refuse_socket(pair)
            target, flags = pair
            self._add(index, target, flags)

    def _add(self, index: int, target: Any, flags: int) -> None:
        """Note what is to be polled, and what stands for it in the result."""
        if isinstance(target, Socket):
            self._keys.append(target)
            lib.core_poll_socket(self._set, index, target._core, flags)
        else:
            self._others.append(index)
            self._keys.append(_descriptor_of(target))
            lib.core_poll_fd(self._set, index, self._keys[index], flags)

    def poll(self, timeout: float | None = None) -> list[tuple[Any, int]]:
        """Wait until something is ready and return (object, events) pairs in the order of the set.

        timeout: ms, None or negative for ever. Sockets come back as they are, all else as
        descriptors. Raises ZMQError (ENOTSOCK) for a closed socket, ContextTerminated.
        """
        deadline = deadline_after(timeout, MILLISECOND)
        if not self._pairs:
            return []
        if not self._busy.acquire(blocking=False):
            return PollSet(self._pairs).poll(timeout)
        try:
            for index in self._others:
                self._ask_for_descriptor(index)
            count = patiently(lib.core_poll_items, self._set, deadline=deadline)
            if count < 0:
                fail(count)
            found, keys = lib.core_poll_found(self._set), self._keys
            return [(keys[found[i].index], found[i].events) for i in range(count)]
        finally:
            self._busy.release()

    def _ask_for_descriptor(self, index: int) -> None:
        """An object may have another descriptor than last time."""
        target, flags = self._pairs[index]
        self._keys[index] = _descriptor_of(target)
        lib.core_poll_fd(self._set, index, self._keys[index], flags)


def _refuse_socket(pairs: object) -> None:
    """Where pairs, or a pair, are due a Socket could be iterated over, which would receive."""
    if isinstance(pairs, Socket):
        raise TypeError(f"(object, flags) pairs are polled, not {pairs!r}")


def zmq_poll(
    sockets: Iterable[tuple[Any, int]], timeout: float | None = -1
) -> list[tuple[Any, int]]:
    """Poll (object, flags) pairs once (zmq_poll(3)); objects, timeout (ms) and errors as for
    PollSet.
    """
    return PollSet(sockets).poll(timeout)


def _descriptor_of(target: Any) -> int:
    if isinstance(target, int):
        return int(target)
    try:
        fileno = target.fileno
    except AttributeError:
        raise TypeError(
            f"only sockets, descriptors and what has fileno() can be polled, not {target!r}"
        ) from None
    try:
        return int(fileno())
    except Exception as failure:
        raise ValueError(f"fileno() of {target!r} gives no descriptor: {failure}") from failure
