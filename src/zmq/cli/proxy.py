"""``zmq proxy``: a device between sockets, and how busy it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import click
from rich import box, filesize
from rich.console import Console
from rich.live import Live
from rich.table import Table

from zmq.cli import ends
from zmq.cli.capture import Writer
from zmq.cli.command import command
from zmq.cli.ends import AnySocket, Ends, option_param, security_params, side_params
from zmq.cli.relays import SIDES, Both, Recorded, Relay, Steered
from zmq.constants import SocketType
from zmq.sugar import Context

_LINGER = 1000
_KEYS = "server_key", "secret_key"

DEVICES = {
    "queue": (SocketType.ROUTER, SocketType.DEALER),
    "forwarder": (SocketType.XSUB, SocketType.XPUB),
    "streamer": (SocketType.PULL, SocketType.PUSH),
}


class Rates:
    """What passes in a second, each way, from one look to the next."""

    def __init__(self) -> None:
        self.before: Both | None = None
        self._when = time.monotonic()

    def since(self, now: Both) -> list[tuple[float, float]]:
        """Messages and bytes per second since the last call."""
        when = time.monotonic()
        elapsed = max(when - self._when, 1e-9)
        before, self.before, self._when = self.before or now, now, when
        return [
            ((new.messages - old.messages) / elapsed, (new.size - old.size) / elapsed)
            for old, new in zip(before, now, strict=True)
        ]


@command(
    "proxy",
    examples="zmq proxy queue tcp://*:5559 tcp://*:5560\n"
    "zmq proxy forwarder tcp://feed:5556 tcp://*:5557 --connect-frontend --capture feed.jsonl\n"
    "zmq proxy streamer tcp://*:5557 tcp://127.0.0.1:5558 --frontend-secret-key server.key_secret",
    params=[option_param(), *security_params(), *chain.from_iterable(map(side_params, SIDES))],
)
@click.argument("device", type=click.Choice(list(DEVICES)))
@click.argument("frontend")
@click.argument("backend")
@click.option("--connect-frontend", is_flag=True, help="Connect the frontend; by default it binds.")
@click.option("--connect-backend", is_flag=True, help="Connect the backend; by default it binds.")
@click.option(
    "--capture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the messages to a file, which `zmq replay` sends again.",
)
@click.option(
    "--interval",
    type=click.FloatRange(min=0.01),
    default=1,
    show_default=True,
    metavar="SECONDS",
    help="How often to show what passes.",
)
@click.option(
    "-n",
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="End once so many messages, or a few more, have passed.",
)
@click.option(
    "--duration",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="End after this time; by default with Ctrl-C.",
)
def proxy(
    device: str,
    frontend: str,
    backend: str,
    connect_frontend: bool,
    connect_backend: bool,
    capture: Path | None,
    interval: float,
    count: int | None,
    duration: float | None,
    **details: Any,
) -> None:
    """Pass messages between two endpoints, and show how many.

    A queue joins clients at the FRONTEND and workers at the BACKEND, a forwarder publishers and
    subscribers, a streamer those who push and those who pull. What passes is shown live on a
    terminal, else as a line whenever something has passed.
    """
    where = (
        Ends(connect=(endpoint,)) if connects else Ends(bind=(endpoint,))
        for endpoint, connects in ((frontend, connect_frontend), (backend, connect_backend))
    )
    sides = [_side(name, side, details) for name, side in zip(SIDES, where, strict=True)]
    with Context() as context:
        sockets = [
            _open(context, kind, side) for kind, side in zip(DEVICES[device], sides, strict=True)
        ]
        with _relay(context, sockets, device, capture) as relay:
            _show(_looks(relay, interval, count, duration))


def _side(name: str, where: Ends, details: dict[str, Any]) -> Ends:
    """An end with the options of both and its own; its own keys replace those of both."""
    keys = {key: details[f"{name}_{key}"] for key in _KEYS}
    if not any(keys.values()):
        keys = {key: details[key] for key in _KEYS}
    return replace(where, option=(*details["option"], *details[f"{name}_option"]), **keys)


def _open(context: Context[Any], kind: SocketType, where: Ends) -> AnySocket:
    socket: AnySocket = context.socket(kind)
    socket.linger = _LINGER
    try:
        ends.attach(socket, where)
    except BaseException:
        context.destroy(linger=0)
        raise
    return socket


@contextmanager
def _relay(
    context: Context[Any], sockets: list[AnySocket], device: str, capture: Path | None
) -> Iterator[Relay]:
    """A relay that ends with the block, and then tells what has passed."""
    front, back = sockets
    with _writer(capture, device) as writer:
        relay: Relay = (
            Recorded(context, front, back, writer) if writer else Steered(context, front, back)
        )
        try:
            relay.start()
            yield relay
        finally:
            total = relay.end()
            context.destroy()
            click.echo(_line("in all", [_amounts(*each) for each in total]), err=True)


@contextmanager
def _writer(capture: Path | None, device: str) -> Iterator[Writer | None]:
    if capture is None:
        yield None
        return
    with capture.open("w", encoding="utf-8", buffering=1) as file:
        yield Writer(file, device)


def _show(looks: Iterator[Both]) -> None:
    """Show what passes, from look to look."""
    console, rates = Console(), Rates()
    if not console.is_terminal:
        for now in looks:
            if now != rates.before:
                click.echo(_line(time.strftime("%X"), _per_second(rates.since(now))))
        return
    with Live(console=console, auto_refresh=False) as live:
        for now in looks:
            live.update(_table(now, rates.since(now)), refresh=True)


def _looks(
    relay: Relay, interval: float, count: int | None, duration: float | None
) -> Iterator[Both]:
    """What has passed, now and after each interval, until that is enough or time is up."""
    end = None if duration is None else time.monotonic() + duration
    while True:
        yield (now := relay.traffic())
        if count is not None and sum(side.messages for side in now) >= count:
            return
        left = interval if end is None else end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(interval, left))


def _per_second(rates: list[tuple[float, float]]) -> list[str]:
    return [f"{number:,.0f} msg/s {_size(size)}/s" for number, size in rates]


def _line(head: str, ways: list[str]) -> str:
    return f"{head}: frontend → {ways[0]}, backend → {ways[1]}"


def _table(now: Both, rates: list[tuple[float, float]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("from", "messages", "size", "messages/s", "size/s"):
        table.add_column(name, justify="left" if name == "from" else "right")
    for side, total, (number, size) in zip(SIDES, now, rates, strict=True):
        table.add_row(side, f"{total.messages:,}", _size(total.size), f"{number:,.0f}", _size(size))
    return table


def _amounts(messages: int, size: int) -> str:
    return f"{messages:,} messages {_size(size)}"


def _size(count: float) -> str:
    return filesize.decimal(round(count))


COMMANDS = {"proxy": proxy}
