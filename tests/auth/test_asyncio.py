"""The authenticator on an event loop: its life, and the ends of others' lives."""

from __future__ import annotations

import asyncio
import importlib
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.ioloop import IOLoop

import zmq
from auth.conftest import Connect, Serve
from handshakes import ADMITTED
from waiting import until
from zmq.auth.asyncio import AsyncioAuthenticator

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from zmq.auth.ioloop import IOLoopAuthenticator


async def in_time(call: Any, *arguments: Any) -> Any:
    """Await a blocking call, while the loop runs."""
    return await asyncio.get_running_loop().run_in_executor(None, call, *arguments)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_it_needs_a_running_loop(context: zmq.Context[Any]) -> None:
    authenticator = AsyncioAuthenticator(context)
    with pytest.raises(RuntimeError, match="running event loop"):
        authenticator.start()
    assert authenticator.zap_socket is None


def test_a_loop_is_ignored(context: zmq.Context[Any]) -> None:
    with pytest.warns(DeprecationWarning, match="loop"):
        AsyncioAuthenticator(context, loop=object())


def test_peers_are_admitted_while_the_loop_runs(
    context: zmq.Context[Any], serve: Serve, connect: Connect
) -> None:
    async def main() -> None:
        authenticator = AsyncioAuthenticator(context)
        authenticator.start()
        server = serve(zap_domain=b"global")
        connect(server.endpoint)
        assert await in_time(server.outcome) == ADMITTED
        authenticator.stop()

    asyncio.run(main())


def test_it_may_be_started_again_at_once(
    context: zmq.Context[Any], serve: Serve, connect: Connect
) -> None:
    async def main() -> None:
        authenticator = AsyncioAuthenticator(context)
        for _ in range(20):
            authenticator.start()
            authenticator.stop()
        authenticator.start()
        server = serve(zap_domain=b"global")
        connect(server.endpoint)
        assert await in_time(server.outcome) == ADMITTED
        authenticator.stop()

    asyncio.run(main())


def test_a_second_one_of_a_context_is_refused(context: zmq.Context[Any]) -> None:
    async def main() -> None:
        first, second = AsyncioAuthenticator(context), AsyncioAuthenticator(context)
        first.start()
        with pytest.raises(zmq.ZMQError) as caught:
            second.start()
        assert caught.value.errno == zmq.EADDRINUSE
        first.stop()
        second.start()
        second.stop()

    asyncio.run(main())


def test_contexts_that_end_while_it_serves() -> None:
    async def main() -> None:
        for end in (zmq.Context.term, lambda context: context.destroy(linger=0)):
            context = zmq.Context()
            authenticator = AsyncioAuthenticator(context)
            authenticator.start()
            await asyncio.sleep(0)  # so that it waits
            await in_time(end, context)
            assert context.closed
            authenticator.stop()

    asyncio.run(main())


def test_the_end_of_the_loop_lets_nobody_in(
    context: zmq.Context[Any], serve: Serve, connect: Connect
) -> None:
    authenticator = AsyncioAuthenticator(context)

    async def main() -> None:
        authenticator.start()
        await asyncio.sleep(0)

    asyncio.run(main())
    server = serve(zap_domain=b"global", handshake_ivl=50)
    connect(server.endpoint)
    assert server.outcome().event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    authenticator.stop()


def noting(note: Callable[[int], None], call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that notes its first argument and goes on to ``call``."""

    def noted(descriptor: int, *arguments: Any) -> Any:
        note(descriptor)
        return call(descriptor, *arguments)

    return noted


@pytest.mark.skipif(sys.platform == "win32", reason="loops watch no descriptors")
def test_the_loop_watches_nothing_after_it_was_cancelled(context: zmq.Context[Any]) -> None:
    watched: list[int] = []

    async def main() -> None:
        loop: Any = asyncio.get_running_loop()
        loop.add_reader = noting(watched.append, loop.add_reader)
        loop.remove_reader = noting(watched.remove, loop.remove_reader)
        authenticator.start()
        await asyncio.sleep(0)
        assert len(watched) == 1
        (serving,) = asyncio.all_tasks() - {asyncio.current_task()}
        serving.cancel()
        await asyncio.wait([serving])

    authenticator = AsyncioAuthenticator(context)
    asyncio.run(main())
    assert watched == []
    authenticator.stop()


def test_a_callback_that_stops_it(context: zmq.Context[Any]) -> None:
    async def main() -> None:
        authenticator = AsyncioAuthenticator(context)
        stopped = asyncio.Event()

        class Stops:
            async def callback(self, domain: str, key: bytes) -> bool:
                authenticator.stop()
                stopped.set()
                return True

        authenticator.configure_curve_callback("*", Stops())
        authenticator.start()
        with context.socket(zmq.REQ) as asker:
            asker.linger = 0
            asker.connect("inproc://zeromq.zap.01")
            asker.send_multipart([b"1.0", b"7", b"", b"", b"", b"CURVE", bytes(32)])
            await stopped.wait()

    asyncio.run(main())


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells")
def test_no_descriptor_is_left(context: zmq.Context[Any]) -> None:
    async def main() -> None:
        authenticator = AsyncioAuthenticator(context)
        authenticator.start()
        await asyncio.sleep(0)
        authenticator.stop()
        await asyncio.sleep(0)

    context.socket(zmq.PULL).close()
    before = open_descriptors()
    for _ in range(10):
        asyncio.run(main())
    until(lambda: open_descriptors() < before + 10)  # libzmq closes sockets some time later


# Under its old name


def test_the_old_module_says_that_it_is_old() -> None:
    with pytest.warns(DeprecationWarning, match=r"zmq\.auth\.asyncio"):
        importlib.reload(importlib.import_module("zmq.auth.ioloop"))


def test_its_loop_is_ignored(context: zmq.Context[Any]) -> None:
    with pytest.warns(DeprecationWarning, match="io_loop") as caught:
        IOLoopAuthenticator(context, io_loop=object())
    assert len(caught) == 1


def test_it_may_start_before_the_loop_runs(
    context: zmq.Context[Any], serve: Serve, connect: Connect
) -> None:
    authenticator = IOLoopAuthenticator(context)
    server = serve(zap_domain=b"global")
    loop = IOLoop(make_current=False)
    asyncio.set_event_loop(loop.asyncio_loop)
    authenticator.start()
    connect(server.endpoint)
    assert loop.run_sync(lambda: in_time(server.outcome)) == ADMITTED
    authenticator.stop()
    asyncio.set_event_loop(None)
    loop.close()
