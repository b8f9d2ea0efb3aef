"""How a proxy ends, and what else goes on meanwhile: close, term, destroy, signals, forks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import zmq
from forwarding import Joined, joined, steering
from programs import finish, interrupt, read_line, running
from waiting import Running, in_thread, until

NAMES = ["front", "back", "capture", "control"]


@pytest.fixture
def here() -> Iterator[Joined]:
    with joined() as sockets:
        yield sockets


@pytest.fixture(params=["idle", "paused", "busy", "stopped"])
def proxy(here: Joined, request: pytest.FixtureRequest) -> Running[Any]:
    """A proxy with all four sockets, asleep, or in the middle of messages, or without a way out."""
    here.add("front", zmq.PULL, zmq.PUSH)
    here.add("back", zmq.PUSH, None if request.param == "stopped" else zmq.PULL)
    here.add("capture", zmq.PUB)
    steering(here)
    call = here.run(zmq.proxy_steerable, *NAMES)
    STATES[request.param](here)
    return call


def pause(here: Joined) -> None:
    assert here.order(b"PAUSE") == [b""]
    here.outside["front"].send(b"waits")


def keep_busy(here: Joined) -> None:
    """Send and receive in other threads for as long as it lasts."""
    in_thread(lambda: all(here.outside["front"].send(b"x") is None for _ in iter(int, 1)))
    in_thread(lambda: all(here.outside["back"].recv() for _ in iter(int, 1)))
    until(lambda: traffic(here) > 1000)


def traffic(here: Joined) -> int:
    return int.from_bytes(here.order(b"STATISTICS")[0], sys.byteorder)


STATES: dict[str, Callable[[Joined], Any]] = {
    "idle": lambda here: here.running.until_blocked(),  # type: ignore[union-attr]
    "paused": pause,
    "busy": keep_busy,
    "stopped": lambda here: here.outside["front"].send(b"waits"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("linger", [None, 0])
def test_closing_a_socket_ends_a_proxy(
    here: Joined, proxy: Running[Any], name: str, linger: int | None
) -> None:
    closed = here.inside.pop(name)
    closed.close(linger)
    assert closed.closed
    error = proxy.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno == zmq.ENOTSOCK
    assert [socket.type for socket in here.inside.values() if socket.poll(0) >= 0]


def test_destroying_the_context_ends_a_proxy(here: Joined, proxy: Running[Any]) -> None:
    here.context.destroy(linger=0)
    assert isinstance(proxy.error(), zmq.ZMQError)


def test_terminating_the_context_ends_a_proxy(here: Joined, proxy: Running[Any]) -> None:
    terminating = in_thread(here.context.term)
    assert isinstance(proxy.error(), zmq.ContextTerminated)
    for socket in here.made:
        socket.close()
    terminating.result()


def test_a_proxy_that_can_move_nothing_sleeps(here: Joined, proxy: Running[Any]) -> None:
    if here.outside.pop("back", None):
        proxy.until_blocked()
    proxy.until_blocked()


def test_many_proxies_end_with_their_context(here: Joined) -> None:
    calls = []
    for number in range(20):
        here.add(f"front{number}", zmq.ROUTER, zmq.DEALER)
        here.add(f"back{number}", zmq.DEALER, zmq.DEALER)
        calls.append(here.run(zmq.proxy, f"front{number}", f"back{number}"))
        here.outside[f"front{number}"].send(b"x")
    here.context.destroy(linger=0)
    assert all(isinstance(call.error(), zmq.ZMQError) for call in calls)


def test_who_waits_on_a_socket_learns_that_a_proxy_has_taken_it(here: Joined) -> None:
    front, back = here.add("front", zmq.DEALER), here.add("back", zmq.DEALER)
    waiting = [
        in_thread(call).until_blocked()
        for call in (front.recv, back.poll, lambda: zmq.select([back], [], []))
    ]
    here.run(zmq.proxy, "front", "back")
    for call in waiting:
        with pytest.raises(zmq.ZMQError, match="proxy"):
            call.result()


def test_a_proxy_that_cannot_have_all_sockets_leaves_the_others_free(here: Joined) -> None:
    front, back, capture = (here.add(name, zmq.DEALER) for name in NAMES[:3])
    capture.close()
    with pytest.raises(zmq.ZMQError):
        zmq.proxy(front, back, capture)
    assert front.poll(0) == back.poll(0) == 0


# Signals and forks, in processes of their own

START = """
import os, signal, threading, zmq

context = zmq.Context()
context.linger = 0
front, back = context.socket(zmq.PULL), context.socket(zmq.PUSH)
sender, receiver = context.socket(zmq.PUSH), context.socket(zmq.PULL)
for one, other, name in ((front, sender, "front"), (back, receiver, "back")):
    one.bind("inproc://" + name)
    other.connect("inproc://" + name)

def flow():
    try:
        while True:
            sender.send(b"x" * 40)
            receiver.recv()
    except zmq.ZMQError:
        pass

def in_background(call):
    threading.Thread(target=call, daemon=True).start()
"""

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and forks")


@needs_signals
def test_ctrl_c_stops_a_proxy_that_is_busy() -> None:
    program = (
        START
        + """
in_background(flow)
print("ready", flush=True)
try:
    zmq.proxy(front, back)
except KeyboardInterrupt:
    print("interrupted")
    context.destroy()
"""
    )
    with running(program) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "interrupted"


@needs_signals
def test_after_a_handler_that_raises_the_sockets_are_free_again() -> None:
    program = (
        START
        + """
for _ in range(2):
    print("ready", flush=True)
    try:
        zmq.proxy(front, back)
    except KeyboardInterrupt:
        sender.send(b"hello")
        back.send(front.recv())
        print(receiver.recv().decode(), flush=True)
context.destroy()
"""
    )
    with running(program) as process:
        for _ in range(2):
            assert read_line(process) == "ready"
            interrupt(process)
            assert read_line(process) == "hello"
        finish(process)


@needs_signals
def test_a_handler_may_close_what_the_proxy_uses() -> None:
    program = (
        START
        + """
signal.signal(signal.SIGINT, lambda *_: (front.close(), back.close()))
in_background(flow)
print("ready", flush=True)
try:
    zmq.proxy(front, back)
except zmq.ZMQError as error:
    print(error.errno == zmq.ENOTSOCK)
context.destroy()
"""
    )
    with running(program) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "True"


@needs_signals
def test_a_handler_that_forks_leaves_the_proxy_to_the_parent() -> None:
    program = (
        START
        + """
def in_parent(child):
    for _ in range(1000):
        sender.send(b"x")
        receiver.recv()
    print(os.waitpid(child, 0)[1], flush=True)
    front.close()

def fork(*_):
    if child := os.fork():
        in_background(lambda: in_parent(child))

parent = os.getpid()
signal.signal(signal.SIGINT, fork)
print("ready", flush=True)
try:
    zmq.proxy(front, back)
except zmq.ZMQError as error:
    if os.getpid() != parent:
        os._exit("forked" not in str(error))
    print(error)
context.destroy()
"""
    )
    with running(program) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "0\nSocket operation on non-socket"
