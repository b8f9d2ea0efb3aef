"""Receiving without waiting: what a hit and a miss cost."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from bench.goals import Row
from bench.many import BATCH
from bench.registry import workload
from bench.run import Run


@workload(
    "try_recv, or recv(NOBLOCK) caught",
    Row(label="hit", measure="hit"),
    Row(label="miss", measure="miss"),
    Row(label="miss / hit", measure="share", unit="x", at_most=2, aim_at_most=1.3),
    step=BATCH,
)
def try_recv(run: Run) -> None:
    a, b = run.pair("inproc")
    attempts = _try if hasattr(b, "try_recv") else _catch
    hit = miss = 0.0
    for _ in range(run.loops // BATCH):
        for _ in range(BATCH):
            a.send(bytes(16))
        with run.clock:
            hit += attempts(run.zmq, b)
            miss += attempts(run.zmq, b)
    run.record(hit=hit / run.loops * 1e9, miss=miss / run.loops * 1e9, share=miss / hit)


def _try(zmq: Any, socket: Any) -> float:
    start = perf_counter()
    for _ in range(BATCH):
        socket.try_recv()
    return perf_counter() - start


def _catch(zmq: Any, socket: Any) -> float:
    flags, again = zmq.NOBLOCK, zmq.Again
    start = perf_counter()
    for _ in range(BATCH):
        try:
            socket.recv(flags)
        except again:
            pass
    return perf_counter() - start
