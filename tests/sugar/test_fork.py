"""What a forked child inherits is closed there; the parent does not notice the child."""

from __future__ import annotations

import os

import pytest

from programs import run

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


def test_an_inherited_tracker_is_never_done() -> None:
    check = """
frame = zmq.Frame(bytes(100_000), copy=False, track=True)

def check():
    try:
        frame.tracker.wait()
    except zmq.NotDone:
        return
    raise AssertionError("waited for what is done in the parent")

in_child(check)
"""
    run(START + check + END)


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


BUSY = """
watched = context.socket(zmq.DEALER)
monitor = watched.watch()
watched.bind("inproc://busy")
over = threading.Event()

def use(number):
    while not over.is_set():
        socket.try_send(b"x")
        peer.try_recv()
        socket.poll(0)
        socket.linger = peer.linger = 0
        peer.try_send(bytearray(100_000), copy=False)
        socket.try_recv()
        context.max_sockets, watched.connections(), repr(context)
        with context.socket(zmq.DEALER) as other:
            other.connect("inproc://busy")

users = [threading.Thread(target=use, args=(i,)) for i in range(6)]
for user in users:
    user.start()
"""


def test_what_others_hold_at_a_fork_holds_up_no_child() -> None:
    check = """
import signal

def check():
    signal.alarm(20)
    for one in (socket, peer, watched):
        for call in (one.recv, one.try_recv, one.poll, lambda: one.linger, lambda: one.send(b"x")):
            raises(call)
        assert one.closed
        one.close()
    raises(lambda: context.max_sockets)
    raises(lambda: context.socket(zmq.PAIR))
    raises(watched.connections)
    monitor.close()
    assert repr(context).endswith(" closed>")
    context.destroy()
    with zmq.Context() as own, own.socket(zmq.PAIR) as here, own.socket(zmq.PAIR) as there:
        here.bind("inproc://child")
        there.connect("inproc://child")
        threading.Thread(target=there.send, args=(bytes(100_000),)).start()
        assert here.recv() == bytes(100_000)
    gc.collect()

for _ in range(30):
    in_child(check)
over.set()
for user in users:
    user.join()
context.destroy(linger=0)
"""
    run(START + RAISES + BUSY + check)
