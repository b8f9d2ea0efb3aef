"""Authenticators on each front-end, and sockets whose handshakes tell how they ended."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

import zmq
import zmq.auth.server
from conftest import MakeSocket
from handshakes import Server, bound
from lacking import LACKING
from waiting import PATIENCE, in_thread
from zmq.auth import Authenticator
from zmq.auth.asyncio import AsyncioAuthenticator
from zmq.auth.thread import ThreadAuthenticator

if "uvloop" not in LACKING:
    import uvloop

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from zmq.auth.ioloop import IOLoopAuthenticator

Secure = Callable[[Any], object]
Serve = Callable[..., Server]
Connect = Callable[..., Any]
NewLoop = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture
def serve(socket: MakeSocket) -> Iterator[Serve]:
    """Return a function that binds a PULL socket with options, ``secure`` applied to it before."""
    servers = []

    def bind(secure: Secure | None = None, host: str = "127.0.0.1", **options: Any) -> Server:
        listener = socket(zmq.PULL, **options)
        if secure is not None:
            secure(listener)
        servers.append(bound(listener, host))
        return servers[-1]

    yield bind
    for server in servers:
        server.socket.disable_monitor()
        server.monitor.close()


@pytest.fixture
def connect(socket: MakeSocket) -> Connect:
    """Return a function that connects a PUSH socket, made as ``serve`` makes one.

    It tries once only: a handshake that follows is another peer's.
    """

    def to(endpoint: str, secure: Secure | None = None, **options: Any) -> Any:
        client = socket(zmq.PUSH, reconnect_ivl=-1, **options)
        if secure is not None:
            secure(client)
        client.connect(endpoint)
        return client

    return to


class LoopThread:
    """An event loop that runs in a thread, and calls functions there."""

    def __init__(self, new_loop: NewLoop) -> None:
        self.loop = new_loop()
        self._end = asyncio.Event()
        self._running = in_thread(self._run)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self._wait())

    async def _wait(self) -> None:
        await self._end.wait()

    def call(self, function: Callable[[], Any]) -> Any:
        async def called() -> Any:
            return function()

        return asyncio.run_coroutine_threadsafe(called(), self.loop).result(PATIENCE)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        self._running.result()


@contextmanager
def on_loop(
    authenticator: AsyncioAuthenticator, new_loop: NewLoop = asyncio.new_event_loop
) -> Iterator[Authenticator]:
    thread = LoopThread(new_loop)
    try:
        thread.call(authenticator.start)
        yield authenticator
        thread.call(authenticator.stop)
    finally:
        thread.end()


@contextmanager
def without_descriptors(context: zmq.Context[Any]) -> Iterator[Authenticator]:
    """As where loops cannot watch descriptors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zmq.auth.server, "_LOOP_WATCHES_DESCRIPTORS", False)
        with on_loop(AsyncioAuthenticator(context)) as started:
            yield started


@contextmanager
def on_thread(context: zmq.Context[Any]) -> Iterator[Authenticator]:
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    try:
        yield authenticator
    finally:
        authenticator.stop()


FRONTS: dict[str, Callable[[zmq.Context[Any]], Any]] = {
    "thread": on_thread,
    "asyncio": lambda context: on_loop(AsyncioAuthenticator(context)),
    "tornado": lambda context: on_loop(IOLoopAuthenticator(context)),
    "without descriptors": without_descriptors,
}
if "uvloop" not in LACKING:
    FRONTS["uvloop"] = lambda context: on_loop(AsyncioAuthenticator(context), uvloop.new_event_loop)


@pytest.fixture(params=FRONTS)
def authenticator(
    request: pytest.FixtureRequest, context: zmq.Context[Any]
) -> Iterator[Authenticator]:
    """A started authenticator of the context, on each front-end."""
    with FRONTS[request.param](context) as started:
        yield started


@pytest.fixture
def thread_authenticator(context: zmq.Context[Any]) -> Iterator[Authenticator]:
    """A started authenticator of the context, where the front-end makes no difference."""
    with on_thread(context) as started:
        yield started


class Keys(NamedTuple):
    """A pair of CURVE keys."""

    public: bytes
    secret: bytes


@pytest.fixture
def keys() -> Keys:
    return Keys(*zmq.curve_keypair())


@pytest.fixture
def server_keys() -> Keys:
    return Keys(*zmq.curve_keypair())
