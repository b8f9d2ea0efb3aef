"""``zmq bench``: how fast messages are on this machine."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from zmq.backend import has
from zmq.cli.bench import braille
from zmq.cli.bench.drawing import Drawing, svg
from zmq.cli.bench.loads import LOADS
from zmq.cli.bench.measure import Case, Result, measure
from zmq.cli.bench.plot import plot, short
from zmq.cli.command import command
from zmq.sugar import pyzmq_version, zmq_version

_TRANSPORTS = ["inproc", *(["ipc"] if has("ipc") else []), "tcp"]
_UNITS = {"k": 1 << 10, "m": 1 << 20}
_BAR, _LEAST_BAR = 24, 10  # how long the fastest one's is
_PLAIN = 80  # columns that the table takes without bars
_SLOWEST = 100.0  # messages per second: where bars begin


def _size(text: str) -> int:
    unit = _UNITS.get(text[-1:].lower(), 1)
    number = text if unit == 1 else text[:-1]
    if not number.isdecimal() or int(number) == 0:
        raise click.BadParameter(f"{text!r} is no size, such as 100, 64k or 1M")
    return int(number) * unit


@command(
    "bench",
    examples="zmq bench --plot -\nzmq bench -t tcp -a sync -a many -s 16 -s 64k --plot bench.svg",
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
    type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Draw the results: as SVG or PNG, as the file's name ends; -: as text.",
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
    draw = None if drawing is None else _drawer(drawing, as_json)
    cases = [Case(*case) for case in product(transports, apis, sorted(set(sizes)))]
    results = list(_measured(cases, duration))
    if as_json:
        for result in results:
            click.echo(json.dumps(_as_json(result)))
    else:
        console = _console()
        console.print(_table(results, console.width))
    if draw is not None:
        draw(results)


def _drawer(path: Path, as_json: bool) -> Callable[[list[Result]], object]:
    """What draws to a place, found before anything is measured."""
    if str(path) == "-":
        if as_json:
            raise click.UsageError("--plot - and --json would both print")
        return _show_plot
    match path.suffix.lower():
        case ".svg":
            return lambda results: path.write_text(svg(plot(results, _title())), "utf-8")
        case ".png":
            png = _png()
            return lambda results: path.write_bytes(png(plot(results, _title())))
    raise click.UsageError("--plot takes a file that ends with .svg or .png, or -")


def _png() -> Callable[[Drawing], bytes]:
    try:
        from zmq.cli.bench.raster import png  # noqa: PLC0415 # whose Pillow not everybody has
    except ImportError:
        raise click.ClickException("PNG needs Pillow: pip install 'pyzmq[plot]'") from None
    return png


def _title() -> str:
    return f"pyzmq {pyzmq_version()}, libzmq {zmq_version()}"


def _show_plot(results: list[Result]) -> None:
    """Print a plot, with its panels below each other where there is no room beside."""
    console = _console()
    wide = plot(results, _title())
    fits = wide.width <= console.width * braille.CELL_WIDTH
    console.print(braille.text(wide if fits else plot(results, _title(), columns=1)))


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


def _table(results: list[Result], width: int) -> Table:
    bars = min(_BAR, width - _PLAIN)
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("transport", "api", "size"):
        table.add_column(name, justify="right" if name == "size" else "left", no_wrap=True)
    for name in ("messages/s", "bytes/s", "round trip", "99 %"):
        table.add_column(name, justify="right", no_wrap=True)
    if bars >= _LEAST_BAR:
        table.add_column("messages/s", style="cyan", no_wrap=True)
    fastest = max(result.rate for result in results)
    for result in results:
        case = result.case
        table.add_row(
            *(case.transport, case.api, _bytes(case.size)),
            *(short(result.rate), short(result.bandwidth)),
            *(_time(result.median), _time(result.late)),
            *([_bar(result.rate, fastest, bars)] if bars >= _LEAST_BAR else []),
        )
    return table


def _bar(rate: float, fastest: float, length: int) -> str:
    """A bar as long as the rate's logarithm; length: that of the fastest."""
    share = math.log(max(rate, _SLOWEST) / _SLOWEST) / math.log(max(fastest / _SLOWEST, 2))
    return "━" * max(1, round(share * length))


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
