"""Many messages the fastest way a socket offers: in one call, or else the loop one writes."""

from __future__ import annotations

from typing import Any

BATCH = 100


def send_all(socket: Any, message: Any, count: int) -> None:
    send_many = getattr(socket, "send_many", None)
    if send_many is None:
        send = socket.send
        for _ in range(count):
            send(message)
        return
    batch = [message] * BATCH
    for _ in range(count // BATCH):
        send_many(batch)
    if count % BATCH:
        send_many(batch[: count % BATCH])


def receive_all(socket: Any, count: int) -> None:
    recv_many = getattr(socket, "recv_many", None)
    if recv_many is None:
        recv = socket.recv
        for _ in range(count):
            recv()
        return
    while count:
        count -= len(recv_many(min(count, BATCH)))


async def receive_all_async(socket: Any, count: int) -> None:
    recv_many = getattr(socket, "recv_many", None)
    if recv_many is None:
        for _ in range(count):
            await socket.recv()
        return
    while count:
        count -= len(await recv_many(min(count, BATCH)))
