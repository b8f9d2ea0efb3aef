"""The arithmetic of the benchmark suite."""

from __future__ import annotations

import pytest
from bench.stats import Spread, ratios, spread


def test_spread_is_median_with_range() -> None:
    assert spread([3.0, 1.0, 8.0]) == Spread(3.0, 1.0, 8.0)


def test_spread_of_an_even_number_lies_between() -> None:
    assert spread([1.0, 2.0, 4.0, 8.0]) == Spread(3.0, 1.0, 8.0)


def test_spread_leaves_failed_samples_out() -> None:
    assert spread([None, 2.0, None]) == Spread(2.0, 2.0, 2.0)


@pytest.mark.parametrize("values", [[], [None, None]])
def test_spread_of_nothing(values: list[float | None]) -> None:
    assert spread(values) is None


def test_ratios_are_taken_pair_by_pair() -> None:
    # The second round was slow for both: the ratio of medians would say something else.
    assert ratios([4.0, 30.0, 4.0], [2.0, 10.0, 1.0]) == [2.0, 3.0, 4.0]


def test_ratios_need_both_sides_of_a_round() -> None:
    assert ratios([4.0, None, 6.0], [2.0, 5.0, None]) == [2.0]


def test_ratios_leave_out_what_took_nothing() -> None:
    assert ratios([4.0, 0.0, -1.0, 9.0], [0.0, 5.0, 2.0, 3.0]) == [3.0]


def test_ratios_refuse_different_numbers_of_rounds() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0, 2.0], [1.0])
