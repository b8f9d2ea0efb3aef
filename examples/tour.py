"""A tour of ØMQ: processes on this machine that talk to each other over TCP.

`make demo` takes it. Each stop is a function in the list STOPS. A function whose name ends in
`_process` runs in a process of its own and tells what it has to tell to the endpoint `report`.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import zmq
from zmq.devices import ThreadDevice

ANY_PORT = "tcp://127.0.0.1:*"
PATIENCE = 10  # seconds; whatever takes longer is a failure
WORKERS, TASKS = 3, 100
MESSAGES, ROUND_TRIPS = 300_000, 3_000

Call = tuple[Callable[..., None], *tuple[Any, ...]]
Socket = zmq.Socket[bytes]
Context = zmq.Context[Socket]


@contextmanager
def processes(context: Context, *calls: Call) -> Iterator[Socket]:
    """Run each call in a process of its own; yield the socket on which they report."""
    spawn = multiprocessing.get_context("spawn")
    with context.socket(zmq.PULL) as reports:
        report = bound(reports)
        running = [
            spawn.Process(target=function, args=(report, *arguments), daemon=True)
            for function, *arguments in calls
        ]
        for process in running:
            process.start()
        yield reports
        for process in running:
            process.join(PATIENCE)
            if process.exitcode != 0:
                raise RuntimeError(f"{process.name} ended with {process.exitcode}")


@contextmanager
def reporting(report: str) -> Iterator[tuple[Context, Socket]]:
    """A context for a new process and a socket to report on."""
    with zmq.Context() as context, context.socket(zmq.PUSH) as reports:
        reports.connect(report)
        yield context, reports


def bound(socket: Socket) -> str:
    """Bind to a free port and return the endpoint for others to connect to."""
    socket.bind(ANY_PORT)
    return socket.last_endpoint.decode()


# --- REQ/REP: a question and its answer


def server_process(report: str) -> None:
    """Answer each request in capitals; an empty one is the last."""
    with reporting(report) as (context, reports), context.socket(zmq.REP) as server:
        reports.send_string(bound(server))
        while request := server.recv():
            server.send(request.upper())
        server.send(b"")


@contextmanager
def running_server(context: Context) -> Iterator[str]:
    """A server in another process; yield its endpoint."""
    with processes(context, (server_process,)) as reports:
        endpoint = reports.recv_string()
        yield endpoint
        with client_of(context, endpoint) as client:
            ask(client, b"")


@contextmanager
def client_of(context: Context, endpoint: str) -> Iterator[Socket]:
    with context.socket(zmq.REQ) as client, client.connect(endpoint):
        yield client


def ask(client: Socket, question: bytes) -> bytes:
    client.send(question)
    return client.recv()


def request_reply(context: Context) -> str:
    with running_server(context) as endpoint, client_of(context, endpoint) as client:
        answers = [ask(client, word).decode() for word in (b"is", b"anybody", b"there?")]
    return f'a server in another process answered "{" ".join(answers)}"'


# --- PUB/SUB: news by topic


def subscriber_process(report: str, publisher: str, topic: str) -> None:
    """Count the news of one topic until the publisher says that it was the last."""
    with reporting(report) as (context, reports), context.socket(zmq.SUB) as news:
        news.connect(publisher)
        news.subscribe("end")
        news.subscribe(topic)
        received: Counter[str] = Counter()
        while (message := news.recv_multipart())[0] != b"end":
            received[message[0].decode()] += 1
        reports.send_json(received)


def wait_for_subscriptions(publisher: Socket, topics: set[bytes]) -> None:
    """An XPUB is told of each subscription, so there is no need to sleep and hope."""
    while topics:
        topics = topics - {publisher.recv()[1:]}


def publish_subscribe(context: Context) -> str:
    topics = [b"sports", b"weather"]
    with context.socket(zmq.XPUB) as publisher:
        endpoint = bound(publisher)
        calls = [(subscriber_process, endpoint, topic.decode()) for topic in topics]
        with processes(context, *calls) as reports:
            wait_for_subscriptions(publisher, set(topics))
            for number in range(10):
                for topic in (*topics, b"gossip"):
                    publisher.send_multipart([topic, b"news %d" % number])
            publisher.send_multipart([b"end", b""])
            received = sum((Counter(reports.recv_json()) for _ in topics), Counter[str]())
    counts = " and ".join(f"{count} of {topic}" for topic, count in sorted(received.items()))
    return f"two readers received {counts}, and none of the gossip"


# --- PUSH/PULL: a ventilator hands out tasks, a streamer deals them to workers, a sink collects


def ventilator_process(report: str, streamer: str) -> None:
    """Hand out the tasks, then an empty one for each worker."""
    with reporting(report) as (context, _), context.socket(zmq.PUSH) as tasks:
        tasks.connect(streamer)
        for number in range(TASKS):
            tasks.send_string(str(number))
        for _ in range(WORKERS):
            tasks.send(b"")


def worker_process(report: str, streamer: str, name: str) -> None:
    """Square numbers until an empty task comes."""
    with reporting(report) as (context, results), context.socket(zmq.PULL) as tasks:
        with tasks.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED) as arrival:
            tasks.connect(streamer)
            arrival.recv_multipart()
            tasks.disable_monitor()
        results.send_json(f"{name} is there")
        while task := tasks.recv():
            results.send_json([name, int(task) ** 2])


@contextmanager
def streamer() -> Iterator[tuple[str, str]]:
    """A device that runs in a thread until its context ends; yield its two endpoints."""
    own = zmq.Context()
    own.linger = PATIENCE * 1000
    device = ThreadDevice(zmq.STREAMER, zmq.PULL, zmq.PUSH)
    device.context_factory = lambda: own
    host = "tcp://127.0.0.1"
    ports = device.bind_in_to_random_port(host), device.bind_out_to_random_port(host)
    device.start()
    try:
        yield f"{host}:{ports[0]}", f"{host}:{ports[1]}"
    finally:
        own.term()


def pipeline(context: Context) -> str:
    with streamer() as (front, back):
        workers = [(worker_process, back, f"worker {number}") for number in range(WORKERS)]
        with processes(context, *workers) as sink:
            for _ in workers:
                sink.recv_json()
            with processes(context, (ventilator_process, front)):
                results: list[Any] = [sink.recv_json() for _ in range(TASKS)]
    shares = sorted(Counter(name for name, _ in results).values())
    total = sum(square for _, square in results)
    dealt = f"{TASKS} tasks dealt by a streamer to {WORKERS} workers {shares}"
    return f"{dealt}, the sum of squares is {total:,}"


# --- Zero-copy: the memory of an array is the message


def array_process(report: str) -> None:
    """Receive an array without copying it and report its sum."""
    with reporting(report) as (context, reports), context.socket(zmq.PULL) as arrays:
        reports.send_string(bound(arrays))
        header: Any = arrays.recv_json()
        frame = arrays.recv(copy=False)
        array = np.frombuffer(frame.buffer, dtype=header["dtype"]).reshape(header["shape"])
        reports.send_json(float(array.sum()))


def zero_copy(context: Context) -> str:
    array = np.random.default_rng(28).random((1000, 1000))
    with processes(context, (array_process,)) as reports, context.socket(zmq.PUSH) as arrays:
        arrays.connect(reports.recv_string())
        arrays.send_json({"dtype": array.dtype.str, "shape": array.shape}, zmq.SNDMORE)
        tracker = arrays.send(array.data, copy=False, track=True)
        same = reports.recv_json() == array.sum()
        tracker.wait(PATIENCE)
    if not same:
        raise RuntimeError("the array changed on its way")
    return (
        f"an array of {array.nbytes / 1e6:.0f} MB arrived; the tracker says it may be changed again"
    )


# --- asyncio: many conversations in one thread


async def converse(context: Any, endpoint: str, word: bytes) -> str:
    with context.socket(zmq.REQ) as client, client.connect(endpoint):
        await client.send(word)
        answer: bytes = await client.recv()
        return answer.decode()


async def converse_all(zmq_asyncio: Any, endpoint: str) -> list[str]:
    words = b"many talk in one thread".split()
    with zmq_asyncio.Context() as context:
        return await asyncio.gather(*(converse(context, endpoint, word) for word in words))


def in_asyncio(context: Context) -> str:
    if importlib.util.find_spec("zmq.asyncio") is None:
        return "not in this build"
    with running_server(context) as endpoint:
        answers = asyncio.run(converse_all(importlib.import_module("zmq.asyncio"), endpoint))
    return f"{len(answers)} tasks asked at once and heard {' '.join(answers)}"


# --- How fast it is here and now


def flood_process(report: str, count: int) -> None:
    """Send many small messages as fast as one thread can."""
    with reporting(report) as (_, messages):
        for _ in range(count):
            messages.send(b"sixteen bytes ok")


def throughput(context: Context) -> float:
    """Messages per second from one process to another, one at a time."""
    with processes(context, (flood_process, MESSAGES + 1)) as messages:
        messages.recv()
        start = time.perf_counter()
        for _ in range(MESSAGES):
            messages.recv()
        return MESSAGES / (time.perf_counter() - start)


def round_trip(context: Context) -> float:
    """Seconds from a question to its answer: the median."""
    times = []
    with running_server(context) as endpoint, client_of(context, endpoint) as client:
        for _ in range(ROUND_TRIPS):
            start = time.perf_counter()
            ask(client, b"sixteen bytes ok")
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def measured(context: Context) -> str:
    rate, latency = throughput(context), round_trip(context)
    return f"{rate:,.0f} messages a second, {latency * 1e6:.0f} µs a round trip (16 bytes, tcp)"


STOPS: dict[str, Callable[[Context], str]] = {
    "REQ/REP": request_reply,
    "PUB/SUB": publish_subscribe,
    "PUSH/PULL": pipeline,
    "zero-copy": zero_copy,
    "asyncio": in_asyncio,
    "measured": measured,
}


def styled(text: str, code: int) -> str:
    plain = "NO_COLOR" in os.environ or not sys.stdout.isatty()
    return text if plain else f"\033[{code}m{text}\033[0m"


def visit(context: Context, name: str) -> bool:
    """Make one stop and tell how it went."""
    try:
        sight = STOPS[name](context)
    except (zmq.ZMQError, RuntimeError) as error:
        print(f"  {styled('✗', 31)} {name:<10} {error}")
        return False
    print(f"  {styled('✓', 32)} {styled(f'{name:<10}', 1)} {sight}", flush=True)
    return True


def main() -> int:
    print(f"\nØMQ from Python {platform.python_version()}: ", end="")
    print(f"pyzmq {zmq.__version__} over libzmq {zmq.zmq_version()}\n", flush=True)
    with zmq.Context() as context:
        context.rcvtimeo = context.linger = PATIENCE * 1000
        done = all(visit(context, name) for name in STOPS)
    print()
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
