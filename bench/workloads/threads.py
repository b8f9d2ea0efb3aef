"""One thread sends, another receives, over inproc."""

from __future__ import annotations

from threading import Thread

from bench.goals import Row
from bench.many import receive_all, send_all
from bench.registry import workload
from bench.run import Run


@workload("send in one, recv in the other, 16 B", Row(at_least=3, aim=5))
def inproc(run: Run) -> None:
    push, pull = run.pair("inproc", "PULL", "PUSH")
    body = bytes(16)

    def sending() -> None:
        for _ in range(run.loops + 1):
            push.send(body)

    sender = Thread(target=sending)
    sender.start()
    pull.recv()
    with run.clock:
        for _ in range(run.loops):
            pull.recv()
    sender.join()


@workload("the same, send_many and recv_many")
def inproc_many(run: Run) -> None:
    push, pull = run.pair("inproc", "PULL", "PUSH")
    sender = Thread(target=send_all, args=(push, bytes(16), run.loops + 1))
    sender.start()
    pull.recv()
    with run.clock:
        receive_all(pull, run.loops)
    sender.join()
