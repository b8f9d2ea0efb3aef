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
    assert_type(socket.recv(0, False), zmq.Frame)
    assert_type(socket.recv_multipart(0, False), list[zmq.Frame])
    assert_type(socket.try_recv(False), zmq.Frame | None)
    assert_type(socket.recv_many(5, multipart=True), list[list[bytes]])


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


async def parts_from_asyncio(socket: zmq.asyncio.Socket, copy: bool) -> None:
    assert_type(await socket.recv(0, False), zmq.Frame)
    assert_type(await socket.recv(copy=copy), bytes | zmq.Frame)
    assert_type(await socket.recv_multipart(0, False), list[zmq.Frame])
    assert_type(await socket.recv_multipart(copy=copy), list[bytes] | list[zmq.Frame])
    assert_type(await socket.recv_many(5, multipart=True), list[list[bytes]])
    assert_type(await socket.send_multipart([b""]), zmq.MessageTracker | None)
    assert_type(await socket.send_multipart([b""], copy=False, track=True), zmq.MessageTracker)


def tries_on_asyncio(socket: zmq.asyncio.Socket, copy: bool) -> None:
    assert_type(socket.try_recv(), bytes | None)
    assert_type(socket.try_recv(False), zmq.Frame | None)
    assert_type(socket.try_recv(copy=copy), bytes | zmq.Frame | None)
    assert_type(socket.try_recv_multipart(), list[bytes] | None)
    assert_type(socket.try_recv_multipart(copy=False), list[zmq.Frame] | None)
    assert_type(socket.try_recv_multipart(copy), list[bytes] | list[zmq.Frame] | None)
    assert_type(socket.try_send(b""), bool)
    assert_type(socket.try_send_multipart([b""]), bool)


async def tornado_sockets(context: zmq.eventloop.future.Context) -> None:
    socket = context.socket(zmq.PAIR)
    assert_type(socket, zmq.eventloop.future.Socket)
    assert_type(socket.recv(), Future[bytes])
    assert_type(socket.recv(0, False), Future[zmq.Frame])
    assert_type(socket.recv_multipart(0, False), Future[list[zmq.Frame]])
    assert_type(socket.recv_many(multipart=True), Future[list[list[bytes]]])
    assert_type(socket.try_recv(), bytes | None)
    assert_type(socket.try_recv(False), zmq.Frame | None)
    assert_type(socket.try_recv_multipart(False), list[zmq.Frame] | None)
    assert_type(socket.send_multipart([b""]), Future[zmq.MessageTracker | None])
    assert_type(socket.send_multipart([b""], copy=False, track=True), Future[zmq.MessageTracker])


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


async def parts_from_anyio(socket: zmq.anyio.Socket, copy: bool) -> None:
    assert_type(await socket.recv(0, False), zmq.Frame)
    assert_type(await socket.recv(copy=copy), bytes | zmq.Frame)
    assert_type(await socket.recv_multipart(0, False), list[zmq.Frame])
    assert_type(await socket.recv_multipart(copy=copy), list[bytes] | list[zmq.Frame])
    assert_type(await socket.recv_many(5), list[Any])
    assert_type(await socket.recv_many(5, multipart=True), list[list[bytes]])
    assert_type(await socket.send_multipart([b""]), zmq.MessageTracker | None)
    assert_type(await socket.send_multipart([b""], copy=False, track=True), zmq.MessageTracker)
    assert_type(socket.try_recv(), bytes | None)
    assert_type(socket.try_recv(False), zmq.Frame | None)
    assert_type(socket.try_recv_multipart(False), list[zmq.Frame] | None)
