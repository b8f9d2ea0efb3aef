"""Two threads, one of which sends to the other over inproc, or each with sockets of its own."""

from __future__ import annotations

from threading import Barrier, Thread
from time import perf_counter
from typing import Any

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


@workload(
    "two threads, a pair each, send + recv, 16 B",
    Row(),
    Row(unit="%", measure="of_one", label="of the time that one thread takes"),
    step=2,
)
def pairs(run: Run) -> None:
    """With nothing in its way, two threads take half of the time for a message that one takes."""
    ends = [run.pair("inproc") for _ in range(2)]
    one = in_threads(run.loops, ends[:1])
    with run.clock:
        two = in_threads(run.loops // 2, ends)
    run.record(of_one=100 * two / one)


def in_threads(loops: int, ends: list[tuple[Any, Any]]) -> float:
    """The seconds from when all threads have begun until all have ended."""
    begin = Barrier(len(ends) + 1)

    def exchange(a: Any, b: Any) -> None:
        body = bytes(
            16
        )  # a thread's own: counting references to a shared one would be measured, too
        begin.wait()
        for _ in range(loops):
            a.send(body)
            b.recv()

    threads = [Thread(target=exchange, args=pair) for pair in ends]
    for thread in threads:
        thread.start()
    begin.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return perf_counter() - began
