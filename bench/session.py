"""Takes the samples, column after column and round after round, and sums them up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.columns import Column, Outcome, Settings
from bench.goals import Row, verdict
from bench.registry import Workload
from bench.stats import Spread, ratios, spread

# One value a round, in the row's unit; None where there was no sample.
Samples = dict[str, list[float | None]]


@dataclass(frozen=True)
class Result:
    """One row: the samples of every column and what follows from them."""

    workload: str
    title: str
    row: Row
    samples: Samples
    reasons: dict[str, str]

    def value(self, column: str) -> Spread | None:
        return spread(self.samples.get(column, []))

    def speed(self, column: str, reference: str) -> Spread | None:
        """How many times as fast as the reference a column is, pair by pair."""
        if not self.row.comparable or not {column, reference} <= self.samples.keys():
            return None
        return spread(ratios(self.samples[reference], self.samples[column]))

    @property
    def verdict(self) -> str:
        over = {name: speed for name in self.samples if (speed := self.speed("ours", name))}
        return verdict(self.row, self.value("ours"), over)

    @property
    def behind_pyomq(self) -> bool:
        speed = self.speed("ours", "pyomq")
        return speed is not None and speed.median < 1


def measure(
    workloads: Iterable[Workload],
    columns: Sequence[Column],
    settings: Settings,
    rounds: int,
    show: Callable[[list[Result]], None],
) -> list[Result]:
    """Run everything; `show` is given the rows of each workload when they are done."""
    results: list[Result] = []
    for workload in workloads:
        outcomes = _alternate(workload, columns, settings, 1 if workload.loops else rounds)
        rows = [_result(workload, row, outcomes) for row in workload.rows]
        show(rows)
        results += rows
    return results


def _alternate(
    workload: Workload, columns: Sequence[Column], settings: Settings, rounds: int
) -> dict[str, list[Outcome]]:
    """A B C A B C ..., so that what disturbs the machine meets all columns alike."""
    outcomes: dict[str, list[Outcome]] = {column.name: [] for column in columns}
    for _ in range(rounds):
        for column in columns:
            taken = outcomes[column.name]
            again = not (taken and taken[-1].lasting)
            taken.append(column.sample(workload, settings) if again else taken[-1])
    return outcomes


def _result(workload: Workload, row: Row, outcomes: dict[str, list[Outcome]]) -> Result:
    samples: Samples = {}
    reasons: dict[str, str] = {}
    for column, taken in outcomes.items():
        samples[column] = [_value(row, outcome) for outcome in taken]
        failures = [outcome.reason for outcome in taken if outcome.reason]
        if failures:
            reasons[column] = failures[-1]
    return Result(workload.name, workload.title, row, samples, reasons)


def _value(row: Row, outcome: Outcome) -> float | None:
    value = outcome.measures.get(row.measure)
    if value is None or row.measure not in ("wall", "cpu"):
        return value
    return value * row.factor
