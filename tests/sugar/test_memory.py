"""Memory does not grow with the number of messages."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import zmq

CPYTHON = sys.implementation.name == "cpython"
if CPYTHON:
    import tracemalloc

# A leak of a body shows as tens to hundreds of megabytes; what allocators keep stays far below.
TIMES, ALLOWED = (3000, 8_000_000) if CPYTHON else (400, 35_000_000)
# A collector gets around to what there is only after a while.
BEFORE = 500 if CPYTHON else 400

if TYPE_CHECKING:
    from conftest import MakePair

BIG = 100_000
STATM = Path("/proc/self/statm")

Step = Callable[[Any, Any], object]


def copying(a: Any, b: Any) -> None:
    a.send(b"body")
    b.recv()


def big_copying(a: Any, b: Any) -> None:
    a.send(bytes(BIG))
    b.recv()


def as_frames(a: Any, b: Any) -> None:
    a.send(zmq.Frame(b"body"))
    frame = b.recv(copy=False)
    frame.buffer, frame.bytes  # noqa: B018


def sharing(a: Any, b: Any) -> None:
    a.send(bytes(BIG), copy=False)
    b.recv(copy=False)


def tracked(a: Any, b: Any) -> None:
    tracker = a.send(bytes(BIG), copy=False, track=True)
    b.recv()
    tracker.wait(30)


def multipart(a: Any, b: Any) -> None:
    a.send_multipart([b"one", b"two", bytes(200)])
    b.recv_multipart()


def tracked_multipart(a: Any, b: Any) -> None:
    tracker = a.send_multipart([bytes(BIG), b"two", bytes(BIG)], copy=False, track=True)
    b.recv_multipart(copy=not CPYTHON)  # where a collector lets frames go, a wait is for that
    tracker.wait(30)


def into_a_buffer(a: Any, b: Any) -> None:
    a.send(b"body")
    b.recv_into(bytearray(4))


def refused(a: Any, b: Any) -> None:
    for bad in ("text", [b"one", "text"], [b"one", memoryview(bytes(4))[::2]]):
        with pytest.raises((TypeError, BufferError)):
            a.send(bad) if isinstance(bad, str) else a.send_multipart(bad, copy=False)


def missed(a: Any, b: Any) -> None:
    with pytest.raises(zmq.Again):
        b.recv(zmq.DONTWAIT)
    with pytest.raises(zmq.Again):
        b.recv_multipart(zmq.DONTWAIT, copy=False)


def polling(a: Any, b: Any) -> None:
    poller = zmq.Poller()
    poller.register(a)
    poller.register(b)
    poller.poll(0)
    b.poll(0)


def options(a: Any, b: Any) -> None:
    a.linger = 7
    a.linger, a.last_endpoint, a.events  # noqa: B018
    a.set(zmq.SNDTIMEO, 7)
    with pytest.raises(AttributeError):
        a.nonsense  # noqa: B018


def many(a: Any, b: Any) -> None:
    a.send_many([b"one", [b"two", b"three"]])
    b.recv_many()


def trying(a: Any, b: Any) -> None:
    b.try_recv()
    b.try_recv_multipart()
    a.try_send(b"one")
    a.try_send_multipart([b"one", b"two"])
    b.try_recv(copy=False)
    b.try_recv_multipart()


STEPS: list[Step] = [
    copying,
    big_copying,
    as_frames,
    sharing,
    tracked,
    multipart,
    tracked_multipart,
    into_a_buffer,
    refused,
    missed,
    polling,
    options,
    many,
    trying,
]


def resident() -> int:
    gc.collect()
    gc.collect()  # what a collected Frame kept alive
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def repeat(step: Step, times: int, a: Any, b: Any) -> None:
    for _ in range(times):
        step(a, b)


@pytest.mark.skipif(not STATM.exists(), reason="about systems that tell in /proc")
@pytest.mark.parametrize("transport", ["inproc", "tcp"])
@pytest.mark.parametrize("step", STEPS)
def test_the_process_does_not_grow(pair: MakePair, transport: str, step: Step) -> None:
    a, b = pair(transport=transport)
    repeat(step, BEFORE, a, b)
    before = resident()
    repeat(step, TIMES, a, b)
    assert resident() - before < ALLOWED


@pytest.mark.skipif(not CPYTHON, reason="about an allocator that can be traced")
@pytest.mark.parametrize("step", STEPS)
def test_no_object_is_left_behind(pair: MakePair, step: Step) -> None:
    a, b = pair()
    repeat(step, 10, a, b)
    tracemalloc.start()
    try:
        repeat(step, 500, a, b)
        before = traced()
        repeat(step, 1000, a, b)
        grown = traced() - before
    finally:
        tracemalloc.stop()
    # Less than the smallest object for every message.
    assert grown < 12_000


@pytest.mark.skipif(not CPYTHON, reason="about an allocator that can be traced")
def test_sockets_and_contexts_are_let_go() -> None:
    def come_and_go() -> None:
        with zmq.Context() as ctx, ctx.socket(zmq.PULL) as pull, ctx.socket(zmq.PUSH) as push:
            pull.bind("inproc://here")
            push.connect("inproc://here")
            push.send(bytes(BIG), copy=False)
            pull.recv()

    tracemalloc.start()
    try:
        for _ in range(20):
            come_and_go()
        before = traced()
        for _ in range(100):
            come_and_go()
        grown = traced() - before
    finally:
        tracemalloc.stop()
    assert grown < 10_000
