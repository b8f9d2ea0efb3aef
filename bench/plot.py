"""Draws a result file: `python -m bench.plot RESULTS/NAME` makes NAME.svg of NAME.json.

Runs in a virtual environment of its own, the only one that has matplotlib.
"""
# mypy: disable-error-code="import-not-found,no-any-unimported"

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

OURS, RANGE = "#2f6f9f", "#16364d"
C, PYOMQ, GOAL, LEVEL = "#3d3d3d", "#d9822b", "#b03a2e", "#888888"
TICKS = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)

Row = dict[str, Any]


def draw(content: dict[str, Any]) -> Figure:
    rows = [row for row in content["rows"] if "ours" in row["speed_over_pyzmq"]]
    figure = Figure(figsize=(9, 1.4 + 0.26 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for position, row in enumerate(rows):
        _draw_row(axes, position, row)
    _finish(axes, rows, content["columns"])
    return figure


def _draw_row(axes: Axes, position: int, row: Row) -> None:
    speed = row["speed_over_pyzmq"]
    ours = speed["ours"]
    # Bars start at 1, the speed of pyzmq: to the right is faster.
    axes.barh(position, ours["median"] - 1, left=1, height=0.62, color=OURS, zorder=2)
    axes.plot([ours["low"], ours["high"]], [position] * 2, color=RANGE, linewidth=1.2, zorder=3)
    for name, marker, colour in ("c", "D", C), ("pyomq", "o", PYOMQ):
        if name in speed:
            axes.plot(speed[name]["median"], position, marker, color=colour, ms=4.5, zorder=4)
    if row["at_least"] is not None:
        axes.plot(row["at_least"], position, "|", color=GOAL, ms=11, mew=1.6, zorder=5)


def _finish(axes: Axes, rows: list[Row], columns: dict[str, dict[str, str]]) -> None:
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} x"))
    axes.set_yticks(range(len(rows)), [_label(row) for row in rows], fontsize=8)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axvline(1, color=LEVEL, linewidth=1, zorder=1)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6, zorder=0)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel(f"times as fast as pyzmq {columns['pyzmq']['version']} (median of rounds)")
    _legend(axes, columns)


def _label(row: Row) -> str:
    return f"{row['workload'].partition('.')[0]}: {row['name']}"


def _legend(axes: Axes, columns: dict[str, dict[str, str]]) -> None:
    version = columns["ours"]["version"] if "ours" in columns else "not measured"
    axes.barh(0, 0, color=OURS, label=f"this build, {version}, with its range")
    axes.plot([], [], "|", color=GOAL, ms=11, mew=1.6, label="goal")
    if "c" in columns:
        axes.plot([], [], "D", color=C, ms=4.5, label=f"libzmq {columns['c']['libzmq']} in C")
    if "pyomq" in columns:
        version = columns["pyomq"]["version"]
        axes.plot([], [], "o", color=PYOMQ, ms=4.5, label=f"pyomq {version}")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4, frameon=False, fontsize=8)


def main(path: Path) -> None:
    # The same results give the same file, and its text stays text.
    matplotlib.rcParams.update({"svg.hashsalt": "bench", "svg.fonttype": "none"})
    figure = draw(json.loads(path.with_suffix(".json").read_text()))
    figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
