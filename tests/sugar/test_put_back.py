"""Messages that were received and put back are received again, in order, by every kind of call."""

from __future__ import annotations

from typing import Any

import pytest

import zmq
from conftest import MakePair, MakeSocket
from waiting import in_thread


@pytest.fixture
def kept(pair: MakePair) -> Any:
    """A socket with a message of one part and one of two put back, and two that follow."""
    sender, receiver = pair(zmq.PUSH, zmq.PULL)
    for message in ([b"1"], [b"2", b"more"], [b"3"], [b"4", b"more"]):
        sender.send_multipart(message)
    receiver._put_back([receiver.recv_multipart(copy=False) for _ in range(2)])
    return receiver


def test_receiving_whole_messages(kept: Any) -> None:
    messages = [kept.recv_multipart() for _ in range(4)]
    assert messages == [[b"1"], [b"2", b"more"], [b"3"], [b"4", b"more"]]
    assert kept.try_recv_multipart() is None


def test_receiving_many(kept: Any) -> None:
    assert kept.recv_many() == [b"1", [b"2", b"more"], b"3", [b"4", b"more"]]


def test_receiving_parts(kept: Any) -> None:
    received = [(kept.recv(), kept.rcvmore) for _ in range(6)]
    assert received == [(b"1", 0), (b"2", 1), (b"more", 0), (b"3", 0), (b"4", 1), (b"more", 0)]


def test_receiving_into_a_buffer(kept: Any) -> None:
    buffer = bytearray(4)
    assert kept.recv_into(buffer) == 1
    assert buffer[:1] == b"1"


def test_frames_keep_what_they_know(pair: MakePair) -> None:
    sender, receiver = pair(zmq.PUSH, zmq.PULL, "tcp")
    sender.send_multipart([b"a", b"b"])
    receiver._put_back([receiver.recv_multipart(copy=False)])
    first, second = receiver.recv_multipart(copy=False)
    assert (first.more, second.more) == (True, False)
    assert first.get("Peer-Address") == "127.0.0.1"


def test_what_is_put_back_last_comes_first(kept: Any) -> None:
    first = kept.recv_multipart(copy=False)
    kept._put_back([first])
    kept._put_back([kept.recv_multipart(copy=False), kept.recv_multipart(copy=False)])
    assert [message[0] for message in kept.recv_many(multipart=True)] == [b"1", b"2", b"3", b"4"]


def test_it_makes_the_socket_readable(pair: MakePair) -> None:
    sender, receiver = pair(zmq.PUSH, zmq.PULL)
    poller = zmq.Poller()
    poller.register(receiver, zmq.POLLIN)
    sender.send(b"once")
    message = receiver.recv_multipart(copy=False)
    assert poller.poll(0) == []
    assert receiver.poll(0) == 0
    receiver._put_back([message])
    assert poller.poll(0) == [(receiver, zmq.POLLIN)]
    assert receiver.poll(0) == zmq.POLLIN
    assert receiver.events & zmq.POLLIN
    assert receiver.recv() == b"once"
    assert poller.poll(0) == []
    assert not receiver.events & zmq.POLLIN


def test_it_wakes_who_waits(pair: MakePair) -> None:
    sender, receiver = pair(zmq.PUSH, zmq.PULL)
    sender.send(b"once")
    message = receiver.recv_multipart(copy=False)
    waiting = in_thread(receiver.recv).until_blocked()
    receiver._put_back([message])
    assert waiting.result() == b"once"


def test_a_shadow_sees_it(kept: Any) -> None:
    assert zmq.Socket.shadow(kept).recv() == b"1"
    assert kept.recv_multipart() == [b"2", b"more"]


def test_a_proxy_forwards_it(context: Any, socket: MakeSocket, pair: MakePair, kept: Any) -> None:
    into, out_of = pair(zmq.PUSH, zmq.PULL)
    control, steer = pair()
    proxied = in_thread(zmq.proxy_steerable, kept, into, None, control)
    assert [out_of.recv_multipart()[0] for _ in range(4)] == [b"1", b"2", b"3", b"4"]
    steer.send(b"TERMINATE")
    assert proxied.result() == 0


def test_closing_forgets_it(kept: Any) -> None:
    kept.close()
    with pytest.raises(zmq.ZMQError):
        kept.recv()


def test_nothing_to_put_back(socket: MakeSocket) -> None:
    receiver = socket(zmq.PULL)
    receiver._put_back([])
    assert receiver.try_recv() is None


def test_only_frames_will_do(socket: MakeSocket) -> None:
    with pytest.raises(TypeError, match="Frames"):
        socket(zmq.PULL)._put_back([[b"bytes"]])
