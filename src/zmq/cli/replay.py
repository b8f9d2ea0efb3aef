"""``zmq replay``: send again what a proxy has captured."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import click

from zmq.cli import capture
from zmq.cli.command import TimedOut, command
from zmq.cli.ends import AnySocket, Ends, end_params, opened
from zmq.cli.formats import Message
from zmq.constants import SocketType
from zmq.error import Again

_LINGER = 5.0


class _Role(NamedTuple):
    """Who sent to the frontend of a device, and how many parts the frontend put before."""

    type: SocketType
    added: int = 0


_ROLES = {
    "queue": _Role(SocketType.DEALER, added=1),
    "forwarder": _Role(SocketType.XPUB),
    "streamer": _Role(SocketType.PUSH),
}


@command(
    "replay",
    examples="zmq replay requests.jsonl tcp://localhost:5559\n"
    "zmq replay feed.jsonl --bind tcp://*:5556 --speed 10\n"
    "zmq replay tasks.jsonl tcp://localhost:5557 --server-key keys/server.key -o SNDHWM=10",
    params=[click.Argument(["file"], type=click.File(encoding="utf-8")), *end_params(patience=5)],
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=1,
    show_default=True,
    metavar="TIMES",
    help="How many times as fast as it was; 0: without pauses.",
)
def replay(file: IO[str], speed: float, **ends: Any) -> None:
    """Send again what a proxy has captured.

    That is what came from the frontend of `zmq proxy --capture FILE`. Clients of a queue are
    played by a DEALER, which waits for as many answers as it sent requests; publishers by a PUB,
    which waits for a subscription first; those who push to a streamer by a PUSH. --timeout limits
    the wait for a peer, and for answers in the end.
    """
    device = capture.read_head(file)
    if device not in _ROLES:
        raise click.UsageError(f"{file.name} is of a device that is not known: {device}")
    role = _ROLES[device]
    where = Ends(**ends, wait=1, linger=_LINGER)
    with opened(role.type, where) as socket:
        messages = _paced(file, speed)
        sent, answers = _send(socket, (message[role.added :] for message in messages))
        if role.type is SocketType.DEALER:
            _tell(sent, answers + _await_answers(socket, sent - answers))
        else:
            click.echo(f"{sent} messages sent", err=True)


def _paced(file: IO[str], speed: float) -> Iterator[Message]:
    """The messages of the frontend, each when it is time for it."""
    began = time.monotonic()
    for passed in capture.read(file):
        if passed.side != "frontend":
            continue
        if speed:
            time.sleep(max(0, began + passed.at / speed - time.monotonic()))
        yield passed.message


def _send(socket: AnySocket, messages: Iterator[Message]) -> tuple[int, int]:
    """Send all; return how many there were, and how many answers came meanwhile."""
    sent = answers = 0
    for sent, message in enumerate(messages, 1):  # noqa: B007 # the last number counts them
        socket.send_multipart(message)
        while socket.type is SocketType.DEALER and socket.try_recv_multipart() is not None:
            answers += 1
    return sent, answers


def _await_answers(socket: AnySocket, missing: int) -> int:
    """Receive what is missing; return how many came in time."""
    for came in range(missing):
        try:
            socket.recv_multipart()
        except Again:
            return came
    return missing


def _tell(sent: int, answers: int) -> None:
    click.echo(f"{sent} messages sent, {answers} answers received", err=True)
    if answers < sent:
        raise TimedOut(f"answers that did not come in time: {sent - answers}")


COMMANDS = {"replay": replay}
