"""``zmq bench``: how fast messages are on this machine."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from zmq.backend import has
from zmq.cli.bench import plot
from zmq.cli.bench.loads import LOADS
from zmq.cli.bench.measure import Case, Result, measure
from zmq.cli.command import command
from zmq.sugar import pyzmq_version, zmq_version

_TRANSPORTS = ["inproc", *(["ipc"] if has("ipc") else []), "tcp"]
_UNITS = {"k": 1 << 10, "m": 1 << 20}
_BAR = 24
_SLOWEST = 100.0  # messages per second: where bars begin


def _size(text: str) -> int:
    unit = _UNITS.get(text[-1:].lower(), 1)
    number = text if unit == 1 else text[:-1]
    if not number.isdecimal() or int(number) == 0:
        raise click.BadParameter(f"{text!r} is no size, such as 100, 64k or 1M")
    return int(number) * unit


@command(
    "bench",
    examples="zmq bench\nzmq bench -t tcp -a sync -a many -s 16 -s 64k --plot bench.svg",
)
@click.option(
    "-t",
    "--transport",
    "transports",
    type=click.Choice(_TRANSPORTS),
    multiple=True,
    default=_TRANSPORTS,
    show_default=True,
    help="May be repeated, as the next two.",
)
@click.option(
    "-a",
    "--api",
    "apis",
    type=click.Choice(list(LOADS)),
    multiple=True,
    default=list(LOADS),
    show_default=True,
    help="send and recv of zmq or of zmq.asyncio, or send_many and recv_many.",
)
@click.option(
    "-s",
    "--size",
    "sizes",
    type=_size,
    metavar="BYTES",
    multiple=True,
    default=["16", "1k", "64k"],
    show_default=True,
    help="Bytes of a message.",
)
@click.option(
    "--duration",
    type=click.FloatRange(min=0.01),
    default=0.5,
    show_default=True,
    metavar="SECONDS",
    help="How long each of the two is measured.",
)
@click.option(
    "--plot",
    "drawing",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE.svg",
    help="Draw the results.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON objects, one a line.")
def bench(
    transports: tuple[str, ...],
    apis: tuple[str, ...],
    sizes: tuple[int, ...],
    duration: float,
    drawing: Path | None,
    as_json: bool,
) -> None:
    """Measure throughput (PUSH to PULL) and round trips (REQ to REP).

    The ends of ipc and tcp are two processes, those of inproc two threads, which share the
    interpreter.
    """
    if drawing is not None and drawing.suffix.lower() != ".svg":
        raise click.UsageError("--plot draws SVG: name a file that ends with .svg")
    cases = [Case(*case) for case in product(transports, apis, sorted(set(sizes)))]
    results = list(_measured(cases, duration))
    if as_json:
        for result in results:
            click.echo(json.dumps(_as_json(result)))
    else:
        _console().print(_table(results))
    if drawing is not None:
        title = f"pyzmq {pyzmq_version()}, libzmq {zmq_version()}"
        drawing.write_text(plot.svg(results, title), encoding="utf-8")


def _measured(cases: list[Case], seconds: float) -> Iterator[Result]:
    """Measure, and show on standard error how far that is if it is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from (measure(case, seconds) for case in cases)
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=len(cases))
        for case in cases:
            progress.update(task, description=f"{case.transport} {case.api} {_bytes(case.size)}")
            yield measure(case, seconds)
            progress.advance(task)


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=120)


def _table(results: list[Result]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("transport", "api", "size"):
        table.add_column(name, justify="right" if name == "size" else "left", no_wrap=True)
    for name in ("messages/s", "bytes/s", "round trip", "99 %"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("messages/s", style="cyan", no_wrap=True)
    fastest = max(result.rate for result in results)
    for result in results:
        case = result.case
        table.add_row(
            *(case.transport, case.api, _bytes(case.size)),
            *(plot.short(result.rate), plot.short(result.bandwidth)),
            *(_time(result.median), _time(result.late)),
            _bar(result.rate, fastest),
        )
    return table


def _bar(rate: float, fastest: float) -> str:
    """A bar as long as the rate's logarithm."""
    share = math.log(max(rate, _SLOWEST) / _SLOWEST) / math.log(max(fastest / _SLOWEST, 2))
    return "━" * max(1, round(share * _BAR))


def _bytes(size: int) -> str:
    for letter, unit in ("M", 1 << 20), ("k", 1 << 10):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def _time(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1e6:.1f} µs"


def _as_json(result: Result) -> dict[str, str | float | None]:
    case = result.case
    return {
        "transport": case.transport,
        "api": case.api,
        "size": case.size,
        "messages_per_second": round(result.rate, 1),
        "bytes_per_second": round(result.bandwidth, 1),
        "round_trip_seconds": result.median,
        "round_trip_99_percent_seconds": result.late,
    }


COMMANDS = {"bench": bench}
