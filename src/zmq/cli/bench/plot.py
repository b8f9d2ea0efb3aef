"""Drawing results: messages per second, and round trips, over the size of messages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, product
from typing import NamedTuple

from zmq.cli.bench.drawing import Curve, Drawing, Label, Rule, Shape
from zmq.cli.bench.measure import Result

_WIDTH, _HEIGHT, _MARGIN, _TOP, _BELOW, _LINE = 420, 300, 60, 90, 40, 20
_COLORS = {"inproc": "#2f6f9f", "ipc": "#d9822b", "tcp": "#3a8f5c"}
_DASHES = {"sync": (), "many": (2, 3), "asyncio": (8, 4)}

Value = Callable[[Result], float | None]


def _median(result: Result) -> float | None:
    return result.median and result.median * 1e6


_PANELS: dict[str, Value] = {
    "messages per second": lambda result: result.rate,
    "round trip in microseconds (median)": _median,
}


class Scale(NamedTuple):
    """From a range of values, by their logarithms, to one of places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> Iterator[float]:
        return (10.0**power for power in range(math.ceil(self.low), math.floor(self.high) + 1))


def plot(results: list[Result], title: str, columns: int = 2) -> Drawing:
    """Draw a panel for throughput and one for round trips, beside or below each other."""
    panels = {
        name: points for name, value in _PANELS.items() if (points := _points(results, value))
    }
    wide, high = _WIDTH + 2 * _MARGIN, _HEIGHT + _MARGIN + _BELOW
    shapes: list[Shape] = [Label((_MARGIN, 28), title, size=15)]
    for number, (name, points) in enumerate(panels.items()):
        row, column = divmod(number, columns)
        shapes += _panel(name, points, _MARGIN + column * wide, _TOP + row * high)
    below = _TOP - _MARGIN + high * math.ceil(len(panels) / columns)
    legend = list(_legend(results, _MARGIN / 3, below + _LINE))
    height = below + _LINE * (len(_apis(results)) + 2)
    return Drawing(wide * min(columns, len(panels)), height, shapes + legend)


_Points = list[tuple[Result, float]]


def _points(results: list[Result], value: Value) -> _Points:
    return [(result, y) for result in results if (y := value(result))]


def _panel(name: str, points: _Points, left: float, top: float) -> Iterator[Shape]:
    across = _scale([result.case.size for result, _ in points], left, left + _WIDTH)
    up = _scale([y for _, y in points], top + _HEIGHT, top)
    yield Label((left, top - 12), name)
    yield from _axes(across, up)
    for (transport, api), line in groupby(
        points, key=lambda p: (p[0].case.transport, p[0].case.api)
    ):
        places = [(across(result.case.size), up(y)) for result, y in line]
        yield Curve(places, _COLORS[transport], _DASHES[api])


def _scale(values: Iterable[float], start: float, end: float) -> Scale:
    """A scale over whole powers of ten."""
    logs = [math.log10(max(value, 1e-9)) for value in values]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    return Scale(low, high if high > low else low + 1, start, end)


def _axes(across: Scale, up: Scale) -> Iterator[Shape]:
    for tick in up.ticks():
        y = up(tick)
        yield Rule((across.start, y), (across.end, y))
        yield Label((across.start - 6, y + 4), short(tick).strip(), "r")
    for tick in across.ticks():
        x = across(tick)
        yield Rule((x, up.start), (x, up.end))
        yield Label((x, up.start + 18), f"{short(tick)}B", "m")


def _apis(results: list[Result]) -> list[str]:
    return list(dict.fromkeys(result.case.api for result in results))


def _legend(results: list[Result], left: float, top: float) -> Iterator[Shape]:
    transports = list(dict.fromkeys(result.case.transport for result in results))
    for (column, transport), (row, api) in product(
        enumerate(transports), enumerate(_apis(results))
    ):
        x, y = left + 180 * column, top + _LINE * row
        yield Curve([(x, y - 4), (x + 25, y - 4)], _COLORS[transport], _DASHES[api])
        yield Label((x + 40, y), f"{transport} {api}")


def short(value: float) -> str:
    """Return a number with a letter for its thousands."""
    for letter, unit in ("G", 1e9), ("M", 1e6), ("k", 1e3):
        if value >= unit:
            return f"{value / unit:.3g} {letter}"
    return f"{value:.3g} "
