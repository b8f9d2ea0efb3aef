"""The monitored queue: where its copies come from, and how ROUTERs talk across it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from forwarding import Joined, joined
from zmq.backend import monitored_queue


@pytest.fixture
def here() -> Iterator[Joined]:
    with joined() as sockets:
        yield sockets


def add_monitor(here: Joined) -> Any:
    return here.add("monitor", zmq.PUSH, zmq.PULL)


@pytest.mark.parametrize(
    ("prefixes", "expected"),
    [
        ({}, (b"in", b"out")),
        ({"in_prefix": b"to", "out_prefix": b"from"}, (b"to", b"from")),
        ({"in_prefix": b"", "out_prefix": b"x" * 100}, (b"", b"x" * 100)),
    ],
)
def test_a_copy_tells_where_it_comes_from(
    here: Joined, prefixes: dict[str, bytes], expected: tuple[bytes, bytes]
) -> None:
    one, other = here.add("one", zmq.PAIR, zmq.PAIR), here.add("other", zmq.PAIR, zmq.PAIR)
    monitor = add_monitor(here)
    here.run(monitored_queue, "one", "other", "monitor", **prefixes)
    for sender, receiver, prefix in ((one, other, expected[0]), (other, one, expected[1])):
        sender.send_multipart([b"a", b"", b"c"])
        assert receiver.recv_multipart() == [b"a", b"", b"c"]
        assert monitor.recv_multipart() == [prefix, b"a", b"", b"c"]


def test_peers_of_two_routers_address_each_other(here: Joined) -> None:
    here.add("one", zmq.ROUTER)
    here.add("other", zmq.ROUTER)
    a = here.connect("one", zmq.DEALER, routing_id=b"a")
    b = here.connect("other", zmq.DEALER, routing_id=b"b")
    monitor = add_monitor(here)
    here.run(monitored_queue, "one", "other", "monitor")
    a.send_multipart([b"b", b"question"])
    assert b.recv_multipart() == [b"a", b"question"]
    assert monitor.recv_multipart() == [b"in", b"b", b"a", b"question"]
    b.send_multipart([b"a", b"answer"])
    assert a.recv_multipart() == [b"b", b"answer"]
    assert monitor.recv_multipart() == [b"out", b"a", b"b", b"answer"]


@pytest.mark.parametrize("parts", [[b"nobody"], [b""], [b"nobody", b"x" * 1000]])
def test_what_no_peer_is_addressed_by_is_dropped(here: Joined, parts: list[bytes]) -> None:
    here.add("one", zmq.ROUTER)
    here.add("other", zmq.ROUTER)
    a = here.connect("one", zmq.DEALER, routing_id=b"a")
    b = here.connect("other", zmq.DEALER, routing_id=b"b")
    monitor = add_monitor(here)
    here.run(monitored_queue, "one", "other", "monitor")
    a.send_multipart(parts)
    a.send_multipart([b"b", b"found"])
    assert b.recv_multipart() == [b"a", b"found"]
    assert monitor.recv_multipart() == [b"in", parts[0], b"a", *parts[1:]]


def test_a_router_on_one_side_only_is_left_alone(here: Joined) -> None:
    client = here.add("one", zmq.ROUTER, zmq.REQ, routing_id=b"client")
    server = here.add("other", zmq.DEALER, zmq.REP)
    monitor = add_monitor(here)
    here.run(monitored_queue, "one", "other", "monitor")
    client.send(b"question")
    server.send(server.recv() + b"!")
    assert client.recv() == b"question!"
    assert monitor.recv_multipart() == [b"in", b"client", b"", b"question"]
    assert monitor.recv_multipart() == [b"out", b"client", b"", b"question!"]


@pytest.mark.parametrize("wrong", ["text", 5, None])
@pytest.mark.parametrize("position", range(5))
def test_only_sockets_and_bytes_are_taken(context: Any, wrong: object, position: int) -> None:
    arguments: list[Any] = [context.socket(zmq.PAIR) for _ in range(3)]
    sockets = arguments[:]
    arguments += [b"in", b"out"]
    arguments[position] = wrong
    with pytest.raises(TypeError):
        monitored_queue(*arguments)
    for socket in sockets:
        socket.close()
