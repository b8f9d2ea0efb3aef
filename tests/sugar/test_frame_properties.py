"""What a frame tells about where it came from, and libzmq's own options of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

no_drafts = pytest.mark.skipif(zmq.DRAFT_API, reason="about builds without drafts")


def received_over_tcp(pair: MakePair) -> Any:
    dealer, router = pair(zmq.DEALER, zmq.ROUTER, "tcp", routing_id=b"me")
    dealer.send(b"body")
    return router.recv_multipart(copy=False)[-1]


@pytest.mark.parametrize("name", ["Socket-Type", b"Socket-Type"])
def test_a_property_is_named_by_text_or_bytes_and_is_text(pair: MakePair, name: Any) -> None:
    frame = received_over_tcp(pair)
    assert frame[name] == "DEALER"
    assert frame.get(name) == "DEALER"


def test_a_frame_received_over_tcp_knows_its_peer(pair: MakePair) -> None:
    frame = received_over_tcp(pair)
    assert frame["Peer-Address"] == "127.0.0.1"
    assert frame["Identity"] == "me"


def test_a_copying_receive_of_earlier_parts_does_not_hide_properties(pair: MakePair) -> None:
    push, pull = pair(zmq.PUSH, zmq.PULL, "tcp")
    push.send_multipart([b"one", b"two"])
    assert pull.recv() == b"one"
    assert pull.recv(copy=False)["Socket-Type"] == "PUSH"


def test_the_user_id_is_what_the_authenticator_says(socket: MakeSocket, pair: MakePair) -> None:
    zap = socket(zmq.REP)
    zap.bind("inproc://zeromq.zap.01")

    def authenticate() -> None:
        version, request, *_ = zap.recv_multipart()
        zap.send_multipart([version, request, b"200", b"OK", b"somebody", b""])

    authenticating = in_thread(authenticate)
    server, client = socket(zmq.PULL, zap_domain=b"test"), socket(zmq.PUSH)
    server.bind("tcp://127.0.0.1:*")
    client.connect(server.last_endpoint)
    client.send(b"body")
    assert server.recv(copy=False)["User-Id"] == "somebody"
    authenticating.result()


def test_a_missing_property_is_an_invalid_argument(pair: MakePair) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        received_over_tcp(pair)["No-Such-Property"]
    assert caught.value.errno == zmq.EINVAL


def test_a_frame_never_received_has_no_properties() -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        zmq.Frame(b"body")["Socket-Type"]
    assert caught.value.errno == zmq.EINVAL


@pytest.mark.parametrize("key", [5.0, None])
def test_what_is_neither_name_nor_number_is_refused(key: Any) -> None:
    with pytest.raises(TypeError):
        zmq.Frame(b"body").get(key)


@pytest.mark.parametrize("key", [9999, -1])
def test_an_unknown_number_is_an_invalid_argument(key: int) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        zmq.Frame(b"body").get(key)
    assert caught.value.errno == zmq.EINVAL


def test_the_flag_on_the_wire_is_an_option(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    assert [frame.get(zmq.MORE) for frame in b.recv_multipart(copy=False)] == [1, 0]


@no_drafts
@pytest.mark.parametrize("name", ["group", "routing_id"])
def test_group_and_routing_id_need_draft_support(name: str) -> None:
    frame = zmq.Frame(b"body")
    with pytest.raises(RuntimeError, match="draft"):
        getattr(frame, name)
    with pytest.raises(RuntimeError, match="draft"):
        setattr(frame, name, "a" if name == "group" else 1)


@no_drafts
def test_reading_the_group_by_name_needs_draft_support() -> None:
    # Raises or says nothing, but never ends the interpreter.
    with pytest.raises((RuntimeError, zmq.ZMQError)):
        zmq.Frame(b"body").get("group")


@no_drafts
def test_a_frame_of_its_own_has_the_routing_id_zero() -> None:
    assert zmq.Frame(b"body").get("routing_id") == 0


def test_setting_an_unknown_option_is_refused() -> None:
    frame = zmq.Frame(b"body")
    with pytest.raises(zmq.ZMQError) as caught:
        frame.set(zmq.MORE, 1)
    assert caught.value.errno == zmq.EINVAL
