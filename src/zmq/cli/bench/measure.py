"""One measurement: throughput or round trips, for a transport, an API and a size."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from zmq.cli.bench import peer
from zmq.cli.bench.loads import LOADS, Sync
from zmq.constants import SocketType
from zmq.sugar import Context

_PATIENCE = 10_000  # ms for a peer to start
_WARM_UP = 0.2  # of the time that is measured

_serial = count()


@dataclass(frozen=True)
class Case:
    transport: str
    api: str
    size: int

    @property
    def has_round_trips(self) -> bool:
        return LOADS[self.api].ask is not None


@dataclass(frozen=True)
class Result:
    """What was measured for a case; times in seconds."""

    case: Case
    rate: float
    median: float | None = None
    late: float | None = None  # one of a hundred takes longer

    @property
    def bandwidth(self) -> float:
        return self.rate * self.case.size


def measure(case: Case, seconds: float) -> Result:
    """Measure for so long, each of the two."""
    rate = _throughput(case, seconds)
    if not case.has_round_trips:
        return Result(case, rate)
    times = _round_trips(case, seconds)
    return Result(case, rate, statistics.median(times), _quantile(times, 0.99))


def _throughput(case: Case, seconds: float) -> float:
    drain = LOADS[case.api].drain
    with _with_peer(case, SocketType.PULL, "flood") as socket:
        socket.recv()
        drain(socket, seconds * _WARM_UP)
        began = time.perf_counter()
        received = drain(socket, seconds)
        return received / (time.perf_counter() - began)


def _round_trips(case: Case, seconds: float) -> list[float]:
    ask = LOADS[case.api].ask
    assert ask is not None
    with _with_peer(case, SocketType.REQ, "echo") as socket:
        ask(socket, case.size, seconds * _WARM_UP)
        return ask(socket, case.size, seconds)


@contextmanager
def _with_peer(case: Case, kind: SocketType, role: str) -> Iterator[Sync]:
    """A bound socket, and at its other end a peer in a role."""
    with TemporaryDirectory() as folder, _bound(case, kind, Path(folder)) as (context, socket):
        endpoint = socket.last_endpoint.decode()
        if case.transport != "inproc":
            with peer.process(role, case.api, endpoint, case.size):
                yield socket
            return
        thread = peer.thread(context, role, case.api, endpoint, case.size)
        yield socket
        socket.close(linger=0)
        context.term()
        thread.join()


@contextmanager
def _bound(case: Case, kind: SocketType, folder: Path) -> Iterator[tuple[Context[Any], Sync]]:
    endpoints = {
        "tcp": "tcp://127.0.0.1:*",
        "ipc": f"ipc://{folder / 'bench'}",
        "inproc": f"inproc://bench-{next(_serial)}",
    }
    context = Context()
    socket = context.socket(kind)
    try:
        socket.rcvtimeo = socket.sndtimeo = _PATIENCE
        socket.bind(endpoints[case.transport])
        yield context, socket
    finally:
        context.destroy(linger=0)


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[math.ceil(share * (len(values) - 1))]
