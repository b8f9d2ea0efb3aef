"""A program that falls off its end: what it still delivers, and that it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

import zmq
from conftest import MakeSocket
from programs import finish, interrupt, read_line, run, running
from waiting import PATIENCE

START = """
import atexit, sys, threading, zmq
endpoint, count, lingers = sys.argv[1], int(sys.argv[2]), sys.argv[3:]

def send(context, copy=True):
    push = context.socket(zmq.PUSH, copy_threshold=0)
    for linger in lingers:
        push.linger = int(linger)
    push.connect(endpoint)
    for i in range(count):
        push.send(b"%d" % i, copy=copy)
    return push
"""

# Each leaves its socket and its context to the interpreter in another way.
WAYS = {
    "globals": """
context = zmq.Context()
push = send(context)
""",
    "locals": """
def main():
    context = zmq.Context()
    push = send(context)
main()
""",
    "only the socket": """
push = send(zmq.Context())
""",
    "closed socket": """
context = zmq.Context()
send(context).close()
""",
    "instance": """
send(zmq.Context.instance())
""",
    "cycle": """
class Client:
    def __init__(self):
        self.context = zmq.Context()
        self.push = send(self.context)
        self.me = self
client = Client()
del client
""",
    "thread": """
threading.Thread(target=lambda: send(zmq.Context.instance())).start()
""",
    "exit handler": """
atexit.register(lambda: send(context))
context = zmq.Context()
""",
    "zero-copy": """
context = zmq.Context()
push = send(context, copy=False)
""",
    "sys.exit": """
context = zmq.Context()
push = send(context)
sys.exit()
""",
}

each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


@each_way
def test_what_can_be_delivered_at_exit_is_delivered(way: str, socket: MakeSocket) -> None:
    pull = socket(zmq.PULL, rcvtimeo=PATIENCE * 1000)
    port = pull.bind_to_random_port("tcp://127.0.0.1")
    with running(START + way, f"tcp://127.0.0.1:{port}", "2000") as process:
        assert [pull.recv() for _ in range(2000)] == [b"%d" % i for i in range(2000)]
        finish(process)


@each_way
def test_what_can_be_delivered_within_the_linger_is_delivered(
    way: str, socket: MakeSocket, endpoint_for: Callable[[str], str]
) -> None:
    announced = START + "atexit.register(lambda: print('end', flush=True))\n" + way
    endpoint = endpoint_for("ipc")
    with running(announced, endpoint, "3", str(PATIENCE * 1000)) as process:
        assert read_line(process) == "end"
        pull = socket(zmq.PULL, rcvtimeo=PATIENCE * 1000)
        pull.bind(endpoint)
        assert [pull.recv() for _ in range(3)] == [b"0", b"1", b"2"]
        finish(process)


@each_way
def test_a_process_with_messages_for_nobody_ends_when_its_linger_is_over(way: str) -> None:
    run(START + way, "tcp://127.0.0.1:9", "3", "10")


def test_a_process_with_messages_for_nobody_ends_when_no_linger_was_set() -> None:
    run(START + WAYS["globals"], "tcp://127.0.0.1:9", "3")


def test_a_linger_of_minus_one_that_was_taken_back_holds_nothing_up() -> None:
    """What counts is LINGER as it is when a socket is closed."""
    program = """
    import zmq
    socket = zmq.Context().socket(zmq.PUSH)
    socket.connect("tcp://127.0.0.1:9")
    socket.send(b"for nobody")
    socket.linger = -1
    socket.linger = 0
    """
    run(program)


@pytest.mark.parametrize(("kind", "linger"), [("PUSH", "5000"), ("SUB", "None"), ("XSUB", "None")])
def test_a_subscriber_does_not_linger(kind: str, linger: str) -> None:
    """Its subscriptions are for a publisher that may be gone."""
    program = f"""
    import zmq
    class Telling(zmq.Socket):
        def close(self, linger=None):
            print(linger)
            super().close(linger)
    socket = zmq.Context().socket(zmq.{kind}, Telling)
    """
    assert run(program).stdout.strip() == linger


def test_an_error_that_ends_the_program_delivers_too_and_is_its_exit_status(
    socket: MakeSocket,
) -> None:
    pull = socket(zmq.PULL, rcvtimeo=PATIENCE * 1000)
    port = pull.bind_to_random_port("tcp://127.0.0.1")
    program = START + WAYS["globals"] + "raise SystemExit(7)"
    with running(program, f"tcp://127.0.0.1:{port}", "5") as process:
        assert [pull.recv() for _ in range(5)] == [b"%d" % i for i in range(5)]
        assert process.wait(PATIENCE) == 7


def test_a_linger_of_minus_one_waits_for_a_peer_that_comes_late(
    socket: MakeSocket, endpoint_for: Callable[[str], str]
) -> None:
    endpoint = endpoint_for("ipc")
    announced = START + "atexit.register(lambda: print('end', flush=True))\n" + WAYS["globals"]
    with running(announced, endpoint, "3", "-1") as process:
        assert read_line(process) == "end"
        pull = socket(zmq.PULL, rcvtimeo=PATIENCE * 1000)
        pull.bind(endpoint)
        assert [pull.recv() for _ in range(3)] == [b"0", b"1", b"2"]
        finish(process)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_a_process_that_lingers_for_ever() -> None:
    program = """
    import signal, zmq
    signal.signal(signal.SIGINT, signal.default_int_handler)
    push = zmq.Context().socket(zmq.PUSH)
    push.linger = -1
    push.connect("tcp://127.0.0.1:9")
    push.send(b"to nobody")
    print("end", flush=True)
    """
    with running(program) as process:
        assert read_line(process) == "end"
        interrupt(process)
        process.wait(PATIENCE)


@pytest.mark.parametrize(
    "call",
    ["a.recv()", "a.poll()", "b.send(b'x')", "zmq.proxy(a, b)", "context.term()"],
)
def test_a_daemon_thread_that_blocks_does_not_hold_up_the_end(call: str) -> None:
    program = f"""
    import threading, zmq
    context = zmq.Context()
    a, b = context.socket(zmq.DEALER), context.socket(zmq.DEALER)
    entered = threading.Event()

    def block():
        entered.set()
        {call}

    threading.Thread(target=block, daemon=True).start()
    entered.wait()
    """
    run(program)


def test_the_end_of_a_process_that_closed_all_is_silent() -> None:
    program = """
    import zmq
    with zmq.Context() as context, context.socket(zmq.PAIR) as socket:
        socket.bind("inproc://x")
    """
    assert run(program, PYTHONWARNINGS="always").stderr == ""


def test_open_sockets_are_reported_at_exit_to_those_who_ask_for_warnings() -> None:
    program = """
    import zmq
    context = zmq.Context()
    push = context.socket(zmq.PUSH)
    """
    assert "zmq.PUSH" in run(program, PYTHONWARNINGS="always").stderr
    assert run(program, PYTHONWARNINGS="").stderr == ""


def test_warnings_that_are_errors_do_not_keep_messages_back(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL, rcvtimeo=PATIENCE * 1000)
    pull.bind("tcp://127.0.0.1:*")
    program = """
    import sys, zmq
    context = zmq.Context()
    sockets = [context.socket(zmq.PUSH) for _ in range(3)]
    for socket in sockets:
        socket.connect(sys.argv[1])
        socket.send(b"x")
    """
    complaints = run(program, pull.last_endpoint.decode(), PYTHONWARNINGS="error").stderr
    assert "ResourceWarning" in complaints
    assert [pull.recv() for _ in range(3)] == [b"x"] * 3


def test_a_socket_can_be_used_by_code_that_runs_late_in_the_exit() -> None:
    program = """
    import sys, zmq

    class Late:
        def __init__(self):
            self.socket = zmq.Context().socket(zmq.PUSH)

        def __del__(self):
            self.socket.close()

    late = Late()
    """
    assert run(program).stderr == ""
