"""One thread sends on one end of an inproc pair and receives on the other."""

from __future__ import annotations

from bench.goals import Row
from bench.many import BATCH, receive_all, send_all
from bench.registry import workload
from bench.run import Run


@workload("send + recv, 16 B", Row(at_least=3, aim=4))
def inproc(run: Run) -> None:
    a, b = run.pair("inproc")
    body = bytes(16)
    with run.clock:
        for _ in range(run.loops):
            a.send(body)
            b.recv()


@workload("send_many + recv_many, 16 B", Row(at_least=4.5, aim=6), step=BATCH)
def inproc_many(run: Run) -> None:
    a, b = run.pair("inproc")
    body = bytes(16)
    with run.clock:
        for _ in range(run.loops // BATCH):
            send_all(a, body, BATCH)
            receive_all(b, BATCH)


@workload("multipart, 3 x 32 B", Row(at_least=2.5, aim=4))
def multipart(run: Run) -> None:
    a, b = run.pair("inproc")
    parts = [bytes(32)] * 3
    with run.clock:
        for _ in range(run.loops):
            a.send_multipart(parts)
            b.recv_multipart()
