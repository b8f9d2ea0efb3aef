"""Tests of tornado's front-ends: coroutine functions run in an IOLoop of their own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable

import pytest
from tornado.ioloop import IOLoop


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    loop = IOLoop(make_current=False)
    try:
        loop.run_sync(lambda: pyfuncitem.obj(**arguments))
    finally:
        loop.close(all_fds=True)
    return True


async def until(condition: Callable[[], object]) -> None:
    """Let the loop run until the condition holds."""
    while not condition():  # noqa: ASYNC110 - which no event tells of
        await asyncio.sleep(0)


async def rounds(count: int = 5) -> None:
    """Let the loop run a few rounds, in which nothing else is to happen."""
    for _ in range(count):
        await asyncio.sleep(0)
