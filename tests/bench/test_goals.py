"""Goals of the benchmark suite: what they say and when they are met."""

from __future__ import annotations

import pytest
from bench.goals import LEVEL, Row, describe, verdict
from bench.stats import Spread


def at(value: float) -> Spread:
    return Spread(value, value, value)


@pytest.mark.parametrize(
    ("speed", "expected"), [(2.9, "missed"), (3.0, "met"), (3.9, "met"), (4.0, "aim met")]
)
def test_speed_against_pyzmq(speed: float, expected: str) -> None:
    assert verdict(Row(at_least=3, aim=4), at(1), {"pyzmq": at(speed)}) == expected


def test_every_aim_must_be_met() -> None:
    row = Row(at_least=2.5, aim=3.5, aim_of_c=0.65)
    assert verdict(row, at(1), {"pyzmq": at(4), "c": at(0.6)}) == "met"
    assert verdict(row, at(1), {"pyzmq": at(4), "c": at(0.7)}) == "aim met"


def test_an_aim_without_its_reference_is_not_met() -> None:
    row = Row(at_least=2.5, aim=3.5, aim_of_c=0.65)
    assert verdict(row, at(1), {"pyzmq": at(4)}) == "met"


@pytest.mark.parametrize(
    ("value", "expected"), [(2.1, "missed"), (2.0, "met"), (1.3, "aim met"), (-5.0, "aim met")]
)
def test_absolute_limit(value: float, expected: str) -> None:
    assert verdict(Row(unit="x", at_most=2, aim_at_most=1.3), at(value), {}) == expected


def test_only_an_aim() -> None:
    row = Row(aim_at_most=20)
    assert verdict(row, at(21), {}) == "short of aim"
    assert verdict(row, at(19), {}) == "aim met"


def test_no_goal_no_verdict() -> None:
    assert verdict(Row(), at(1), {"pyzmq": at(3)}) == ""


@pytest.mark.parametrize("row", [Row(at_least=3), Row(at_most=2), Row(aim_at_most=20)])
def test_nothing_measured(row: Row) -> None:
    assert verdict(row, None, {}) == "not measured"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Row(), ""),
        (Row(at_least=4.5, aim=6), "4.5 x; aim 6 x"),
        (Row(at_least=2.5, aim=3.5, aim_of_c=0.65), "2.5 x; aim 3.5 x, 0.65 of C"),
        (Row(at_least=LEVEL, aim_of_c=LEVEL), "not behind; aim level with C"),
        (Row(unit="x", at_most=2, aim_at_most=1.3), "<= 2 x; aim <= 1.3 x"),
    ],
)
def test_description(row: Row, text: str) -> None:
    assert describe(row) == text
