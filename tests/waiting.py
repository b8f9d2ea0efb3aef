"""Waiting without sleeping: for a condition, for a thread's result, for a thread to block."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

PATIENCE = 60  # seconds: ends a test that hangs; nothing is ever measured by it


def until(condition: Callable[[], object]) -> None:
    """Return once the condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the condition never came to hold")
        time.sleep(0.001)


class Background(Generic[Result]):
    """A call that runs in a daemon thread of its own, so that a call that hangs holds up nobody."""

    def __init__(self, call: Callable[..., Result], *args: Any) -> None:
        self._future: Future[Result] = Future()
        self.thread = threading.Thread(target=self._run, args=(call, *args), daemon=True)
        self.thread.start()

    def _run(self, call: Callable[..., Result], *args: Any) -> None:
        try:
            self._future.set_result(call(*args))
        except BaseException as error:
            self._future.set_exception(error)

    def result(self) -> Result:
        """Return what the call returned, or raise what it raised."""
        return self._future.result(PATIENCE)

    def error(self) -> BaseException | None:
        """Return what the call raised, or None."""
        return self._future.exception(PATIENCE)

    def until_blocked(self) -> Background[Result]:
        """Return once the call waits in the kernel for a descriptor, or has ended."""
        assert self.thread.native_id is not None
        until_polling(self.thread.native_id, or_else=self._future.done)
        return self


def until_polling(
    thread: int, process: int | str = "self", or_else: Callable[[], bool] = lambda: False
) -> None:
    """Return once the thread sleeps in one of the kernel's polls.

    Only Linux tells, and not in every container. Elsewhere this returns at once, so a test must
    hold whether or not the thread has blocked already.
    """
    task = Path(f"/proc/{process}/task/{thread}")
    until(lambda: or_else() or _polls(task) is not False)


def _polls(task: Path) -> bool | None:
    """Whether the thread sleeps in a poll; None if the system does not tell."""
    try:
        where = (task / "wchan").read_text()
        state = (task / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None
    if where == "0" and state == "S":
        return None
    return "poll" in where
