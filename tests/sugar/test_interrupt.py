"""Ctrl-C stops every call that blocks, and the program can go on from there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from blocking import CALLS
from programs import finish, interrupt, read_line, running

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no SIGINT for another process"
)

START = """
import os, signal, sys, threading, zmq
signal.signal(signal.SIGINT, signal.default_int_handler)
context = zmq.Context()
"""


@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_stops(name: str) -> None:
    program = (
        START
        + """
from blocking import CALLS
socket = context.socket(zmq.DEALER)
print("ready", flush=True)
try:
    CALLS[sys.argv[1]](socket)
except KeyboardInterrupt:
    socket.close(linger=0)
    context.term()
    print("interrupted")
"""
    )
    with running(program, name, PYTHONPATH=str(Path(__file__).parents[1])) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "interrupted"


@pytest.mark.parametrize(
    "call",
    ["proxy(front, back)", "proxy(front, back, capture)", "proxy_steerable(front, back, capture)"],
)
def test_ctrl_c_stops_a_proxy(call: str) -> None:
    program = (
        START
        + f"""
front, back = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
capture = context.socket(zmq.PUB)
print("ready", flush=True)
try:
    zmq.{call}
except KeyboardInterrupt:
    context.destroy(linger=0)
    print("interrupted")
"""
    )
    with running(program) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "interrupted"


@pytest.mark.parametrize("call", ["term()", "term(timeout=3600)"])
def test_ctrl_c_stops_term_which_may_be_called_again(call: str) -> None:
    program = (
        START
        + f"""
socket = context.socket(zmq.PAIR)
print("ready", flush=True)
try:
    context.{call}
except KeyboardInterrupt:
    assert not context.closed
    socket.close()
    context.term()
    print("interrupted", context.closed)
"""
    )
    with running(program) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "interrupted True"


def test_ctrl_c_stops_the_end_of_a_with_block_that_waits_for_delivery(
    endpoint_for: Callable[[str], str],
) -> None:
    program = (
        START
        + """
try:
    with context, context.socket(zmq.PUSH) as socket:
        socket.linger = -1
        socket.connect(sys.argv[1])
        socket.send(b"to nobody")
        print("ready", flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    os._exit(0)
"""
    )
    with running(program, endpoint_for("ipc")) as process:
        assert read_line(process) == "ready"
        interrupt(process)
        assert finish(process) == "interrupted"


def test_a_signal_handler_runs_and_the_call_goes_on() -> None:
    program = (
        START
        + """
handled = threading.Event()
signal.signal(signal.SIGUSR1, lambda *_: handled.set())
here, there = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
here.bind("inproc://pair")
there.connect("inproc://pair")

def signal_and_send():
    os.kill(os.getpid(), signal.SIGUSR1)
    handled.wait()
    there.send(b"hello")

threading.Thread(target=signal_and_send).start()
print(here.recv().decode(), handled.is_set())
context.destroy()
"""
    )
    with running(program) as process:
        assert finish(process) == "hello True"
