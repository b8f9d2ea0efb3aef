"""The AnyIO front-end beside the asyncio one of the same build."""

from __future__ import annotations

from time import perf_counter

from bench.aio import in_loop
from bench.goals import Row
from bench.registry import workload
from bench.run import Run
from bench.workloads.asyncio import push_and_pull


@workload(
    "push/pull over tcp",
    Row(unit="µs", label="time"),
    Row(unit="x", measure="share", label="of asyncio's time", at_most=1.5),
)
@in_loop
async def push_pull(run: Run) -> None:
    anyio = await _timed(run, "anyio")
    run.record(share=anyio / await _timed(run, "asyncio"), wall=anyio / run.loops)


async def _timed(run: Run, flavour: str) -> float:
    start = perf_counter()
    await push_and_pull(run, *run.pair("tcp", "PULL", "PUSH", flavour))
    return perf_counter() - start
