"""The benchmark suite takes samples in turn and sums them up by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.columns import Column, Outcome, Settings
from bench.goals import Row
from bench.registry import Workload
from bench.session import Result, measure


@dataclass(frozen=True)
class Scripted(Column):
    """A column that gives prepared outcomes and notes when it was asked."""

    outcomes: list[Outcome]
    asked: list[tuple[str, str, Settings]] = field(default_factory=list)

    def sample(self, workload: Workload, settings: Settings) -> Outcome:
        self.asked.append((self.name, workload.name, settings))
        return self.outcomes.pop(0)


def wall(seconds: float) -> Outcome:
    return Outcome({"wall": seconds, "share": 1.5})


def workload(*rows: Row, loops: int | None = None) -> Workload:
    return Workload("file.name", "a title", rows, nothing, 1, loops)


def nothing(_: object) -> None:
    """What a workload does here, and what is shown of it."""


def results(*columns: Column, of: Workload, rounds: int = 3) -> list[Result]:
    return measure([of], columns, Settings(), rounds, nothing)


def test_columns_alternate() -> None:
    asked: list[tuple[str, str, Settings]] = []
    pyzmq = Scripted("pyzmq", {}, [wall(1)] * 3, asked)
    ours = Scripted("ours", {}, [wall(1)] * 3, asked)
    results(pyzmq, ours, of=workload(Row()))
    assert [name for name, *_ in asked] == ["pyzmq", "ours"] * 3


def test_fixed_loops_take_one_round() -> None:
    ours = Scripted("ours", {}, [wall(1)])
    results(ours, of=workload(Row(), loops=1000))
    assert len(ours.asked) == 1


def test_lasting_reason_is_not_asked_again() -> None:
    ours = Scripted("ours", {}, [Outcome(reason="no such library", lasting=True)])
    (result,) = results(ours, of=workload(Row()))
    assert len(ours.asked) == 1
    assert result.reasons == {"ours": "no such library"}
    assert result.value("ours") is None


def test_failed_round_is_left_out() -> None:
    pyzmq = Scripted("pyzmq", {}, [wall(4e-9), wall(4e-9), wall(9e-9)])
    ours = Scripted("ours", {}, [wall(2e-9), Outcome(reason="lost"), wall(1e-9)])
    (result,) = results(pyzmq, ours, of=workload(Row()))
    speed = result.speed("ours", "pyzmq")
    assert speed is not None
    assert (round(speed.low, 9), round(speed.high, 9)) == (2, 9)


def test_time_is_in_the_unit_of_the_row_and_other_figures_as_recorded() -> None:
    ours = Scripted("ours", {}, [wall(0.002)])
    rows = Row(unit="ms"), Row(unit="x", measure="share")
    in_ms, share = results(ours, of=workload(*rows), rounds=1)
    assert in_ms.samples == {"ours": [2.0]}
    assert share.samples == {"ours": [1.5]}


def test_ratio_only_where_it_says_something() -> None:
    samples: dict[str, list[float | None]] = {"pyzmq": [4.0], "ours": [2.0]}
    growth = Result("file.name", "a title", Row(unit="KiB", at_most=1000), samples, {})
    assert growth.speed("ours", "pyzmq") is None


def test_behind_pyomq() -> None:
    samples: dict[str, list[float | None]] = {"pyomq": [1.0], "ours": [2.0]}
    assert Result("file.name", "a title", Row(), samples, {}).behind_pyomq
    samples["ours"] = [0.5]
    assert not Result("file.name", "a title", Row(), samples, {}).behind_pyomq
