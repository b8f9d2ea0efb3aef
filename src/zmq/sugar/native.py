"""Threads and locks of the system, also where gevent has put its own in their place.

libzmq's events are taken by a thread that sleeps outside the interpreter. As a greenlet it would
put the whole program to sleep.
"""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["new_lock", "new_reentrant_lock", "sleep", "start_thread"]


def new_lock() -> Any:
    """Return a lock that knows nothing of greenlets."""
    return _original("allocate_lock")()


def new_reentrant_lock() -> Any:
    """Return such a lock, which the thread that holds it may take again."""
    return _original("RLock")()


def start_thread(function: Callable[..., object], *args: Any) -> None:
    """Run a function in a thread that nobody waits for when the process ends."""
    _original("start_new_thread")(function, args)


def sleep(seconds: float) -> None:
    """Block the thread."""
    lock = new_lock()
    lock.acquire()
    lock.acquire(timeout=seconds)


def _original(name: str) -> Any:
    patcher: Any = sys.modules.get("gevent.monkey")
    return getattr(_thread, name) if patcher is None else patcher.get_original("_thread", name)
