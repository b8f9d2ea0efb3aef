"""Make every kind of call, round after round, for a tool that watches memory (`make test-memory`).

pytest and hypothesis would take ten times as long there. What the calls bring about is what the
tests look at; here only what memory they touch and leave behind matters.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import zmq
from zmq import backend

sys.path.insert(0, str(Path(__file__).parents[1]))

from forwarding import joined, pipeline, steering
from waiting import Running, in_thread

ROUNDS = 12
BIG = 100_000  # beyond copy_threshold
SHORT = 0.01
REFUSALS = (
    AttributeError,
    BufferError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    zmq.ZMQError,
)

Pair = tuple[Any, Any]
Call = Callable[[], object]


@contextmanager
def pair(
    kinds: tuple[int, int] = (zmq.PAIR, zmq.PAIR), endpoint: str = "inproc://x"
) -> Iterator[Pair]:
    """Two connected sockets in a context of their own."""
    with zmq.Context() as context, context.socket(kinds[0]) as a, context.socket(kinds[1]) as b:
        context.linger = a.linger = b.linger = 0
        a.bind(endpoint)
        b.connect(a.last_endpoint)
        yield a, b


def refused(*calls: Call) -> None:
    """Make calls that raise."""
    for call in calls:
        try:
            call()
        except REFUSALS:
            continue
        raise AssertionError("a call that had to fail did not")


def frames() -> None:
    for size in (0, 5, 200, BIG):
        for data in (bytes(size), bytearray(size), memoryview(bytes(size))):
            for copy in (True, False):
                frame = zmq.Frame(data, copy=copy, track=not copy)
                len(frame), frame.bytes, frame.buffer.nbytes, bytes(memoryview(frame))
                frame.get(zmq.MORE), repr(frame), str(frame), frame.__copy__().bytes
    refused(
        lambda: zmq.Frame("text"),
        lambda: zmq.Frame(memoryview(bytes(4))[::2], copy=False),
        lambda: frame.get("no-such-property"),
        lambda: frame.get(-5),
        lambda: frame.set(-5, 1),
        lambda: frame.set("group", "without drafts, or" + "far too long" * 99),
        lambda: frame.no_such_attribute,
    )


def outlive_the_frame() -> None:
    with pair(endpoint="tcp://127.0.0.1:*") as (a, b):
        a.send(bytes(BIG))
        view = b.recv(copy=False).buffer
    gc.collect()
    assert view[BIG - 1] == 0


def single(a: Any, b: Any) -> None:
    for size in (0, 5, 200, BIG):
        a.send(bytes(size))
        b.recv()
        a.send(zmq.Frame(bytes(size)))
        frame = b.recv(copy=False)
        a.send(frame, copy=False)
        b.recv(), frame.bytes
        with suppress(zmq.ZMQError):
            frame.get("Socket-Type")  # only tcp tells
        tracker = a.send(bytearray(size), copy=False, track=True)
        refused(lambda: b.recv_into(memoryview(b"read-only")))
        target = bytearray(size)
        b.recv_into(target)
        tracker.wait(30)
        zmq.MessageTracker(tracker, tracker).wait(SHORT)
    refused(lambda: a.send("text"), lambda: b.recv(zmq.DONTWAIT))


def multipart(a: Any, b: Any) -> None:
    for count in (1, 2, 9, 70):
        parts = [bytes(number * 300) for number in range(count)]
        a.send_multipart(parts)
        b.recv_multipart()
        tracker = a.send_multipart(parts, copy=False, track=True)
        a.send_multipart(b.recv_multipart(copy=False), copy=False)
        b.recv_multipart()
        tracker.wait(30)
        a.send_multipart(parts)
        b.recv()
        while b.rcvmore:
            b.recv()
    refused(
        lambda: a.send_multipart([b"one", bytes(BIG), "text"], copy=False, track=True),
        lambda: a.send_multipart([b"one", memoryview(bytes(4))[::2]]),
        lambda: a.send_multipart([]),
        lambda: b.recv_multipart(zmq.DONTWAIT, copy=False),
    )


def many_and_trying(a: Any, b: Any) -> None:
    a.send_many([b"one", [b"two", bytes(BIG)], zmq.Frame(b"three")])
    b.recv_many(2)
    a.send_many([bytes(BIG), [b"two", bytes(BIG)]], copy=False)
    b.recv_many(multipart=True, copy=False)
    refused(lambda: a.send_many([b"one", "text", b"three"]))
    b.try_recv(), b.try_recv_multipart()
    a.try_send(b"one"), a.try_send_multipart([b"one", bytes(BIG)], copy=False)
    b.recv(copy=False), b.recv_multipart(copy=False), b.try_recv(copy=False)


def serialized(a: Any, b: Any) -> None:
    a.send_json({"a": [1]}), b.recv_json()
    a.send_pyobj({"a": [1]}), b.recv_pyobj()
    a.send_string("one"), b.recv_string()


def options(a: Any, b: Any) -> None:
    for option in zmq.SocketOption:
        with suppress(zmq.ZMQError):
            a.get(option)
        for value in (0, b"x" * 300):
            with suppress(zmq.ZMQError, TypeError), a.context.socket(zmq.DEALER) as other:
                other.set(option, value)
    for limit in zmq.ContextOption:
        with suppress(zmq.ZMQError):
            a.context.get(limit)
    refused(
        lambda: a.set(zmq.LINGER, b"text"),
        lambda: a.bind("nonsense"),
        lambda: a.connect("tcp://no port"),
        lambda: a.unbind("tcp://127.0.0.1:1"),
        lambda: a.bind("ipc://" + "far/too/long" * 20),
        lambda: a.bind(5),
        lambda: a.join("group"),
        lambda: backend.Socket(None, 99),
    )


def polling(a: Any, b: Any) -> None:
    poller = zmq.Poller()
    poller.register(a)
    poller.register(b)
    poller.poll(0), a.poll(0), zmq.select([a], [b], [], SHORT)
    backend.zmq_poll([(a, zmq.POLLIN)] * 40, 1)
    watch = backend.Watch(b)
    watch.want = zmq.POLLIN
    shadow: Any = zmq.Socket.shadow(b.underlying)
    a.send(b"one"), poller.poll(1000), shadow.recv()
    watch.mute()
    watch.calm()
    watch.filenos()
    waiting = in_thread(lambda: poller.poll(30_000) and b.recv())
    a.send(b"one"), waiting.result()
    watch.close()
    watch.close()


def monitored(a: Any, b: Any) -> None:
    with closing(a.get_monitor_socket()) as monitor:
        a.bind("tcp://127.0.0.1:*")
        monitor.recv_multipart(copy=False)
        a.disable_monitor()


def steered() -> None:
    with joined() as here:
        pusher, puller = pipeline(here)
        captured = here.add("capture", zmq.PUSH, zmq.PULL)
        steering(here)
        here.run(zmq.proxy_steerable, "front", "back", "capture", "control")
        for parts in ([b"one"], [b"one", bytes(BIG), b"three"] * 9):
            pusher.send_multipart(parts)
            puller.recv_multipart(), captured.recv_multipart()
        for command in (b"PAUSE", b"STATISTICS", b"RESUME", b"nonsense", b"TERMINATE"):
            here.order(command)


def ended_while_forwarding() -> None:
    with joined() as here:
        one = here.add("one", zmq.PAIR, zmq.PAIR)
        here.add("other", zmq.PAIR, zmq.PAIR)
        here.add("monitor", zmq.PUSH, zmq.PULL)
        here.run(backend.monitored_queue, "one", "other", "monitor", in_prefix=b"x" * 100)
        for _ in range(3):
            one.send_multipart([b"one", bytes(BIG)])
            here.outside["monitor"].recv_multipart()


def sharing() -> None:
    """Eight threads on one pair, of which four send what four receive."""

    def send(number: int) -> None:
        for serial in range(40):
            a.send_multipart([b"x" * (number * serial), bytes(BIG * (serial % 2))], copy=False)

    def receive() -> None:
        for _ in range(40):
            bytes(b.recv_multipart(copy=False)[-1])

    with pair(endpoint="tcp://127.0.0.1:*") as (a, b):
        threads: list[Running[None]] = [in_thread(send, number) for number in range(4)]
        threads += [in_thread(receive) for _ in range(4)]
        for thread in threads:
            thread.result()


def interrupted_sleeps() -> None:
    """Sockets and contexts that end while others sleep on them."""
    with pair() as (a, b):
        asleep = [in_thread(call).until_blocked() for call in (a.recv, b.recv_multipart, b.poll)]
        a.close()
        asleep[0].error()
        b.context.destroy()
        asleep[1].error(), asleep[2].error()
        refused(a.recv, lambda: a.send(b""), lambda: a.get(zmq.TYPE), lambda: a.linger)


def unsent_at_the_end() -> None:
    """Messages that nobody has received when their context ends."""
    with pair((zmq.PUSH, zmq.PULL)) as (a, _):
        tracker = a.send_multipart([bytes(BIG), b"", bytes(BIG)], copy=False, track=True)
        a.send(bytes(BIG), zmq.SNDMORE, copy=False)
    tracker.wait(30)


def functions() -> None:
    with suppress(zmq.ZMQError):
        public, secret = backend.curve_keypair()
        assert backend.curve_public(secret) == public
    refused(lambda: backend.curve_public(b"short"), lambda: zmq.Socket.shadow("text"))
    backend.strerror(zmq.EAGAIN), backend.has("curve"), backend.zmq_version_info()


ALONE: list[Call] = [
    frames,
    outlive_the_frame,
    steered,
    ended_while_forwarding,
    sharing,
    interrupted_sleeps,
    unsent_at_the_end,
    functions,
]
ON_A_PAIR: list[Callable[[Any, Any], object]] = [
    single,
    multipart,
    many_and_trying,
    serialized,
    options,
    polling,
    monitored,
]


def exercise() -> None:
    for call in ALONE:
        call()
    for step in ON_A_PAIR:
        for endpoint in ("inproc://x", "tcp://127.0.0.1:*"):
            with pair(endpoint=endpoint) as ends:
                step(*ends)
    gc.collect()


if __name__ == "__main__":
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS):
        exercise()
