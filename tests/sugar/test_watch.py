"""Watching sockets: events, who is connected, waiting for peers. Real peers over tcp and ipc."""

from __future__ import annotations

import asyncio
import socket as plain_sockets
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from textwrap import dedent
from typing import Any
from weakref import ref

import pytest
import trio

import zmq
from conftest import MakeSocket
from programs import run
from waiting import PATIENCE, in_thread, until
from zmq.sugar import tap
from zmq.sugar.descriptors import _borrowed
from zmq.sugar.tap import REMEMBERED_EVENTS
from zmq.utils.monitor import MonitorEvent, recv_monitor_message


@pytest.fixture(params=["tcp://127.0.0.1:*", "ipc://*"], ids=["tcp", "ipc"])
def bound(request: pytest.FixtureRequest, socket: MakeSocket) -> Any:
    """A bound ROUTER, watched from the start."""
    router = socket(zmq.ROUTER)
    router.watch()
    router.bind(request.param)
    return router


@pytest.fixture
def server(socket: MakeSocket) -> Any:
    """A bound ROUTER on tcp, watched from the start."""
    router = socket(zmq.ROUTER)
    router.watch()
    router.bind("tcp://127.0.0.1:*")
    return router


@pytest.fixture
def connect(socket: MakeSocket) -> Callable[..., Any]:
    """Return a function that makes a DEALER, watched, and connects it to a socket."""

    def make(to: Any, **options: Any) -> Any:
        dealer = socket(zmq.DEALER, **options)
        dealer.watch()
        dealer.connect(to.last_endpoint.decode())
        return dealer

    return make


def address_of(server: Any) -> tuple[str, int]:
    host, port = server.last_endpoint.decode().removeprefix("tcp://").split(":")
    return host, int(port)


def knock(server: Any) -> None:
    """Connect and leave without a word of ØMQ."""
    plain_sockets.create_connection(address_of(server)).close()


def kinds(events: Any) -> list[zmq.Event]:
    return [event.event for event in events]


class TestWaitingForPeers:
    def test_both_sides(self, bound: Any, connect: Callable[..., Any]) -> None:
        dealer = connect(bound)
        assert [peer.accepted for peer in bound.wait_connected(timeout=PATIENCE * 1000)] == [True]
        assert [peer.accepted for peer in dealer.wait_connected(timeout=PATIENCE * 1000)] == [False]

    def test_those_from_before_count(self, server: Any, connect: Callable[..., Any]) -> None:
        connect(server)
        server.wait_connected(timeout=PATIENCE * 1000)
        waiting = in_thread(server.wait_connected, 3)
        connect(server)
        connect(server)
        assert len(waiting.result()) == 3
        assert len(server.wait_connected(2, timeout=0)) == 3

    def test_those_that_left_do_not(self, server: Any, connect: Callable[..., Any]) -> None:
        connect(server)
        server.wait_connected(timeout=PATIENCE * 1000)
        other = connect(server)
        server.wait_connected(2, timeout=PATIENCE * 1000)
        other.close(linger=0)
        until(lambda: len(server.connections()) == 1)
        with pytest.raises(TimeoutError, match="too few peers"):
            server.wait_connected(2, timeout=0)

    def test_a_message_can_be_sent_at_once(self, socket: MakeSocket) -> None:
        push, pull = socket(zmq.PUSH), socket(zmq.PULL, rcvtimeo=PATIENCE * 1000)
        push.watch()
        push.bind("tcp://127.0.0.1:*")
        pull.connect(push.last_endpoint)
        push.wait_connected(timeout=PATIENCE * 1000)
        assert push.try_send(b"now")
        assert pull.recv() == b"now"

    def test_a_shadow_waits_too(self, server: Any, connect: Callable[..., Any]) -> None:
        connect(server)
        shadow: zmq.Socket[Any] = zmq.Socket.shadow(server)
        assert shadow.watch()._tap is server.watch()._tap
        assert len(shadow.wait_connected(timeout=PATIENCE * 1000)) == 1

    def test_many_may_wait(self, server: Any, connect: Callable[..., Any]) -> None:
        waiting = [in_thread(server.wait_connected, n) for n in (1, 1, 2)]
        connect(server)
        connect(server)
        for each in waiting:
            each.result()

    def test_closing_the_socket_ends_the_wait(self, server: Any) -> None:
        waiting = in_thread(server.wait_connected)
        server.close()
        error = waiting.error()
        assert isinstance(error, zmq.ZMQError)
        assert error.errno == zmq.ENOTSOCK

    def test_the_end_of_the_context_ends_the_wait(self) -> None:
        context = zmq.Context()
        router = context.socket(zmq.ROUTER)
        waiting = in_thread(router.wait_connected)
        until(lambda: router.watch()._tap.waits)
        ending = in_thread(context.term)
        assert isinstance(waiting.error(), zmq.ContextTerminated)
        router.close()
        ending.result()

    def test_it_is_too_late_to_begin(self, socket: MakeSocket) -> None:
        router = socket(zmq.ROUTER)
        router.bind("tcp://127.0.0.1:*")
        for call in (router.wait_connected, router.connections):
            with pytest.raises(RuntimeError, match="before its first bind or connect"):
                call()
        assert tap.open_tap_of(router) is None
        assert not router.watch().complete
        with pytest.raises(RuntimeError, match="before its first bind or connect"):
            router.wait_connected()

    def test_inproc_has_no_events(self, socket: MakeSocket) -> None:
        pair = socket(zmq.PAIR)
        pair.watch()
        pair.bind("inproc://here")
        with pytest.raises(zmq.ZMQError, match="inproc") as refused:
            pair.wait_connected()
        assert refused.value.errno == zmq.ENOTSUP
        assert pair.connections() == []

    def test_closed_sockets(self, socket: MakeSocket) -> None:
        router = socket(zmq.ROUTER)
        router.close()
        for call in (router.watch, router.wait_connected, router.connections):
            with pytest.raises(zmq.ZMQError) as refused:
                call()
            assert refused.value.errno == zmq.ENOTSOCK


class TestConnections:
    def test_addresses_are_each_others(self, server: Any, connect: Callable[..., Any]) -> None:
        dealer = connect(server)
        (theirs,) = server.wait_connected(timeout=PATIENCE * 1000)
        (ours,) = dealer.wait_connected(timeout=PATIENCE * 1000)
        endpoint = server.last_endpoint.decode()
        assert theirs.endpoint == ours.endpoint == ours.peer == endpoint
        assert theirs.peer not in {endpoint, None}
        assert abs(theirs.since - ours.since) < PATIENCE

    def test_ipc_has_no_remote_address(self, socket: MakeSocket, connect: Any) -> None:
        router = socket(zmq.ROUTER)
        router.watch()
        router.bind("ipc://*")
        connect(router)
        (found,) = router.wait_connected(timeout=PATIENCE * 1000)
        assert found.peer is None
        assert found.endpoint == router.last_endpoint.decode()

    def test_what_one_ends_oneself(self, bound: Any, connect: Callable[..., Any]) -> None:
        dealers = [connect(bound) for _ in range(2)]
        bound.wait_connected(2, timeout=PATIENCE * 1000)
        dealers[0].wait_connected(timeout=PATIENCE * 1000)
        endpoint = bound.last_endpoint.decode()
        dealers[0].disconnect(endpoint)
        # What a socket ends it ends in the course of calls on it.
        until(lambda: not (dealers[0].poll(0) or dealers[0].connections()))
        until(lambda: len(bound.connections()) == 1)
        bound.unbind(endpoint)
        until(lambda: not (bound.poll(0) or bound.connections()))
        until(lambda: not dealers[1].connections())

    def test_failed_handshakes(self, server: Any, connect: Callable[..., Any]) -> None:
        for _ in range(3):
            knock(server)
        until(lambda: server.watch().failures)
        until(lambda: server.watch().failures[server.last_endpoint.decode()].count == 3)
        failures = server.watch().failures[server.last_endpoint.decode()]
        assert failures.last.event is zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
        assert server.connections() == []
        connect(server)
        assert [peer.failures for peer in server.wait_connected(timeout=PATIENCE * 1000)] == [3]

    def test_stream_sockets_have_no_handshake(self, socket: MakeSocket) -> None:
        stream = socket(zmq.STREAM)
        stream.watch()
        stream.bind("tcp://127.0.0.1:*")
        with plain_sockets.create_connection(address_of(stream)) as client:
            (found,) = stream.wait_connected(timeout=PATIENCE * 1000)
            assert found.peer == f"tcp://127.0.0.1:{client.getsockname()[1]}"
        until(lambda: not stream.connections())
        assert stream.watch().failures == {}

    def test_many_peers_come_and_go(self, server: Any, connect: Callable[..., Any]) -> None:
        dealers = [connect(server) for _ in range(40)]
        server.wait_connected(40, timeout=PATIENCE * 1000)
        for dealer in dealers[:25]:
            dealer.close(linger=0)
        until(lambda: len(server.connections()) == 15)

    def test_several_io_threads(self) -> None:
        with zmq.Context(io_threads=4) as context:
            router = context.socket(zmq.ROUTER)
            router.watch()
            router.bind("tcp://127.0.0.1:*")
            dealers = [context.socket(zmq.DEALER) for _ in range(30)]
            for dealer in dealers:
                dealer.connect(router.last_endpoint)
            assert len(router.wait_connected(30, timeout=PATIENCE * 1000)) == 30
            for dealer in dealers[:20]:
                dealer.close(linger=0)
            until(lambda: len(router.connections()) == 10)
            context.destroy(linger=0)


class TestEvents:
    def test_iterating(self, server: Any) -> None:
        knock(server)
        assert kinds(islice(server.watch(), 4)) == [
            zmq.EVENT_LISTENING,
            zmq.EVENT_ACCEPTED,
            zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL,
            zmq.EVENT_DISCONNECTED,
        ]

    def test_each_reader_gets_all(self, server: Any) -> None:
        first, second = iter(server.watch()), iter(server.watch())
        assert next(first) == next(second)

    def test_it_ends_with_the_socket(self, server: Any) -> None:
        monitor = server.watch()
        reading = in_thread(lambda: kinds(monitor))
        server.close()
        assert reading.result()[-1] is zmq.EVENT_MONITOR_STOPPED
        until(lambda: monitor.ended)
        assert kinds(monitor) == reading.result()

    def test_closing_a_reader_ends_its_wait(self, server: Any) -> None:
        stream = iter(server.watch())
        reading = in_thread(lambda: kinds(stream))
        until(lambda: server.watch()._tap.waits)
        stream.close()
        assert reading.result() == [zmq.EVENT_LISTENING]
        assert not server.watch().ended

    def test_closing_the_monitor(self, server: Any, connect: Callable[..., Any]) -> None:
        monitor = server.watch()
        waiting = in_thread(server.wait_connected)
        until(lambda: monitor._tap.waits)
        monitor.close()
        monitor.close()
        assert monitor.ended
        error = waiting.error()
        assert isinstance(error, zmq.ZMQError)
        assert "no longer watched" in str(error)
        dealer = connect(server)
        dealer.send(b"the socket goes on")
        assert server.poll(PATIENCE * 1000)
        assert server.watch() is not monitor
        assert not server.watch().complete

    def test_asyncio(self, server: Any) -> None:
        asyncio.run(self._read_knocking(server))

    def test_trio(self, server: Any) -> None:
        trio.run(self._read_knocking, server)

    async def _read_knocking(self, server: Any) -> None:
        read: list[MonitorEvent] = []
        async for event in server.watch():
            read.append(event)
            if event.event is zmq.EVENT_LISTENING:
                in_thread(knock, server)
            elif event.event is zmq.EVENT_DISCONNECTED:
                server.close()
        assert kinds(read)[0] is zmq.EVENT_LISTENING
        assert kinds(read)[-1] is zmq.EVENT_MONITOR_STOPPED

    def test_giving_up_under_asyncio_loses_no_event(self, server: Any) -> None:
        async def read() -> MonitorEvent:
            stream = aiter(server.watch())
            await anext(stream)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(stream), 0)
            knock(server)
            return await anext(stream)

        assert asyncio.run(read()).event is zmq.EVENT_ACCEPTED

    def test_giving_up_under_trio_loses_no_event(self, server: Any) -> None:
        async def read() -> MonitorEvent:
            stream = aiter(server.watch())
            await anext(stream)
            with trio.move_on_after(0):
                await anext(stream)
            knock(server)
            return await anext(stream)

        assert trio.run(read).event is zmq.EVENT_ACCEPTED


class TestCallbacks:
    def test_each_event_is_passed_on(self, server: Any) -> None:
        called: list[MonitorEvent] = []
        server.watch().on_event(called.append)
        knock(server)
        until(lambda: len(called) == 4)
        assert called == list(islice(server.watch(), 4))

    def test_only_some_events(self, server: Any) -> None:
        called: list[MonitorEvent] = []
        server.watch().on_event(called.append, zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED)
        knock(server)
        until(lambda: len(called) == 2)
        assert kinds(called) == [zmq.EVENT_ACCEPTED, zmq.EVENT_DISCONNECTED]

    def test_one_that_raises(self, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        raised: list[Any] = []
        monkeypatch.setattr(threading, "excepthook", raised.append)

        def fail(event: MonitorEvent) -> None:
            raise LookupError(event)

        server.watch().on_event(fail, zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED)
        knock(server)
        until(lambda: len(raised) == 2)
        assert {failure.exc_type for failure in raised} == {LookupError}

    def test_no_more_calls_once_closed(self, server: Any) -> None:
        called: list[MonitorEvent] = []
        stream = server.watch().on_event(called.append)
        until(lambda: called)
        stream.close()
        knock(server)
        until(lambda: zmq.EVENT_DISCONNECTED in kinds(islice(server.watch(), 4)))
        assert kinds(called) == [zmq.EVENT_LISTENING]

    def test_a_slow_one_holds_up_nobody(self, server: Any, connect: Callable[..., Any]) -> None:
        release = threading.Event()
        called: list[MonitorEvent] = []

        def dawdle(event: MonitorEvent) -> None:
            called.append(event)
            assert release.wait(PATIENCE)

        stream = server.watch().on_event(dawdle)
        until(lambda: called)
        for count in range(1, REMEMBERED_EVENTS // 3 + 1):
            knock(server)
            if count % 100 == 0:  # no more than the system lets wait for accept
                until(partial(self._have_failed, server, count))
        dealer = connect(server)
        dealer.send(b"heard")
        assert server.poll(PATIENCE * 1000)
        assert len(called) == 1
        release.set()
        until(lambda: len(called) + stream.lost == server.watch()._tap.count)
        assert stream.lost > 0
        assert len(server.watch()._tap.events) == REMEMBERED_EVENTS

    def _have_failed(self, server: Any, count: int) -> bool:
        return bool(sum(at.count for at in server.watch().failures.values()) == count)


def read_until(reader: Any, last: zmq.Event) -> list[zmq.Event]:
    """Receive up to an event from what a program has connected to a monitor itself."""
    events = [recv_monitor_message(reader)["event"]]
    while events[-1] is not last:
        events.append(recv_monitor_message(reader)["event"])
    return events


class TestOtherMonitors:
    """A socket of libzmq has one monitor; here all who want its events get them."""

    def test_a_watched_socket_may_have_a_monitor_socket(
        self, socket: MakeSocket, connect: Callable[..., Any]
    ) -> None:
        router = socket(zmq.ROUTER)
        router.watch()
        with router.get_monitor_socket() as reader:
            router.bind("tcp://127.0.0.1:*")
            connect(router)
            assert len(router.wait_connected(timeout=PATIENCE * 1000)) == 1
            assert read_until(reader, zmq.EVENT_HANDSHAKE_SUCCEEDED) == [
                zmq.EVENT_LISTENING,
                zmq.EVENT_ACCEPTED,
                zmq.EVENT_HANDSHAKE_SUCCEEDED,
            ]
            router.disable_monitor()
            read_until(reader, zmq.EVENT_MONITOR_STOPPED)
            connect(router)
            assert len(router.wait_connected(2, timeout=PATIENCE * 1000)) == 2

    def test_a_monitored_socket_may_be_watched(
        self, socket: MakeSocket, connect: Callable[..., Any]
    ) -> None:
        router = socket(zmq.ROUTER)
        with router.get_monitor_socket(zmq.EVENT_ACCEPTED) as reader:
            router.bind("tcp://127.0.0.1:*")
            connect(router)
            assert len(router.wait_connected(timeout=PATIENCE * 1000)) == 1
            assert router.watch().complete
            assert recv_monitor_message(reader)["event"] is zmq.EVENT_ACCEPTED

    def test_closing_the_monitor_ends_both(self, socket: MakeSocket) -> None:
        router = socket(zmq.ROUTER)
        with router.get_monitor_socket() as reader:
            router.watch().close()
            assert read_until(reader, zmq.EVENT_MONITOR_STOPPED)

    def test_without_a_reader_nothing_waits_and_little_is_lost(
        self, socket: MakeSocket, connect: Callable[..., Any]
    ) -> None:
        router, reader = socket(zmq.ROUTER), socket(zmq.PAIR)
        router.monitor("inproc://late")
        router.bind("tcp://127.0.0.1:*")
        dealer = connect(router)
        dealer.send(b"heard")
        assert router.recv_multipart()[1] == b"heard"
        reader.connect("inproc://late")
        assert read_until(reader, zmq.EVENT_HANDSHAKE_SUCCEEDED)[0] is zmq.EVENT_LISTENING

    def test_a_reader_that_is_closed_holds_up_nothing(
        self, socket: MakeSocket, connect: Callable[..., Any]
    ) -> None:
        router, reader = socket(zmq.ROUTER), socket(zmq.PAIR)
        reader.connect("inproc://closed")
        router.monitor("inproc://closed")
        reader.close()
        router.bind("tcp://127.0.0.1:*")
        dealer = connect(router)
        dealer.send(b"heard")
        assert router.recv_multipart()[1] == b"heard"
        router.unbind(router.last_endpoint)
        router.monitor(None)
        router.close()

    def test_a_reader_that_does_not_read_holds_up_nothing(
        self, socket: MakeSocket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tap, "FORWARDED_EVENTS", 1)
        router, reader = socket(zmq.ROUTER), socket(zmq.PAIR, rcvhwm=1)
        reader.connect("inproc://lazy")
        router.monitor("inproc://lazy", zmq.EVENT_LISTENING)
        for _ in range(20):
            with router.bind("tcp://127.0.0.1:*"):
                pass
        endpoint = router.last_endpoint
        read = [recv_monitor_message(reader)["endpoint"] for _ in range(20)]
        assert read[-1] == endpoint

    def test_the_events_of_a_shadow_are_the_sockets(self, server: Any, connect: Any) -> None:
        shadow: zmq.Socket[Any] = zmq.Socket.shadow(server.underlying)
        connect(server)
        assert len(shadow.wait_connected(timeout=PATIENCE * 1000)) == 1
        assert shadow.connections() == server.connections()

    def test_a_former_reader_that_is_closed_late_ends_nothing(self, socket: MakeSocket) -> None:
        rep = socket(zmq.REP)
        first = rep.get_monitor_socket()
        rep.disable_monitor()
        with rep.get_monitor_socket() as second:
            first.close()
            rep.bind("tcp://127.0.0.1:*")
            assert recv_monitor_message(second)["event"] is zmq.EVENT_LISTENING

    def test_a_proxy_s_socket(self, socket: MakeSocket, connect: Callable[..., Any]) -> None:
        frontend, backend = socket(zmq.ROUTER), socket(zmq.DEALER)
        frontend.watch()
        frontend.bind("tcp://127.0.0.1:*")
        endpoint = frontend.last_endpoint
        backend.bind("inproc://behind")
        worker = socket(zmq.REP)
        worker.connect("inproc://behind")
        running = in_thread(zmq.proxy, frontend, backend)
        client = socket(zmq.REQ)
        client.connect(endpoint)
        client.send(b"question")
        worker.send(worker.recv())
        assert client.recv() == b"question"
        assert len(frontend.wait_connected(timeout=PATIENCE * 1000)) == 1
        assert len(frontend.connections()) == 1
        frontend.close()
        running.error()

    def test_an_address_that_is_taken(self, socket: MakeSocket) -> None:
        pair = socket(zmq.PAIR)
        pair.bind("inproc://mine")
        with pytest.raises(zmq.ZMQError) as refused:
            socket(zmq.REP).monitor("inproc://mine")
        assert refused.value.errno == zmq.EADDRINUSE


class TestTheEnd:
    def test_nothing_is_left_behind(self, socket: MakeSocket, connect: Callable[..., Any]) -> None:
        def callback(_: MonitorEvent) -> None:
            """Kept by the thread that calls it."""

        kept = ref(callback)
        router = socket(zmq.ROUTER)
        monitor = router.watch()
        monitor.on_event(callback)
        del callback
        router.close()
        until(lambda: kept() is None and not monitor._tap._running.locked())
        assert monitor.ended

    def test_a_monitor_keeps_no_socket(self, context: zmq.Context[Any]) -> None:
        router = context.socket(zmq.ROUTER)
        monitor = router.watch()
        gone = ref(router)
        kept = [router]
        del router
        with pytest.warns(ResourceWarning, match="Unclosed socket"):
            kept.clear()
        until(lambda: gone() is None and monitor.ended)

    def test_terminating_the_context(self) -> None:
        context = zmq.Context()
        router = context.socket(zmq.ROUTER)
        monitor = router.watch()
        router.close()
        in_thread(context.term).result()
        until(lambda: monitor.ended)

    def test_leaving_the_program(self) -> None:
        """Were anything of a monitor left open, the context would wait for it for ever."""
        run("""
            import zmq

            context = zmq.Context()
            router, dealer = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
            router.linger = -1
            router.watch().on_event(print)
            dealer.watch()
            router.bind("tcp://127.0.0.1:*")
            dealer.connect(router.last_endpoint)
            router.wait_connected()
        """)

    def test_a_child_of_a_fork_has_no_part_in_it(self) -> None:
        run("""
            import os, zmq

            context = zmq.Context()
            router, dealer = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
            router.watch()
            router.bind("tcp://127.0.0.1:*")
            dealer.connect(router.last_endpoint)
            router.wait_connected()
            child = os.fork()
            if not child:
                try:
                    router.connections()
                except zmq.ZMQError as error:
                    raise SystemExit(error.errno != zmq.ENOTSOCK)
            assert os.waitpid(child, 0)[1] == 0
            assert len(router.connections()) == 1
            context.destroy(linger=0)
        """)

    def test_a_child_of_a_fork_may_watch_its_own(self) -> None:
        """Also if it was forked while others of the parent waited and looked."""
        run("""
            import os, threading, zmq

            def connected(context):
                router, dealer = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
                router.watch()
                router.bind("tcp://127.0.0.1:*")
                dealer.connect(router.last_endpoint)
                assert len(router.wait_connected()) == 1
                return router, dealer

            def look():
                while not done:
                    router.connections()

            done = []
            context = zmq.Context()
            router, first = connected(context)
            threads = [threading.Thread(target=look) for _ in range(3)]
            threads.append(threading.Thread(target=router.wait_connected, args=[2]))
            for thread in threads:
                thread.start()
            for _ in range(10):
                child = os.fork()
                if not child:
                    own = zmq.Context()
                    kept = connected(own)
                    assert router.closed
                    own.destroy(linger=0)
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0
            done.append(True)
            with context.socket(zmq.DEALER) as dealer:
                dealer.connect(router.last_endpoint)
                for thread in threads:
                    thread.join()
            context.destroy(linger=0)
        """)

    @pytest.mark.parametrize("method", ["fork", "spawn"])
    def test_processes_of_multiprocessing_end(self, tmp_path: Path, method: str) -> None:
        program = tmp_path / "program.py"
        program.write_text(dedent(PROCESSES))
        subprocess.run([sys.executable, program, method], check=True, timeout=PATIENCE)


PROCESSES = """
    import multiprocessing, sys, zmq

    def work():
        global kept
        context = zmq.Context()
        router = context.socket(zmq.ROUTER)
        router.watch()
        router.monitor("inproc://nobody-reads")
        router.bind("tcp://127.0.0.1:*")
        kept = context, router

    if __name__ == "__main__":
        process = multiprocessing.get_context(sys.argv[1]).Process(target=work)
        process.start()
        process.join()
        sys.exit(process.exitcode)
"""


# What goes wrong takes nothing else along


@pytest.mark.parametrize("mask", ["text", 1.5, None, b"bytes"])
def test_events_that_are_no_mask_are_refused(
    server: Any, connect: Callable[..., Any], mask: Any
) -> None:
    with pytest.raises(TypeError):
        server.monitor("inproc://mask", mask)
    with pytest.raises(TypeError):
        server.watch().on_event(print, mask)
    connect(server)
    assert len(server.wait_connected(timeout=PATIENCE)) == 1


def test_a_callback_is_something_to_be_called(server: Any) -> None:
    with pytest.raises(TypeError, match="callback"):
        server.watch().on_event(5)


def test_a_watch_for_which_there_is_no_thread_leaves_the_socket_as_it_was(
    socket: MakeSocket, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("no thread")

    router = socket(zmq.ROUTER)
    with monkeypatch.context() as patch:
        patch.setattr(tap, "start_thread", refuse)
        with pytest.raises(RuntimeError, match="no thread"):
            router.watch()
    assert not tap._open.taps.get(router.underlying)
    monitor = router.watch()
    router.bind("tcp://127.0.0.1:*")
    connect(router)
    assert len(router.wait_connected(timeout=PATIENCE)) == 1
    assert not monitor.ended


def test_a_thread_that_cannot_wait_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class WithoutDescriptors:
        def poll(self, flags: int) -> int:
            raise OSError(24, "too many open files")

    pauses: list[float] = []
    monkeypatch.setattr(tap, "sleep", pauses.append)
    assert tap._wait_for(WithoutDescriptors(), zmq.POLLIN)  # type: ignore[arg-type]
    assert pauses == [tap.LOOK_AGAIN]


def test_a_tap_whose_thread_dies_lets_libzmq_go_on(
    socket: MakeSocket, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    router = socket(zmq.ROUTER)
    monitor = router.watch()
    monkeypatch.setattr(monitor._tap, "_note", fail)
    router.bind("tcp://127.0.0.1:*")
    until(lambda: monitor.ended)
    dealer = connect(router)
    dealer.send(b"body")
    assert router.poll(PATIENCE)


def test_what_is_collected_while_events_are_taken_may_end_the_monitor(
    server: Any, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = server.watch()._tap
    note = taken._note

    def note_and_collect(frames: Any) -> None:  # as a finalizer might at any allocation
        server.disable_monitor()
        server.connections()
        note(frames)

    monkeypatch.setattr(taken, "_note", note_and_collect)
    connect(server)
    assert len(server.wait_connected(timeout=PATIENCE)) == 1


def test_looking_at_a_descriptor_leaves_it_to_its_owner() -> None:
    here, there = plain_sockets.socketpair()
    with here, there, _borrowed(here.fileno()) as borrowed:
        assert borrowed.getsockname() == here.getsockname()
        assert borrowed.fileno() != here.fileno()
