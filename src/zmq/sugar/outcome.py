"""Awaits what a thread brings about, in whatever event loop runs."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


async def outcome(future: Future[T]) -> T:
    """Await a future of a thread, under asyncio or trio; to cancel the one cancels the other."""
    trio = sys.modules.get("trio")
    if trio is not None and _runs(trio):
        return await _in_trio(trio, future)
    import asyncio  # noqa: PLC0415  (whoever gets here has imported it)

    return await asyncio.wrap_future(future)


def _runs(trio: Any) -> bool:
    try:
        trio.lowlevel.current_task()
    except RuntimeError:
        return False
    return True


async def _in_trio(trio: Any, future: Future[T]) -> T:
    done = trio.Event()
    token = trio.lowlevel.current_trio_token()
    future.add_done_callback(lambda _: token.run_sync_soon(done.set))
    try:
        await done.wait()
    finally:
        future.cancel()
    return future.result()
