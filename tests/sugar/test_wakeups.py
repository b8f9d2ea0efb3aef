"""One socket, several threads: whoever sleeps is woken by what the others do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

BIG = 100_000


def polled(socket: Any) -> Any:
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    return poller.poll()


Call = Callable[[Any], object]

RECEIVERS: dict[str, Call] = {
    "recv": lambda b: b.recv(),
    "recv as frame": lambda b: b.recv(copy=False),
    "recv_into": lambda b: b.recv_into(bytearray(4)),
    "recv_multipart": lambda b: b.recv_multipart(),
    "recv_string": lambda b: b.recv_string(),
    "recv_many": lambda b: b.recv_many(),
    "poll": lambda b: b.poll(),
    "Poller": polled,
    "select": lambda b: zmq.select([b], [], []),
}

SENDERS: dict[str, Call] = {
    "send": lambda a: a.send(b"body"),
    "send uncopied": lambda a: a.send(bytes(BIG), copy=False),
    "send_multipart": lambda a: a.send_multipart([b"one", b"two"]),
    "send_many": lambda a: a.send_many([b"one", b"two"]),
    "poll for room": lambda a: a.poll(None, zmq.POLLOUT),
}


def full(pair: MakePair) -> Any:
    a, _ = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")
    return a


def is_closed_error(error: BaseException | None) -> bool:
    # A poll reports a closed socket as an unsupported operation, as it always has.
    return isinstance(error, zmq.ZMQError) and error.errno in (zmq.ENOTSOCK, zmq.ENOTSUP)


@pytest.mark.parametrize("receive", RECEIVERS.values(), ids=RECEIVERS)
def test_closing_wakes_whoever_waits_for_a_message(
    pair: MakePair, transport: str, receive: Call
) -> None:
    _, b = pair(transport=transport)
    receiving = in_thread(receive, b)
    b.close()
    assert is_closed_error(receiving.error())


@pytest.mark.parametrize("send", SENDERS.values(), ids=SENDERS)
def test_closing_wakes_whoever_waits_for_room(pair: MakePair, send: Call) -> None:
    a = full(pair)
    sending = in_thread(send, a)
    a.close()
    assert is_closed_error(sending.error())


def test_a_closed_receiver_says_that_there_is_no_socket(pair: MakePair) -> None:
    _, b = pair()
    receiving = in_thread(b.recv)
    b.close()
    error = receiving.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno == zmq.ENOTSOCK


def test_closing_wakes_every_sleeper(pair: MakePair) -> None:
    _, b = pair()
    receiving = [in_thread(receive, b) for receive in RECEIVERS.values()]
    b.close()
    assert all(is_closed_error(one.error()) for one in receiving)


def test_closing_a_shadow_wakes_the_sleeper_on_the_original(pair: MakePair) -> None:
    _, b = pair()
    receiving = in_thread(b.recv)
    shadow: Any = zmq.Socket.shadow(b)
    shadow.close()
    assert is_closed_error(receiving.error())


def test_closing_one_of_several_polled_sockets_wakes_the_poller(pair: MakePair) -> None:
    poller = zmq.Poller()
    pairs = [pair() for _ in range(3)]
    for _, b in pairs:
        poller.register(b, zmq.POLLIN)
    polling = in_thread(poller.poll)
    pairs[1][1].close()
    assert is_closed_error(polling.error())


@pytest.mark.parametrize("receive", RECEIVERS.values(), ids=RECEIVERS)
def test_terminating_the_context_wakes_whoever_waits_for_a_message(receive: Call) -> None:
    ctx = zmq.Context()
    one = ctx.socket(zmq.PULL)
    receiving = in_thread(receive, one)
    terminating = in_thread(ctx.term)
    assert isinstance(receiving.error(), zmq.ContextTerminated)
    one.close()
    assert terminating.result() is None


@pytest.mark.parametrize("send", SENDERS.values(), ids=SENDERS)
def test_terminating_the_context_wakes_whoever_waits_for_room(send: Call) -> None:
    ctx = zmq.Context()
    one = ctx.socket(zmq.PUSH)
    sending = in_thread(send, one)
    terminating = in_thread(ctx.term)
    assert isinstance(sending.error(), zmq.ContextTerminated)
    one.close()
    assert terminating.result() is None


def test_destroying_the_context_wakes_every_sleeper() -> None:
    ctx = zmq.Context()
    sockets = [ctx.socket(zmq.PULL) for _ in range(3)]
    receiving = [in_thread(receive, one) for one in sockets for receive in RECEIVERS.values()]
    ctx.destroy(linger=0)
    for one in receiving:
        error = one.error()
        assert isinstance(error, zmq.ContextTerminated) or is_closed_error(error)


def test_a_send_on_the_same_socket_leaves_the_receiver_waiting(
    pair: MakePair, transport: str
) -> None:
    a, b = pair(zmq.DEALER, zmq.DEALER, transport=transport)
    receiving = in_thread(b.recv)
    for i in range(100):
        b.send(b"%d" % i)
        assert a.recv() == b"%d" % i
    a.send(b"at last")
    assert receiving.result() == b"at last"


def test_a_receiver_sees_what_another_thread_looked_at(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    for i in range(200):
        receiving = in_thread(b.recv)
        a.send(b"%d" % i)
        while not receiving.done():
            b.events  # noqa: B018
        assert receiving.result() == b"%d" % i


def test_a_receiver_sees_what_another_thread_polled(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    for i in range(200):
        receiving = in_thread(b.recv)
        a.send(b"%d" % i)
        b.poll(0)
        assert receiving.result() == b"%d" % i


def test_setting_an_option_leaves_the_receiver_waiting(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(b.recv)
    for i in range(100):
        b.linger = i
        assert b.linger == i
    a.send(b"body")
    assert receiving.result() == b"body"


def test_a_failed_attempt_of_one_thread_leaves_the_receiver_waiting(
    pair: MakePair, transport: str
) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(b.recv_multipart)
    for _ in range(100):
        with pytest.raises(zmq.Again):
            b.recv(zmq.DONTWAIT)
    a.send(b"body")
    assert receiving.result() == [b"body"]


def test_each_message_wakes_one_receiver(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    receiving = [in_thread(b.recv) for _ in range(8)]
    for i in range(8):
        a.send(b"%d" % i)
    assert sorted(one.result() for one in receiving) == [b"%d" % i for i in range(8)]


def test_a_message_wakes_the_receiver_and_the_poller(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    receiving, polling = in_thread(b.recv), in_thread(b.poll)
    a.send(b"one")
    a.send(b"two")
    assert receiving.result() == b"one"
    assert polling.result() == zmq.POLLIN
    assert b.recv() == b"two"


def test_room_wakes_each_of_several_senders(pair: MakePair, transport: str) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport=transport, sndhwm=1, rcvhwm=1)
    sending = [in_thread(a.send, b"%d" % i) for i in range(20)]
    assert sorted(int(b.recv()) for _ in range(20)) == list(range(20))
    assert [one.result() for one in sending] == [None] * 20


def test_a_sender_waiting_for_room_does_not_keep_others_from_receiving(pair: MakePair) -> None:
    a, b = pair(zmq.DEALER, zmq.DEALER, sndhwm=1, rcvhwm=1)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")
    sending = in_thread(a.send, b"last")
    b.send(b"answer")
    assert a.recv() == b"answer"
    while b.recv() != b"last":
        pass
    assert sending.result() is None


def test_a_sleeper_goes_on_when_a_peer_connects(socket: MakeSocket, endpoint: str) -> None:
    pull, push = socket(zmq.PULL), socket(zmq.PUSH)
    receiving = in_thread(pull.recv)
    pull.bind(endpoint)
    push.connect(pull.last_endpoint)
    push.send(b"body")
    assert receiving.result() == b"body"


def test_a_timed_out_receiver_leaves_the_others_waiting(pair: MakePair) -> None:
    a, b = pair()
    patient = in_thread(b.recv).until_blocked()
    b.rcvtimeo = 10
    hasty = in_thread(b.recv)
    assert isinstance(hasty.error(), zmq.Again)
    a.send(b"body")
    assert patient.result() == b"body"


def test_the_descriptor_of_a_closed_socket_is_not_waited_for(pair: MakePair) -> None:
    for _ in range(50):
        _, b = pair()
        receiving = in_thread(b.recv)
        b.close()
        a, other = pair()
        a.send(b"for another")
        assert is_closed_error(receiving.error())
        assert other.recv() == b"for another"


def test_many_sleepers_come_and_go(pair: MakePair) -> None:
    a, b = pair()
    for _ in range(20):
        receiving = [in_thread(b.recv) for _ in range(5)]
        for _ in receiving:
            a.send(b"body")
        until(lambda: all(one.done() for one in receiving))  # noqa: B023
        assert [one.result() for one in receiving] == [b"body"] * 5
