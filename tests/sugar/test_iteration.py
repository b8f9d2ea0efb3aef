"""Iterating a socket yields whole messages until it is closed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import zmq
from waiting import in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair


def see(socket: Any, seen: list[list[bytes]]) -> None:
    seen.extend(socket)


def test_each_message_is_a_list_of_its_parts(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"one")
    a.send_multipart([b"two", b"three"])
    assert list(islice(b, 2)) == [[b"one"], [b"two", b"three"]]


def test_it_waits_for_messages(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    taking = in_thread(lambda: list(islice(b, 3)))
    for i in range(3):
        a.send(b"%d" % i)
    assert taking.result() == [[b"0"], [b"1"], [b"2"]]


def test_it_can_be_left_and_resumed(pair: MakePair) -> None:
    a, b = pair()
    for i in range(4):
        a.send(b"%d" % i)
    for message in b:
        if message == [b"1"]:
            break
    assert list(islice(b, 2)) == [[b"2"], [b"3"]]


def test_it_ends_when_the_socket_is_closed_by_another_thread(pair: MakePair) -> None:
    a, b = pair()
    seen: list[list[bytes]] = []
    iterating = in_thread(see, b, seen)
    a.send(b"one")
    a.send_multipart([b"two", b"three"])
    until(lambda: len(seen) == 2)
    b.close()
    iterating.result()
    assert seen == [[b"one"], [b"two", b"three"]]


def test_it_ends_when_the_socket_is_closed_inside_the_loop(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"one")
    a.send(b"two")
    seen = []
    for message in b:
        seen.append(message)
        b.close()
    assert seen == [[b"one"]]


def test_it_ends_when_the_context_is_terminated() -> None:
    ctx = zmq.Context()
    a, b = ctx.socket(zmq.PUSH), ctx.socket(zmq.PULL)
    b.bind("inproc://ending")
    a.connect("inproc://ending")
    seen: list[list[bytes]] = []
    iterating = in_thread(see, b, seen)
    a.send(b"one")
    a.close()
    until(lambda: seen)
    terminating = in_thread(ctx.term)
    iterating.result()
    b.close()
    terminating.result()
    assert seen == [[b"one"]]
