"""What a forked child inherits is closed there; the parent does not notice the child."""

from __future__ import annotations

import os
import signal
from types import ModuleType

import pytest

from programs import finish, interrupt, read_line, run, running

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")

START = """
import gc, os, sys, threading, traceback, warnings, zmq
warnings.simplefilter("ignore", DeprecationWarning)  # Python's, about fork beside threads

def in_child(check):
    child = os.fork()
    if not child:
        try:
            check()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

context = zmq.Context()
socket, peer = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
socket.rcvtimeo = socket.sndtimeo = peer.rcvtimeo = peer.sndtimeo = 20_000
port = socket.bind_to_random_port("tcp://127.0.0.1")
peer.connect(f"tcp://127.0.0.1:{port}")

def exchange():
    peer.send(b"question")
    assert socket.recv() == b"question"
    socket.send(b"answer")
    assert peer.recv() == b"answer"

exchange()
"""

END = """
exchange()
context.destroy()
"""


def test_inherited_objects_are_closed_and_say_so() -> None:
    check = """
def check():
    assert context.closed and socket.closed
    assert repr(context).endswith(" closed>") and repr(socket).endswith(" closed>")

in_child(check)
assert not context.closed and not socket.closed
"""
    run(START + check + END)


RAISES = """
def raises(call):
    try:
        call()
    except (zmq.ZMQError, RuntimeError) as error:
        assert not isinstance(error, zmq.Again), error
    else:
        raise AssertionError("went through")
"""


def test_inherited_objects_cannot_be_used() -> None:
    check = """
def check():
    for call in (
        socket.recv,
        lambda: socket.recv(zmq.DONTWAIT),
        lambda: socket.send(b"x"),
        lambda: socket.send_multipart([b"x", b"y"]),
        socket.poll,
        lambda: socket.poll(0),
        lambda: socket.linger,
        lambda: socket.bind("inproc://x"),
        lambda: socket.connect("inproc://x"),
        socket.fileno,
        lambda: context.socket(zmq.PAIR),
        lambda: context.io_threads,
    ):
        raises(call)

in_child(check)
"""
    run(START + RAISES + check + END)


@pytest.mark.parametrize(
    "end",
    [
        "socket.close()",
        "socket.close(linger=0)",
        "context.term()",
        "context.destroy()",
        "context.destroy(linger=0)",
        "context.__exit__(None, None, None)",
    ],
)
def test_ending_inherited_objects_does_nothing(end: str) -> None:
    check = f"""
def check():
    {end}
    assert context.closed and socket.closed

in_child(check)
"""
    run(START + check + END)


@pytest.mark.parametrize("wait", ["frame.tracker.wait()", "asyncio.run(awaited(frame.tracker))"])
def test_an_inherited_tracker_is_never_done(backend: ModuleType, wait: str) -> None:
    check = f"""
import asyncio

frame = zmq.Frame(bytes(100_000), copy=False, track=True)
for event in frame.tracker.events:
    event.fileno()  # which the child shares

async def awaited(tracker):
    await tracker

def check():
    try:
        {wait}
    except zmq.NotDone:
        return
    raise AssertionError("waited for what is done in the parent")

in_child(check)
"""
    run(START + check + END, PYZMQ_BACKEND=name_of(backend))


def test_dropping_inherited_objects_does_nothing() -> None:
    check = """
def check():
    global context, socket, peer
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del context, socket, peer
        gc.collect()
    assert not caught

in_child(check)
"""
    run(START + check + END)


@pytest.mark.parametrize(
    "leave", ["sys.exit()", "os._exit(0)", "os.execv('/bin/sh', ['sh', '-c', ':'])"]
)
def test_the_end_of_a_child_does_not_disturb_the_parent(leave: str) -> None:
    check = f"""
child = os.fork()
if not child:
    {leave}
assert os.waitpid(child, 0)[1] == 0
"""
    run(START + check + END)


def test_a_child_ends_although_the_parent_has_messages_for_nobody() -> None:
    check = """
waiting = context.socket(zmq.PUSH)
waiting.linger = -1
waiting.connect("tcp://127.0.0.1:9")
waiting.send(b"to nobody")
child = os.fork()
if not child:
    sys.exit()
assert os.waitpid(child, 0)[1] == 0
waiting.close(linger=0)
"""
    run(START + check + END)


def test_instance_is_new_in_a_child() -> None:
    check = """
shared = zmq.Context.instance()

def check():
    own = zmq.Context.instance()
    assert own is not shared
    assert not own.closed
    assert zmq.Context.instance() is own
    with own.socket(zmq.PAIR) as here, own.socket(zmq.PAIR) as there:
        here.bind("inproc://child")
        there.connect("inproc://child")
        there.send(b"hello")
        assert here.recv() == b"hello"
    own.term()

in_child(check)
assert zmq.Context.instance() is shared
assert not shared.closed
shared.term()
"""
    run(START + check + END)


def test_a_child_can_talk_with_its_parent_through_a_context_of_its_own() -> None:
    check = """
pull = context.socket(zmq.PULL)
pull.rcvtimeo = 20_000
address = f"tcp://127.0.0.1:{pull.bind_to_random_port('tcp://127.0.0.1')}"

def check():
    with zmq.Context() as own, own.socket(zmq.PUSH) as push:
        push.connect(address)
        push.send(b"from the child")

in_child(check)
assert pull.recv() == b"from the child"
"""
    run(START + check + END)


def test_a_child_of_a_child_can_have_a_context_too() -> None:
    check = """
def grandchild(inherited):
    assert inherited.closed
    zmq.Context.instance().socket(zmq.PAIR).close()
    zmq.Context.instance().term()

def child():
    own = zmq.Context.instance()
    in_child(lambda: grandchild(own))
    assert not own.closed
    own.term()

in_child(child)
"""
    run(START + check + END)


def test_a_fork_does_not_disturb_a_thread_that_blocks_in_the_parent() -> None:
    check = """
received = []
sleeper = threading.Thread(target=lambda: received.append(socket.recv()))
sleeper.start()
in_child(lambda: None)
in_child(context.destroy)
peer.send(b"hello")
sleeper.join()
assert received == [b"hello"]
"""
    run(START + check + END)


def test_a_shadow_made_before_the_fork_is_closed_in_the_child() -> None:
    check = """
shadow, shadow_context = zmq.Socket.shadow(socket), zmq.Context.shadow(context)

def check():
    assert shadow.closed and shadow_context.closed
    shadow.close()
    shadow_context.term()

in_child(check)
assert not shadow.closed and not shadow_context.closed
"""
    run(START + check + END)


def name_of(backend: ModuleType) -> str:
    return backend.__name__.rpartition(".")[2]


BUSY = """
watched = context.socket(zmq.DEALER)
monitor = watched.watch()
watched.bind("inproc://busy")
poller = zmq.Poller()
poller.register(socket, zmq.POLLIN)
poller.register(peer, zmq.POLLIN)
front, back = context.socket(zmq.PULL), context.socket(zmq.PUSH)
ends = context.socket(zmq.PUSH), context.socket(zmq.PULL)
for one, end in zip((front, back), ends):
    one.bind(f"inproc://{id(one)}")
    end.connect(f"inproc://{id(one)}")
over = threading.Event()

def make_keys():
    if zmq.has("curve"):
        zmq.curve_public(zmq.curve_keypair()[1])

def talk():
    socket.try_send(b"x")
    peer.try_recv()
    socket.poll(0)
    poller.poll(1)
    socket.linger = peer.linger = 0
    peer.try_send(bytearray(100_000), copy=False)
    socket.try_recv()

def make():
    zmq.Context().term()
    make_keys()
    context.max_sockets, watched.connections(), repr(context)
    watched.try_recv()  # it lets go of those that have come and gone
    with context.socket(zmq.DEALER) as other:
        other.connect("inproc://busy")

def forward():
    ends[0].try_send(b"x")
    ends[1].try_recv()

def use(call):
    while not over.is_set():
        call()

def run_proxy():
    try:
        zmq.proxy(front, back)
    except zmq.ZMQError:
        pass

calls = (talk, talk, make, make, forward)
users = [threading.Thread(target=use, args=(call,), daemon=True) for call in calls]
users.append(threading.Thread(target=run_proxy, daemon=True))
for user in users:
    user.start()
"""


def test_what_others_hold_at_a_fork_holds_up_no_child(backend: ModuleType) -> None:
    check = """
import signal

def check():
    signal.alarm(20)
    for one in (socket, peer, watched, front):
        for call in (one.recv, one.try_recv, one.poll, lambda: one.linger, lambda: one.send(b"x")):
            raises(call)
        assert one.closed
        one.close()
    raises(poller.poll)
    raises(lambda: zmq.proxy(front, back))
    raises(lambda: context.max_sockets)
    raises(lambda: context.socket(zmq.PAIR))
    raises(watched.connections)
    monitor.close()
    assert repr(context).endswith(" closed>")
    context.destroy()
    make_keys()
    with zmq.Context() as own, own.socket(zmq.PAIR) as here, own.socket(zmq.PAIR) as there:
        here.bind("inproc://child")
        there.connect("inproc://child")
        threading.Thread(target=there.send, args=(bytes(100_000),)).start()
        assert here.recv() == bytes(100_000)
    gc.collect()

for _ in range(30):
    in_child(check)
over.set()
front.close()
for user in users:
    user.join()
context.destroy(linger=0)
"""
    run(START + RAISES + BUSY + check, PYZMQ_BACKEND=name_of(backend))


def test_a_child_that_drops_a_message_wakes_nobody_in_the_parent() -> None:
    check = """
import select

frame = zmq.Frame(bytearray(100_000), copy=False, track=True)
tracker, descriptor = frame.tracker, frame.tracker_event.fileno()

def check():
    global frame
    del frame
    gc.collect()

in_child(check)
assert not tracker.done
assert not select.select([descriptor], [], [], 0)[0]
"""
    run(START + check + END)


@pytest.mark.parametrize(
    "wait",
    [
        "socket.recv()",
        "socket.poll()",
        "zmq.select([socket], [], [])",
        "zmq.proxy(socket, context.socket(zmq.PAIR))",
        "frame.tracker.wait()",
        "context.term()",
    ],
)
def test_a_wait_ends_in_the_child_of_a_handler_that_forks(wait: str, backend: ModuleType) -> None:
    program = f"""
import signal

frame = zmq.Frame(bytearray(100_000), copy=False, track=True)
socket.rcvtimeo = -1

def fork_and_await(*_):
    child = os.fork()
    if child:
        os._exit(abs(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))
    signal.alarm(20)

signal.signal(signal.SIGUSR1, fork_and_await)
parent = os.getpid()
print("ready", flush=True)
try:
    {wait}
except (zmq.ZMQError, zmq.NotDone):
    pass
assert os.getpid() != parent
os._exit(0)
"""
    with running(START + program, PYZMQ_BACKEND=name_of(backend)) as process:
        assert read_line(process) == "ready"
        interrupt(process, signal.SIGUSR1)
        finish(process)
