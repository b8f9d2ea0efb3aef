"""Who speaks when: what a command does with its socket, its input and its output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import click

from zmq.backend import zmq_poll
from zmq.cli.command import times
from zmq.cli.ends import AnySocket, milliseconds
from zmq.cli.formats import Message
from zmq.cli.streams import Sink, Source
from zmq.constants import DONTWAIT, POLLIN, POLLOUT, Errno
from zmq.error import Again, ZMQError

_BATCH = 1000


@dataclass
class Talk:
    """A socket between an input and an output, until ``count`` messages have passed."""

    socket: AnySocket
    source: Source
    sink: Sink
    count: int | None = None
    timeout: float | None = None
    stay: bool = False  # when the input has ended
    echo: bool = False

    def wait(self, *wanted: tuple[Any, int]) -> dict[Any, int]:
        """Wait for one of the events; raises Again when time is up, or when nobody reads."""
        watched = self.sink.watched()
        ready = dict(zmq_poll([*wanted, *watched], milliseconds(self.timeout)))
        if any(descriptor in ready for descriptor, _ in watched):
            raise BrokenPipeError
        if not ready:
            raise Again
        return ready

    def batches(self) -> Iterator[list[Message]]:
        """What is received, as much at a time as is there."""
        left = self.count
        while left is None or left > 0:
            self.wait((self.socket, POLLIN))
            messages = self.receive(left)
            left = None if left is None else left - len(messages)
            yield messages

    def receive(self, most: int | None = None) -> list[Message]:
        limit = _BATCH if most is None else min(most, _BATCH)
        messages: list[Message] = self.socket.recv_many(limit, DONTWAIT, multipart=True)
        return messages


Flow: TypeAlias = Callable[[Talk], None]


def send(talk: Talk) -> None:
    """Send each message of the input."""
    for message in islice(talk.source, talk.count):
        talk.socket.send_multipart(message)


def receive(talk: Talk) -> None:
    """Show what comes."""
    for messages in talk.batches():
        talk.sink.show(messages)


def request(talk: Talk) -> None:
    """Send a message of the input, show the answer, and so on."""
    for message in islice(talk.source, talk.count):
        talk.socket.send_multipart(message)
        talk.wait((talk.socket, POLLIN))
        talk.sink.show(talk.receive(1))


def reply(talk: Talk) -> None:
    """Show a request, answer it with a message of the input or with itself, and so on."""
    answers = iter(talk.source)
    for _ in times(talk.count):
        if not talk.echo and talk.source.has_ended():
            return
        talk.wait((talk.socket, POLLIN))
        (asked,) = talk.receive(1)
        talk.sink.show([asked])
        answer = asked if talk.echo else next(answers, None)
        if answer is None:
            return
        talk.socket.send_multipart(answer)


def converse(talk: Talk) -> None:
    """Send the input and show what comes, whichever is first.

    When the input has ended this ends as well, unless there is a count or a time to stay for.
    """
    stays = talk.stay or talk.count is not None or talk.timeout is not None
    left = talk.count
    while left is None or left > 0:
        _send_what_is_ready(talk)
        if not (stays or talk.source.ready or talk.source.goes_on()):
            return
        keyboard = _awaited(talk.source)
        events = POLLIN | POLLOUT if talk.source.ready else POLLIN
        ready = talk.wait((talk.socket, events), *keyboard)
        if any(descriptor in ready for descriptor, _ in keyboard):
            talk.source.read()
        if ready.get(talk.socket, 0) & POLLIN:
            messages = talk.receive(left)
            talk.sink.show(messages)
            talk.source.ready.extend(messages if talk.echo else ())
            left = None if left is None else left - len(messages)
    for message in talk.source.ready:
        talk.socket.send_multipart(message)


def _awaited(source: Source) -> list[tuple[int, int]]:
    """New input is read once the old has been sent: who sends too much has to wait."""
    return [(source.fileno(), POLLIN)] if not source.ready and source.goes_on() else []


def _send_what_is_ready(talk: Talk) -> None:
    ready = talk.source.ready
    while ready:
        try:
            if not talk.socket.try_send_multipart(ready[0]):
                return
        except ZMQError as error:
            if error.errno != Errno.EHOSTUNREACH:
                raise
            click.echo("nobody has that routing id", err=True)
        ready.popleft()
