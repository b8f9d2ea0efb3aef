"""What all authenticators have in common, and the one that brings no thread and no loop."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

import zmq
from auth.conftest import FRONTS, Connect, Serve
from conftest import MakeSocket
from handshakes import ADMITTED
from waiting import PATIENCE
from zmq.auth import Authenticator

REQUEST = [b"1.0", b"7", b"", b"127.0.0.1", b"", b"NULL"]
REPLY = [b"1.0", b"7", b"200", b"OK", b"anonymous", b""]


class Recorder:
    """Stands in for a socket, and keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[list[bytes]] = []

    def send_multipart(self, frames: list[bytes]) -> None:
        self.sent.append(frames)


def test_the_shared_context_is_the_default() -> None:
    authenticator = Authenticator()
    assert authenticator.context is zmq.Context.instance()
    authenticator.context.term()


def test_another_context_may_be_named(context: zmq.Context[Any]) -> None:
    assert Authenticator(context).context is context


def test_loggers(context: zmq.Context[Any]) -> None:
    log = logging.getLogger("mine")
    assert Authenticator(context).log.name == "zmq.auth"
    assert Authenticator(context, log=log).log is log


def test_messages_may_be_handled_without_start(context: zmq.Context[Any]) -> None:
    authenticator = Authenticator(context)
    authenticator.zap_socket = Recorder()
    asyncio.run(authenticator.handle_zap_message(REQUEST))
    assert authenticator.zap_socket.sent == [REPLY]


def test_what_has_no_reply_sends_none(context: zmq.Context[Any]) -> None:
    authenticator = Authenticator(context)
    authenticator.zap_socket = Recorder()
    asyncio.run(authenticator.handle_zap_message([b"1.0"]))
    assert authenticator.zap_socket.sent == []


def test_one_may_receive_and_answer_by_oneself(
    context: zmq.Context[Any], socket: MakeSocket
) -> None:
    authenticator = Authenticator(context)
    authenticator.start()
    asker = socket(zmq.REQ, rcvtimeo=PATIENCE * 1000)
    asker.connect("inproc://zeromq.zap.01")
    asker.send_multipart(REQUEST)
    asyncio.run(authenticator.handle_zap_message(authenticator.zap_socket.recv_multipart()))
    assert asker.recv_multipart() == REPLY
    authenticator.stop()


@pytest.mark.parametrize("front", FRONTS)
def test_the_zap_socket(context: zmq.Context[Any], front: str) -> None:
    context.rcvtimeo = 1
    context.linger = 1000
    with FRONTS[front](context) as authenticator:
        assert isinstance(authenticator.zap_socket, zmq.Socket)
        assert authenticator.zap_socket.last_endpoint == b"inproc://zeromq.zap.01"
        assert authenticator.zap_socket.linger == 1
        assert authenticator.zap_socket.rcvtimeo == -1
    assert authenticator.zap_socket is None


def test_the_zap_socket_is_plain_whatever_the_sockets_of_the_context_are() -> None:
    class Other(zmq.Socket[bytes]):
        def send_multipart(self, *args: Any, **kwargs: Any) -> Any:
            raise AssertionError("an event loop's")

    class OtherContext(zmq.Context[Other]):
        _socket_class = Other

    with OtherContext() as other:
        authenticator = Authenticator(other)
        authenticator.start()
        assert not isinstance(authenticator.zap_socket, Other)
        authenticator.stop()


@pytest.mark.parametrize("front", FRONTS)
def test_the_next_one_may_start_as_soon_as_one_has_stopped(
    context: zmq.Context[Any], front: str, serve: Serve, connect: Connect
) -> None:
    for _ in range(10):
        with FRONTS[front](context):
            pass
    server = serve(zap_domain=b"global")
    with FRONTS[front](context):
        connect(server.endpoint)
        assert server.outcome() == ADMITTED


def test_stopping_twice_and_before_starting(context: zmq.Context[Any]) -> None:
    authenticator = Authenticator(context)
    authenticator.stop()
    authenticator.start()
    authenticator.stop()
    authenticator.stop()


def test_starting_twice(context: zmq.Context[Any]) -> None:
    authenticator = Authenticator(context)
    authenticator.start()
    socket = authenticator.zap_socket
    with pytest.raises(zmq.ZMQError) as caught:
        authenticator.start()
    assert caught.value.errno == zmq.EADDRINUSE
    assert authenticator.zap_socket is socket
    authenticator.stop()
