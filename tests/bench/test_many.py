"""Every message is sent and received once, whether or not a socket takes many in one call."""

from __future__ import annotations

import asyncio

import pytest
from bench.many import BATCH, receive_all, receive_all_async, send_all

COUNTS = [0, 1, BATCH, 2 * BATCH + 1]


class OneByOne:
    def __init__(self) -> None:
        self.queue: list[bytes] = []

    def send(self, message: bytes) -> None:
        self.queue.append(message)

    def recv(self) -> bytes:
        return self.queue.pop(0)


class Many(OneByOne):
    def send_many(self, messages: list[bytes]) -> int:
        self.queue += messages
        return len(messages)

    def recv_many(self, limit: int) -> list[bytes]:
        # Fewer than asked for, as when the rest has not come yet.
        taken, self.queue = self.queue[: limit // 2 + 1], self.queue[limit // 2 + 1 :]
        return taken


class AsyncMany(OneByOne):
    async def recv_many(self, limit: int) -> list[bytes]:
        return [self.queue.pop(0) for _ in range(min(limit, 7))]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("kind", [OneByOne, Many])
def test_all_pass(kind: type[OneByOne], count: int) -> None:
    socket = kind()
    send_all(socket, b"message", count)
    assert socket.queue == [b"message"] * count
    receive_all(socket, count)
    assert socket.queue == []


@pytest.mark.parametrize("count", COUNTS)
def test_all_pass_asynchronously(count: int) -> None:
    socket = AsyncMany()
    socket.queue = [b"message"] * count
    asyncio.run(receive_all_async(socket, count))
    assert socket.queue == []
