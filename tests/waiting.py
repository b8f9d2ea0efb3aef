"""Waiting without sleeping: for a condition, for a thread's result, for a thread to block."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

PATIENCE = 50  # seconds: ends a test that hangs; nothing is ever measured by it


def until(condition: Callable[[], object]) -> None:
    """Return once the condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the condition never came to hold")
        time.sleep(0.001)


def is_gone(reference: Callable[[], object]) -> bool:
    """Tell whether nobody has an object any more; a collector, where there is one, is run."""
    gc.collect()
    return reference() is None


class Running(Generic[Result]):
    """A call under way in a daemon thread, so that one that hangs holds up nobody."""

    def __init__(self, call: Callable[[], Result]) -> None:
        self._future: Future[Result] = Future()
        self._call = call
        self._entered = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
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

    def result(self) -> Result:
        """Return what the call returned, or raise what it raised."""
        return self._future.result(PATIENCE)

    def error(self) -> BaseException | None:
        """Return what the call raised, or None."""
        return self._future.exception(PATIENCE)

    def until_blocked(self) -> Running[Result]:
        """Return once the call waits in the kernel for a descriptor, or has ended."""
        assert self._thread.native_id is not None
        until_polling(self._thread.native_id, or_else=self.done)
        return self


def in_thread(call: Callable[..., Result], *args: Any, **kwargs: Any) -> Running[Result]:
    """Start the call in a thread of its own."""
    return Running(lambda: call(*args, **kwargs))


def until_polling(
    thread: int, process: int | str = "self", or_else: Callable[[], bool] = lambda: False
) -> None:
    """Return once the thread sleeps in one of the kernel's polls.

    Only Linux tells, and not in every container. Elsewhere this returns at once, so a test must
    hold whether or not the thread has blocked already.
    """
    if _kernel_tells():
        until(lambda: or_else() or "poll" in _place(thread, process))


def until_asleep(process: int, or_else: Callable[[], bool]) -> None:
    """Return once all threads of another process sleep, the first of them in a poll.

    Those of libzmq take the signals of the whole process until they have begun to run.
    """
    until_polling(process, process, or_else)
    if _kernel_tells():
        until(lambda: or_else() or _all_sleep(process))


def _all_sleep(process: int) -> bool:
    try:
        stats = [stat.read_text() for stat in Path(f"/proc/{process}/task").glob("*/stat")]
    except OSError:
        return False
    return all(stat.rpartition(")")[2].split()[0] == "S" for stat in stats)


@cache
def _kernel_tells() -> bool:
    """Find out with a thread that is known to sleep."""
    reader, writer = os.pipe()
    sleeper = threading.Thread(target=os.read, args=(reader, 1))
    sleeper.start()
    assert sleeper.native_id is not None
    told = False
    for _ in range(1000 if Path("/proc/self/wchan").exists() else 0):
        time.sleep(0.001)
        if told := "pipe" in _place(sleeper.native_id):
            break
    os.write(writer, b"!")
    sleeper.join()
    os.close(reader)
    os.close(writer)
    return told


def _place(thread: int, process: int | str = "self") -> str:
    """The name of the kernel's function in which the thread sleeps, if it does."""
    try:
        return Path(f"/proc/{process}/task/{thread}/wchan").read_text()
    except OSError:
        return ""
