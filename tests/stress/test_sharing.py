"""One pair of sockets, eight threads, every kind of call: nothing lost, torn or doubled.

An ordinary run is short. With the environment variable STRESS_SECONDS each test goes on, round
after round, for so long.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, cycle, islice
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import Running, in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair

SECONDS = float(os.environ.get("STRESS_SECONDS", "0"))
PER_SENDER = 1500

pytestmark = pytest.mark.timeout(120 + 10 * SECONDS)

Message = list[bytes]
Send = Callable[[Any, list[Message]], Any]
Receive = Callable[[Any], list[Message]]


def rounds() -> Iterator[int]:
    """Count rounds: one, and then more until the time is up."""
    end = time.monotonic() + SECONDS
    for number in count():
        yield number
        if time.monotonic() >= end:
            return


# Every message tells who sent it and which one it is; all that follows can be derived from that.


def body(sender: str, serial: int) -> bytes:
    size = (0, 20, 300, 5000)[serial % 4]
    return b"%s:%d:" % (sender.encode(), serial) + bytes([serial % 256]) * size


def one_part(sender: str, serial: int) -> Message:
    return [body(sender, serial)]


def parts(sender: str, serial: int) -> Message:
    return [body(sender, serial)] * (1 + serial % 5)


def label(message: Message) -> tuple[str, int]:
    sender, serial, _ = bytes(message[0]).split(b":", 2)
    return sender.decode(), int(serial)


# Ways of sending and receiving. Each sends all the messages it is given; each returns the whole
# messages that it received, or none when it does not wait.


def send_parts(socket: Any, messages: list[Message]) -> None:
    for message in messages:
        socket.send_multipart(message)


def send_parts_uncopied(socket: Any, messages: list[Message]) -> list[Any]:
    return [socket.send_multipart(message, copy=False, track=True) for message in messages]


def send_parts_when_there_is_room(socket: Any, messages: list[Message]) -> None:
    for message in messages:
        while not socket.try_send_multipart(message):
            socket.poll(10, zmq.POLLOUT)


def send_together(socket: Any, messages: list[Message]) -> None:
    assert socket.send_many(messages) == len(messages)


def send_as_many_as_go(socket: Any, messages: list[Message]) -> None:
    while messages:
        try:
            messages = messages[socket.send_many(messages, zmq.NOBLOCK) :]
        except zmq.Again:
            socket.poll(10, zmq.POLLOUT)


def send_bodies(socket: Any, messages: list[Message]) -> None:
    for [part] in messages:
        socket.send(part)


def send_bodies_uncopied(socket: Any, messages: list[Message]) -> list[Any]:
    return [socket.send(part, copy=False, track=True) for [part] in messages]


def send_frames(socket: Any, messages: list[Message]) -> None:
    for [part] in messages:
        socket.send(zmq.Frame(part))


def send_bodies_when_there_is_room(socket: Any, messages: list[Message]) -> None:
    for [part] in messages:
        while not socket.try_send(part):
            socket.poll(10, zmq.POLLOUT)


def receive_parts(socket: Any) -> list[Message]:
    return [socket.recv_multipart()]


def receive_frames(socket: Any) -> list[Message]:
    return [[frame.bytes for frame in socket.recv_multipart(copy=False)]]


def receive_together(socket: Any) -> list[Message]:
    return list(socket.recv_many(10, multipart=True))


def receive_next(socket: Any) -> list[Message]:
    return [next(iter(socket))]


def receive_when_there(socket: Any) -> list[Message]:
    socket.poll(10)
    message = socket.try_recv_multipart()
    return [] if message is None else [message]


def receive_body(socket: Any) -> list[Message]:
    return [[socket.recv()]]


def receive_frame(socket: Any) -> list[Message]:
    return [[socket.recv(copy=False).bytes]]


def receive_into(socket: Any) -> list[Message]:
    buffer = bytearray(6000)
    return [[bytes(buffer[: socket.recv_into(buffer)])]]


def receive_body_when_there(socket: Any) -> list[Message]:
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.poll(10)
    part = socket.try_recv()
    return [] if part is None else [[part]]


SEND_PARTS: list[Send] = [
    send_parts,
    send_parts_uncopied,
    send_parts_when_there_is_room,
    send_together,
    send_as_many_as_go,
]
SEND_BODIES: list[Send] = [
    *SEND_PARTS,
    send_bodies,
    send_bodies_uncopied,
    send_frames,
    send_bodies_when_there_is_room,
]
RECEIVE_PARTS: list[Receive] = [
    receive_parts,
    receive_frames,
    receive_together,
    receive_next,
    receive_when_there,
]
RECEIVE_BODIES: list[Receive] = [
    *RECEIVE_PARTS,
    receive_body,
    receive_frame,
    receive_into,
    receive_body_when_there,
]


# What the threads do.


def send_all(socket: Any, ways: list[Send], messages: list[Message]) -> None:
    trackers: list[Any] = []
    left = iter(messages)
    for way in cycle(ways):
        batch = list(islice(left, 7))
        if not batch:
            break
        trackers += way(socket, batch) or []
    zmq.MessageTracker(*trackers).wait(60)


def receive_all(socket: Any, ways: list[Receive], received: list[Message]) -> None:
    """Receive until the socket is closed."""
    try:
        for way in cycle(ways):
            received += way(socket)
    except StopIteration:
        pass
    except zmq.ZMQError as error:
        if error.errno not in (zmq.ENOTSOCK, zmq.ENOTSUP):
            raise


def look_around(socket: Any, over: threading.Event) -> None:
    """Read, set and poll what leaves the messages alone."""
    poller = zmq.Poller()
    poller.register(socket)
    for number in count():
        if over.is_set():
            return
        socket.linger = number % 100
        socket.set(zmq.RECONNECT_IVL, 1 + number % 100)
        assert socket.type == socket.get(zmq.TYPE)
        assert 0 <= socket.events <= 3
        assert socket.fd == socket.fileno()
        assert socket.last_endpoint
        socket.poll(number % 2)
        poller.poll(number % 2)
        zmq.select([socket], [socket], [socket], 0)
        assert not socket.closed


class Traffic:
    """The messages of one direction: who sends which, and what has arrived."""

    def __init__(self, make: Callable[[str, int], Message], senders: list[str]) -> None:
        self._messages = {
            sender: [make(sender, serial) for serial in range(PER_SENDER)] for sender in senders
        }
        self._received: list[list[Message]] = []

    def send(self, socket: Any, ways: list[Send]) -> list[Running[None]]:
        return [
            in_thread(send_all, socket, rotated(ways, i), messages)
            for i, messages in enumerate(self._messages.values())
        ]

    def receive(self, socket: Any, ways: list[Receive], threads: int) -> list[Running[None]]:
        self._received = [[] for _ in range(threads)]
        return [
            in_thread(receive_all, socket, rotated(ways, i), received)
            for i, received in enumerate(self._received)
        ]

    def has_arrived(self) -> bool:
        return sum(map(len, self._received)) >= sum(map(len, self._messages.values()))

    def check(self) -> None:
        """Nothing is lost, doubled or torn, and no thread sees a sender's messages out of order."""
        labels = Counter(label(message) for received in self._received for message in received)
        expected = [label(one) for messages in self._messages.values() for one in messages]
        assert labels == Counter(expected)
        for received in self._received:
            for message in received:
                sender, serial = label(message)
                assert message == self._messages[sender][serial]
            for sender in self._messages:
                serials = [serial for who, serial in map(label, received) if who == sender]
                assert serials == sorted(serials)


def rotated(ways: list[Any], by: int) -> list[Any]:
    by %= len(ways)
    return ways[by:] + ways[:by]


def exchange(
    a: Any, b: Any, ways: tuple[list[Send], list[Receive]], there: Traffic, back: Traffic | None
) -> None:
    """Send both ways with eight threads, and close the sockets once everything has arrived."""
    over = threading.Event()
    sending, receiving = ways
    receivers = there.receive(b, receiving, 2 if back else 3)
    receivers += back.receive(a, receiving, 1) if back else []
    others = [in_thread(look_around, socket, over) for socket in (a, b)]
    senders = there.send(a, sending) + (back.send(b, sending) if back else [])
    for running in senders:
        running.result()
    directions = [there, back] if back else [there]
    until(lambda: all(one.has_arrived() for one in directions) or any_done(receivers))
    over.set()
    for running in others:
        running.result()
    a.close()
    b.close()
    for running in receivers:
        running.result()
    for one in directions:
        one.check()


def any_done(running: list[Running[None]]) -> bool:
    """Has a thread ended that should go on? Then its error tells why."""
    return any(one.done() for one in running)


def room_for_few(pair: MakePair, binds: int, connects: int, transport: str) -> tuple[Any, Any]:
    """A pair whose senders have to wait, and that shares the memory of even small bodies."""
    a, b = pair(binds, connects, transport, sndhwm=50, rcvhwm=50, rcvtimeo=-1)
    a.copy_threshold = b.copy_threshold = 0
    return a, b


shared_over = pytest.mark.parametrize("transport", ["inproc", "tcp"])


@shared_over
@pytest.mark.parametrize("kind", [zmq.DEALER, zmq.PAIR])
def test_messages_both_ways_arrive_exactly_once(pair: MakePair, transport: str, kind: int) -> None:
    for _ in rounds():
        a, b = room_for_few(pair, kind, kind, transport)
        there, back = Traffic(parts, ["there 0", "there 1"]), Traffic(parts, ["back"])
        exchange(a, b, (SEND_PARTS, RECEIVE_PARTS), there, back)


@shared_over
@pytest.mark.parametrize("kind", [zmq.DEALER, zmq.PAIR])
def test_single_parts_both_ways_arrive_exactly_once(
    pair: MakePair, transport: str, kind: int
) -> None:
    for _ in rounds():
        a, b = room_for_few(pair, kind, kind, transport)
        there, back = Traffic(one_part, ["there 0", "there 1"]), Traffic(one_part, ["back"])
        exchange(a, b, (SEND_BODIES, RECEIVE_BODIES), there, back)


@shared_over
def test_a_pipeline_delivers_messages_exactly_once(pair: MakePair, transport: str) -> None:
    for _ in rounds():
        a, b = room_for_few(pair, zmq.PUSH, zmq.PULL, transport)
        there = Traffic(parts, ["there 0", "there 1", "there 2"])
        exchange(a, b, (SEND_PARTS, RECEIVE_PARTS), there, None)


@shared_over
def test_a_pipeline_delivers_single_parts_exactly_once(pair: MakePair, transport: str) -> None:
    for _ in rounds():
        a, b = room_for_few(pair, zmq.PUSH, zmq.PULL, transport)
        there = Traffic(one_part, ["there 0", "there 1", "there 2"])
        exchange(a, b, (SEND_BODIES, RECEIVE_BODIES), there, None)


@shared_over
@pytest.mark.parametrize("send", SEND_PARTS)
def test_messages_of_many_threads_are_never_mixed(
    pair: MakePair, transport: str, send: Send
) -> None:
    a, b = room_for_few(pair, zmq.PUSH, zmq.PULL, transport)
    names = [f"sender {i}" for i in range(8)]
    messages = {name: [parts(name, serial) for serial in range(100)] for name in names}
    sending = [in_thread(send_all, a, [send], messages[name]) for name in names]
    for _ in range(800):
        message = b.recv_multipart()
        sender, serial = label(message)
        assert message == messages[sender][serial]
    for running in sending:
        running.result()
    assert b.poll(0) == 0


@shared_over
@pytest.mark.parametrize("receive", RECEIVE_PARTS)
def test_many_threads_receive_whole_messages(
    pair: MakePair, transport: str, receive: Receive
) -> None:
    a, b = room_for_few(pair, zmq.PUSH, zmq.PULL, transport)
    there = Traffic(parts, ["sender"])
    receiving = there.receive(b, [receive], 7)
    for running in there.send(a, [send_parts]):
        running.result()
    until(lambda: there.has_arrived() or any_done(receiving))
    b.close()
    for running in receiving:
        running.result()
    there.check()


def big_part(sender: str, serial: int) -> Message:
    return [body(sender, serial) * (1 + 1_000_000 // len(body(sender, serial)))]


@shared_over
def test_big_bodies_of_many_threads_arrive_whole(pair: MakePair, transport: str) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport, sndhwm=2, rcvhwm=2)
    names = [f"sender {i}" for i in range(4)]
    messages = {name: [big_part(name, serial) for serial in range(1, 12)] for name in names}
    sending = [in_thread(send_all, a, [send_bodies], messages[name]) for name in names]
    receiving = [in_thread(lambda: [b.recv_multipart() for _ in range(11)]) for _ in names]
    received = sorted(message for one in receiving for message in one.result())
    for running in sending:
        running.result()
    assert received == sorted(message for some in messages.values() for message in some)


@shared_over
def test_many_threads_send_and_receive_on_one_socket(pair: MakePair, transport: str) -> None:
    a, b = pair(zmq.DEALER, zmq.DEALER, transport)

    def echo() -> None:
        for message in b:
            b.send_multipart(message)

    def ask(number: int) -> list[Message]:
        answers = []
        for serial in range(200):
            a.send_multipart([b"%d" % number, b"%d" % serial])
            answers.append(a.recv_multipart())
        return answers

    echoing = [in_thread(echo) for _ in range(4)]
    asking = [in_thread(ask, number) for number in range(4)]
    answers = [answer for one in asking for answer in one.result()]
    b.close()
    for running in echoing:
        running.result()
    questions = [[b"%d" % i, b"%d" % serial] for i in range(4) for serial in range(200)]
    assert sorted(answers) == sorted(questions)


@shared_over
def test_rounds_of_requests_between_threads_that_share_a_router(
    pair: MakePair, transport: str
) -> None:
    router, dealer = pair(zmq.ROUTER, zmq.DEALER, transport)

    def serve() -> None:
        for message in router:
            router.send_many([message])

    serving = [in_thread(serve) for _ in range(4)]
    for number in range(500):
        dealer.send_multipart([b"question", b"%d" % number])
    answers = sorted(int(dealer.recv_multipart()[1]) for _ in range(500))
    router.close()
    for running in serving:
        running.result()
    assert answers == list(range(500))
