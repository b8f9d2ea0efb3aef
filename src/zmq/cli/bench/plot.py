"""Drawing results: messages per second, and round trips, over the size of messages, as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby, product
from typing import NamedTuple

from zmq.cli.bench.measure import Result

_WIDTH, _HEIGHT, _MARGIN, _GAP = 420, 300, 60, 90
_COLORS = {"inproc": "#2f6f9f", "ipc": "#d9822b", "tcp": "#3a8f5c"}
_DASHES = {"sync": "", "many": "2 3", "asyncio": "8 4"}
_STYLE = "font: 12px system-ui, sans-serif; background: white"

Point = tuple[float, float]


class Scale(NamedTuple):
    """From a range of values, by their logarithms, to one of pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> Iterator[float]:
        return (10.0**power for power in range(math.ceil(self.low), math.floor(self.high) + 1))


def svg(results: list[Result], title: str) -> str:
    """Return a drawing with a panel for throughput and one for round trips."""
    panels: list[tuple[str, Callable[[Result], float | None]]] = [
        ("messages per second", lambda result: result.rate),
        ("round trip, µs (median)", lambda result: result.median and result.median * 1e6),
    ]
    width = 2 * _MARGIN + 2 * _WIDTH + _GAP
    height = _HEIGHT + 2 * _MARGIN + 50
    body = [f'<text x="{_MARGIN}" y="24" font-size="15">{escape(title)}</text>']
    for column, (name, value) in enumerate(panels):
        body += _panel(results, name, value, _MARGIN + column * (_WIDTH + _GAP))
    body += _legend(results, _MARGIN, _HEIGHT + _MARGIN + 50)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" style="{_STYLE}">'
        f'<rect width="{width}" height="{height}" fill="white"/>{"".join(body)}</svg>\n'
    )


def _panel(
    results: list[Result], name: str, value: Callable[[Result], float | None], left: float
) -> Iterator[str]:
    points = [(result, y) for result in results if (y := value(result))]
    if not points:
        return
    across = _scale([result.case.size for result, _ in points], left, left + _WIDTH)
    up = _scale([y for _, y in points], _MARGIN + _HEIGHT, _MARGIN)
    yield f'<text x="{left}" y="{_MARGIN - 12}">{name}</text>'
    yield from _axes(across, up)
    for (transport, api), line in groupby(
        points, key=lambda p: (p[0].case.transport, p[0].case.api)
    ):
        yield from _line(
            [(across(result.case.size), up(y)) for result, y in line],
            _COLORS.get(transport, "#555"),
            _DASHES.get(api, ""),
        )


def _scale(values: Iterable[float], start: float, end: float) -> Scale:
    """A scale over whole powers of ten."""
    logs = [math.log10(max(value, 1e-9)) for value in values]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    return Scale(low, high if high > low else low + 1, start, end)


def _axes(across: Scale, up: Scale) -> Iterator[str]:
    for tick in up.ticks():
        y = up(tick)
        yield (
            f'<line x1="{across.start}" x2="{across.end}" y1="{y:.1f}" y2="{y:.1f}"'
            f' stroke="#ddd"/><text x="{across.start - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{short(tick)}</text>"
        )
    for tick in across.ticks():
        x = across(tick)
        yield (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{up.start}" y2="{up.end}" stroke="#eee"/>'
            f'<text x="{x:.1f}" y="{up.start + 18}" text-anchor="middle">{short(tick)}B</text>'
        )


def _line(points: list[Point], color: str, dashes: str) -> Iterator[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield (
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"'
        f' stroke-dasharray="{dashes}"/>'
    )
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in points)


def _legend(results: list[Result], left: float, top: float) -> Iterator[str]:
    transports = list(dict.fromkeys(result.case.transport for result in results))
    apis = list(dict.fromkeys(result.case.api for result in results))
    for (column, transport), (row, api) in product(enumerate(transports), enumerate(apis)):
        x, y = left + 140 * column, top + 18 * row
        yield from _line([(x, y - 4), (x + 25, y - 4)], _COLORS[transport], _DASHES[api])
        yield f'<text x="{x + 32}" y="{y}">{transport} {api}</text>'


def short(value: float) -> str:
    """Return a number with a letter for its thousands."""
    for letter, unit in ("G", 1e9), ("M", 1e6), ("k", 1e3):
        if value >= unit:
            return f"{value / unit:.3g} {letter}"
    return f"{value:.3g} "
