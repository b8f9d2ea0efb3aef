"""What is left of the garbage thread: names that hold nothing."""

from __future__ import annotations

import threading

import pytest

from zmq.utils import garbage
from zmq.utils.garbage import GarbageCollector, GarbageCollectorThread, gc, gcref


def test_nothing_is_held() -> None:
    assert isinstance(gc, GarbageCollector)
    assert len(gc.refs) == 0
    assert not gc.is_alive()


def test_names() -> None:
    assert garbage.gc.url == "inproc://pyzmq.gc.01"
    reference = gcref("object", "event")
    assert (reference.obj, reference.event) == ("object", "event")


def test_nothing_is_started() -> None:
    before = threading.enumerate()
    collector = GarbageCollector()
    collector.start()
    assert threading.enumerate() == before
    assert collector.thread is None
    collector.stop()


def test_a_context_is_only_kept() -> None:
    collector = GarbageCollector()
    assert collector.context is None
    collector.context = "context"
    assert collector.context == "context"


def test_storing_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="copy=False"):
        gc.store(b"data")
    assert len(gc.refs) == 0


def test_the_thread_ends_at_once() -> None:
    thread = GarbageCollectorThread(gc)
    assert thread.daemon
    thread.start()
    assert thread.ready.wait(10)
    thread.join(10)
    assert not thread.is_alive()
