"""Pollers of sockets of any kind and descriptors."""

from __future__ import annotations

import os
from typing import Any

import pytest

import zmq
from conftest import MakePair, MakeSocket
from integrations.frontends import Frontend


async def test_sockets_of_the_front_end_and_plain_ones(
    front: Frontend, make: MakeSocket, context: Any
) -> None:
    a = make(zmq.PUSH)
    b = make(zmq.PULL)
    c: zmq.Socket[bytes] = zmq.Socket(context, zmq.PULL)
    for number, socket in enumerate((b, c)):
        socket.bind(f"inproc://poller-{number}")
        a.connect(f"inproc://poller-{number}")
    poller = front.Poller()
    poller.register(b, zmq.POLLIN)
    poller.register(c, zmq.POLLIN)
    task = front.start(poller.poll)
    await front.tick()
    assert not task.done
    await a.send(b"1")
    await task.wait()
    assert task.result == [(b, zmq.POLLIN)]
    await b.recv()
    task = front.start(poller.poll)
    await front.tick()
    await a.send(b"2")
    await task.wait()
    assert task.result == [(c, zmq.POLLIN)]
    await a.send(b"3")
    assert await poller.poll() == [(b, zmq.POLLIN), (c, zmq.POLLIN)]
    poller.unregister(b)
    assert b not in poller
    assert await poller.poll() == [(c, zmq.POLLIN)]
    assert c.recv() == b"2"
    c.close()


async def test_descriptors(front: Frontend) -> None:
    reader, writer = os.pipe()
    poller = front.Poller()
    poller.register(reader, zmq.POLLIN)
    task = front.start(poller.poll)
    await front.tick()
    assert not task.done
    os.write(writer, b"1")
    await task.wait()
    assert task.result == [(reader, zmq.POLLIN)]
    poller.modify(reader, 0)
    poller.register(writer, zmq.POLLOUT)
    assert await poller.poll() == [(writer, zmq.POLLOUT)]
    os.close(reader)
    os.close(writer)


async def test_time_limits(front: Frontend, pair: MakePair) -> None:
    _, b = pair()
    poller = front.Poller()
    assert await poller.poll(1) == []
    poller.register(b, zmq.POLLIN)
    assert await poller.poll(0) == []
    assert await poller.poll(10) == []


async def test_cancelling(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    poller = front.Poller()
    poller.register(b, zmq.POLLIN)
    task = front.start(poller.poll)
    await front.tick()
    task.cancel()
    await task.wait()
    assert task.cancelled
    assert b._waiters.idle
    await a.send(b"1")
    assert await poller.poll(60_000) == [(b, zmq.POLLIN)]


async def test_what_somebody_else_takes_is_not_reported(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    poller = front.Poller()
    poller.register(b, zmq.POLLIN)
    polling = front.start(poller.poll)
    await front.tick()
    receiving = front.start(b.recv)
    await front.tick()
    await a.send(b"1")
    await receiving.wait()
    assert receiving.result == b"1"
    await a.send(b"2")
    await polling.wait()
    assert polling.result == [(b, zmq.POLLIN)]


async def test_closed_sockets(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PULL)
    poller = front.Poller()
    poller.register(socket, zmq.POLLIN)
    task = front.start(poller.poll)
    await front.tick()
    socket.close()
    await task.wait()
    with pytest.raises(zmq.ZMQError):
        _ = task.result
    with pytest.raises(zmq.ZMQError):
        await poller.poll()
