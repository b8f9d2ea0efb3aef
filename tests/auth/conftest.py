"""Authenticators on each front-end, and sockets whose handshakes tell how they ended."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
import uvloop

import zmq
import zmq.auth
import zmq.auth.server
from zmq.auth.asyncio import AsyncioAuthenticator
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils.monitor import recv_monitor_message

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from zmq.auth.ioloop import IOLoopAuthenticator


class Outcome(NamedTuple):
    """How a handshake ended for the server."""

    event: zmq.Event
    status: int


ADMITTED = Outcome(zmq.EVENT_HANDSHAKE_SUCCEEDED, 0)
REFUSED = Outcome(zmq.EVENT_HANDSHAKE_FAILED_AUTH, 400)
FAILED = Outcome(zmq.EVENT_HANDSHAKE_FAILED_AUTH, 500)

_OUTCOMES = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED,
    zmq.EVENT_HANDSHAKE_FAILED_AUTH,
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL,
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
)


def outcome(monitor: Any) -> Outcome:
    """Wait for the next handshake to end, and tell how."""
    while True:
        message = recv_monitor_message(monitor)
        if message["event"] in _OUTCOMES:
            return Outcome(message["event"], int(message["value"]))


class Server(NamedTuple):
    """A bound socket, where it is, and its monitor."""

    socket: zmq.Socket[bytes]
    endpoint: str
    monitor: Any

    def outcome(self) -> Outcome:
        return outcome(self.monitor)


@pytest.fixture
def serve(context: zmq.Context[Any]) -> Callable[..., Server]:
    """Return a function that binds a PULL socket, once it has options and ``secure`` was applied."""

    def bind(
        secure: Callable[[Any], object] = lambda _: None, host: str = "127.0.0.1", **options: Any
    ) -> Server:
        socket = context.socket(zmq.PULL)
        for name, value in options.items():
            setattr(socket, name, value)
        secure(socket)
        monitor = socket.get_monitor_socket()
        monitor.rcvtimeo = 20_000
        socket.bind(f"tcp://{host}:*")
        return Server(socket, socket.last_endpoint.decode(), monitor)

    return bind


@pytest.fixture
def connect(context: zmq.Context[Any]) -> Callable[..., Any]:
    """Return a function that connects a PUSH socket, as ``serve`` binds one.

    It tries once only: what follows a refusal is another peer's.
    """

    def to(
        endpoint: str, secure: Callable[[Any], object] = lambda _: None, **options: Any
    ) -> zmq.Socket[bytes]:
        socket = context.socket(zmq.PUSH)
        socket.reconnect_ivl = -1
        for name, value in options.items():
            setattr(socket, name, value)
        secure(socket)
        socket.connect(endpoint)
        return socket

    return to


class LoopThread:
    """An event loop that runs in a thread, and calls functions there."""

    def __init__(self, new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
        self.loop = new_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            self._done = asyncio.Event()
            runner.run(self._done.wait())

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        async def called() -> Any:
            return function(*arguments)

        return asyncio.run_coroutine_threadsafe(called(), self.loop).result(timeout=20)

    def end(self) -> None:
        self.call(self._done.set)
        self._thread.join()


@contextmanager
def on_loop(
    authenticator: AsyncioAuthenticator,
    new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> Iterator[AsyncioAuthenticator]:
    thread = LoopThread(new_loop)
    try:
        thread.call(authenticator.start)
        yield authenticator
        thread.call(authenticator.stop)
    finally:
        thread.end()


@contextmanager
def in_thread(authenticator: ThreadAuthenticator) -> Iterator[ThreadAuthenticator]:
    authenticator.start()
    yield authenticator
    authenticator.stop()


@contextmanager
def without_descriptors(authenticator: AsyncioAuthenticator) -> Iterator[AsyncioAuthenticator]:
    """As where loops cannot watch descriptors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zmq.auth.server, "_LOOP_WATCHES_DESCRIPTORS", False)
        with on_loop(authenticator) as started:
            yield started


FRONTS: dict[str, Callable[[zmq.Context[Any]], Any]] = {
    "thread": lambda context: in_thread(ThreadAuthenticator(context)),
    "asyncio": lambda context: on_loop(AsyncioAuthenticator(context)),
    "uvloop": lambda context: on_loop(AsyncioAuthenticator(context), uvloop.new_event_loop),
    "tornado": lambda context: on_loop(IOLoopAuthenticator(context)),
    "no descriptors": lambda context: without_descriptors(AsyncioAuthenticator(context)),
}


@pytest.fixture(params=FRONTS)
def authenticator(
    request: pytest.FixtureRequest, context: zmq.Context[Any]
) -> Iterator[zmq.auth.Authenticator]:
    """A started authenticator of the context, on each front-end."""
    with FRONTS[request.param](context) as started:
        yield started


@pytest.fixture
def thread_authenticator(context: zmq.Context[Any]) -> Iterator[ThreadAuthenticator]:
    with in_thread(ThreadAuthenticator(context)) as started:
        yield started


class Keys(NamedTuple):
    """A pair of CURVE keys."""

    public: bytes
    secret: bytes


@pytest.fixture
def new_keys() -> Callable[[], Keys]:
    return lambda: Keys(*zmq.curve_keypair())
