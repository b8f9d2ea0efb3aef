"""A proxy under way: two sockets that it joins, and the sockets at their other ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import zmq
from waiting import Running, in_thread

Socket = Any  # zmq.Socket[bytes], but told apart by name only


@dataclass
class Joined:
    """What a test sees of a proxy: the sockets inside it, their peers outside, and the call."""

    context: zmq.Context[Any]
    inside: dict[str, Socket] = field(default_factory=dict)
    outside: dict[str, Socket] = field(default_factory=dict)
    made: list[Socket] = field(default_factory=list)
    running: Running[Any] | None = None

    def socket(self, kind: int, **options: Any) -> Socket:
        """Make a socket with options as keywords; it lives as long as this object."""
        self.made.append(self.context.socket(kind))
        for option, value in options.items():
            setattr(self.made[-1], option, value)
        return self.made[-1]

    def add(self, name: str, inner: int, outer: int | None = None, **options: Any) -> Socket:
        """Make a socket for the proxy, and its peer; return that, or the first if there is none."""
        self.inside[name] = self.socket(inner, **options)
        self.inside[name].bind(f"inproc://{name}")
        return self.inside[name] if outer is None else self.connect(name, outer, **options)

    def connect(self, name: str, outer: int, **options: Any) -> Socket:
        self.outside[name] = self.socket(outer, **options)
        self.outside[name].connect(f"inproc://{name}")
        return self.outside[name]

    def run(self, proxy: Callable[..., Any], *names: str | None, **more: Any) -> Running[Any]:
        """Call the proxy in a thread, with the inner sockets of these names."""
        sockets = [None if name is None else self.inside[name] for name in names]
        self.running = in_thread(proxy, *sockets, **more)
        return self.running

    def order(self, command: bytes) -> list[bytes]:
        """Give the proxy an order by the socket "control", and return its answer."""
        self.outside["control"].send(command)
        answer: list[bytes] = self.outside["control"].recv_multipart()
        return answer


@contextmanager
def joined() -> Iterator[Joined]:
    """Sockets in a context of their own; whatever still runs ends with it."""
    with zmq.Context() as context:
        context.linger = 0
        here = Joined(context)
        try:
            yield here
        finally:
            context.destroy()
            if here.running is not None:
                here.running.error()


def pipeline(here: Joined, consumer: bool = True, **options: Any) -> tuple[Socket, Socket]:
    """Sockets for messages from a PUSH to a PULL; return these two."""
    pusher = here.add("front", zmq.PULL, zmq.PUSH, **options)
    puller = here.add("back", zmq.PUSH, zmq.PULL if consumer else None, **options)
    return pusher, puller


def steering(here: Joined) -> Socket:
    """A control socket that answers each command; return its peer."""
    return here.add("control", zmq.REP, zmq.REQ)


def fill(pusher: Socket, parts: int = 1) -> int:
    """Send numbered messages until there is no room on the way; return how many."""
    count = 0
    while pusher.poll(100, zmq.POLLOUT):
        while pusher.try_send_multipart([b"%d" % count] * parts):
            count += 1
    return count


def numbers(puller: Socket, count: int, parts: int | None = None) -> list[int]:
    """The numbers of the next messages, which are whole: all parts agree, and none is missing."""
    received = [puller.recv_multipart() for _ in range(count)]
    for message in received:
        assert message == [message[0]] * (parts or len(message))
    return [int(message[0]) for message in received]
