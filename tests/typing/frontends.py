"""What type checkers make of sockets that wait; checked with all else, never run."""

from __future__ import annotations

from asyncio import Future
from typing import Any, assert_type

import zmq
import zmq.anyio
import zmq.asyncio
import zmq.eventloop.future
from zmq.utils.monitor import Connection, Monitor, MonitorEvent


def plain_sockets(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    socket = context.socket(zmq.XPUB)
    assert_type(socket.watch(), Monitor)
    assert_type(socket.connections(), list[Connection])
    assert_type(socket.wait_connected(2, timeout=100), list[Connection])
    socket.wait_subscribed(b"topic", n=2, timeout=100)
    for event in socket.watch():
        assert_type(event, MonitorEvent)


async def asyncio_sockets(context: zmq.asyncio.Context) -> None:
    socket = context.socket(zmq.PAIR)
    assert_type(socket, zmq.asyncio.Socket)
    assert_type(socket.recv(), Future[bytes])
    assert_type(await socket.recv(), bytes)
    assert_type(await socket.recv(copy=False), zmq.Frame)
    assert_type(await socket.recv_multipart(), list[bytes])
    assert_type(await socket.recv_multipart(copy=False), list[zmq.Frame])
    assert_type(await socket.recv_many(5), list[Any])
    assert_type(await socket.recv_into(bytearray(5)), int)
    assert_type(await socket.recv_string(), str)
    assert_type(await socket.recv_serialized(len), int)
    assert_type(await socket.send(b""), zmq.MessageTracker | None)
    assert_type(await socket.send(b"", copy=False, track=True), zmq.MessageTracker)
    assert_type(await socket.send_many([b"", [b"", b""]]), int)
    assert_type(await socket.poll(), int)
    assert_type(await socket.wait_connected(2, timeout=100), list[Connection])
    await socket.wait_subscribed("topic", timeout=100)
    async for event in socket.watch():
        assert_type(event, MonitorEvent)
    await (await socket.send(b"", copy=False, track=True))
    async for message in socket:
        assert_type(message, list[bytes])


async def tornado_sockets(context: zmq.eventloop.future.Context) -> None:
    socket = context.socket(zmq.PAIR)
    assert_type(socket.recv(), Future[bytes])


async def anyio_sockets(context: zmq.anyio.Context) -> None:
    async with context.socket(zmq.PAIR) as socket:
        assert_type(await socket.recv(), bytes)
        assert_type(await socket.recv(copy=False), zmq.Frame)
        assert_type(await socket.recv_string(), str)
        assert_type(await socket.send(b"", copy=False, track=True), zmq.MessageTracker)
        assert_type(await socket.poll(), int)
        assert_type(await socket.wait_connected(), list[Connection])
        async for message in socket:
            assert_type(message, list[bytes])
