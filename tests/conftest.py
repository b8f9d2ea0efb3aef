"""Fixtures shared by all tests: a context, endpoints for each transport, connected pairs."""

from __future__ import annotations

import importlib
import itertools
import platform
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import lacking
import zmq

Pair = tuple["zmq.Socket[bytes]", "zmq.Socket[bytes]"]
# What these make is Any to a test, which passes what the types refuse as well.
MakePair = Callable[..., tuple[Any, Any]]
MakeSocket = Callable[..., Any]

# One pair of sockets serves all examples of a property, and how long an example takes says nothing.
settings.register_profile(
    "zmq",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("zmq")

# A shell that runs the tests in the background has them ignore what some of them press.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_serial = itertools.count()

# What only builds with libzmq's drafts have (`make test-drafts` makes one), and what Python lacks.
collect_ignore = [] if zmq.DRAFT_API else ["drafts"]
collect_ignore += lacking.FILES
if platform.python_implementation() != "CPython":
    collect_ignore.append("documentation/test_build.py")  # slow, and the same on each Python


def pytest_report_header() -> list[str]:
    backend = zmq.backend.Socket.__module__
    python = f"{platform.python_implementation()} {platform.python_version()}"
    if lacking.FREE_THREADED:
        gil = getattr(sys, "_is_gil_enabled")()  # noqa: B009 - types are checked as of 3.11
        python += ", free-threaded, with its GIL on" if gil else ", without a GIL"
    report = f"zmq {zmq.__version__} on {backend}, libzmq {zmq.zmq_version()}, {python}"
    return [report, *lacking.header()]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if lacking.needed(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not lacking.needed(item)]


@pytest.fixture
def context() -> Iterator[zmq.Context[Any]]:
    """A context of its own for the test, destroyed without lingering."""
    ctx = zmq.Context()
    yield ctx
    ctx.destroy(linger=0)


@pytest.fixture(params=["inproc", "ipc", "tcp"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def endpoint_for(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that gives a fresh endpoint to bind for a transport's name."""

    def fresh(transport: str) -> str:
        if transport == "tcp":
            return "tcp://127.0.0.1:*"
        name = f"endpoint-{next(_serial)}"
        return f"ipc://{tmp_path / name}" if transport == "ipc" else f"inproc://{name}"

    return fresh


@pytest.fixture
def endpoint(transport: str, endpoint_for: Callable[[str], str]) -> str:
    return endpoint_for(transport)


@pytest.fixture
def socket(context: zmq.Context[Any]) -> Iterator[MakeSocket]:
    """Return a function that makes a socket, with options as keywords; closed after the test."""
    made: list[Any] = []

    def make(kind: int, **options: Any) -> Any:
        made.append(context.socket(kind))
        for name, value in options.items():
            setattr(made[-1], name, value)
        return made[-1]

    yield make
    for one in made:
        one.close(linger=0)


@pytest.fixture
def pair(socket: MakeSocket, endpoint_for: Callable[[str], str]) -> MakePair:
    """Return a function that makes two connected sockets: the first binds, the second connects."""

    def make(
        binds: int = zmq.PAIR, connects: int = zmq.PAIR, transport: str = "inproc", **options: Any
    ) -> tuple[Any, Any]:
        sockets = socket(binds, **options), socket(connects, **options)
        sockets[0].bind(endpoint_for(transport))
        sockets[1].connect(sockets[0].last_endpoint.decode())
        return sockets

    return make


def _is_built(core: str) -> bool:
    try:
        importlib.import_module(f"zmq.backend.{core}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.fixture(params=[name for name in ("cython", "cffi") if _is_built(name)])
def backend(request: pytest.FixtureRequest) -> ModuleType:
    """Each core that the build has: ``zmq.backend.cython``, ``zmq.backend.cffi``."""
    return importlib.import_module(f"zmq.backend.{request.param}")
