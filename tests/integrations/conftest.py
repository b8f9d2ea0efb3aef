"""One suite over all front-ends: tests are coroutine functions that take ``front``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import MakeSocket
from integrations.frontends import FRONTENDS, Frontend


@pytest.fixture(params=FRONTENDS)
def front(request: pytest.FixtureRequest) -> Frontend:
    return FRONTENDS[request.param]()


@pytest.fixture
def context(front: Frontend) -> Iterator[Any]:
    """A context of the front-end, destroyed after the test and its loop have ended."""
    ctx = front.Context()
    yield ctx
    ctx.destroy(linger=0)


@pytest.fixture
def make(socket: MakeSocket) -> MakeSocket:
    """The fixture ``socket``, for tests that have a socket by that name."""
    return socket


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    front: Any = pyfuncitem.funcargs.get("front")
    if front is None or not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    front.run(lambda: pyfuncitem.obj(**arguments))
    return True
