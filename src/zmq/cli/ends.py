"""Opening a socket as the options say, and closing it once all is delivered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import click

from zmq.auth import curve_client, curve_server
from zmq.cli.command import INTERRUPTED, TimedOut, leave_at_once
from zmq.cli.peers import Peers
from zmq.constants import SocketOption, SocketType
from zmq.error import Again, ZMQError
from zmq.sugar import Context, Socket

AnySocket: TypeAlias = Socket[Any]

# libzmq gives up this much later than we do: so we notice that something is left.
_LATER = 500


@dataclass(frozen=True)
class Ends:
    """Where a socket connects to and what it is bound to, and how."""

    endpoints: tuple[str, ...] = ()
    connect: tuple[str, ...] = ()
    bind: tuple[str, ...] = ()
    option: tuple[str, ...] = ()
    identity: str | None = None
    server_key: str | None = None
    secret_key: str | None = None
    linger: float = 0  # what only receives would linger for its subscriptions
    timeout: float | None = None
    wait: int = 0

    def check(self) -> None:
        if not (self.endpoints or self.connect or self.bind):
            raise click.UsageError("name an endpoint to connect to, or one to --bind")

    @property
    def patience(self) -> int:
        """The timeout in milliseconds, as options of sockets have it."""
        return milliseconds(self.timeout)


def milliseconds(seconds: float | None) -> int:
    return -1 if seconds is None else round(seconds * 1000)


def option_param() -> click.Parameter:
    return click.Option(
        ["-o", "--option"],
        multiple=True,
        metavar="NAME=VALUE",
        help="Set any option of the socket, such as RCVHWM=10.",
    )


def security_params() -> list[click.Parameter]:
    return [
        click.Option(
            ["--server-key"],
            metavar="KEY",
            envvar="ZMQ_SERVER_KEY",
            help="Be a CURVE client of the server with this public key: 40 characters of Z85, or a"
            " certificate's file.",
        ),
        click.Option(
            ["--secret-key"],
            metavar="KEY",
            envvar="ZMQ_SECRET_KEY",
            help="One's own secret CURVE key. Without --server-key: be a CURVE server.",
        ),
    ]


def side_params(side: str) -> list[click.Parameter]:
    """The options of one of several ends, which win over those of all."""
    return [
        click.Option(
            [f"--{side}-option"],
            multiple=True,
            metavar="NAME=VALUE",
            help=f"--option for the {side} only.",
        ),
        click.Option(
            [f"--{side}-server-key"],
            metavar="KEY",
            help=f"--server-key for the {side} only; with this or the next, those of both do not"
            " count there.",
        ),
        click.Option(
            [f"--{side}-secret-key"], metavar="KEY", help=f"--secret-key for the {side} only."
        ),
    ]


def end_params(patience: float | None = None) -> list[click.Parameter]:
    """The options of ``Ends``, but for those that only senders have; patience: the timeout."""
    return [
        click.Argument(["endpoints"], nargs=-1, metavar="[ENDPOINT]..."),
        click.Option(
            ["-c", "--connect"],
            multiple=True,
            metavar="ENDPOINT",
            help="Connect to an endpoint, as to those without an option.",
        ),
        click.Option(["-b", "--bind"], multiple=True, metavar="ENDPOINT", help="Bind to one."),
        click.Option(["--identity"], metavar="TEXT", help="The name by which a ROUTER knows us."),
        option_param(),
        *security_params(),
        click.Option(
            ["--timeout"],
            type=click.FloatRange(min=0),
            default=patience,
            show_default=patience is not None,
            metavar="SECONDS",
            help="End with status 124 when nothing can be sent or received for so long.",
        ),
    ]


@contextmanager
def opened(kind: SocketType, ends: Ends) -> Iterator[AnySocket]:
    """A socket that is connected and bound; in the end what was sent with it is delivered."""
    ends.check()
    context = Context()
    socket = context.socket(kind)
    try:
        peers = attach(socket, ends)
    except BaseException:
        context.destroy(linger=0)
        raise
    try:
        yield socket
    except (KeyboardInterrupt, Again):
        context.destroy(linger=0)
        raise
    except BaseException:
        with suppress(click.ClickException):  # the first trouble is the one to tell
            _deliver(context, socket, peers, ends.linger)
        raise
    _deliver(context, socket, peers, ends.linger)


def attach(socket: AnySocket, ends: Ends) -> Peers | None:
    """Give a socket its options and its ends, and wait for its peers.

    Returns the peers of one that connects and sends, since these may refuse it.
    """
    _configure(socket, ends)
    may_be_refused = ends.linger != 0 and not ends.bind
    peers = Peers(socket) if may_be_refused or ends.wait else None
    for endpoint in ends.bind:
        _use(socket.bind, endpoint)
        if endpoint.endswith(("*", ":0")):
            click.echo(f"listening at {socket.last_endpoint.decode()}", err=True)
    for endpoint in (*ends.connect, *ends.endpoints):
        _use(socket.connect, endpoint)
    if peers is not None and ends.wait:
        _await(socket, peers, ends)
    if peers is not None and not may_be_refused:
        peers.close()
        return None
    return peers


def _use(attach_to: Any, endpoint: str) -> None:
    try:
        attach_to(endpoint)
    except (ZMQError, TypeError, ValueError) as error:
        text = str(error)
        raise click.UsageError(text if endpoint in text else f"{text} ({endpoint})") from None


def _configure(socket: AnySocket, ends: Ends) -> None:
    socket.sndtimeo = socket.rcvtimeo = ends.patience
    if socket.type is SocketType.XPUB and ends.wait:
        socket.xpub_verbose = True  # each subscriber counts, also to what others have
    if ends.identity is not None:
        _set(socket, "routing_id", ends.identity.encode())
    for assignment in ends.option:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise click.UsageError(f"--option is NAME=VALUE, not {assignment!r}")
        number = text.removeprefix("-").isdecimal()
        _set(socket, name, int(text) if number else text.encode())
    secure(socket, ends.server_key, ends.secret_key)


def _set(socket: AnySocket, name: str, value: int | bytes) -> None:
    try:
        socket.set(SocketOption[name.upper()], value)
    except KeyError:
        raise click.UsageError(f"there is no option of sockets named {name}") from None
    except (ZMQError, TypeError, ValueError) as error:
        raise click.UsageError(f"{name}: {error}") from None


def secure(socket: AnySocket, server_key: str | None, secret_key: str | None) -> None:
    """Make a socket a CURVE client if a server's key is given, else a server if it has a key."""
    try:
        if server_key is not None:
            curve_client(socket, _key(server_key), _key(secret_key) if secret_key else None)
        elif secret_key is not None:
            curve_server(socket, _key(secret_key))
    except (ValueError, ZMQError) as error:
        raise click.UsageError(str(error)) from None


def _key(text: str) -> str | Path:
    """A key, or the path of the certificate that has it."""
    return Path(text) if Path(text).is_file() else text


def _await(socket: AnySocket, peers: Peers, ends: Ends) -> None:
    """Wait for subscriptions to a socket that gets them, for peers of others."""
    subscribes = socket.type is SocketType.XPUB
    if sys.stderr.isatty():
        what = "subscriptions" if subscribes else "peers"
        click.echo(f"waiting for {what}: {ends.wait}", err=True)
    if not subscribes:
        peers.wait(ends.wait, ends.timeout)
        return
    try:
        socket.wait_subscribed(n=ends.wait, timeout=ends.patience)
    except TimeoutError:
        raise Again from None


def _deliver(
    context: Context[AnySocket], socket: AnySocket, peers: Peers | None, linger: float
) -> None:
    """Close a socket, and wait until what was sent with it has left."""
    if linger == 0:
        context.destroy(linger=0)
        return
    patience = None if linger < 0 else linger
    socket.close(linger=-1 if patience is None else round(patience * 1000) + _LATER)
    try:
        if peers is not None:
            peers.wait_closed(patience)
            peers.close()
        context.term(timeout=patience)
    except (Again, TimeoutError):
        raise TimedOut(f"not all was delivered within {linger:g} s{_why(peers)}") from None
    except KeyboardInterrupt:
        leave_at_once(INTERRUPTED)
    if peers is not None and peers.refusals:
        raise click.ClickException(f"not all was delivered{_why(peers)}")


def _why(peers: Peers | None) -> str:
    refusals = peers.refusals if peers is not None else {}
    return "".join(f"; {endpoint} refused: {reason}" for endpoint, reason in refusals.items())
