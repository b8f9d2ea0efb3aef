"""Messages of a socket monitor, parsed and received."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from zmq.utils.monitor import parse_monitor_message, recv_monitor_message


def report(event: int, value: int, endpoint: bytes = b"tcp://127.0.0.1:5555") -> list[bytes]:
    return [struct.pack("=Hi", event, value), endpoint]


def test_event_value_and_endpoint() -> None:
    assert parse_monitor_message(report(zmq.EVENT_CONNECTED, 5)) == {
        "event": zmq.EVENT_CONNECTED,
        "value": 5,
        "endpoint": b"tcp://127.0.0.1:5555",
    }


def test_event_and_value_show_names() -> None:
    parsed = parse_monitor_message(
        report(zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq.PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND)
    )
    assert parsed["event"] is zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    assert parsed["value"] is zmq.PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND


@given(st.integers(0, 2**16 - 1), st.integers(0, 2**31 - 1), st.binary(max_size=30))
def test_numbers_come_out_as_they_went_in(event: int, value: int, endpoint: bytes) -> None:
    parsed = parse_monitor_message(report(event, value, endpoint))
    assert parsed == {"event": event, "value": value, "endpoint": endpoint}
    assert isinstance(parsed["event"], zmq.Event)


@given(st.lists(st.binary(max_size=8), max_size=4))
def test_other_messages_are_refused(frames: list[bytes]) -> None:
    if len(frames) == 2 and len(frames[0]) == 6:
        frames.pop()
    with pytest.raises(RuntimeError, match="format"):
        parse_monitor_message(frames)


def test_receiving(pair: Callable[..., Any]) -> None:
    monitor, reader = pair()
    monitor.send_multipart(report(zmq.EVENT_LISTENING, 7))
    assert recv_monitor_message(reader)["event"] is zmq.EVENT_LISTENING


def test_receiving_without_waiting(pair: Callable[..., Any]) -> None:
    _, reader = pair()
    with pytest.raises(zmq.Again):
        recv_monitor_message(reader, zmq.DONTWAIT)


class Asynchronous:
    """Stands in for a socket of any event loop: what it receives must be awaited."""

    def __init__(self, message: list[bytes]) -> None:
        self.message = message

    def recv_multipart(self, flags: int = 0) -> asyncio.Future[list[bytes]]:
        future = asyncio.get_running_loop().create_future()
        future.set_result(self.message)
        return future


def test_asynchronous_sockets_give_awaitables() -> None:
    async def receive() -> Any:
        socket: Any = Asynchronous(report(zmq.EVENT_CLOSED, 9))
        return await recv_monitor_message(socket)

    assert asyncio.run(receive())["event"] is zmq.EVENT_CLOSED


def test_a_real_monitor(context: zmq.Context[Any]) -> None:
    with context.socket(zmq.PULL) as socket, socket.get_monitor_socket() as reader:
        reader.rcvtimeo = 10_000
        socket.bind("tcp://127.0.0.1:*")
        parsed = recv_monitor_message(reader)
        assert parsed["event"] is zmq.EVENT_LISTENING
        assert parsed["endpoint"] == socket.last_endpoint


def test_a_negative_value_stays_negative() -> None:
    assert parse_monitor_message(report(zmq.EVENT_CLOSED, -1))["value"] == -1
