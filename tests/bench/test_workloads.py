"""Workloads are found by their names, and each runs on this build."""

from __future__ import annotations

import pytest
from bench.registry import Workload, files, find, matching
from bench.run import Run


@pytest.mark.parametrize("workload", matching(), ids=lambda workload: workload.name)
def test_is_found_by_its_name(workload: Workload) -> None:
    assert find(workload.name) is workload
    assert workload.name.partition(".")[0] in files()


def test_pattern_is_a_part_or_a_glob() -> None:
    names = {workload.name for workload in matching("pair.")}
    assert names == {workload.name for workload in matching("pair.*")}
    assert "pair.inproc" in names
    assert matching("no such workload") == []


# The others need a front-end that may not be installed, or a million messages.
EVERYWHERE = {
    "pair",
    "threads",
    "throughput",
    "latency",
    "zerocopy",
    "nonblocking",
    "options",
    "poll",
    "startup",
}


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.needs("taskset" if name.endswith("_pinned") else "")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(each.name, marks=needs(each.name))
        for each in matching()
        if each.name.partition(".")[0] in EVERYWHERE
    ],
)
def test_runs_here(name: str) -> None:
    workload = find(name)
    run = Run("zmq")
    run.begin(workload.step)
    try:
        workload.body(run)
    finally:
        run.end()
    assert run.clock.wall > 0
    assert {row.measure for row in workload.rows} <= run.measures().keys()
