"""The stopwatch still runs, and says that it is deprecated."""

from __future__ import annotations

import time

import pytest

import zmq


@pytest.fixture
def watch() -> zmq.Stopwatch:
    with pytest.warns(DeprecationWarning, match="Stopwatch"):
        return zmq.Stopwatch()


def test_whole_microseconds(watch: zmq.Stopwatch) -> None:
    before = time.perf_counter()
    watch.start()
    elapsed = watch.stop()
    assert type(elapsed) is int
    assert 0 <= elapsed <= (time.perf_counter() - before) * 1e6


def test_it_goes_on_and_starts_anew(watch: zmq.Stopwatch) -> None:
    watch.start()
    first = watch.stop()
    assert watch.stop() >= first
    watch.start()
    assert watch.stop() >= 0
