"""Sockets and contexts that end while many threads use them: a clear error, never a crash."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import Running, in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

ROUNDS = 30

Call = Callable[[Any], object]


def poll_all(socket: Any) -> None:
    poller = zmq.Poller()
    poller.register(socket)
    poller.poll(1)


CALLS: list[Call] = [
    lambda socket: socket.send_multipart([b"one", b"two"]),
    lambda socket: socket.send(bytes(70_000), copy=False),
    lambda socket: socket.send_many([b"one", b"two"]),
    lambda socket: socket.recv_multipart(),
    lambda socket: socket.recv_many(copy=False),
    lambda socket: socket.try_recv(),
    lambda socket: (socket.poll(1), socket.events, socket.get(zmq.LINGER)),
    poll_all,
]


def repeat(call: Call, socket: Any, started: threading.Barrier) -> None:
    started.wait()
    while True:
        call(socket)


def using(sockets: list[Any]) -> list[Running[None]]:
    """Start a thread for each kind of call, and return when all are at it."""
    started = threading.Barrier(len(CALLS) + 1)
    running = [
        in_thread(repeat, call, sockets[i % len(sockets)], started) for i, call in enumerate(CALLS)
    ]
    started.wait()
    return running


def has_ended(error: BaseException | None) -> bool:
    if isinstance(error, zmq.ContextTerminated):
        return True
    return isinstance(error, zmq.ZMQError) and error.errno in (zmq.ENOTSOCK, zmq.ENOTSUP)


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
def test_closing_a_socket_in_use(pair: MakePair, transport: str) -> None:
    for _ in range(ROUNDS):
        a, b = pair(zmq.DEALER, zmq.DEALER, transport, sndhwm=5, rcvhwm=5)
        running = using([a, b])
        a.close()
        b.close()
        assert all(has_ended(one.error()) for one in running)


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
def test_destroying_a_context_in_use(transport: str, endpoint_for: Callable[[str], str]) -> None:
    for _ in range(ROUNDS):
        ctx: Any = zmq.Context()
        a, b = (ctx.socket(zmq.DEALER) for _ in range(2))
        a.bind(endpoint_for(transport))
        b.connect(a.last_endpoint)
        running = using([a, b])
        ctx.destroy(linger=0)
        assert all(has_ended(one.error()) for one in running)
        assert a.closed
        assert b.closed


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
def test_terminating_a_context_in_use(transport: str, endpoint_for: Callable[[str], str]) -> None:
    for _ in range(ROUNDS):
        ctx: Any = zmq.Context()
        a, b = (ctx.socket(zmq.DEALER) for _ in range(2))
        a.linger = b.linger = 0
        a.bind(endpoint_for(transport))
        b.connect(a.last_endpoint)
        running = using([a, b])
        terminating = in_thread(ctx.term)
        assert all(has_ended(one.error()) for one in running)
        a.close()
        b.close()
        assert terminating.result() is None


def test_many_threads_close_one_socket(socket: MakeSocket) -> None:
    for _ in range(ROUNDS):
        one = socket(zmq.DEALER)
        receiving = in_thread(one.recv)
        closing = [in_thread(one.close) for _ in range(8)]
        assert [each.result() for each in closing] == [None] * 8
        assert has_ended(receiving.error())


def test_many_threads_make_and_close_sockets_of_one_context(context: zmq.Context[Any]) -> None:
    def make_and_close(number: int) -> None:
        for serial in range(50):
            with context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
                pull.bind(f"inproc://{number}-{serial}")
                push.connect(f"inproc://{number}-{serial}")
                push.send(b"body")
                assert pull.recv() == b"body"

    making = [in_thread(make_and_close, number) for number in range(8)]
    assert [one.result() for one in making] == [None] * 8


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
def test_a_peer_that_goes_never_leaves_half_a_message(
    socket: MakeSocket, endpoint_for: Callable[[str], str], transport: str
) -> None:
    push = socket(zmq.PUSH, sndhwm=2, linger=0)
    push.bind(endpoint_for(transport))

    def send() -> None:
        for serial in range(1_000_000_000):
            push.send_multipart([b"%d" % serial] * 10)

    sending = in_thread(send)
    for _ in range(50):
        with socket(zmq.PULL, rcvhwm=2, linger=0) as pull:
            pull.connect(push.last_endpoint)
            for message in (pull.recv_multipart() for _ in range(10)):
                assert len(message) == 10
                assert len(set(message)) == 1
    push.close()
    assert has_ended(sending.error())


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
@pytest.mark.parametrize("rest", [[b"rest"], [b"rest", b"more"]])
def test_the_rest_of_a_message_whose_peer_has_gone_goes_to_nobody_else(
    socket: MakeSocket, endpoint_for: Callable[[str], str], transport: str, rest: list[bytes]
) -> None:
    pair = socket(zmq.PAIR, linger=0)
    pair.bind(endpoint_for(transport))
    with socket(zmq.PAIR, linger=0) as first:
        first.connect(pair.last_endpoint)
        pair.send(b"whole")
        assert first.recv() == b"whole"
        pair.send(b"begun", zmq.SNDMORE)
    until(lambda: not pair.poll(0, zmq.POLLOUT))
    pair.send_multipart(rest)
    second = accepted_peer(pair, socket)
    pair.send(b"next")
    assert second.recv_multipart() == [b"next"]


def accepted_peer(pair: Any, socket: MakeSocket) -> Any:
    """Connect to a PAIR, which turns down others until it is done with the last one."""
    while True:
        peer = socket(zmq.PAIR, linger=0)
        peer.connect(pair.last_endpoint)
        if pair.poll(100, zmq.POLLOUT):
            return peer
