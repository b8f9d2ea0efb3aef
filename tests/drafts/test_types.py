"""The draft socket types: what they carry, and that they wait as all others do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import zmq
import zmq.asyncio
from waiting import in_thread, until

if TYPE_CHECKING:
    from conftest import MakeSocket

receivers = pytest.mark.parametrize(
    "kind", [zmq.SERVER, zmq.CLIENT, zmq.GATHER, zmq.DISH, zmq.PEER]
)
TRANSPORTS = ["inproc", "ipc", "tcp", "ws"]


@pytest.fixture(params=TRANSPORTS)
def endpoint(request: pytest.FixtureRequest, endpoint_for: Callable[[str], str]) -> str:
    return "ws://127.0.0.1:*" if request.param == "ws" else endpoint_for(request.param)


@pytest.fixture
def joined(socket: MakeSocket, endpoint: str) -> Callable[[int, int], tuple[Any, Any]]:
    """Return a function that connects a socket of the second type to one of the first."""

    def join(kind: int, peer: int) -> tuple[Any, Any]:
        bound, connected = socket(kind), socket(peer)
        bound.bind(endpoint)
        connected.connect(bound.last_endpoint)
        return bound, connected

    return join


Joined = Callable[[int, int], tuple[Any, Any]]


def test_a_server_answers_the_client_that_asked(socket: MakeSocket, joined: Joined) -> None:
    server, one = joined(zmq.SERVER, zmq.CLIENT)
    other = socket(zmq.CLIENT)
    other.connect(server.last_endpoint)
    for client in (one, other):
        client.send(b"who am I?")
    asked = [server.recv(copy=False) for _ in range(2)]
    assert len({frame.routing_id for frame in asked}) == 2
    for frame in asked:
        server.send(b"%d" % frame.routing_id, routing_id=frame.routing_id)
    assert {one.recv(), other.recv()} == {b"%d" % frame.routing_id for frame in asked}


def test_a_frame_that_was_received_can_go_back(joined: Joined) -> None:
    server, client = joined(zmq.SERVER, zmq.CLIENT)
    client.send(b"there and back")
    server.send(server.recv(copy=False))
    assert client.recv() == b"there and back"


def test_a_server_cannot_send_to_nobody(joined: Joined) -> None:
    server, _ = joined(zmq.SERVER, zmq.CLIENT)
    with pytest.raises(zmq.ZMQError) as caught:
        server.send(b"lost", routing_id=12345)
    assert caught.value.errno == zmq.EHOSTUNREACH


def test_a_dish_gets_what_is_sent_to_its_groups(joined: Joined) -> None:
    dish, radio = joined(zmq.DISH, zmq.RADIO)
    dish.join("news")
    dish.join(b"weather")

    def arrived() -> bool:
        radio.send(b"hello", group="news")
        return bool(dish.poll(10))

    until(arrived)
    while dish.poll(10):
        assert dish.recv(copy=False).group == "news"
    dish.leave("news")

    def left() -> bool:
        radio.send(b"lost", group="news")
        radio.send(b"rain", group="weather")
        return bool(dish.recv(copy=False).group == "weather")

    until(left)


def test_scatter_spreads_over_those_who_gather(socket: MakeSocket, joined: Joined) -> None:
    gather, scatter = joined(zmq.GATHER, zmq.SCATTER)
    for number in range(100):
        scatter.send(b"%d" % number)
    assert [gather.recv() for _ in range(100)] == [b"%d" % number for number in range(100)]


def test_peers_send_to_whom_they_connected_and_to_who_sent(
    socket: MakeSocket, endpoint: str
) -> None:
    bound, connected = socket(zmq.PEER), socket(zmq.PEER)
    bound.bind(endpoint)
    there = connected.connect_peer(bound.last_endpoint)
    connected.send(b"hello", routing_id=there)
    bound.send(b"world", routing_id=bound.recv(copy=False).routing_id)
    assert connected.recv() == b"world"


def test_connecting_to_no_address_is_an_error(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError, match="nowhere"):
        socket(zmq.PEER).connect_peer("nowhere")


def test_a_channel_goes_both_ways(joined: Joined) -> None:
    one, other = joined(zmq.CHANNEL, zmq.CHANNEL)
    one.send(b"there")
    assert other.recv() == b"there"
    other.send(b"back")
    assert one.recv() == b"back"


def test_they_carry_messages_of_one_part_only(joined: Joined) -> None:
    one, _ = joined(zmq.CHANNEL, zmq.CHANNEL)
    with pytest.raises(zmq.ZMQError) as caught:
        one.send_multipart([b"one", b"two"])
    assert caught.value.errno == zmq.EINVAL


@receivers
def test_a_receive_ends_when_its_time_is_over(socket: MakeSocket, kind: int, endpoint: str) -> None:
    receiver = socket(kind, rcvtimeo=10)
    receiver.bind(endpoint)
    with pytest.raises(zmq.Again):
        receiver.recv()
    assert receiver.poll(10) == 0


@receivers
def test_closing_ends_a_receive(socket: MakeSocket, kind: int, endpoint: str) -> None:
    receiver = socket(kind)
    receiver.bind(endpoint)
    receiving = in_thread(receiver.recv).until_blocked()
    receiver.close()
    error = receiving.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno == zmq.ENOTSOCK


@receivers
def test_terminating_the_context_ends_a_receive(kind: int, endpoint: str) -> None:
    context = zmq.Context()
    receiver = context.socket(kind)
    receiver.bind(endpoint)
    receiving = in_thread(receiver.recv).until_blocked()
    terminating = in_thread(context.term)
    assert isinstance(receiving.error(), zmq.ContextTerminated)
    receiver.close()
    terminating.result()


def test_a_sleeper_wakes_for_each_message(joined: Joined) -> None:
    server, client = joined(zmq.SERVER, zmq.CLIENT)

    def echo() -> None:
        for _ in range(1000):
            server.send(server.recv(copy=False))

    echoing = in_thread(echo)
    for number in range(1000):
        client.send(b"%d" % number)
        assert client.recv() == b"%d" % number
    echoing.result()


def test_threads_share_a_socket(joined: Joined) -> None:
    gather, scatter = joined(zmq.GATHER, zmq.SCATTER)
    count, threads = 2000, 4
    received: list[bytes] = []
    lock = threading.Lock()

    def receive() -> None:
        for _ in range(count):
            message = gather.recv()
            with lock:
                received.append(message)

    def send(name: int) -> None:
        for number in range(count):
            scatter.send(b"%d-%d" % (name, number))

    running = [in_thread(receive) for _ in range(threads)]
    running += [in_thread(send, name) for name in range(threads)]
    for each in running:
        each.result()
    assert sorted(received) == sorted(
        b"%d-%d" % (name, number) for name in range(threads) for number in range(count)
    )


def test_they_can_be_polled_with_others(socket: MakeSocket, joined: Joined) -> None:
    server, client = joined(zmq.SERVER, zmq.CLIENT)
    idle = socket(zmq.PULL)
    idle.bind("inproc://idle")
    poller = zmq.Poller()
    for each in (server, client, idle):
        poller.register(each, zmq.POLLIN)
    assert poller.poll(10) == []
    polling = in_thread(poller.poll).until_blocked()
    client.send(b"wake up")
    assert polling.result() == [(server, zmq.POLLIN)]


def test_they_work_from_asyncio(endpoint: str) -> None:
    async def talk() -> None:
        async with asyncio.timeout(50):
            with (
                zmq.asyncio.Context() as context,
                context.socket(zmq.SERVER) as server,
                context.socket(zmq.CLIENT) as client,
            ):
                server.bind(endpoint)
                client.connect(server.last_endpoint)
                for number in range(100):
                    receiving = server.recv(copy=False)
                    await client.send(b"%d" % number)
                    answer = client.recv()
                    await server.send(await receiving)
                    assert await answer == b"%d" % number

    asyncio.run(talk())


def test_a_shadow_hears_too(joined: Joined) -> None:
    server, client = joined(zmq.SERVER, zmq.CLIENT)
    receiving = in_thread(zmq.Socket.shadow(server).recv).until_blocked()
    client.send(b"heard")
    assert receiving.result() == b"heard"
