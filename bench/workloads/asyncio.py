"""The asyncio front-end, both ends in one loop."""

from __future__ import annotations

import asyncio
from typing import Any

from bench.aio import in_loop
from bench.goals import Row
from bench.many import BATCH, receive_all_async
from bench.registry import workload
from bench.run import Run

CLIENTS = 100


@workload("await recv, messages queued", Row(unit="µs", at_least=15, aim=25), step=BATCH)
@in_loop
async def recv_queued(run: Run) -> None:
    push, pull = run.pair("inproc", "PULL", "PUSH", "asyncio")
    for _ in range(run.loops // BATCH):
        for _ in range(BATCH):
            await push.send(bytes(16))
        with run.clock:
            for _ in range(BATCH):
                await pull.recv()


@workload("await send, ready", Row(unit="µs", at_least=5, aim=8), step=BATCH)
@in_loop
async def send_ready(run: Run) -> None:
    push, pull = run.pair("inproc", "PULL", "PUSH", "asyncio")
    body = bytes(16)
    for _ in range(run.loops // BATCH):
        with run.clock:
            for _ in range(BATCH):
                await push.send(body)
        await receive_all_async(pull, BATCH)


@workload("recv_many, messages queued", Row(unit="µs", at_least=30), step=BATCH)
@in_loop
async def recv_many(run: Run) -> None:
    push, pull = run.pair("inproc", "PULL", "PUSH", "asyncio")
    for _ in range(run.loops // BATCH):
        for _ in range(BATCH):
            await push.send(bytes(16))
        with run.clock:
            await receive_all_async(pull, BATCH)


@workload("push/pull over tcp", Row(unit="µs", at_least=10, aim=15))
@in_loop
async def push_pull(run: Run) -> None:
    await push_and_pull(run, *run.pair("tcp", "PULL", "PUSH", "asyncio"))


async def push_and_pull(run: Run, push: Any, pull: Any) -> None:
    body = bytes(16)

    async def pushing() -> None:
        for _ in range(run.loops):
            await push.send(body)

    async def pulling() -> None:
        for _ in range(run.loops):
            await pull.recv()

    await push.send(body)
    await pull.recv()
    with run.clock:
        await asyncio.gather(pushing(), pulling())


async def reply(rep: Any, count: int) -> None:
    for _ in range(count):
        await rep.send_multipart(await rep.recv_multipart())


async def request(req: Any, count: int) -> None:
    for _ in range(count):
        await req.send(b"request")
        await req.recv()


@workload("req/rep over tcp", Row(unit="µs", at_least=1.8))
@in_loop
async def req_rep(run: Run) -> None:
    await round_trips(run)


@workload("req/rep over tcp, on one processor", Row(unit="µs", at_least=1.8))
@in_loop
async def req_rep_pinned(run: Run) -> None:
    """The same without the time that an idle processor takes to wake up."""
    run.stay_on_one_processor()
    await round_trips(run)


async def round_trips(run: Run) -> None:
    req, rep = run.pair("tcp", "REP", "REQ", "asyncio")
    await asyncio.gather(reply(rep, 1), request(req, 1))
    with run.clock:
        await asyncio.gather(reply(rep, run.loops), request(req, run.loops))


@workload("100 dealers, one router", Row(unit="µs", at_least=3, aim=5), step=CLIENTS)
@in_loop
async def dealers(run: Run) -> None:
    router = run.socket("ROUTER", "asyncio")
    endpoint = run.bind(router, "tcp")
    clients = [run.socket("DEALER", "asyncio") for _ in range(CLIENTS)]
    for client in clients:
        client.connect(endpoint)

    async def each(count: int) -> None:
        requests = (request(client, count) for client in clients)
        await asyncio.gather(reply(router, count * CLIENTS), *requests)

    await each(1)
    with run.clock:
        await each(run.loops // CLIENTS)
