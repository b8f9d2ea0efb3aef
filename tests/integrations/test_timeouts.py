"""RCVTIMEO, SNDTIMEO and the time limits of polls hold."""

from __future__ import annotations

import gc
import weakref

import pytest

import zmq
from conftest import MakePair, MakeSocket
from integrations.frontends import Frontend


async def test_receiving(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    b.rcvtimeo = 10
    for operation in (b.recv, b.recv_multipart, b.recv_string, b.recv_json, b.recv_many):
        with pytest.raises(zmq.Again):
            await operation()
    await a.send(b"1")
    assert await b.recv() == b"1"


async def test_no_time_at_all(front: Frontend, pair: MakePair) -> None:
    _, b = pair()
    b.rcvtimeo = 0
    with pytest.raises(zmq.Again):
        await b.recv()


async def test_a_message_within_the_time(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    b.rcvtimeo = 60_000
    task = front.start(b.recv)
    await front.tick()
    await a.send(b"1")
    await task.wait()
    assert task.result == b"1"


async def test_sending(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    a.sndtimeo = 10
    while a.try_send(b"1"):
        pass
    with pytest.raises(zmq.Again):
        await a.send(b"2")
    while b.try_recv() is not None:
        pass
    await a.send(b"3")
    assert await b.recv() == b"3"


async def test_some_of_many(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2)
    a.sndtimeo = 10
    sent = await a.send_many([b"%d" % number for number in range(100)])
    assert 0 < sent < 100
    with pytest.raises(zmq.Again):
        await a.send_many([b"more"])
    assert [int(await b.recv()) for _ in range(sent)] == list(range(sent))


async def test_polls(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    assert await b.poll(0) == 0
    assert await b.poll(10) == 0
    assert await a.poll(0, zmq.POLLOUT) == zmq.POLLOUT
    await a.send(b"1")
    assert await b.poll() == zmq.POLLIN
    assert await b.poll(60_000, zmq.POLLIN | zmq.POLLOUT) == zmq.POLLIN | zmq.POLLOUT


async def test_timers_keep_no_message_alive(front: Frontend, pair: MakePair) -> None:
    class Body(bytearray):
        """What a weak reference can be made to."""

    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    a.sndtimeo = b.rcvtimeo = 3_600_000
    while a.try_send(b"filling"):
        pass
    body = Body(b"last")
    seen = weakref.ref(body)
    task = front.start(a.send, body)
    del body
    await front.tick()
    while await b.recv() != b"last":
        pass
    await task.wait()
    del task
    gc.collect()
    assert seen() is None


async def test_polling_while_others_take_the_messages(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    polling = front.start(b.poll)
    receiving = front.start(b.recv)
    await front.tick()
    await a.send(b"1")
    await receiving.wait()
    assert receiving.result == b"1"
    await a.send(b"2")
    await polling.wait()
    assert polling.result == zmq.POLLIN


async def test_cancelled_polls(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PULL)
    task = front.start(socket.poll)
    await front.tick()
    task.cancel()
    await task.wait()
    assert task.cancelled
    assert not socket._waiters.polls
