"""Memory that a socket takes, and growth over many messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bench.aio import in_loop
from bench.goals import LEVEL, Row
from bench.registry import Body, workload
from bench.run import Run, resident_kib

MILLION = 1_000_000
# What is kept of every message would show: this is one byte for each.
NO_GROWTH = Row(unit="KiB", measure="growth", at_most=1000)

Pass = Callable[[Any, Any], None]


@workload("a socket", Row(unit="KiB", measure="each", at_least=LEVEL), loops=500)
def per_socket(run: Run) -> None:
    run.allow_sockets(run.loops)
    run.socket("PUSH")
    before = resident_kib()
    for _ in range(run.loops):
        run.socket("PUSH")
    run.record(each=(resident_kib() - before) / run.loops)


def growth(send_and_receive: Pass) -> Body:
    """Let a tenth of the messages warm up, then look how much memory the others add."""

    def body(run: Run) -> None:
        a, b = run.pair("inproc")
        for _ in range(run.loops // 10):
            send_and_receive(a, b)
        before = resident_kib()
        for _ in range(run.loops):
            send_and_receive(a, b)
        run.record(growth=resident_kib() - before)

    return body


def copying(a: Any, b: Any) -> None:
    a.send(bytes(1000))
    b.recv()


def uncopied(a: Any, b: Any) -> None:
    a.send(bytes(100_000), copy=False)
    b.recv(copy=False)


def tracked(a: Any, b: Any) -> None:
    tracker = a.send(bytes(100_000), copy=False, track=True)
    b.recv(copy=False)
    tracker.wait()


for one_pass in copying, uncopied, tracked:
    title = f"growth over 1 M messages, {one_pass.__name__}"
    workload(title, NO_GROWTH, name=one_pass.__name__, loops=MILLION)(growth(one_pass))


@workload("growth over 1 M asyncio operations", NO_GROWTH, loops=MILLION)
@in_loop
async def asyncio_operations(run: Run) -> None:
    a, b = run.pair("inproc", flavour="asyncio")

    async def exchange(count: int) -> None:
        for _ in range(count // 2):
            await a.send(b"message")
            await b.recv()

    await exchange(run.loops // 10)
    before = resident_kib()
    await exchange(run.loops)
    run.record(growth=resident_kib() - before)


@workload("growth over 1 M asyncio cancellations", NO_GROWTH, loops=MILLION)
@in_loop
async def asyncio_cancellations(run: Run) -> None:
    _, b = run.pair("inproc", flavour="asyncio")

    async def cancel(count: int) -> None:
        for index in range(count):
            asyncio.ensure_future(b.recv()).cancel()
            if index % 100 == 0:
                await asyncio.sleep(0)

    await cancel(run.loops // 10)
    before = resident_kib()
    await cancel(run.loops)
    run.record(growth=resident_kib() - before)
