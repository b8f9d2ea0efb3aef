"""Make a call in another thread, and wait for what it brings about."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")

# Far beyond what any test needs: reached only when something hangs.
PATIENCE = 30


class Running(Generic[T]):
    """A call under way in a daemon thread."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._future: Future[T] = Future()
        self._call = call
        self._entered = Event()
        Thread(target=self._run, daemon=True).start()
        # The thread usually gives the interpreter away only when it blocks, so then it is asleep.
        self._entered.wait()

    def _run(self) -> None:
        self._entered.set()
        try:
            self._future.set_result(self._call())
        except BaseException as error:
            self._future.set_exception(error)

    def done(self) -> bool:
        return self._future.done()

    def result(self) -> T:
        return self._future.result(PATIENCE)

    def error(self) -> BaseException | None:
        return self._future.exception(PATIENCE)


def in_thread(call: Callable[..., T], *args: Any, **kwargs: Any) -> Running[T]:
    """Start the call in a thread of its own."""
    return Running(lambda: call(*args, **kwargs))


def until(condition: Callable[[], object]) -> None:
    """Return once the condition holds; fail when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.001)
