"""zmq.anyio where it differs from the other front-ends."""

from __future__ import annotations

from typing import Any

import pytest

import zmq
from integrations.frontends import FRONTENDS, Frontend


@pytest.fixture(params=["anyio-asyncio", "anyio-trio"])
def front(request: pytest.FixtureRequest) -> Frontend:
    return FRONTENDS[request.param]()


async def test_a_context_ends_while_other_tasks_run(front: Frontend) -> None:
    plain = zmq.Context()
    sink: zmq.Socket[bytes] = plain.socket(zmq.PULL)
    sink.bind("tcp://127.0.0.1:*")

    async def send() -> None:
        async with front.Context() as context, context.socket(zmq.PUSH) as push:
            push.sndhwm = 1
            push.connect(sink.last_endpoint)
            await push.send_many([bytes(1_000_000)] * 30)

    task = front.start(send)
    received = 0
    while received < 30:
        received += sink.try_recv() is not None
        await front.tick()
    await task.wait()
    assert task.result is None
    plain.destroy()


async def test_ending_a_context_can_be_cancelled(front: Frontend) -> None:
    context = front.Context()
    push = context.socket(zmq.PUSH)
    push.connect("tcp://127.0.0.1:9")
    await push.send(b"nobody is there")
    with pytest.raises(TimeoutError):
        async with front.within(0.01):
            await context.aclose(linger=300)
    assert push.closed
    assert not context.closed
    await context.aclose()
    assert context.closed


async def test_leaving_a_context_that_has_sockets_warns(front: Frontend) -> None:
    async def leave() -> Any:
        async with front.Context() as context:
            return context.socket(zmq.PULL)

    with pytest.warns(ResourceWarning, match="unclosed socket"):
        socket = await leave()
    assert socket.closed


async def test_a_context_ends_once(front: Frontend) -> None:
    context = front.Context()
    await context.aclose()
    await context.aclose()
    assert context.closed
