"""A request of 16 B and its reply, one at a time."""

from __future__ import annotations

from threading import Thread
from typing import Any

from bench.goals import LEVEL, Row
from bench.registry import workload
from bench.run import Run

LATENCY = Row(unit="µs", at_least=LEVEL, aim_of_c=1 / 1.1)


def replier(run: Run, endpoint: str) -> None:
    socket = run.socket("REP")
    socket.connect(endpoint)
    reply(socket, run.loops + 1)


def reply(rep: Any, count: int) -> None:
    for _ in range(count):
        rep.send(rep.recv())


def request(run: Run, req: Any) -> None:
    """Time round trips; the first, which waits for the other side to be there, does not count."""
    body = bytes(16)
    req.send(body)
    req.recv()
    with run.clock:
        for _ in range(run.loops):
            req.send(body)
            req.recv()


@workload("req/rep between two processes", LATENCY)
def tcp(run: Run) -> None:
    req = run.socket("REQ")
    run.peer(replier, endpoint=run.bind(req, "tcp"))
    request(run, req)


@workload("req/rep between two processes, on one processor", LATENCY)
def tcp_pinned(run: Run) -> None:
    """The same without the time that an idle processor takes to wake up."""
    run.stay_on_one_processor()
    tcp(run)


@workload("req/rep between two threads", LATENCY)
def inproc(run: Run) -> None:
    req, rep = run.pair("inproc", "REP", "REQ")
    replying = Thread(target=reply, args=(rep, run.loops + 1))
    replying.start()
    request(run, req)
    replying.join()


@workload("req/rep between two threads, on one processor", LATENCY)
def inproc_pinned(run: Run) -> None:
    run.stay_on_one_processor()
    inproc(run)
