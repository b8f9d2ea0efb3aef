"""The authenticator in a thread: its life, and the ends of others' lives."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import weakref
from typing import Any

import pytest

import zmq
from auth.conftest import Connect, Serve
from handshakes import ADMITTED
from programs import run
from waiting import PATIENCE, in_thread, until
from zmq.auth.thread import AuthenticationThread, ThreadAuthenticator


@pytest.fixture
def authenticator(context: zmq.Context[Any]) -> ThreadAuthenticator:
    return ThreadAuthenticator(context)


def test_start_returns_when_the_thread_serves(authenticator: ThreadAuthenticator) -> None:
    assert not authenticator.is_alive()
    authenticator.start()
    assert authenticator.is_alive()
    assert isinstance(authenticator.thread, AuthenticationThread)
    assert authenticator.thread.started.is_set()
    assert authenticator.thread.daemon
    authenticator.stop()


def test_stop_waits_for_the_thread(authenticator: ThreadAuthenticator) -> None:
    authenticator.start()
    thread = authenticator.thread
    authenticator.stop()
    assert thread is not None
    assert not thread.is_alive()
    assert not authenticator.is_alive()
    assert authenticator.thread is authenticator.pipe is authenticator.zap_socket is None
    authenticator.stop()


def test_it_may_start_again(
    authenticator: ThreadAuthenticator, serve: Serve, connect: Connect
) -> None:
    server = serve(zap_domain=b"global")
    for _ in range(2):
        authenticator.start()
        connect(server.endpoint)
        assert server.outcome() == ADMITTED
        authenticator.stop()


def test_it_serves_while_nobody_keeps_it(
    context: zmq.Context[Any], serve: Serve, connect: Connect
) -> None:
    ThreadAuthenticator(context).start()
    gc.collect()
    server = serve(zap_domain=b"global")
    connect(server.endpoint)
    assert server.outcome() == ADMITTED


def test_destroying_the_context_ends_the_thread(authenticator: ThreadAuthenticator) -> None:
    authenticator.start()
    thread = authenticator.thread
    authenticator.context.destroy(linger=0)
    assert thread is not None
    thread.join(PATIENCE)
    assert not authenticator.is_alive()
    authenticator.stop()


def test_terminating_the_context_ends_the_thread(authenticator: ThreadAuthenticator) -> None:
    authenticator.start()
    in_thread(authenticator.context.term).result()
    until(lambda: not authenticator.is_alive())
    authenticator.stop()


def test_closing_the_zap_socket_ends_the_thread(authenticator: ThreadAuthenticator) -> None:
    authenticator.start()
    authenticator.zap_socket.close()
    until(lambda: not authenticator.is_alive())
    authenticator.stop()


def test_stopping_while_the_context_is_destroyed() -> None:
    for _ in range(20):
        context = zmq.Context()
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        destroying = in_thread(context.destroy, linger=0)
        authenticator.stop()
        destroying.result()


def test_it_may_be_stopped_from_a_callback(
    authenticator: ThreadAuthenticator, context: zmq.Context[Any]
) -> None:
    stopped = threading.Event()

    class Stops:
        def callback(self, domain: str, key: bytes) -> bool:
            authenticator.stop()
            stopped.set()
            return False

    authenticator.configure_curve_callback("*", Stops())
    authenticator.start()
    with context.socket(zmq.REQ) as asker:
        asker.linger = 0
        asker.connect("inproc://zeromq.zap.01")
        asker.send_multipart([b"1.0", b"7", b"", b"", b"", b"CURVE", bytes(32)])
        assert stopped.wait(PATIENCE)
    assert not authenticator.is_alive()


def test_stop_cancels_callbacks_that_wait(
    authenticator: ThreadAuthenticator, context: zmq.Context[Any]
) -> None:
    waiting, cancelled = threading.Event(), threading.Event()

    class Waits:
        async def callback(self, domain: str, key: bytes) -> bool:
            waiting.set()
            try:
                return await asyncio.Event().wait()
            finally:
                cancelled.set()

    authenticator.configure_curve_callback("*", Waits())
    authenticator.start()
    with context.socket(zmq.REQ) as asker:
        asker.linger = 0
        asker.connect("inproc://zeromq.zap.01")
        asker.send_multipart([b"1.0", b"7", b"", b"", b"", b"CURVE", bytes(32)])
        assert waiting.wait(PATIENCE)
        authenticator.stop()
    assert cancelled.is_set()


class Overrides(ThreadAuthenticator):
    """Looks at requests before they are answered, and cannot bear those about the attic."""

    def __init__(self, context: zmq.Context[Any]) -> None:
        super().__init__(context)
        self.seen: list[bytes] = []

    async def handle_zap_message(self, msg: Any) -> None:
        self.seen.append(msg[2])
        if msg[2] == b"attic":
            raise RuntimeError("not the attic")
        await super().handle_zap_message(msg)


def test_subclasses_see_the_frames_of_a_request(
    context: zmq.Context[Any], caplog: pytest.LogCaptureFixture, serve: Serve, connect: Connect
) -> None:
    authenticator = Overrides(context)
    authenticator.start()
    connect(serve(zap_domain=b"attic").endpoint)
    until(lambda: "not the attic" in caplog.text)
    server = serve(zap_domain=b"lab")
    connect(server.endpoint)
    assert server.outcome() == ADMITTED
    assert authenticator.seen == [b"attic", b"lab"]
    authenticator.stop()


def test_nothing_is_left_after_stop(context: zmq.Context[Any]) -> None:
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.stop()
    gone = weakref.ref(authenticator)
    del authenticator
    gc.collect()
    assert gone() is None


def test_a_thread_that_cannot_start_leaves_no_socket(
    authenticator: ThreadAuthenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(AuthenticationThread, "start", refuse)
        with pytest.raises(RuntimeError, match="new thread"):
            authenticator.start()
    assert authenticator.zap_socket is None
    authenticator.start()
    authenticator.stop()


def test_a_program_that_forgets_it_ends() -> None:
    done = run("""
        import zmq
        from zmq.auth.thread import ThreadAuthenticator
        ThreadAuthenticator().start()
        print("end")
    """)
    assert (done.stdout, done.stderr) == ("end\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
def test_a_child_may_stop_what_its_parent_started() -> None:
    done = run("""
        import os, zmq
        from zmq.auth.thread import ThreadAuthenticator
        authenticator = ThreadAuthenticator()
        authenticator.start()
        child = os.fork()
        if child == 0:
            authenticator.stop()
            other = ThreadAuthenticator(zmq.Context())
            other.start()
            other.stop()
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        assert authenticator.is_alive()
        authenticator.stop()
        print("end")
    """)
    assert done.stdout == "end\n"
