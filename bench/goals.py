"""A row of the table, what it should reach, and whether it did.

Every figure is "lower is better"; a ratio is `reference / ours`, so that 3 means three times as
fast and 0.65 of C means that C needs 0.65 of our time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.stats import Spread

# "Never behind" allows for the noise between two runs of one and the same build.
LEVEL = 0.97

FACTORS = {"ns": 1e9, "µs": 1e6, "ms": 1e3}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure of a workload: how it is shown and what is expected of it.

    `measure` names what the workload reports: "wall" and "cpu" are seconds per loop taken by its
    clock, any other is a number that it records in the row's own unit.
    """

    unit: str = "ns"
    measure: str = "wall"
    label: str = ""
    at_least: float | None = None  # times as fast as pyzmq
    aim: float | None = None
    aim_of_c: float | None = None  # share of C's speed
    at_most: float | None = None  # in the row's unit, whatever the others need
    aim_at_most: float | None = None

    @property
    def factor(self) -> float:
        return FACTORS.get(self.unit, 1.0)

    @property
    def comparable(self) -> bool:
        """Whether a ratio between two columns says anything."""
        return self.unit in FACTORS or self.at_least is not None


def verdict(row: Row, ours: Spread | None, over: dict[str, Spread]) -> str:
    """Say whether the medians reach the row's goal; empty for a row without one."""
    floors, aims = list(_floors(row, ours, over)), list(_aims(row, ours, over))
    if None in floors or (aims and all(aim is None for aim in aims)):
        return "not measured"
    if not all(floors):
        return "missed"
    if not aims:
        return "met" if floors else ""
    return "aim met" if all(aims) else "met" if floors else "short of aim"


def _floors(row: Row, ours: Spread | None, over: dict[str, Spread]) -> Iterator[bool | None]:
    yield from _at_least(row.at_least, over.get("pyzmq"))
    yield from _at_most(row.at_most, ours)


def _aims(row: Row, ours: Spread | None, over: dict[str, Spread]) -> Iterator[bool | None]:
    yield from _at_least(row.aim, over.get("pyzmq"))
    yield from _at_least(row.aim_of_c, over.get("c"))
    yield from _at_most(row.aim_at_most, ours)


def _at_least(wanted: float | None, ratio: Spread | None) -> Iterator[bool | None]:
    if wanted is not None:
        yield None if ratio is None else ratio.median >= wanted


def _at_most(wanted: float | None, value: Spread | None) -> Iterator[bool | None]:
    if wanted is not None:
        yield None if value is None else value.median <= wanted


def describe(row: Row) -> str:
    """The goal in a few characters: what is required, then what is aimed at."""
    required = [_times(row.at_least), _limit(row.at_most, row.unit)]
    aimed = [_times(row.aim), _limit(row.aim_at_most, row.unit)]
    if row.aim_of_c is not None:
        aimed.append("level with C" if row.aim_of_c == LEVEL else f"{row.aim_of_c:.2g} of C")
    aim = ", ".join(filter(None, aimed))
    return "; aim ".join(filter(None, [", ".join(filter(None, required)), aim]))


def _times(wanted: float | None) -> str:
    if wanted is None:
        return ""
    return "not behind" if wanted == LEVEL else f"{wanted:g} x"


def _limit(wanted: float | None, unit: str) -> str:
    return "" if wanted is None else f"<= {wanted:g} {unit}"
