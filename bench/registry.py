"""Workloads: functions in the files of `workloads/`, each named "file.function"."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from bench import workloads
from bench.goals import Row

if TYPE_CHECKING:
    from bench.run import Run

Body = Callable[["Run"], None]


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    rows: tuple[Row, ...]
    body: Body
    step: int
    loops: int | None


_registered: dict[str, Workload] = {}


def workload(
    title: str, *rows: Row, name: str = "", step: int = 1, loops: int | None = None
) -> Callable[[Body], Body]:
    """Make a function a workload that fills these rows of the table.

    The function does its work `run.loops` times, what counts of it inside `with run.clock`. The
    number is scaled to a fitting time, in multiples of `step`; `loops` fixes it instead, and then
    there is one round only.
    """

    def register(body: Body) -> Body:
        full = f"{body.__module__.rpartition('.')[2]}.{name or body.__name__}"
        _registered[full] = Workload(full, title, rows or (Row(),), body, step, loops)
        return body

    return register


def find(name: str) -> Workload:
    """Return one workload, importing no other file than its own."""
    _load(name.partition(".")[0])
    return _registered[name]


def matching(pattern: str = "*") -> list[Workload]:
    """Return the workloads whose name contains the pattern or matches it as a glob."""
    for file in files():
        _load(file)
    return [w for w in _registered.values() if pattern in w.name or fnmatch(w.name, pattern)]


def files() -> list[str]:
    """The names of the workload files in the table's order; a file not listed comes last."""
    found = sorted(module.name for module in pkgutil.iter_modules(workloads.__path__))
    first = [name for name in workloads.ORDER if name in found]
    return first + [name for name in found if name not in first]


def _load(file: str) -> None:
    importlib.import_module(f"bench.workloads.{file}")
