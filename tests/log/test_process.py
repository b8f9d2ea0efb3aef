"""Logging in programs: across forks, and up to the end."""

from __future__ import annotations

import os

import pytest

import zmq
from programs import finish, run, running

START = """
import logging, os, sys, threading, time, zmq
from zmq.log.handlers import PUBHandler

log = logging.getLogger()
log.setLevel(logging.INFO)

def publish(*args, **kwargs):
    handler = PUBHandler(*args, **kwargs)
    log.addHandler(handler)
    return handler

def subscribe(endpoint, bind=False):
    subscriber = zmq.Context.instance().socket(zmq.SUB)
    subscriber.subscribe("")
    (subscriber.bind if bind else subscriber.connect)(endpoint)
    return subscriber

def log_until_heard(subscriber, text):
    '''Subscribing takes a while, in which nothing is published.'''
    while not subscriber.poll(1):
        log.info(text)
    return subscriber.recv_multipart()[1].decode().strip()

def fork(child):
    if pid := os.fork():
        return os.waitpid(pid, 0)[1]
    try:
        child()
    except BaseException as error:
        print(error, flush=True)
        os._exit(1)
    os._exit(0)
"""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")


@needs_fork
@pytest.mark.parametrize("own", [True, False])
def test_logging_goes_on_in_parent_and_child(own: bool) -> None:
    program = f"""
if {own}:
    handler = publish("tcp://127.0.0.1:*")
else:
    socket = zmq.Context.instance().socket(zmq.PUB)
    socket.bind("tcp://127.0.0.1:*")
    handler = publish(socket)
endpoint = handler.socket.last_endpoint
subscriber = subscribe(endpoint)
print(log_until_heard(subscriber, "before"))

def child():
    for _ in range(100):
        log.info("in the child")

print(fork(child))
log.info("after")
while (text := subscriber.recv_multipart()[1]) == b"before\\n":
    pass
print(text.decode(), end="")
"""
    done = run(START + program, PYTHONWARNINGS="ignore")
    assert (done.stdout.split(), done.stderr) == (["before", "0", "after"], "")


@needs_fork
def test_children_connect_anew_to_who_collects() -> None:
    program = """
collector = subscribe("tcp://127.0.0.1:*", bind=True)
publish(collector.last_endpoint, connect=True)
log_until_heard(collector, "parent")
go_on, told = os.pipe()

def child():
    name = f"child {os.getpid()}"
    os.set_blocking(go_on, False)
    while True:
        log.info(name)
        time.sleep(0.001)
        try:
            os.read(go_on, 1)
        except BlockingIOError:
            continue
        return

children = set()
for _ in range(3):
    if pid := os.fork():
        children.add(f"child {pid}")
    else:
        child()
        os._exit(0)
while children:
    children.discard(collector.recv_multipart()[1].decode().strip())
os.write(told, b"123")
for _ in range(3):
    print(os.wait()[1])
log_until_heard(collector, "parent")
"""
    done = run(START + program, PYTHONWARNINGS="ignore")
    assert (done.stdout.split(), done.stderr) == (["0"] * 3, "")


@needs_fork
def test_threads_of_a_child_open_one_socket_for_all() -> None:
    program = """
collector = subscribe("tcp://127.0.0.1:*", bind=True)
handler = publish(collector.last_endpoint, connect=True)
log_until_heard(collector, "parent")
begin = threading.Barrier(8)
sockets = set()

def log_once():
    begin.wait()
    log.info("child")
    sockets.add(handler.socket)

def child():
    threads = [threading.Thread(target=log_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sockets) == 1

print(fork(child))
"""
    assert run(START + program, PYTHONWARNINGS="ignore").stdout == "0\n"


@needs_fork
def test_a_socket_made_again_has_the_options_of_its_context() -> None:
    program = """
context = zmq.Context()
context.sndhwm = 7
handler = publish("tcp://127.0.0.1:9", context, connect=True)

def child():
    log.info("x")
    assert handler.socket.sndhwm == 7
    assert handler.ctx is not context

print(fork(child))
"""
    assert run(START + program, PYTHONWARNINGS="ignore").stdout == "0\n"


@pytest.mark.parametrize("kind", ["PUB", "PUSH"])
def test_threads_that_log_do_not_hold_up_the_end(kind: str) -> None:
    """logging's own end, which takes the lock of each handler, comes after that of all sockets."""
    program = f"""
publish(zmq.Context.instance().socket(zmq.{kind}))

# Made once: making one looks into sys.modules, whose lock free-threaded CPython 3.13 may leave with
# a thread that it stops, and then wait for.
record = log.makeRecord("name", logging.INFO, "file", 1, "a::b %d", (3,), None)

def log_for_ever():
    while True:
        log.handle(record)

for _ in range(4):
    threading.Thread(target=log_for_ever, daemon=True).start()
print("end")
"""
    for _ in range(5):
        done = run(START + program)
        assert (done.stdout, done.stderr) == ("end\n", "")


def test_what_is_logged_last_arrives(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    with context.socket(zmq.SUB) as collector:
        collector.subscribe(b"")
        port = collector.bind_to_random_port("tcp://127.0.0.1")
        program = """
import atexit
publish(sys.argv[1], connect=True)
told = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), told.set()), daemon=True).start()
while not told.wait(0.001):
    log.info("hello")
atexit.register(log.info, "last::goodbye")
"""
        with running(START + program, f"tcp://127.0.0.1:{port}") as process:
            assert collector.recv_multipart() == [b"INFO", b"hello\n"]
            assert finish(process) == ""
        while (message := collector.recv_multipart()) == [b"INFO", b"hello\n"]:
            pass
        assert message == [b"INFO.last", b"goodbye\n"]
