"""Fixtures shared by all tests: a context, endpoints for each transport, connected pairs."""

from __future__ import annotations

import itertools
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import zmq

Pair = tuple["zmq.Socket[bytes]", "zmq.Socket[bytes]"]

_serial = itertools.count()


def pytest_report_header() -> str:
    backend = zmq.backend.Socket.__module__
    return f"zmq {zmq.__version__} on {backend}, libzmq {zmq.zmq_version()}, {platform.python_version()}"


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
def pair(context: zmq.Context[Any], endpoint_for: Callable[[str], str]) -> Callable[..., Pair]:
    """Return a function that makes two connected sockets: the first binds, the second connects."""

    def make(
        binds: int = zmq.PAIR, connects: int = zmq.PAIR, transport: str = "inproc", **options: Any
    ) -> Pair:
        sockets = context.socket(binds), context.socket(connects)
        for socket in sockets:
            for name, value in options.items():
                setattr(socket, name, value)
        sockets[0].bind(endpoint_for(transport))
        sockets[1].connect(sockets[0].last_endpoint.decode())
        return sockets

    return make
