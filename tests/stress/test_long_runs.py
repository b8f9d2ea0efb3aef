"""Memory stays flat however long messages flow; for how long, STRESS_SECONDS says."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import MakePair

SECONDS = float(os.environ.get("STRESS_SECONDS", "0.5"))
# A collector begins by itself when the heap has grown by a part of its size, which may be any in a
# process that has run other tests. So it is run often enough for what is left to be a leak.
COLLECTS = sys.implementation.name == "pypy"
STEPS, ROUNDS = (10_000, 8) if COLLECTS else (100, 1)
WARM_UP = 0.2
STATM = Path("/proc/self/statm")

pytestmark = [
    pytest.mark.timeout(60 + 4 * SECONDS),
    pytest.mark.skipif(not STATM.exists(), reason="about systems that tell in /proc"),
]


def copying(a: Any, b: Any) -> None:
    a.send(b"body")
    b.recv()


def sharing(a: Any, b: Any) -> None:
    a.send(b"body", copy=False)
    b.recv(copy=False)


def tracked(a: Any, b: Any) -> None:
    tracker = a.send(b"body", copy=False, track=True)
    b.recv()
    tracker.wait(30)


def multipart(a: Any, b: Any) -> None:
    a.send_multipart([b"one", b"two", b"three"], copy=False)
    b.recv_multipart(copy=False)


def many(a: Any, b: Any) -> None:
    a.send_many([b"one", [b"two", b"three"]] * 10)
    b.recv_many()


def missed(a: Any, b: Any) -> None:
    b.try_recv()
    b.poll(0)


def flow(step: Callable[[Any, Any], None], a: Any, b: Any, seconds: float) -> int:
    """Repeat the step for so long, and return the memory that the process then holds."""
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end or rounds < ROUNDS:
        for _ in range(STEPS):
            step(a, b)
        rounds += 1
        if COLLECTS:
            gc.collect()
    gc.collect()
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
@pytest.mark.parametrize("step", [copying, sharing, tracked, multipart, many, missed])
def test_memory_is_flat(pair: MakePair, transport: str, step: Callable[[Any, Any], None]) -> None:
    a, b = pair(transport=transport)
    a.copy_threshold = 0
    before = flow(step, a, b, WARM_UP)
    assert flow(step, a, b, SECONDS) - before < 8_000_000
