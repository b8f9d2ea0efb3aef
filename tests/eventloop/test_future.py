"""Futures for tornado, where they differ from those of asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from tornado import gen
from tornado.ioloop import IOLoop

import zmq
from conftest import MakeSocket
from eventloop.conftest import rounds
from zmq.eventloop import future


@pytest.fixture
def context() -> Generator[Any, None, None]:
    ctx = future.Context()
    yield ctx
    ctx.destroy(linger=0)


@pytest.fixture
def puller(socket: MakeSocket) -> Any:
    puller = socket(zmq.PULL)
    puller.bind("inproc://puller")
    return puller


@pytest.fixture
def pusher(socket: MakeSocket, puller: Any) -> Any:
    pusher = socket(zmq.PUSH)
    pusher.connect("inproc://puller")
    return pusher


@gen.coroutine
def receive(socket: Any) -> Generator[Any, Any, Any]:
    try:
        return (yield socket.recv())
    except future.CancelledError:
        return "cancelled"


async def test_generators_receive(pusher: Any, puller: Any) -> None:
    waiting = receive(puller)
    await pusher.send(b"1")
    await pusher.send(b"2")
    assert await waiting == b"1"
    assert await receive(puller) == b"2"


async def test_generators_hear_of_a_socket_that_is_closed(puller: Any) -> None:
    waiting = receive(puller)
    puller.close()
    assert await waiting == "cancelled"


async def test_a_future_that_is_cancelled(puller: Any) -> None:
    received = puller.recv()
    assert received.cancel()
    assert received.cancelled()
    with pytest.raises(future.CancelledError):
        received.result()
    with pytest.raises(future.CancelledError):
        await received


async def test_a_task_that_is_cancelled(puller: Any) -> None:
    async def wait() -> Any:
        try:
            return await puller.recv()
        except Exception as error:
            return error

    task = asyncio.ensure_future(wait())
    await rounds(1)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_asyncio_timeouts(puller: Any) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await puller.recv()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(puller.recv(), 0.001)


@pytest.fixture
def current_loop() -> Iterator[None]:
    """What Tornado wants to find."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


@pytest.mark.usefixtures("current_loop")
def test_a_loop_that_does_not_run_yet(pusher: Any, puller: Any) -> None:
    loop = IOLoop()
    received = puller.recv()
    sent = pusher.send(b"early")

    async def main() -> Any:
        await sent
        return await received

    assert loop.run_sync(main) == b"early"
    loop.close()


def test_arguments_for_a_loop_are_deprecated() -> None:
    with pytest.warns(DeprecationWarning, match="the current loop"):
        context = future.Context(io_loop=3)
    with pytest.warns(DeprecationWarning, match="the current loop"):
        context.socket(zmq.PULL, io_loop=3).close()
    context.term()


def test_sockets_take_keywords(context: Any) -> None:
    with context.socket(zmq.PULL, copy_threshold=3) as socket:
        assert socket.copy_threshold == 3


def test_names_and_kinds(context: Any, puller: Any) -> None:
    assert repr(context).startswith("<zmq.eventloop.future.Context(")
    assert repr(puller).startswith("<zmq.eventloop.future.Socket(zmq.PULL)")
    assert future.Context.instance() is not zmq.Context.instance()
