"""The results as a table on the terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.columns import Column
from bench.goals import describe
from bench.session import Result
from bench.stats import Spread

HEADINGS = ("C", "pyzmq", "ours", "x pyzmq", "(range)", "of C", "pyomq", "x pyomq", "goal", "")
WIDTHS = (9, 9, 9, 8, 13, 6, 9, 8)
GREEN, RED, PLAIN = "\033[32m", "\033[31m", "\033[0m"


@dataclass(frozen=True)
class Report:
    """All that a run gave, with what is needed to judge it."""

    columns: Sequence[Column]
    left_out: dict[str, str]
    results: Sequence[Result]
    rounds: int
    quick: bool

    def warnings(self) -> list[str]:
        found = [f"{name} is left out: {reason}" for name, reason in self.left_out.items()]
        versions = {c.name: c.about["libzmq"] for c in self.columns if c.name != "pyomq"}
        if len(set(versions.values())) > 1:
            seen = ", ".join(f"{name} has {version}" for name, version in versions.items())
            found.append(f"these are not the same libzmq: {seen}")
        if self.quick:
            found.append("a smoke run: the figures mean nothing")
        return found

    def failures(self) -> list[str]:
        return [
            f"{result.workload} on {name}: {reason}"
            for result in self.results
            if result.row is _first_row(self.results, result.workload)
            for name, reason in result.reasons.items()
        ]

    def surroundings(self) -> list[str]:
        columns = [_column_line(column) for column in self.columns]
        machine = f"{_processor()}, {os.cpu_count()} cores, {platform.system()}"
        return [*columns, f"{machine}; rounds: {self.rounds}; {datetime.now(UTC):%Y-%m-%d}"]


def _first_row(results: Iterable[Result], workload: str) -> object:
    return next(result.row for result in results if result.workload == workload)


def _column_line(column: Column) -> str:
    about = column.about
    if column.name == "c":
        return f"C: libzmq {about['libzmq']}"
    python = f"{about['implementation']} {about['python']}"
    library = "" if column.name == "pyomq" else f", libzmq {about['libzmq']}"
    return f"{column.name}: {about['module']} {about['version']}{library}, {python}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


# Cells


def name_of(result: Result) -> str:
    return f"{result.title}, {result.row.label}" if result.row.label else result.title


def cells(result: Result) -> list[str]:
    """What stands in the row, in the order of HEADINGS."""
    unit, over = result.row.unit, result.speed("ours", "pyzmq")
    return [
        _value(result.value("c"), unit),
        _value(result.value("pyzmq"), unit),
        _value(result.value("ours"), unit),
        _ratio(over),
        f"{_number(over.low)}-{_number(over.high)}" if over else "",
        _ratio(result.speed("ours", "c")),
        _value(result.value("pyomq"), unit),
        _ratio(result.speed("ours", "pyomq")),
        describe(result.row),
        ", ".join(filter(None, [result.verdict, "behind pyomq" * result.behind_pyomq])),
    ]


def _value(value: Spread | None, unit: str) -> str:
    return "" if value is None else f"{_number(value.median)} {unit}"


def _ratio(ratio: Spread | None) -> str:
    return "" if ratio is None else _number(ratio.median)


def _number(value: float) -> str:
    """Three significant digits, never in scientific notation."""
    for limit, decimals in (1, 3), (10, 2), (100, 1):
        if abs(value) < limit:
            return f"{value:.{decimals}f}"
    return f"{value:.0f}"


# Terminal


class Terminal:
    """Prints each row as soon as it is there, under a heading for each file of workloads."""

    def __init__(self) -> None:
        self._file = ""
        self._coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def show(self, results: Iterable[Result]) -> None:
        for result in results:
            self._heading(result.workload.partition(".")[0])
            *figures, goal, verdict = cells(result)
            line = self._line(f"  {name_of(result)}", figures)
            print(f"{line}  {goal:30}  {self._colour(verdict)}".rstrip(), flush=True)

    def _heading(self, file: str) -> None:
        if file == self._file:
            return
        self._file = file
        purpose = (import_module(f"bench.workloads.{file}").__doc__ or "").rstrip(".")
        *figures, goal, verdict = HEADINGS
        print(f"\n{file}: {purpose}")
        print(f"{self._line('', figures)}  {goal:30}  {verdict}".rstrip())

    def _line(self, name: str, figures: Sequence[str]) -> str:
        padded = (f"{figure:>{width}}" for figure, width in zip(figures, WIDTHS, strict=True))
        return f"{name:42} " + " ".join(padded)

    def _colour(self, verdict: str) -> str:
        if not self._coloured or not verdict:
            return verdict
        return f"{GREEN if verdict in ('met', 'aim met') else RED}{verdict}{PLAIN}"


# Files


def markdown(report: Report) -> str:
    lines = [_markdown_row(["workload", *HEADINGS[:-1], "reached"])]
    lines.append(_markdown_row(["---", *["---:"] * 8, "---", "---"]))
    lines += [_markdown_row([_markdown_name(r), *cells(r)]) for r in report.results]
    notes = [*report.surroundings(), *report.warnings(), *report.failures()]
    return "\n".join([*lines, "", *(f"- {note}" for note in notes), ""])


def _markdown_name(result: Result) -> str:
    return f"{result.workload.partition('.')[0]}: {name_of(result)}"


def _markdown_row(texts: Iterable[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def as_json(report: Report) -> str:
    content = {
        "format": 1,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": [_processor(), f"{os.cpu_count()} cores", platform.platform()],
        "rounds": report.rounds,
        "quick": report.quick,
        "columns": {column.name: _about(column) for column in report.columns},
        "left_out": report.left_out,
        "rows": [_json_row(result) for result in report.results],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _about(column: Column) -> dict[str, str]:
    """What a column is, without the paths of this machine."""
    return {key: value for key, value in column.about.items() if key != "base"}


def _json_row(result: Result) -> dict[str, Any]:
    names = list(result.samples)
    return {
        "workload": result.workload,
        "name": name_of(result),
        "unit": result.row.unit,
        "goal": describe(result.row),
        "at_least": result.row.at_least,
        "verdict": result.verdict,
        "samples": result.samples,
        "median": {name: value.median for name in names if (value := result.value(name))},
        "speed_over_pyzmq": {
            name: asdict(speed) for name in names if (speed := result.speed(name, "pyzmq"))
        },
        "speed_of_ours_over": {
            name: asdict(speed) for name in names if (speed := result.speed("ours", name))
        },
        "reasons": result.reasons,
    }
