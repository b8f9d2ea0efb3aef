"""Arithmetic on samples: medians with their range, and ratios taken pair by pair."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A median with the smallest and the largest value beside it."""

    median: float
    low: float
    high: float


def spread(values: Iterable[float | None]) -> Spread | None:
    """Sum up the values that are there; None when there is none."""
    present = [value for value in values if value is not None]
    if not present:
        return None
    return Spread(statistics.median(present), min(present), max(present))


def ratios(reference: Sequence[float | None], ours: Sequence[float | None]) -> list[float]:
    """Divide sample by sample, so that what slows a whole round cancels out.

    Rounds in which either side failed, or took nothing, are left out.
    """
    return [
        theirs / own
        for theirs, own in zip(reference, ours, strict=True)
        if theirs is not None and own is not None and own > 0 and theirs > 0
    ]
