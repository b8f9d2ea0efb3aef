"""Sockets and contexts: made, shared, closed, used in one loop after another."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import zmq
from conftest import MakePair, MakeSocket
from integrations.frontends import Frontend


async def test_closing_ends_what_is_pending(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.try_send(b"filling"):
        pass
    receiver = b.context.socket(zmq.PULL)
    tasks = [front.start(each) for each in (receiver.recv, receiver.recv_json, receiver.poll)]
    tasks.append(front.start(a.send, b"never"))
    await front.tick()
    await front.tick()
    receiver.close()
    a.close()
    for task in tasks:
        await task.wait()
        if not task.cancelled:
            with pytest.raises(zmq.ZMQError):
                _ = task.result


async def test_closed_sockets_refuse(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PAIR)
    socket.close()
    for operation in (socket.recv, socket.recv_multipart, socket.recv_json, socket.recv_many):
        with pytest.raises(zmq.ZMQError) as failure:
            await operation()
        assert failure.value.errno == zmq.ENOTSOCK
    with pytest.raises(zmq.ZMQError) as failure:
        await socket.send(b"")
    assert failure.value.errno == zmq.ENOTSOCK
    with pytest.raises(zmq.ZMQError) as failure:
        await socket.poll()
    assert failure.value.errno == zmq.ENOTSUP


def test_one_loop_after_another(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")

    async def exchange() -> None:
        left_behind = front.start(b.poll, None, zmq.POLLERR)
        task = front.start(b.recv)
        await front.tick()
        await a.send(b"1")
        await task.wait()
        assert task.result == b"1"
        await front.tick()
        assert not left_behind.done

    for _ in range(3):
        front.run(exchange)


def test_sockets_made_and_closed_outside_a_loop(front: Frontend) -> None:
    context = front.Context()
    socket = context.socket(zmq.PULL)
    socket.bind("inproc://outside")

    async def wait() -> None:
        with pytest.raises(TimeoutError):
            async with front.within(0.001):
                await socket.recv()

    front.run(wait)
    socket.close()
    context.term()


async def test_descriptors_are_given_back(front: Frontend) -> None:
    def descriptors() -> set[Path]:
        return set(Path("/proc/self/fd").iterdir())

    async def use() -> None:
        with front.Context() as context:
            a, b = context.socket(zmq.PUSH), context.socket(zmq.PULL)
            b.bind("inproc://descriptors")
            a.connect("inproc://descriptors")
            task = front.start(b.recv)
            await front.tick()
            await a.send(b"1")
            await task.wait()
            a.close()
            b.close()

    for _ in range(5):  # as often as below: descriptors that were needed at once are kept as spares
        await use()
    await front.tick()
    before = len(descriptors())
    for _ in range(5):
        await use()
    while len(descriptors()) > before:
        gc.collect()
        await front.tick()


async def test_a_socket_that_is_dropped_is_closed(front: Frontend, context: Any) -> None:
    a, b = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    b.bind("inproc://dropped")
    a.connect("inproc://dropped")
    task = front.start(b.recv)
    await front.tick()
    await a.send(b"1")
    await task.wait()
    del task
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        del b
        gc.collect()
    assert [each.category for each in warned] == [ResourceWarning]
    await front.tick()
    a.close()


async def test_shadows_of_plain_sockets_and_back(front: Frontend) -> None:
    with zmq.Context() as plain:
        a, b = plain.socket(zmq.PAIR), plain.socket(zmq.PAIR)
        a.bind("inproc://shadows")
        b.connect("inproc://shadows")
        shadow = front.Socket.shadow(a)
        assert shadow.context is plain
        assert shadow.underlying == a.underlying
        b.send(b"1")
        assert await shadow.recv() == b"1"
        task = front.start(shadow.recv)
        await front.tick()
        b.send(b"2")
        await task.wait()
        assert task.result == b"2"
        back: zmq.Socket[bytes] = zmq.Socket.shadow(shadow)
        assert type(back) is zmq.Socket
        b.send(b"3")
        assert back.recv() == b"3"
        shadow.close()
        a.close()
        b.close()


async def test_contexts_of_different_flavours(front: Frontend) -> None:
    with zmq.Context() as plain:
        context = front.Context(plain)
        assert context.underlying == plain.underlying
        a = context.socket(zmq.PAIR)
        b = context.socket(zmq.PAIR, socket_class=zmq.Socket)
        c = plain.socket(zmq.PAIR, socket_class=front.Socket)
        assert (type(a), type(b), type(c)) == (front.Socket, zmq.Socket, front.Socket)
        a.bind("inproc://flavours")
        b.connect("inproc://flavours")
        b.send(b"1")
        assert await a.recv() == b"1"
        for socket in (a, b, c):
            socket.close()


async def test_the_shared_instance(front: Frontend) -> None:
    context = front.Context.instance()
    assert context is front.Context.instance()
    assert isinstance(context, front.Context)
    plain: Any = zmq.Context.instance()
    assert context is not plain
    assert context.underlying == plain.underlying
    a, b = context.socket(zmq.PAIR), plain.socket(zmq.PAIR)
    a.bind("inproc://instance")
    b.connect("inproc://instance")
    b.send(b"1")
    assert await a.recv() == b"1"
    a.close()
    b.close()
    context.term()
    assert plain.closed
    assert front.Context.instance() is not context
    zmq.Context.instance().term()


async def test_options_and_endpoints_are_plain(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PULL)
    socket.rcvhwm = 7
    assert socket.rcvhwm == socket.get(zmq.RCVHWM) == 7
    with socket.bind("inproc://plain"):
        pass
    assert repr(socket).startswith(f"<{type(socket).__module__}.Socket(zmq.PULL)")


@pytest.mark.skipif(sys.platform == "win32", reason="about descriptors that can be counted")
async def test_what_ends_gives_its_descriptors_back_at_once(
    front: Frontend, make: MakeSocket
) -> None:
    def descriptors() -> int:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208

    async def live() -> None:
        socket = make(zmq.PAIR)
        waiting = front.start(socket.recv)
        poller = front.Poller()
        poller.register(zmq.Socket.shadow(socket), zmq.POLLIN)
        assert await poller.poll(1) == []
        socket.close()
        await waiting.wait()

    await live()
    gc.collect()
    gc.disable()
    try:
        before = descriptors()
        for _ in range(20):
            await live()
        assert descriptors() < before + 20
    finally:
        gc.enable()
