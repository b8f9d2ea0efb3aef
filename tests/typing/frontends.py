"""What type checkers make of sockets that wait; checked with all else, never run."""

from __future__ import annotations

from asyncio import Future
from typing import Any, assert_type

import zmq
import zmq.anyio
import zmq.asyncio
import zmq.eventloop.future


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
        async for message in socket:
            assert_type(message, list[bytes])
