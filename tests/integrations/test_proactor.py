"""Loops that watch no descriptors, as Windows' proactor: the thread that does so for them."""

from __future__ import annotations

import asyncio
import gc
import threading

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
