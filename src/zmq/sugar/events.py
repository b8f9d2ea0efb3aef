"""What a socket's monitor reports, typed, and what follows from it: who is connected now.

Nothing in here waits: there is no socket, thread or loop. Messages of a monitor become
``MonitorEvent``s, ``Connections`` is fed with them; ``Subscriptions`` with what an XPUB receives.
"""

from __future__ import annotations

import struct
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from zmq.constants import Event
from zmq.error import ZMQError
from zmq.sugar.descriptors import identify, peer_of

__all__ = [
    "Connection",
    "Connections",
    "HandshakeFailures",
    "MonitorEvent",
    "Subscriptions",
    "pack",
    "unpack",
]

_HEAD = struct.Struct("=Hi")


def unpack(frames: Sequence[Any]) -> tuple[Event, int, bytes]:
    """Return event, value and endpoint of a monitor's message; RuntimeError if it is none."""
    if len(frames) != 2 or len(frames[0]) != _HEAD.size:
        raise RuntimeError(f"Invalid event message format: {frames}")
    event, value = _HEAD.unpack(frames[0])
    return Event(event), value, bytes(frames[1])


def pack(event: int, value: int, endpoint: bytes) -> list[bytes]:
    """Return the message in which a monitor reports an event."""
    return [_HEAD.pack(event, value), endpoint]


@dataclass(frozen=True, slots=True)
class MonitorEvent:
    """Something that happened to a socket's connections.

    value: depends on the event, ``meaning`` says it in words: a descriptor, an errno, milliseconds,
    a status of ZAP, one of ``Event.PROTOCOL_ERROR_*``. endpoint: the address that was bound or
    connected. time: when it was noticed, in seconds since the epoch.
    """

    event: Event
    value: int
    endpoint: str
    time: float = field(default_factory=time.time, compare=False)

    @classmethod
    def parse(cls, frames: Sequence[Any]) -> Self:
        """Return the event of a monitor's message; RuntimeError if it is none."""
        event, value, endpoint = unpack(frames)
        return cls(event, value, endpoint.decode("utf-8", "backslashreplace"))

    @property
    def meaning(self) -> str:
        """What happened, in words."""
        explain = _MEANINGS.get(self.event)
        if explain is None:
            return f"event {int(self.event):#x} with value {self.value}"
        return explain(self.value)

    def __str__(self) -> str:
        return f"{self.endpoint or 'socket'}: {self.meaning}"


def _with_descriptor(text: str) -> Callable[[int], str]:
    return lambda value: f"{text} (descriptor {value})"


def _with_error(text: str) -> Callable[[int], str]:
    return lambda value: f"{text}: {ZMQError(value).strerror}"


def _protocol_error(value: int) -> str:
    name = Event(value).name if value >= 0 else None
    detail = name.removeprefix("PROTOCOL_ERROR_") if name else hex(value)
    return f"handshake failed, peers do not understand each other: {detail}"


_MEANINGS: dict[Event, Callable[[int], str]] = {
    Event.CONNECTED: _with_descriptor("connected"),
    Event.CONNECT_DELAYED: lambda _: "connecting",
    Event.CONNECT_RETRIED: lambda value: f"will try to connect again in {value} ms",
    Event.LISTENING: _with_descriptor("listening"),
    Event.BIND_FAILED: _with_error("could not be bound"),
    Event.ACCEPTED: _with_descriptor("accepted a connection"),
    Event.ACCEPT_FAILED: _with_error("could not accept a connection"),
    Event.CLOSED: _with_descriptor("closed"),
    Event.CLOSE_FAILED: _with_error("could not be closed"),
    Event.DISCONNECTED: _with_descriptor("disconnected"),
    Event.MONITOR_STOPPED: lambda _: "monitoring ended",
    Event.HANDSHAKE_FAILED_NO_DETAIL: _with_error("handshake failed"),
    Event.HANDSHAKE_SUCCEEDED: lambda _: "handshake succeeded",
    Event.HANDSHAKE_FAILED_PROTOCOL: _protocol_error,
    Event.HANDSHAKE_FAILED_AUTH: lambda value: f"handshake refused, status {value} of ZAP",
}


@dataclass(frozen=True, slots=True)
class Connection:
    """A peer that is connected: its handshake has succeeded.

    endpoint: the address of ours that was bound or connected. peer: the remote address, None where
    the transport has none (ipc). accepted: the peer came to us. since: seconds since the epoch.
    descriptor: the one that libzmq uses. failures: how many handshakes failed at this endpoint.
    """

    endpoint: str
    peer: str | None
    accepted: bool
    since: float
    descriptor: int
    failures: int = 0


@dataclass(frozen=True, slots=True)
class HandshakeFailures:
    """How many handshakes have failed at an endpoint, and the last one."""

    count: int
    last: MonitorEvent


# Of how many endpoints failures are remembered: a program may connect to ever new ones.
REMEMBERED_ENDPOINTS = 1000


class Connections:
    """Who is connected now, by what the events say.

    handshakes: False for sockets that have none (STREAM).

    An event of a handshake names its endpoint only, not the connection. So of each endpoint the
    connections are kept in the order in which they were opened, and how many of them are ready: the
    oldest are taken to be those. That is exact as soon as no handshake is under way, and the number
    always is. With several I/O threads an event may overtake another; numbers allow for that too.
    """

    def __init__(
        self,
        handshakes: bool = True,
        identify: Callable[[int], object | None] = identify,
        peer_of: Callable[[int], str | None] = peer_of,
    ) -> None:
        self.failures: dict[str, HandshakeFailures] = {}
        self._handshakes = handshakes
        self._identify = identify
        self._peer_of = peer_of
        self._endpoints: dict[str, _Endpoint] = {}

    def feed(self, event: MonitorEvent) -> None:
        """Take an event into account."""
        if event.event in {Event.CONNECTED, Event.ACCEPTED}:
            self._opened(event)
        elif event.event is Event.DISCONNECTED:
            self._closed(event)
        elif not self._handshakes:
            return
        elif event.event is Event.HANDSHAKE_SUCCEEDED:
            self._at(event.endpoint).ready += 1
        elif event.event in _FAILURES:
            self._failed(event)

    def now(self) -> list[Connection]:
        """Return who is connected, oldest first at each endpoint."""
        return [
            replace(link.connection, failures=self._failures_at(name))
            for name, endpoint in list(self._endpoints.items())
            for link in endpoint.ready_links()
        ]

    def __len__(self) -> int:
        return sum(min(at.ready, len(at.links)) for at in self._endpoints.values())

    def gone(self) -> list[tuple[str, int]]:
        """Return the endpoint and descriptor of each connection that is closed but not reported so.

        What one closes oneself by ``disconnect`` and ``unbind`` makes no event. What others close
        makes one first: pass this to ``forget`` after all events there are have been fed.
        """
        return [
            (name, descriptor)
            for name, endpoint in list(self._endpoints.items())
            for descriptor, link in list(endpoint.links.items())
            if self._is_closed(link)
        ]

    def forget(self, gone: list[tuple[str, int]]) -> None:
        """Drop what ``gone`` returned, unless events have told of it since."""
        for name, descriptor in gone:
            endpoint = self._endpoints.get(name)
            link = endpoint.links.get(descriptor) if endpoint else None
            if link is not None and self._is_closed(link):
                self._drop(name, descriptor)

    def _is_closed(self, link: _Link) -> bool:
        descriptor = link.connection.descriptor
        return link.identity is None or self._identify(descriptor) != link.identity

    def _at(self, name: str) -> _Endpoint:
        return self._endpoints.setdefault(name, _Endpoint())

    def _failures_at(self, name: str) -> int:
        return self.failures[name].count if name in self.failures else 0

    def _opened(self, event: MonitorEvent) -> None:
        descriptor = event.value
        for name in [name for name, at in self._endpoints.items() if descriptor in at.links]:
            self._drop(name, descriptor)
        identity = self._identify(descriptor)
        accepted = event.event is Event.ACCEPTED
        peer = None if identity is None else self._peer_of(descriptor)
        connection = Connection(event.endpoint, peer, accepted, event.time, descriptor)
        endpoint = self._at(event.endpoint)
        endpoint.links[descriptor] = _Link(connection, identity)
        if not self._handshakes:
            endpoint.ready += 1

    def _closed(self, event: MonitorEvent) -> None:
        endpoint = self._endpoints.get(event.endpoint)
        if endpoint and event.value in endpoint.links:
            self._drop(event.endpoint, event.value)

    def _failed(self, event: MonitorEvent) -> None:
        name = event.endpoint
        self._at(name).failed += 1
        self.failures[name] = HandshakeFailures(self._failures_at(name) + 1, event)
        if len(self.failures) > REMEMBERED_ENDPOINTS:
            del self.failures[next(iter(self.failures))]

    def _drop(self, name: str, descriptor: int) -> None:
        endpoint = self._endpoints[name]
        endpoint.drop(descriptor)
        if not (endpoint.links or endpoint.ready or endpoint.failed):
            del self._endpoints[name]


_FAILURES = {
    Event.HANDSHAKE_FAILED_NO_DETAIL,
    Event.HANDSHAKE_FAILED_PROTOCOL,
    Event.HANDSHAKE_FAILED_AUTH,
}


@dataclass(slots=True)
class _Link:
    """A connection, and what tells its descriptor from later ones of the same number."""

    connection: Connection
    identity: object | None


@dataclass(slots=True)
class _Endpoint:
    """The connections at one endpoint: how many are ready, how many of the others have failed."""

    links: dict[int, _Link] = field(default_factory=dict)
    ready: int = 0
    failed: int = 0

    def ready_links(self) -> list[_Link]:
        return list(self.links.values())[: self.ready]

    def drop(self, descriptor: int) -> None:
        """Forget a connection: a failed one if there is any, else one that was ready."""
        del self.links[descriptor]
        if self.failed:
            self.failed -= 1
        elif self.ready:
            self.ready -= 1
        self.failed = max(0, min(self.failed, len(self.links) - self.ready))


class Subscriptions:
    """Whether n subscriptions cover what begins with a topic, by what an XPUB socket receives.

    topic: None counts all.
    """

    def __init__(self, topic: bytes | None = None, n: int = 1) -> None:
        self._topic = topic
        self._n = n
        self.clear()

    @property
    def enough(self) -> bool:
        return self.count >= self._n

    def clear(self) -> None:
        """Begin anew."""
        self.count: int = 0
        self._seen: Counter[bytes] = Counter()

    def feed(self, message: Sequence[Any]) -> None:
        """Take a message into account, if it is a subscription or takes one back."""
        head = bytes(message[0]) if message else b""
        prefix = head[1:]
        if self._topic is not None and not self._topic.startswith(prefix):
            return
        if head[:1] == b"\x01":
            self._seen[prefix] += 1
            self.count += 1
        elif head[:1] == b"\x00" and self._seen[prefix]:
            self._seen[prefix] -= 1
            self.count -= 1
