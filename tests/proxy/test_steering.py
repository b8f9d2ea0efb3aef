"""What a control socket can tell a proxy, and what the proxy answers."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from forwarding import Joined, fill, joined, numbers, pipeline, steering
from waiting import until


@pytest.fixture
def here() -> Iterator[Joined]:
    with joined() as sockets:
        yield sockets


@pytest.fixture
def ends(here: Joined) -> tuple[Any, Any]:
    """The ends of a pipeline through a proxy that a REQ socket steers."""
    pusher, puller = pipeline(here)
    steering(here)
    here.run(zmq.proxy_steerable, "front", "back", None, "control")
    return pusher, puller


def statistics(here: Joined) -> tuple[int, ...]:
    """Messages and bytes received and sent by the frontend, then by the backend."""
    return struct.unpack("8Q", b"".join(here.order(b"STATISTICS")))


def test_statistics_count_messages_and_bytes_each_way(here: Joined, ends: Any) -> None:
    pusher, puller = ends
    assert statistics(here) == (0,) * 8
    for parts in (1, 3):
        pusher.send_multipart([b"0123456789"] * parts)
        puller.recv_multipart()
    assert statistics(here) == (2, 40, 0, 0, 0, 0, 2, 40)


def test_statistics_count_what_waits_once_it_is_sent(here: Joined) -> None:
    pusher, _ = pipeline(here, consumer=False, hwm=5)
    steering(here)
    here.run(zmq.proxy_steerable, "front", "back", None, "control")
    sent = fill(pusher)
    assert statistics(here)[0] == statistics(here)[6] == 0
    numbers(here.connect("back", zmq.PULL), sent)
    received = statistics(here)
    assert received[0] == received[6] == sent


def test_a_paused_proxy_keeps_what_it_gets(here: Joined, ends: Any) -> None:
    pusher, puller = ends
    for number in range(0, 100, 2):
        assert here.order(b"PAUSE") == [b""]
        pusher.send(b"%d" % number)
        pusher.send(b"%d" % (number + 1))
        assert statistics(here)[0] == number
        assert here.order(b"RESUME") == [b""]
        assert numbers(puller, 2) == [number, number + 1]


def test_a_paused_proxy_does_not_turn_while_messages_wait(here: Joined, ends: Any) -> None:
    here.order(b"PAUSE")
    for number in range(10):
        ends[0].send(b"%d" % number)
        here.running.until_blocked()  # type: ignore[union-attr]
    here.order(b"RESUME")
    assert numbers(ends[1], 10) == list(range(10))


def test_a_paused_proxy_can_be_terminated(here: Joined, ends: Any) -> None:
    here.order(b"PAUSE")
    ends[0].send(b"stays")
    assert here.order(b"TERMINATE") == [b""]
    assert here.running.result() == 0  # type: ignore[union-attr]
    assert here.inside["front"].recv() == b"stays"


@pytest.mark.parametrize(
    "parts", [[b""], [b"pause"], [b"PAUSED"], [b"\x00" * 1000], [b"PAUSE", b""], [b"TERMINATE"] * 9]
)
def test_what_is_no_command_is_answered_and_changes_nothing(
    here: Joined, ends: Any, parts: list[bytes]
) -> None:
    here.outside["control"].send_multipart(parts)
    assert here.outside["control"].recv_multipart() == [b""]
    ends[0].send(b"0")
    assert numbers(ends[1], 1) == [0]


@pytest.mark.parametrize(
    ("inner", "outer"),
    [(zmq.PAIR, zmq.PAIR), (zmq.PULL, zmq.PUSH), (zmq.DEALER, zmq.DEALER), (zmq.SUB, zmq.PUB)],
)
def test_other_control_sockets_are_obeyed_too(here: Joined, inner: int, outer: int) -> None:
    pipeline(here)
    control = here.add("control", inner, outer)
    if inner == zmq.SUB:
        here.inside["control"].subscribe(b"")
    running = here.run(zmq.proxy_steerable, "front", "back", None, "control")
    for command in (b"PAUSE", b"RESUME", b"nonsense", b"STATISTICS"):
        control.send(command)
    until(lambda: control.send(b"TERMINATE") or running.done())  # a SUB may hear nothing at first
    assert running.result() == 0


def test_a_controller_that_goes_away_is_not_missed(here: Joined, ends: Any) -> None:
    for _ in range(20):
        here.outside["control"].send(b"STATISTICS")
        here.outside["control"].close(linger=0)
        here.connect("control", zmq.REQ)
    assert len(statistics(here)) == 8
    ends[0].send(b"0")
    assert numbers(ends[1], 1) == [0]


def test_a_capture_socket_gets_no_commands(here: Joined) -> None:
    pusher, puller = pipeline(here)
    captures = here.add("capture", zmq.PUSH, zmq.PULL)
    steering(here)
    here.run(zmq.proxy_steerable, "front", "back", "capture", "control")
    here.order(b"PAUSE")
    here.order(b"RESUME")
    pusher.send(b"0")
    assert numbers(puller, 1) == numbers(captures, 1) == [0]
