"""Running coroutines for the workloads of event loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bench.run import Run

Main = Callable[[Run], Coroutine[Any, Any, None]]


def in_loop(main: Main) -> Callable[[Run], None]:
    """Make a plain workload of a coroutine function: a fresh loop, sockets closed inside it."""

    async def closing(run: Run) -> None:
        try:
            await main(run)
        finally:
            run.close_sockets()

    def body(run: Run) -> None:
        asyncio.run(closing(run))

    body.__module__, body.__name__ = main.__module__, main.__name__
    return body
