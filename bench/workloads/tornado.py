"""Tornado's futures and ZMQStream, both ends in one loop over tcp."""

from __future__ import annotations

import asyncio
from typing import Any

from bench.aio import in_loop
from bench.goals import Row
from bench.many import BATCH
from bench.registry import workload
from bench.run import Run
from bench.workloads.asyncio import push_and_pull


@workload("futures, push/pull over tcp", Row(unit="µs"))
@in_loop
async def push_pull(run: Run) -> None:
    await push_and_pull(run, *run.pair("tcp", "PULL", "PUSH", "eventloop.future"))


@workload("ZMQStream, push/pull over tcp", Row(unit="µs", at_least=3), step=BATCH)
@in_loop
async def zmqstream(run: Run) -> None:
    make = _stream_class(run)
    push, pull = (make(socket) for socket in run.pair("tcp", "PULL", "PUSH"))
    received, done = 0, asyncio.Event()

    def on_recv(message: list[Any]) -> None:
        nonlocal received
        received += 1
        if received % BATCH == 0:
            done.set()

    async def pass_batch() -> None:
        done.clear()
        for _ in range(BATCH):
            push.send(bytes(16))
        await done.wait()

    pull.on_recv(on_recv)
    await pass_batch()
    with run.clock:
        for _ in range(run.loops // BATCH):
            await pass_batch()
    push.close()
    pull.close()


def _stream_class(run: Run) -> Any:
    return getattr(run.zmq, "ZMQStream", None) or run.part("eventloop.zmqstream").ZMQStream
