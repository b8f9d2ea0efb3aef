"""``zmq monitor``: what happens to the connections of an endpoint."""

from __future__ import annotations

import json
import time
from datetime import datetime

import click

from zmq.cli.command import command, times
from zmq.cli.ends import Ends, attach, security_params
from zmq.cli.netcat import wants_color
from zmq.cli.peers import address, meaning
from zmq.constants import Event, SocketType
from zmq.sugar import Context
from zmq.utils.monitor import MonitorMessage, recv_monitor_message

_GOOD = Event.CONNECTED | Event.ACCEPTED | Event.LISTENING | Event.HANDSHAKE_SUCCEEDED
_WIDTH = 26


@command(
    "monitor",
    examples="zmq monitor tcp://localhost:5556 --type sub\n"
    "zmq monitor --bind tcp://*:5555 --type rep --json",
    params=security_params(),
)
@click.argument("endpoint")
@click.option("-b", "--bind", is_flag=True, help="Bind to the endpoint instead of connecting.")
@click.option(
    "--type",
    "kind",
    type=click.Choice([kind.name.lower() for kind in SocketType], case_sensitive=False),
    default="dealer",
    metavar="TYPE",
    show_default=True,
    help="The type of the socket, one that the peer can talk with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON objects, one a line.")
@click.option(
    "-n", "--count", type=click.IntRange(min=1), metavar="N", help="End after so many events."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="End with status 124 when nothing happens for so long.",
)
def monitor(
    endpoint: str,
    bind: bool,
    kind: str,
    as_json: bool,
    count: int | None,
    timeout: float | None,
    server_key: str | None,
    secret_key: str | None,
) -> None:
    """Show what happens to an endpoint's connections.

    A socket is opened for it, which neither sends nor receives messages; but one of type pull may
    keep messages from others, since a pusher takes it for one of them.
    """
    ends = Ends(
        bind=(endpoint,) if bind else (),
        connect=() if bind else (endpoint,),
        server_key=server_key,
        secret_key=secret_key,
        timeout=timeout,
    )
    show = _as_json if as_json else _as_text
    with Context() as context, context.socket(SocketType[kind.upper()]) as socket:
        socket.linger = 0
        with socket.get_monitor_socket() as events:
            attach(socket, ends)
            events.rcvtimeo = ends.patience
            for _ in times(count):
                click.echo(show(recv_monitor_message(events)))


def _as_json(message: MonitorMessage) -> str:
    return json.dumps(
        {
            "at": round(time.time(), 6),
            "event": message["event"].name,
            "endpoint": address(message),
            "value": int(message["value"]),
            "meaning": meaning(message),
        }
    )


def _as_text(message: MonitorMessage) -> str:
    event = message["event"]
    name = f"{event.name or event:{_WIDTH}}"
    if wants_color():
        name = click.style(name, fg="green" if event & _GOOD else "yellow")
    when = datetime.now().astimezone().strftime("%H:%M:%S.%f")[:-3]
    return f"{when}  {name}  {address(message)}  {meaning(message)}".rstrip()


COMMANDS = {"monitor": monitor}
