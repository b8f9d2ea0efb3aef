"""``zmq pub``, ``sub``, ``push`` and so on: a netcat for each type of socket."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, TypeVar

import click

from zmq.cli import flows, formats
from zmq.cli.command import Command
from zmq.cli.ends import AnySocket, Ends, end_params, opened
from zmq.cli.flows import Flow, Talk
from zmq.cli.streams import Decode, Repeating, Sink, Source, standard_input
from zmq.constants import SocketType

_T = TypeVar("_T")


class Kind(NamedTuple):
    """A type of socket, as a command."""

    type: SocketType
    flow: Flow
    help: str
    examples: str

    @property
    def sends(self) -> bool:
        return self.flow is not flows.receive

    @property
    def receives(self) -> bool:
        return self.flow is not flows.send

    @property
    def is_pub(self) -> bool:
        return self.type is SocketType.XPUB and not self.receives


@dataclass(frozen=True)
class Manner:
    """How messages are read and shown, and when it is enough."""

    format: str = "text"
    delimiter: str = "\t"
    null: bool = False
    color: str = "auto"
    message: tuple[str, ...] = ()
    every: float | None = None
    prefix: str | None = None
    topic: tuple[str, ...] = ()
    count: int | None = None
    stay: bool = False
    echo: bool = False

    @property
    def end(self) -> bytes:
        return b"\0" if self.null else b"\n"


def run(kind: Kind, ends: Ends, manner: Manner) -> None:
    """Open the socket, and let messages pass until input, count or time ends it."""
    source, sink = _source(kind, manner), _sink(manner)
    with opened(*_prepared(kind, ends)) as socket:
        _subscribe(socket, manner.topic or ("",))
        stay = manner.stay or manner.echo
        talk = Talk(socket, source, sink, manner.count, ends.timeout, stay, manner.echo)
        kind.flow(talk)


def _prepared(kind: Kind, ends: Ends) -> tuple[SocketType, Ends]:
    """The type of socket to open, and its ends, so that nothing is lost without a word."""
    if kind.is_pub and not ends.wait:
        return SocketType.PUB, ends
    careful = {SocketType.XPUB: "XPUB_NODROP=1", SocketType.ROUTER: "ROUTER_MANDATORY=1"}
    options = [careful[kind.type]] if kind.type in careful else []
    return kind.type, replace(ends, option=(*options, *ends.option))


def _subscribe(socket: AnySocket, topics: tuple[str, ...]) -> None:
    for topic in topics:
        if socket.type is SocketType.SUB:
            socket.subscribe(topic)
        elif socket.type is SocketType.XSUB:
            socket.send(b"\x01" + topic.encode())


def _source(kind: Kind, manner: Manner) -> Source:
    if manner.echo or not kind.sends:
        return Source()
    decode = _decoder(manner)
    if not manner.message:
        return Source((), standard_input(), decode, manner.end)
    try:
        given = [decode(os.fsencode(text)) for text in manner.message]
    except ValueError as error:
        raise click.UsageError(f"--message: {error}") from None
    if manner.every is not None or kind.flow is flows.reply:
        return Repeating(given, manner.every or 0)
    return Source(given)


def _decoder(manner: Manner) -> Decode:
    decode = formats.choose(manner.format, manner.delimiter).decode
    if manner.prefix is None:
        return decode
    topic = manner.prefix.encode()
    return lambda line: [topic, *decode(line)]


def _sink(manner: Manner) -> Sink:
    paint = wants_color() if manner.color == "auto" else manner.color == "always"
    encode = formats.choose(manner.format, manner.delimiter, paint=paint).encode
    return Sink(encode, manner.end)


def wants_color() -> bool:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return sys.stdout is not None and sys.stdout.isatty() and not plain


def _command(name: str, kind: Kind) -> Command:
    def callback(**values: Any) -> None:
        run(kind, _taken(Ends, values), _taken(Manner, values))

    return Command(
        name, callback=callback, params=_params(kind), help=kind.help, examples=kind.examples
    )


def _taken(kind: type[_T], values: dict[str, Any]) -> _T:
    """An object made of those values that it has fields for."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in names})


def _params(kind: Kind) -> list[click.Parameter]:
    params = [*end_params(), *_form_params()]
    if kind.receives:
        params.append(
            click.Option(
                ["--color"],
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                help="Color the first of several parts; auto: on a terminal.",
            )
        )
    if kind.sends:
        params += _sending_params(kind)
    if kind.type in {SocketType.SUB, SocketType.XSUB}:
        params.append(
            click.Option(
                ["-t", "--topic"],
                multiple=True,
                help="Receive only messages that begin like this; may be repeated.",
            )
        )
    return params + _special_params(kind)


def _form_params() -> list[click.Parameter]:
    return [
        click.Option(
            ["-f", "--format"],
            type=click.Choice(formats.FORMATS),
            default="text",
            show_default=True,
            help="How messages are written, a line each. json and hex take any bytes both ways.",
        ),
        click.Option(
            ["-d", "--delimiter"],
            default="\t",
            help="What is between the parts of a message; by default a tab. Empty: nothing is.",
        ),
        click.Option(["-0", "--null"], is_flag=True, help="End messages with NUL, not new lines."),
        click.Option(
            ["-n", "--count"],
            type=click.IntRange(min=1),
            metavar="N",
            help="End after so many messages: of those received, or of those sent by what only"
            " sends.",
        ),
    ]


def _sending_params(kind: Kind) -> list[click.Parameter]:
    waited_for = "subscriptions" if kind.type is SocketType.XPUB else "peers"
    return [
        click.Option(
            ["-m", "--message"],
            multiple=True,
            help="Send this instead of the lines of standard input; may be repeated.",
        ),
        click.Option(
            ["--linger"],
            type=float,
            default=0.0 if kind.type is SocketType.XSUB else 5.0,
            show_default=True,
            metavar="SECONDS",
            help="Wait so long for what is not delivered in the end; -1: for ever.",
        ),
        click.Option(
            ["-w", "--wait"],
            type=click.IntRange(min=0),
            metavar="N",
            default=int(kind.is_pub),
            show_default=True,
            help=f"Wait for so many {waited_for} before sending.",
        ),
    ]


def _special_params(kind: Kind) -> list[click.Parameter]:
    params: list[click.Parameter] = []
    if kind.is_pub:
        params.append(
            click.Option(["-t", "--topic", "prefix"], help="Send this as a part before the others.")
        )
    if kind.flow in {flows.send, flows.request}:
        params.append(
            click.Option(
                ["--every"],
                type=click.FloatRange(min=0),
                metavar="SECONDS",
                help="Send what --message gives again and again, this often.",
            )
        )
    if kind.flow is flows.converse:
        params.append(
            click.Option(["--stay"], is_flag=True, help="Go on receiving when the input ends.")
        )
    if kind.type in {SocketType.REP, SocketType.ROUTER, SocketType.DEALER, SocketType.PAIR}:
        params.append(
            click.Option(["--echo"], is_flag=True, help="Send back what comes, reading no input.")
        )
    return params


_INPUT = " When the input ends, this ends, unless --count, --timeout or --stay keeps it receiving."
_KINDS = {
    "pub": Kind(
        SocketType.XPUB,
        flows.send,
        "Publish lines."
        " It waits for a subscription first, and for subscribers that are slow. With --wait 0 it"
        " does neither, and drops what nobody is there for, as a PUB socket does.",
        "seq 10 | zmq pub --bind tcp://127.0.0.1:5556 --topic numbers\n"
        "zmq pub tcp://127.0.0.1:5559 -m tick --every 1 --wait 0",
    ),
    "sub": Kind(
        SocketType.SUB,
        flows.receive,
        "Show what is published.",
        "zmq sub tcp://127.0.0.1:5556 --topic numbers --count 3\n"
        "zmq sub tcp://127.0.0.1:5556 --format json | jq '.[1]'",
    ),
    "push": Kind(
        SocketType.PUSH,
        flows.send,
        "Send lines to those who pull, in turn.",
        "find . -name '*.png' -print0 | zmq push --null --bind tcp://*:5557",
    ),
    "pull": Kind(
        SocketType.PULL,
        flows.receive,
        "Show what is pushed.",
        "zmq pull --null tcp://localhost:5557 | xargs -0 -n1 optipng\n"
        "zmq pull --bind tcp://*:5557 --timeout 10",
    ),
    "req": Kind(
        SocketType.REQ,
        flows.request,
        "Send each line as a request, and show the answer.",
        "zmq req tcp://localhost:5555 -m hello --timeout 3",
    ),
    "rep": Kind(
        SocketType.REP,
        flows.reply,
        "Show requests, and answer each with a line. With --message the answer is always the same.",
        "zmq rep --bind tcp://*:5555 --echo\nzmq rep --bind tcp://*:5555 -m pong --count 1",
    ),
    "dealer": Kind(
        SocketType.DEALER,
        flows.converse,
        "Send lines and show what comes." + _INPUT,
        "printf '\\tone\\n\\ttwo\\n' | zmq dealer tcp://localhost:5555 --count 2",
    ),
    "router": Kind(
        SocketType.ROUTER,
        flows.converse,
        "Send and receive messages that begin with a peer's identity." + _INPUT,
        "zmq router --bind tcp://*:5555 --format json\nzmq router --bind tcp://*:5555 --echo",
    ),
    "pair": Kind(
        SocketType.PAIR,
        flows.converse,
        "Talk with one peer." + _INPUT,
        "zmq pair --bind tcp://*:5558\nzmq pair tcp://localhost:5558",
    ),
    "xpub": Kind(
        SocketType.XPUB,
        flows.converse,
        "Publish lines and show subscriptions. These begin with \\x01, or \\x00 when they end."
        + _INPUT,
        "zmq xpub --bind tcp://127.0.0.1:5556 --stay",
    ),
    "xsub": Kind(
        SocketType.XSUB,
        flows.converse,
        "Show what is published, and send lines to the publishers." + _INPUT,
        "zmq xsub tcp://127.0.0.1:5556 --stay",
    ),
}
COMMANDS = {name: _command(name, kind) for name, kind in _KINDS.items()}
