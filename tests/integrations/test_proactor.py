"""Loops that watch no descriptors, as Windows' proactor: the thread that does so for them."""

from __future__ import annotations

import asyncio
import gc
import os
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conftest import MakePair
from integrations.frontends import Frontend, Proactor
from zmq import _loops

PATIENCE = 30


@pytest.fixture
def front() -> Frontend:
    return Proactor()


def watching_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "zmq-asyncio-descriptors"]


def test_the_thread_ends_with_its_loop(pair: MakePair) -> None:
    a, b = pair()
    before = watching_threads()
    threads: list[threading.Thread] = []

    async def receive() -> None:
        received = b.recv()
        await asyncio.sleep(0)
        threads.extend(each for each in watching_threads() if each not in before)
        await a.send(b"1")
        assert await received == b"1"

    loop = Proactor.loop_factory()
    loop.run_until_complete(receive())
    (thread,) = threads
    loop.close()
    del loop
    gc.collect()
    thread.join(PATIENCE)
    assert not thread.is_alive()


async def test_many_descriptors(
    front: Frontend, pair: MakePair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_loops, "AT_ONCE", 2)
    pairs = [pair() for _ in range(5)]
    tasks = [front.start(b.recv) for _, b in pairs]
    await front.tick()
    for (a, _), task in zip(pairs, tasks, strict=True):
        await a.send(b"1")
        await task.wait()
        assert task.result == b"1"


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


async def rings(watch: Callable[[Any], Any], then: Callable[[], Any]) -> None:
    """Return once what is watched has rung after something was done."""
    rung = asyncio.Event()
    watch(rung.set)
    then()
    async with asyncio.timeout(PATIENCE):
        await rung.wait()


async def test_a_descriptor_beyond_those_that_select_takes(
    front: Frontend, sockets: tuple[socket.socket, socket.socket]
) -> None:
    resource = pytest.importorskip("resource", reason="Windows' select takes all")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(2000, limits[0]), limits[1]))
    high = os.dup2(sockets[0].fileno(), 1999)
    try:
        loop = _loops.watching(asyncio.get_running_loop())
        await rings(lambda ring: loop.add_reader(high, ring), lambda: sockets[1].send(b"!"))
        loop.remove_reader(high)
    finally:
        os.close(high)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize("selector", [_loops._Selector, selectors.SelectSelector])
async def test_a_descriptor_that_is_closed_rings(
    front: Frontend,
    sockets: tuple[socket.socket, socket.socket],
    monkeypatch: pytest.MonkeyPatch,
    selector: type[selectors.BaseSelector],
) -> None:
    monkeypatch.setattr(_loops, "_Selector", selector)
    loop = _loops.watching(asyncio.get_running_loop())
    closed = sockets[0].fileno()

    def close() -> None:
        sockets[0].close()
        loop.add_reader(sockets[1].fileno(), lambda: None)  # it looks anew

    await rings(lambda ring: loop.add_reader(closed, ring), close)
    loop.remove_reader(closed)
    loop.remove_reader(sockets[1].fileno())


async def test_waking_the_thread_too_often_does_not_hinder(
    front: Frontend, sockets: tuple[socket.socket, socket.socket]
) -> None:
    loop = _loops.watching(asyncio.get_running_loop())
    loop.add_reader(sockets[0].fileno(), lambda: None)
    with loop._lock:  # which the thread wants before it looks at anything
        for _ in range(10_000):
            loop._wake()
    loop.remove_reader(sockets[0].fileno())
    await rings(
        lambda ring: loop.add_reader(sockets[0].fileno(), ring), lambda: sockets[1].send(b"!")
    )
    loop.remove_reader(sockets[0].fileno())
