"""Waiting for many sockets and descriptors in a greenlet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zmq import _parking
from zmq.green._hub import current_loop, settle
from zmq.sugar.poll import select_by


class _Poller(_parking.Poller):
    """Polls sockets of any kind and descriptors; ``poll`` lets other greenlets run."""

    def poll(self, timeout: float | None = -1) -> list[tuple[Any, int]]:
        """Wait until something is ready and return (socket, events) pairs.

        timeout: ms, None or negative for ever; when it is over the list is empty.
        """
        polled: list[tuple[Any, int]] = settle(self._polling(current_loop(), timeout))
        return polled


def zmq_poll(
    sockets: Iterable[tuple[Any, int]], timeout: float | None = -1
) -> list[tuple[Any, int]]:
    """Poll pairs of a socket and events once, and let other greenlets run.

    sockets: pairs as for ``Poller.register``. timeout: ms, None or negative for ever. Returns and
    raises as ``Poller.poll``.
    """
    poller = _Poller()
    for socket, flags in sockets:
        poller.register(socket, flags)
    return poller.poll(timeout)


def select(
    rlist: list[Any], wlist: list[Any], xlist: list[Any], timeout: float | None = None
) -> tuple[list[Any], list[Any], list[Any]]:
    """Do what ``zmq.select`` does, and let other greenlets run.

    timeout: seconds, None or negative for ever.
    """
    return select_by(zmq_poll, rlist, wlist, xlist, timeout)


__all__ = ["select", "zmq_poll"]
