"""Events of monitors, and what follows from them, without a socket."""

from __future__ import annotations

import contextlib
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from zmq.sugar.events import REMEMBERED_ENDPOINTS, Connections, MonitorEvent, Subscriptions

HERE = "tcp://127.0.0.1:5555"

frames = st.binary(max_size=12)
endpoints = st.sampled_from([HERE, "tcp://127.0.0.1:6666"])


def event(kind: zmq.Event, value: int = 0, endpoint: str = HERE) -> MonitorEvent:
    return MonitorEvent(kind, value, endpoint)


class TestMonitorEvent:
    def test_parsing(self) -> None:
        parsed = MonitorEvent.parse([struct.pack("=Hi", 0x20, 12), HERE.encode()])
        assert parsed == event(zmq.Event.ACCEPTED, 12)
        assert parsed.time > 0

    def test_it_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            event(zmq.Event.CLOSED).value = 5  # type: ignore[misc]

    @pytest.mark.parametrize(
        ("kind", "value", "meaning"),
        [
            (zmq.Event.ACCEPTED, 12, "accepted a connection (descriptor 12)"),
            (zmq.Event.CONNECT_RETRIED, 125, "will try to connect again in 125 ms"),
            (zmq.Event.BIND_FAILED, zmq.EADDRINUSE, "could not be bound: Address already in use"),
            (zmq.Event.HANDSHAKE_FAILED_AUTH, 400, "handshake refused, status 400 of ZAP"),
            (
                zmq.Event.HANDSHAKE_FAILED_PROTOCOL,
                zmq.PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC,
                "handshake failed, peers do not understand each other: ZMTP_CRYPTOGRAPHIC",
            ),
            (zmq.Event(0x8000), 3, "event 0x8000 with value 3"),
        ],
    )
    def test_what_it_means(self, kind: zmq.Event, value: int, meaning: str) -> None:
        assert event(kind, value).meaning == meaning
        assert str(event(kind, value)) == f"{HERE}: {meaning}"

    @pytest.mark.parametrize("kind", [kind for kind in zmq.Event if kind < 0x8000])
    def test_every_event_means_something(self, kind: zmq.Event) -> None:
        assert "event" not in event(kind).meaning

    @given(st.lists(frames, max_size=3), st.binary(min_size=6, max_size=6))
    def test_any_frames_are_an_event_or_refused(self, message: list[bytes], head: bytes) -> None:
        for received in (message, [head, *message]):
            with contextlib.suppress(RuntimeError):
                parsed = MonitorEvent.parse(received)
                assert len(received) == 2
                assert parsed.meaning
                assert str(parsed)


class Descriptors:
    """Stands in for the system: which descriptors are open, each use told from the others."""

    def __init__(self) -> None:
        self.open: dict[int, int] = {}
        self._serial = 0

    def take(self) -> int:
        """Open the lowest that is free."""
        number = next(number for number in range(3, 99) if number not in self.open)
        self._serial += 1
        self.open[number] = self._serial
        return number

    def connections(self, **kwargs: Any) -> Connections:
        return Connections(identify=self.open.get, peer_of=lambda fd: f"peer {fd}", **kwargs)


def numbers(connections: Connections) -> list[int]:
    return [connection.descriptor for connection in connections.now()]


class TestConnections:
    def test_a_peer_comes_and_goes(self) -> None:
        system = Descriptors()
        connections = system.connections()
        accepted = event(zmq.Event.ACCEPTED, system.take())
        connections.feed(accepted)
        assert len(connections) == 0
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        (found,) = connections.now()
        assert (found.endpoint, found.peer, found.accepted) == (HERE, "peer 3", True)
        assert found.since == accepted.time
        connections.feed(event(zmq.Event.DISCONNECTED, 3))
        assert connections.now() == []

    def test_connecting(self) -> None:
        system = Descriptors()
        connections = system.connections()
        connections.feed(event(zmq.Event.CONNECT_DELAYED, 115))
        connections.feed(event(zmq.Event.CONNECTED, system.take()))
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        assert [found.accepted for found in connections.now()] == [False]

    def test_failed_handshakes_are_counted_and_are_no_connections(self) -> None:
        system = Descriptors()
        connections = system.connections()
        for _ in range(2):
            connections.feed(event(zmq.Event.ACCEPTED, 3))
            connections.feed(event(zmq.Event.HANDSHAKE_FAILED_AUTH, 400))
            connections.feed(event(zmq.Event.DISCONNECTED, 3))
        assert connections.failures[HERE].count == 2
        assert connections.failures[HERE].last.value == 400
        connections.feed(event(zmq.Event.ACCEPTED, system.take()))
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        assert [found.failures for found in connections.now()] == [2]

    def test_which_of_two_failed_shows_when_it_closes(self) -> None:
        system = Descriptors()
        connections = system.connections()
        for _ in range(2):
            connections.feed(event(zmq.Event.ACCEPTED, system.take()))
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        assert len(connections) == 1
        connections.feed(event(zmq.Event.HANDSHAKE_FAILED_NO_DETAIL))
        connections.feed(event(zmq.Event.DISCONNECTED, 3))
        assert numbers(connections) == [4]

    def test_sockets_without_handshakes(self) -> None:
        system = Descriptors()
        connections = system.connections(handshakes=False)
        connections.feed(event(zmq.Event.ACCEPTED, system.take()))
        assert numbers(connections) == [3]
        connections.feed(event(zmq.Event.HANDSHAKE_FAILED_NO_DETAIL, 32))
        connections.feed(event(zmq.Event.DISCONNECTED, 3))
        assert numbers(connections) == []
        assert connections.failures == {}

    def test_what_closes_without_an_event_is_found(self) -> None:
        system = Descriptors()
        connections = system.connections()
        connections.feed(event(zmq.Event.CONNECTED, system.take()))
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        assert connections.gone() == []
        system.open.clear()
        connections.forget(connections.gone())
        assert connections.now() == []

    def test_a_descriptor_that_is_used_again_is_another_connection(self) -> None:
        system = Descriptors()
        connections = system.connections()
        connections.feed(event(zmq.Event.CONNECTED, system.take()))
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        system.open.clear()
        gone = connections.gone()
        connections.feed(event(zmq.Event.CONNECTED, system.take()))
        connections.forget(gone)
        assert len(connections) == 0
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        assert numbers(connections) == [3]

    def test_a_handshake_may_be_reported_before_its_connection(self) -> None:
        system = Descriptors()
        connections = system.connections()
        connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED))
        assert len(connections) == 0
        connections.feed(event(zmq.Event.ACCEPTED, system.take()))
        assert numbers(connections) == [3]

    def test_failures_of_a_bounded_number_of_endpoints_are_kept(self) -> None:
        connections = Descriptors().connections()
        for port in range(REMEMBERED_ENDPOINTS + 5):
            connections.feed(event(zmq.Event.HANDSHAKE_FAILED_AUTH, 400, f"tcp://x:{port}"))
        assert len(connections.failures) == REMEMBERED_ENDPOINTS
        assert "tcp://x:0" not in connections.failures

    @given(st.lists(st.tuples(st.sampled_from(list(zmq.Event)), st.integers(-1, 6), endpoints)))
    def test_any_events_will_do(self, reports: list[tuple[zmq.Event, int, str]]) -> None:
        connections = Connections(identify=lambda fd: fd % 2 or None, peer_of=lambda _: None)
        for report in reports:
            connections.feed(event(*report))
            connections.forget(connections.gone())
            assert len(connections) == len(connections.now())

    @given(st.data())
    def test_who_is_connected_is_told_from_any_course_of_events(self, data: st.DataObject) -> None:
        """A model of libzmq: peers come, shake hands or fail, and go, at two endpoints."""
        system = Descriptors()
        connections = system.connections()
        peers: dict[int, tuple[str, bool]] = {}  # by descriptor: the endpoint, ready or not

        def close(number: int) -> None:
            endpoint, ready = peers.pop(number)
            if not ready:
                connections.feed(event(zmq.Event.HANDSHAKE_FAILED_NO_DETAIL, 32, endpoint))
            connections.feed(event(zmq.Event.DISCONNECTED, number, endpoint))
            del system.open[number]

        for step in data.draw(st.lists(st.sampled_from(["accept", "ready", "close", "unbind"]))):
            endpoint = data.draw(endpoints)
            if step == "accept":
                number = system.take()
                peers[number] = endpoint, False
                connections.feed(event(zmq.Event.ACCEPTED, number, endpoint))
            elif step == "ready" and (waiting := [fd for fd in peers if not peers[fd][1]]):
                number = data.draw(st.sampled_from(waiting))
                peers[number] = peers[number][0], True
                connections.feed(event(zmq.Event.HANDSHAKE_SUCCEEDED, 0, peers[number][0]))
            elif step == "close" and peers:
                close(data.draw(st.sampled_from(list(peers))))
            elif step == "unbind":
                for number in [fd for fd, (at, _) in peers.items() if at == endpoint]:
                    del system.open[number], peers[number]
                connections.forget(connections.gone())
            assert len(connections) == sum(ready for _, ready in peers.values())
        for number in [fd for fd, (_, ready) in peers.items() if not ready]:
            close(number)
        assert sorted(numbers(connections)) == sorted(peers)


def count(topic: bytes | None, *messages: bytes) -> int:
    subscriptions = Subscriptions(topic)
    for message in messages:
        subscriptions.feed([message])
    return subscriptions.count


class TestSubscriptions:
    def test_a_topic_is_covered_by_its_beginnings(self) -> None:
        messages = [b"\x01weather", b"\x01"]
        assert count(b"weather.paris", *messages) == 2
        assert count(b"weather", *messages) == 2
        assert count(b"wea", *messages) == 1
        assert count(b"", *messages) == 1
        assert count(None, *messages) == 2

    def test_taking_back(self) -> None:
        assert count(b"a", b"\x00never", b"\x01a", b"\x01a", b"\x00a") == 1

    @given(st.lists(st.lists(frames, max_size=2)))
    def test_other_messages_are_passed_over(self, messages: list[list[bytes]]) -> None:
        some, every = Subscriptions(b"x"), Subscriptions()
        for message in messages:
            some.feed(message)
            every.feed(message)
            assert 0 <= some.count <= every.count <= len(messages)
