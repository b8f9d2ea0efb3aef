"""Receiving one part, as bytes or as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket


def test_a_message_is_received_as_bytes(pair: MakePair) -> None:
    a, b = pair()
    a.send(bytearray(b"body"))
    body = b.recv()
    assert type(body) is bytes
    assert body == b"body"


def test_without_copying_a_message_is_received_as_a_frame(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    frame = b.recv(copy=False)
    assert type(frame) is zmq.Frame
    assert frame.bytes == b"body"


def test_a_received_frame_knows_whether_more_follows(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    assert [b.recv(copy=False).more, b.recv(copy=False).more] == [True, False]


@pytest.mark.parametrize("copy", [True, False])
def test_rcvmore_tells_about_the_part_just_received(pair: MakePair, copy: bool) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    b.recv(copy=copy)
    assert b.rcvmore == 1
    b.recv(copy=copy)
    assert b.rcvmore == 0
    assert type(b.rcvmore) is int


def test_an_untracked_frame_is_received_without_a_tracker(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    assert b.recv(copy=False).tracker is None


def test_a_tracked_frame_is_received_with_a_finished_tracker(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"body")
    tracker = b.recv(copy=False, track=True).tracker
    assert tracker is not None
    assert tracker.done


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("flag", [zmq.DONTWAIT, zmq.NOBLOCK, 1])
def test_with_nothing_there_a_non_blocking_receive_raises_again(
    pair: MakePair, flag: int, copy: bool
) -> None:
    _, b = pair()
    with pytest.raises(zmq.Again) as caught:
        b.recv(flag, copy=copy)
    assert caught.value.errno == zmq.EAGAIN


@pytest.mark.parametrize("timeout", [0, 10])
def test_with_nothing_there_a_receive_raises_again_when_its_timeout_runs_out(
    pair: MakePair, timeout: int
) -> None:
    _, b = pair(rcvtimeo=timeout)
    with pytest.raises(zmq.Again):
        b.recv()


def test_a_changed_timeout_holds_for_the_next_receive(pair: MakePair) -> None:
    _, b = pair()
    b.rcvtimeo = 10
    with pytest.raises(zmq.Again):
        b.recv()


def test_a_receive_waits_for_a_message(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(b.recv)
    a.send(b"at last")
    assert receiving.result() == b"at last"


def test_a_receive_with_a_timeout_waits_for_a_message(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport, rcvtimeo=30_000)
    receiving = in_thread(b.recv)
    a.send(b"at last")
    assert receiving.result() == b"at last"


def test_a_receive_waits_for_a_peer_to_come(socket: MakeSocket, endpoint: str) -> None:
    pull, push = socket(zmq.PULL), socket(zmq.PUSH)
    pull.bind(endpoint)
    receiving = in_thread(pull.recv)
    push.connect(pull.last_endpoint)
    push.send(b"at last")
    assert receiving.result() == b"at last"


def test_messages_arrive_in_the_order_they_were_sent(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    bodies = [b"%d" % i for i in range(3000)]
    sending = in_thread(lambda: [a.send(body) for body in bodies])
    assert [b.recv() for _ in bodies] == bodies
    sending.result()


def test_request_and_reply_alternate_across_threads(pair: MakePair, transport: str) -> None:
    rep, req = pair(zmq.REP, zmq.REQ, transport=transport)

    def serve() -> None:
        for _ in range(200):
            rep.send(rep.recv() + b"!")

    serving = in_thread(serve)
    for i in range(200):
        req.send(b"%d" % i)
        assert req.recv() == b"%d!" % i
    assert serving.result() is None


def test_received_frames_outlive_their_socket_and_context() -> None:
    with zmq.Context() as ctx, ctx.socket(zmq.PAIR) as a, ctx.socket(zmq.PAIR) as b:
        a.bind("inproc://short-lived")
        b.connect("inproc://short-lived")
        a.send(b"small")
        a.send(bytes(100_000), copy=False)
        frames = [b.recv(copy=False), b.recv(copy=False)]
    assert [frame.bytes for frame in frames] == [b"small", bytes(100_000)]


@pytest.mark.parametrize("kind", [zmq.PUSH, zmq.PUB])
def test_receiving_on_a_sender_is_not_supported(socket: MakeSocket, kind: int) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(kind).recv()
    assert caught.value.errno == zmq.ENOTSUP


def test_receiving_in_the_wrong_state_says_so(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.REQ).recv()
    assert caught.value.errno == zmq.EFSM


def test_a_subscriber_receives_only_its_topics(pair: MakePair, transport: str) -> None:
    pub, sub = pair(zmq.XPUB, zmq.SUB, transport=transport)
    sub.subscribe(b"a")
    assert pub.recv() == b"\x01a"
    for body in [b"a1", b"b1", b"a2"]:
        pub.send(body)
    assert [sub.recv(), sub.recv()] == [b"a1", b"a2"]
