"""Options of a socket as attributes."""

from __future__ import annotations

from bench.goals import Row
from bench.registry import workload
from bench.run import Run


@workload("read an option as an attribute", Row(at_least=3))
def read(run: Run) -> None:
    socket = run.socket("PAIR")
    with run.clock:
        for _ in range(run.loops):
            socket.linger  # noqa: B018


@workload("write an option as an attribute", Row(at_least=4))
def write(run: Run) -> None:
    socket = run.socket("PAIR")
    with run.clock:
        for _ in range(run.loops):
            socket.linger = 0
