"""The gevent front-end, both ends in one hub over tcp."""

from __future__ import annotations

from bench.goals import Row
from bench.registry import workload
from bench.run import Run


@workload("push/pull over tcp", Row(unit="µs", at_least=3))
def push_pull(run: Run) -> None:
    gevent = run.library("gevent")
    push, pull = run.pair("tcp", "PULL", "PUSH", "green")
    body = bytes(16)

    def pushing() -> None:
        for _ in range(run.loops):
            push.send(body)

    def pulling() -> None:
        for _ in range(run.loops):
            pull.recv()

    push.send(body)
    pull.recv()
    with run.clock:
        gevent.joinall([gevent.spawn(pushing), gevent.spawn(pulling)], raise_error=True)
