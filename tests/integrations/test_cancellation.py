"""No message is lost to cancellation, whenever it comes; a cancelled send has not happened."""

from __future__ import annotations

import random
from typing import Any

import pytest

import zmq
from conftest import MakePair
from integrations.frontends import Frontend, Task

MANY = 2000


async def until_served(front: Frontend, socket: Any, waiting: int = 0) -> None:
    """Return once no more receives are parked: the tasks of the others have yet to run."""
    while len(socket._waiters.receives) > waiting:
        await front.tick()


async def start_waiting(front: Frontend, socket: Any, *operations: Any) -> list[Task]:
    """Start tasks that wait to receive, in this order."""
    tasks = []
    for count, operation in enumerate(operations, 1):
        tasks.append(front.start(operation))
        while len(socket._waiters.receives) < count:
            await front.tick()
    return tasks


@pytest.mark.parametrize("kind", ["recv", "recv_multipart", "recv_json", "recv_many", "recv_into"])
async def test_a_receive_that_waits(front: Frontend, pair: MakePair, kind: str) -> None:
    a, b = pair(transport="tcp")
    args = [bytearray(10)] if kind == "recv_into" else []
    (task,) = await start_waiting(front, b, lambda: getattr(b, kind)(*args))
    task.cancel()
    await task.wait()
    assert task.cancelled
    await a.send(b"1")
    assert await b.recv() == b"1"


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("kind", ["recv", "recv_multipart", "recv_json", "recv_many", "recv_into"])
async def test_a_receive_whose_message_has_come(
    front: Frontend, pair: MakePair, kind: str, copy: bool
) -> None:
    a, b = pair(transport="tcp")
    args = [bytearray(10)] if kind == "recv_into" else []
    options = {"copy": copy} if kind in {"recv", "recv_multipart", "recv_many"} else {}
    (task,) = await start_waiting(front, b, lambda: getattr(b, kind)(*args, **options))
    await a.send(b"1")
    await until_served(front, b)
    task.cancel()
    await a.send(b"2")
    await task.wait()
    if task.cancelled:
        assert b.poll is not None
        assert b.events & zmq.POLLIN
        assert await b.recv() == b"1"
    else:
        assert task.result is not None
    assert await b.recv() == b"2"


async def test_all_parts_of_a_message_come_back(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    (task,) = await start_waiting(front, b, b.recv_multipart)
    await a.send_multipart([b"1", b"2", b"3"])
    await until_served(front, b)
    task.cancel()
    await task.wait()
    if not task.cancelled:
        return
    assert await b.recv() == b"1"
    assert b.rcvmore
    assert await b.recv_multipart() == [b"2", b"3"]
    assert not b.rcvmore


async def test_messages_come_back_in_order(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    tasks = await start_waiting(front, b, *[b.recv] * 3)
    await a.send_many([b"1", b"2", b"3", b"4"])
    await until_served(front, b)
    for task in tasks:
        task.cancel()
    for task in tasks:
        await task.wait()
    received = [task.result for task in tasks if not task.cancelled]
    while len(received) < 4:
        received.append(await b.recv())
    assert received == [b"1", b"2", b"3", b"4"]


async def test_another_receive_that_waits_gets_the_message(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    first, second = await start_waiting(front, b, b.recv, b.recv)
    await a.send(b"1")
    await until_served(front, b, waiting=1)
    first.cancel()
    await first.wait()
    if first.cancelled:
        await second.wait()
        assert second.result == b"1"
    else:
        assert first.result == b"1"
        second.cancel()


async def test_a_message_that_came_back_is_there_for_other_users_of_the_socket(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair(transport="tcp")
    plain: zmq.Socket[bytes] = zmq.Socket.shadow(b)
    (task,) = await start_waiting(front, b, b.recv)
    await a.send(b"1")
    await until_served(front, b)
    task.cancel()
    await task.wait()
    if task.cancelled:
        assert plain.poll(0)
        assert plain.recv(zmq.NOBLOCK) == b"1"
    assert not plain.poll(0)


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
async def test_time_limits_under_load(front: Frontend, pair: MakePair, transport: str) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport=transport)
    plain: zmq.Socket[bytes] = zmq.Socket.shadow(a)
    received: list[int] = []
    draw = random.Random(7)

    def produce() -> None:
        for number in range(MANY):
            plain.send(b"%d" % number)

    producer = front.start(front.in_thread, produce)
    while len(received) < MANY:
        try:
            async with front.within(draw.choice([0, 0, 0.0001, 0.001])):
                while True:
                    received.append(int(await b.recv()))
        except TimeoutError:
            continue
    await producer.wait()
    assert received == list(range(MANY))


async def test_cancelled_tasks_under_load(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport="tcp")
    received: list[int] = []
    draw = random.Random(7)

    async def consume() -> None:
        while len(received) < MANY:
            received.append(int(await b.recv()))

    consumer = front.start(consume)
    for number in range(MANY):
        await a.send(b"%d" % number)
        for _ in range(draw.randrange(4)):
            await front.tick()
        if draw.random() < 0.5:
            consumer.cancel()
            await consumer.wait()
            consumer = front.start(consume)
    await consumer.wait()
    assert received == list(range(MANY))


async def test_a_cancelled_send_has_not_happened(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.try_send(b"filling"):
        pass
    task = front.start(a.send, b"cancelled")
    await front.tick()
    later = front.start(a.send, b"later")
    await front.tick()
    task.cancel()
    await task.wait()
    assert task.cancelled
    while (message := await b.recv()) != b"later":
        assert message == b"filling"
    await later.wait()


async def test_cancelling_leaves_nothing_behind(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    for operation in (b.recv, b.poll, b.recv_string):
        task = front.start(operation)
        await front.tick()
        task.cancel()
        await task.wait()
    assert b._waiters.idle
    await a.send(b"1")
    assert await b.recv() == b"1"
