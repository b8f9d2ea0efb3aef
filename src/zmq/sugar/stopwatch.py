"""A stopwatch, kept for programs that use it: ``time.perf_counter`` does the same."""

from __future__ import annotations

import warnings
from time import perf_counter


class Stopwatch:
    """Deprecated: measures microseconds from ``start`` to ``stop``."""

    def __init__(self) -> None:
        warnings.warn(
            "zmq.Stopwatch is deprecated: use time.perf_counter instead",
            DeprecationWarning,
            stacklevel=2,
        )
        self._began = perf_counter()

    def start(self) -> None:
        """Measure from now on."""
        self._began = perf_counter()

    def stop(self) -> int:
        """Return the whole microseconds since the start; the watch goes on."""
        return int((perf_counter() - self._began) * 1e6)
