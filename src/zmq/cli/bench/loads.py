"""What the two ends of a measurement do, with each API: one is measured, the other is its peer.

Peers go on until their context is terminated or their process ends.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from zmq.asyncio import Context as AsyncContext
from zmq.asyncio import Socket as AsyncSocket
from zmq.constants import SocketType
from zmq.error import ZMQError
from zmq.sugar import Context, Socket

_STRIDE = 64  # messages between two looks at the clock
_BATCH = 256

Sync: TypeAlias = Socket[Any]
Async: TypeAlias = Any  # a socket of zmq.asyncio


class Load(NamedTuple):
    """How one API sends without end and is received from, and asks and answers."""

    flood: Callable[[Context[Any], str, int], None]
    drain: Callable[[Sync, float], int]
    echo: Callable[[Context[Any], str, int], None] | None = None
    ask: Callable[[Sync, int, float], list[float]] | None = None


def _connected(context: Context[Any], kind: SocketType, endpoint: str) -> Sync:
    socket: Sync = context.socket(kind)
    socket.linger = 0
    socket.connect(endpoint)
    return socket


def _flood(context: Context[Any], endpoint: str, size: int) -> None:
    data = bytes(size)
    with suppress(ZMQError), _connected(context, SocketType.PUSH, endpoint) as socket:
        while True:
            socket.send(data)


def _drain(socket: Sync, seconds: float) -> int:
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(_STRIDE):
            socket.recv()
        count += _STRIDE
    return count


def _flood_many(context: Context[Any], endpoint: str, size: int) -> None:
    batch = [bytes(size)] * _BATCH
    with suppress(ZMQError), _connected(context, SocketType.PUSH, endpoint) as socket:
        while True:
            socket.send_many(batch)


def _drain_many(socket: Sync, seconds: float) -> int:
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        count += len(socket.recv_many(_BATCH))
    return count


def _echo(context: Context[Any], endpoint: str, _size: int) -> None:
    with suppress(ZMQError), _connected(context, SocketType.REP, endpoint) as socket:
        while True:
            socket.send(socket.recv())


def _ask(socket: Sync, size: int, seconds: float) -> list[float]:
    data, times = bytes(size), []
    now = time.perf_counter()
    end = now + seconds
    while now < end:
        socket.send(data)
        socket.recv()
        times.append(time.perf_counter() - now)
        now = time.perf_counter()
    return times


def _in_loop(
    work: Callable[[Async, int], Coroutine[Any, Any, None]], kind: SocketType
) -> Callable[[Context[Any], str, int], None]:
    """Make a peer of a coroutine that uses a socket of asyncio's."""

    async def run(context: Context[Any], endpoint: str, size: int) -> None:
        socket = AsyncContext(context).socket(kind)
        with suppress(ZMQError), socket:
            socket.linger = 0
            socket.connect(endpoint)
            await work(socket, size)

    return lambda context, endpoint, size: asyncio.run(run(context, endpoint, size))


async def _aflood(socket: Async, size: int) -> None:
    data = bytes(size)
    while True:
        await socket.send(data)


async def _aecho(socket: Async, _size: int) -> None:
    while True:
        await socket.send(await socket.recv())


async def _adrain(socket: Async, seconds: float) -> int:
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(_STRIDE):
            await socket.recv()
        count += _STRIDE
    return count


async def _aask(socket: Async, size: int, seconds: float) -> list[float]:
    data, times = bytes(size), []
    now = time.perf_counter()
    end = now + seconds
    while now < end:
        await socket.send(data)
        await socket.recv()
        times.append(time.perf_counter() - now)
        now = time.perf_counter()
    return times


def _drain_in_loop(socket: Sync, seconds: float) -> int:
    return asyncio.run(_adrain(AsyncSocket.shadow(socket), seconds))


def _ask_in_loop(socket: Sync, size: int, seconds: float) -> list[float]:
    return asyncio.run(_aask(AsyncSocket.shadow(socket), size, seconds))


LOADS = {
    "sync": Load(_flood, _drain, _echo, _ask),
    "many": Load(_flood_many, _drain_many),
    "asyncio": Load(
        _in_loop(_aflood, SocketType.PUSH),
        _drain_in_loop,
        _in_loop(_aecho, SocketType.REP),
        _ask_in_loop,
    ),
}
