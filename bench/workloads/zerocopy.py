"""A large body sent with copy=False through an inproc pair on one thread."""

from __future__ import annotations

from bench.goals import Row
from bench.registry import workload
from bench.run import Run

# Above the released pyzmq's copy_threshold, below which it copies all the same.
SIZE = 100_000


@workload(
    "send + recv, copy=False, 100 kB",
    Row(unit="µs", label="wall", at_least=8, aim=12),
    Row(unit="µs", label="CPU", measure="cpu"),
)
def pair(run: Run) -> None:
    a, b = run.pair("inproc")
    body = bytes(SIZE)
    with run.clock:
        for _ in range(run.loops):
            a.send(body, copy=False)
            b.recv(copy=False)


@workload(
    "the same, tracked to done",
    Row(unit="µs", label="wall"),
    Row(unit="µs", label="CPU", measure="cpu", at_least=10, aim=20),
)
def tracked(run: Run) -> None:
    a, b = run.pair("inproc")
    body = bytes(SIZE)
    with run.clock:
        for _ in range(run.loops):
            tracker = a.send(body, copy=False, track=True)
            b.recv(copy=False)
            tracker.wait()
