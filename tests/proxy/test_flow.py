"""What a proxy passes: everything, whole, in order, both ways, whoever is away for a while."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import zmq
from forwarding import Joined, fill, joined, numbers, pipeline, steering
from waiting import in_thread, until
from zmq.backend import monitored_queue

PROXIES: dict[str, Callable[..., Any]] = {
    "proxy": zmq.proxy,
    "captured": zmq.proxy,
    "steerable": zmq.proxy_steerable,
    "monitored_queue": monitored_queue,
}


@pytest.fixture
def here() -> Iterator[Joined]:
    with joined() as sockets:
        yield sockets


def start(here: Joined, kind: str) -> None:
    """Start a kind of proxy, and receive its captures if it makes any."""
    names = ["front", "back"]
    if kind in {"captured", "monitored_queue"}:
        here.add("capture", zmq.PUB)
        names.append("capture")
    here.run(PROXIES[kind], *names).until_blocked()


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("parts", [1, 2, 20])
def test_messages_pass_whole_and_in_order(here: Joined, kind: str, parts: int) -> None:
    pusher, puller = pipeline(here)
    start(here, kind)
    for number in range(3000):
        pusher.send_multipart([b"%d" % number] * parts)
        if number % 500 == 499:
            assert numbers(puller, 500, parts) == list(range(number - 499, number + 1))


@pytest.mark.parametrize("size", [0, 1, 29, 33, 300, 9000, 1_000_000])
def test_bodies_of_any_size_pass(here: Joined, size: int) -> None:
    pusher, puller = pipeline(here)
    start(here, "captured")
    body = random.Random(size).randbytes(size)
    for message in ([body], [b"head", body], [body, b"", body]):
        pusher.send_multipart(message)
        assert puller.recv_multipart() == message


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("parts", [1, 3])
def test_messages_wait_for_a_consumer_that_is_not_there_yet(
    here: Joined, kind: str, parts: int
) -> None:
    pusher, _ = pipeline(here, consumer=False, hwm=10)
    start(here, kind)
    sent = fill(pusher, parts)
    assert 0 < sent < 100
    assert numbers(here.connect("back", zmq.PULL), sent, parts) == list(range(sent))


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("parts", [1, 3])
def test_messages_wait_while_the_consumer_is_busy(here: Joined, kind: str, parts: int) -> None:
    pusher, puller = pipeline(here, hwm=5)
    start(here, kind)
    for _ in range(5):
        sent = fill(pusher, parts)
        assert numbers(puller, sent, parts) == list(range(sent))


def test_messages_wait_while_nobody_takes_the_captures(here: Joined) -> None:
    pusher, puller = pipeline(here, hwm=5)
    here.add("capture", zmq.PUSH, hwm=5)
    here.run(zmq.proxy, "front", "back", "capture")
    sent = fill(pusher)
    captures = here.connect("capture", zmq.PULL, hwm=5)
    for number in range(sent):
        assert numbers(captures, 1) == [number]
        assert numbers(puller, 1) == [number]


def test_one_direction_goes_on_while_the_other_is_stopped(here: Joined) -> None:
    one = here.add("front", zmq.PAIR, zmq.PAIR, hwm=5)
    other = here.add("back", zmq.PAIR, zmq.PAIR, hwm=5)
    here.run(zmq.proxy, "front", "back")
    sent = fill(one)
    for number in range(100):
        other.send(b"%d" % number)
        assert numbers(one, 1) == [number]
    assert numbers(other, sent) == list(range(sent))


@pytest.mark.parametrize("transport", ["inproc", "tcp", "ipc"])
def test_both_directions_at_once(here: Joined, transport: str, endpoint_for: Any) -> None:
    outer, count = [], 20_000
    for name in ("front", "back"):
        here.inside[name] = here.socket(zmq.DEALER)
        here.inside[name].bind(endpoint_for(transport))
        outer.append(here.socket(zmq.DEALER))
        outer[-1].connect(here.inside[name].last_endpoint)
    here.run(zmq.proxy, "front", "back")
    senders = [in_thread(send_numbers, socket, count) for socket in outer]
    receivers = [in_thread(numbers, socket, count) for socket in outer]
    for running in senders:
        running.result()
    for receiver in receivers:
        assert receiver.result() == list(range(count))


def send_numbers(socket: zmq.Socket[bytes], count: int) -> None:
    for number in range(count):
        socket.send_multipart([b"%d" % number] * (1 + number % 3))


def test_a_question_at_a_time_never_stops(here: Joined) -> None:
    """Each message finds the proxy asleep or about to fall asleep."""
    client = here.add("front", zmq.ROUTER, zmq.REQ)
    worker = here.add("back", zmq.DEALER, zmq.REP)
    here.run(zmq.proxy, "front", "back")
    answering = in_thread(answer, worker, 10_000)
    for number in range(10_000):
        client.send(b"%d" % number)
        assert client.recv() == b"%d" % number
    answering.result()


def answer(worker: zmq.Socket[bytes], count: int) -> None:
    for _ in range(count):
        worker.send_multipart(worker.recv_multipart())


@pytest.mark.parametrize("hwm", [2, 5, 50])
def test_many_clients_and_workers_lose_nothing(here: Joined, hwm: int) -> None:
    """With ROUTER_MANDATORY, since a ROUTER without drops what a full peer cannot take."""
    here.add("front", zmq.ROUTER, hwm=hwm, router_mandatory=True)
    here.add("back", zmq.DEALER, hwm=hwm)
    here.add("capture", zmq.PUB)
    here.run(zmq.proxy, "front", "back", "capture")
    workers = [here.connect("back", zmq.DEALER, hwm=hwm) for _ in range(3)]
    clients = [here.connect("front", zmq.DEALER, hwm=hwm) for _ in range(4)]
    for worker in workers:
        in_thread(answer, worker, 1_000_000)
    asking = [in_thread(ask_in_bursts, client, hwm) for client in clients]
    for each in asking:
        each.result()


def ask_in_bursts(client: zmq.Socket[bytes], hwm: int) -> None:
    for number in range(300):
        burst = [b"%d-%d" % (number, i) for i in range(1 + number % hwm)]
        for question in burst:
            client.send(question)
        assert sorted(client.recv() for _ in burst) == sorted(burst)


def test_req_and_rep_themselves_may_be_joined(here: Joined) -> None:
    client = here.add("front", zmq.REP, zmq.REQ)
    worker = here.add("back", zmq.REQ, zmq.REP)
    here.run(zmq.proxy, "front", "back")
    for question in (b"one", b"two"):
        client.send(question)
        assert worker.recv() == question
        worker.send(question.upper())
        assert client.recv() == question.upper()


def test_subscriptions_pass_upstream(here: Joined) -> None:
    publisher = here.add("front", zmq.XSUB, zmq.XPUB)
    subscriber = here.add("back", zmq.XPUB, zmq.SUB)
    here.run(zmq.proxy, "front", "back")
    subscriber.subscribe(b"news")
    assert publisher.recv() == b"\x01news"
    publisher.send(b"gossip")
    publisher.send(b"news of today")
    assert subscriber.recv() == b"news of today"


@pytest.mark.parametrize(("inner", "outer"), [(zmq.DEALER, zmq.DEALER), (zmq.REP, zmq.REQ)])
def test_one_socket_may_be_both_sides(here: Joined, inner: int, outer: int) -> None:
    client = here.add("both", inner, outer)
    here.run(zmq.proxy, "both", "both")
    for _ in range(3):
        client.send_multipart([b"echo", b"echo"])
        assert client.recv_multipart() == [b"echo", b"echo"]


def test_one_socket_as_both_sides_loses_nothing_while_nobody_receives(here: Joined) -> None:
    client = here.add("both", zmq.PAIR, zmq.PAIR, hwm=5)
    here.run(zmq.proxy, "both", "both")
    sent = fill(client)
    assert numbers(client, sent) == list(range(sent))


def test_a_shadow_is_the_same_socket(here: Joined) -> None:
    client = here.add("both", zmq.DEALER, zmq.DEALER)
    here.inside["shadow"] = zmq.Socket.shadow(here.inside["both"])
    here.run(zmq.proxy, "both", "shadow")
    client.send(b"echo")
    assert client.recv() == b"echo"


# Consumers that come and go


@pytest.mark.parametrize(("inner", "outer"), [(zmq.PUSH, zmq.PULL), (zmq.DEALER, zmq.DEALER)])
@pytest.mark.parametrize(("parts", "generations"), [(30, 300), (30_000, 30)])
def test_no_consumer_gets_a_torn_message(
    here: Joined, inner: int, outer: int, parts: int, generations: int
) -> None:
    """libzmq notices only now and then that a peer has gone: with many parts in mid-message."""
    pusher = here.add("front", zmq.PULL, zmq.PUSH, hwm=20)
    here.add("back", inner, hwm=3)
    running = here.run(zmq.proxy, "front", "back")
    sending = in_thread(send_while, pusher, parts)
    received = []
    for number in range(generations):
        with here.connect("back", outer, hwm=3) as consumer:
            consumer.poll()
            received += numbers(consumer, number % 4, parts)
    pusher.close()
    assert isinstance(sending.error(), zmq.ZMQError)
    assert received == sorted(set(received))
    assert not running.done()


def send_while(pusher: zmq.Socket[bytes], parts: int) -> None:
    number = 0
    while True:
        pusher.send_multipart([b"%d" % number] * parts)
        number += 1


def test_a_peer_that_cannot_be_reached_costs_only_its_own_messages(here: Joined) -> None:
    pusher = here.add("front", zmq.PULL, zmq.PUSH)
    here.add("back", zmq.ROUTER, router_mandatory=True)
    peer = here.connect("back", zmq.DEALER, routing_id=b"known")
    here.run(zmq.proxy, "front", "back")
    pusher.send_multipart([b"nobody", b"lost"])
    pusher.send_multipart([b"known", b"found"])
    assert peer.recv() == b"found"


def test_a_peer_of_a_mandatory_router_that_is_full_is_waited_for(here: Joined) -> None:
    """EVENTS says that there is room as long as any peer has some."""
    pusher = here.add("front", zmq.PULL, zmq.PUSH, hwm=5)
    here.add("back", zmq.ROUTER, router_mandatory=True, hwm=5)
    idle, full = (
        here.connect("back", zmq.DEALER, routing_id=name, hwm=5) for name in (b"idle", b"full")
    )
    running = here.run(zmq.proxy, "front", "back")
    sent = 0
    while pusher.poll(100, zmq.POLLOUT):
        pusher.send_multipart([b"full", b"%d" % sent])
        sent += 1
    running.until_blocked()
    assert numbers(full, sent) == list(range(sent))
    pusher.send_multipart([b"idle", b"0"])
    assert numbers(idle, 1) == [0]


def test_a_publisher_that_must_not_drop_waits_for_its_subscriber(here: Joined) -> None:
    pusher = here.add("front", zmq.PULL, zmq.PUSH, hwm=5)
    here.add("back", zmq.XPUB, xpub_nodrop=True, hwm=5)
    subscriber = here.connect("back", zmq.SUB, hwm=5)
    subscriber.subscribe(b"")
    until(lambda: here.inside["back"].poll(0))
    here.run(zmq.proxy, "front", "back")
    sent = fill(pusher)
    assert numbers(subscriber, sent) == list(range(sent))


# What ends with nothing lost


@pytest.mark.parametrize("parts", [1, 3])
def test_what_a_proxy_has_taken_it_hands_on_before_it_terminates(here: Joined, parts: int) -> None:
    pusher, puller = pipeline(here, hwm=5)
    steering(here)
    running = here.run(zmq.proxy_steerable, "front", "back", None, "control")
    sent = fill(pusher, parts)
    assert here.order(b"TERMINATE") == [b""]
    received = []
    while puller.poll(100):
        received += numbers(puller, 1, parts)
    assert running.result() == 0
    rest = numbers(here.inside["front"], sent - len(received), parts)
    assert received + rest == list(range(sent))


def test_one_proxy_may_go_on_where_another_ended(here: Joined) -> None:
    pusher, puller = pipeline(here)
    steering(here)
    for number in range(100):
        running = here.run(zmq.proxy_steerable, "front", "back", None, "control")
        pusher.send(b"%d" % number)
        here.order(b"TERMINATE")
        running.result()
    here.run(zmq.proxy_steerable, "front", "back", None, "control")
    assert numbers(puller, 100) == list(range(100))


def test_what_a_proxy_holds_when_it_ends_is_received_again(here: Joined) -> None:
    """A publisher without room refuses a message that the proxy has taken already."""
    pusher = here.add("front", zmq.PULL, zmq.PUSH, hwm=5)
    here.add("back", zmq.XPUB, xpub_nodrop=True, hwm=5)
    subscriber = here.connect("back", zmq.SUB, hwm=5)
    subscriber.subscribe(b"")
    until(lambda: here.inside["back"].poll(0))
    here.run(zmq.proxy, "front", "back")
    sent = fill(pusher, 3)
    here.inside["back"].close()
    received = []
    while subscriber.poll(100):
        received += numbers(subscriber, 1, 3)
    rest = numbers(here.inside["front"], sent - len(received), 3)
    assert received + rest == list(range(sent))


def test_what_is_put_back_while_a_proxy_runs_is_received_when_it_has_ended(here: Joined) -> None:
    pusher, puller = pipeline(here)
    pusher.send(b"cancelled")
    taken = here.inside["front"].recv(copy=False)
    steering(here)
    running = here.run(zmq.proxy_steerable, "front", "back", None, "control")
    pusher.send(b"forwarded")
    assert puller.recv() == b"forwarded"
    here.inside["front"].put_back([taken])
    assert here.order(b"TERMINATE") == [b""]
    running.result()
    assert here.inside["front"].recv() == b"cancelled"
