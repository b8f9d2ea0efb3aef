"""poll() of many registered sockets of which one, the last, is ready."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from bench.goals import Row
from bench.registry import workload
from bench.run import Run

FEW, SOME, MANY = 10, 100, 1000


@workload("100 sockets registered, one ready", Row(unit="µs", at_least=5))
def sockets_100(run: Run) -> None:
    poller = _poller(run, SOME)
    with run.clock:
        _poll(poller, run.loops)


@workload("1000 sockets registered, one ready", Row(unit="µs", at_least=10))
def sockets_1000(run: Run) -> None:
    poller = _poller(run, MANY)
    with run.clock:
        _poll(poller, run.loops)


@workload("cost of each idle socket", Row(measure="idle", aim_at_most=20))
def idle_socket(run: Run) -> None:
    pollers = _poller(run, FEW), _poller(run, MANY)
    with run.clock:
        few, many = (_poll(poller, run.loops) for poller in pollers)
    run.record(idle=(many - few) / run.loops / (MANY - FEW) * 1e9)


def _poller(run: Run, count: int) -> Any:
    run.allow_sockets(MANY + 2 * FEW)
    poller = run.zmq.Poller()
    for _ in range(count - 1):
        poller.register(run.socket("PULL"), run.zmq.POLLIN)
    push, ready = run.pair("inproc", "PULL", "PUSH")
    poller.register(ready, run.zmq.POLLIN)
    push.send(b"ready")
    return poller


def _poll(poller: Any, loops: int) -> float:
    poll, start = poller.poll, perf_counter()
    for _ in range(loops):
        poll(1000)
    return perf_counter() - start
