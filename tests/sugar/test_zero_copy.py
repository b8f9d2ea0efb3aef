"""Sending without copying: memory is shared while it is needed, and let go afterwards."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import zmq
from waiting import in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair, MakeSocket

BIG = 100_000


class Buffer(bytearray):
    """Memory that can be weakly referenced, so that a test sees it go."""


def released(reference: weakref.ref[Buffer]) -> bool:
    gc.collect()
    return reference() is None


def test_the_memory_lives_as_long_as_its_message(pair: MakePair) -> None:
    a, b = pair()
    data = Buffer(b"x" * BIG)
    reference = weakref.ref(data)
    a.send(data, copy=False)
    del data
    gc.collect()
    assert reference() is not None
    assert b.recv() == b"x" * BIG


def test_the_memory_is_let_go_when_the_message_is_gone(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    data = Buffer(BIG)
    reference = weakref.ref(data)
    a.send(data, copy=False)
    del data
    b.recv()
    until(lambda: released(reference))


def test_the_memory_is_let_go_when_the_frame_is_gone() -> None:
    data = Buffer(BIG)
    reference = weakref.ref(data)
    frame = zmq.Frame(data)
    del data
    assert reference() is not None
    del frame
    until(lambda: released(reference))


def test_the_memory_is_locked_while_shared_and_free_afterwards(pair: MakePair) -> None:
    a, b = pair()
    data = bytearray(BIG)
    tracker = a.send(data, copy=False, track=True)
    with pytest.raises(BufferError):
        data.clear()
    b.recv()
    tracker.wait(30)
    until(lambda: can_be_resized(data))


def can_be_resized(data: bytearray) -> bool:
    try:
        data.clear()
    except BufferError:
        return False
    return True


def test_a_refused_non_blocking_send_lets_the_memory_go(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    data = Buffer(BIG)
    reference = weakref.ref(data)
    with pytest.raises(zmq.Again):
        push.send(data, zmq.DONTWAIT, copy=False)
    del data
    until(lambda: released(reference))


def test_a_message_never_sent_lets_the_memory_go_with_its_context() -> None:
    data = Buffer(BIG)
    reference = weakref.ref(data)
    with zmq.Context() as ctx:
        push = ctx.socket(zmq.PUSH)
        push.connect("tcp://127.0.0.1:1")
        push.send(data, copy=False)
        push.close(linger=0)
    del data
    until(lambda: released(reference))


def test_a_sent_buffer_is_never_read_after_its_tracker_is_done(
    pair: MakePair, transport: str
) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(lambda: [b.recv() for _ in range(100)])
    data = bytearray(BIG)
    for i in range(100):
        data[:] = bytes([i]) * BIG
        a.send(data, copy=False, track=True).wait(30)
    assert receiving.result() == [bytes([i]) * BIG for i in range(100)]


def test_a_buffer_of_a_multipart_message_is_never_read_after_its_tracker_is_done(
    pair: MakePair, transport: str
) -> None:
    a, b = pair(transport=transport)
    receiving = in_thread(lambda: [b.recv_multipart() for _ in range(100)])
    first, last = bytearray(BIG), bytearray(BIG)
    for i in range(100):
        first[:] = last[:] = bytes([i]) * BIG
        a.send_multipart([first, b"middle", last], copy=False, track=True).wait(30)
    assert receiving.result() == [
        [bytes([i]) * BIG, b"middle", bytes([i]) * BIG] for i in range(100)
    ]


def test_slow_subscribers_share_one_buffer(pair: MakePair, socket: MakeSocket) -> None:
    pub, one = pair(zmq.XPUB, zmq.SUB)
    pub.xpub_verbose = 1
    other = socket(zmq.SUB)
    other.connect(pub.last_endpoint)
    for sub in (one, other):
        sub.subscribe(b"")
        pub.recv()
    tracker = pub.send(b"x" * BIG, copy=False, track=True)
    assert one.recv() == b"x" * BIG
    assert not tracker.done
    assert other.recv() == b"x" * BIG
    tracker.wait(30)


def test_one_buffer_can_be_in_flight_many_times(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    data = b"x" * BIG
    trackers = [a.send(data, copy=False, track=True) for _ in range(50)]
    assert all(b.recv() == data for _ in range(50))
    zmq.MessageTracker(*trackers).wait(30)


def test_a_numpy_array_travels_without_being_copied(pair: MakePair) -> None:
    a, b = pair()
    sent = np.arange(BIG, dtype=np.float64).reshape(100, -1)
    a.send(sent, copy=False)
    received = np.frombuffer(b.recv(copy=False), dtype=sent.dtype).reshape(sent.shape)
    assert np.shares_memory(sent, received)
    assert (received == sent).all()


def test_a_received_array_keeps_its_memory(pair: MakePair, transport: str) -> None:
    a, b = pair(transport=transport)
    a.send(np.arange(BIG), copy=False)
    received = np.frombuffer(b.recv(copy=False), dtype=int)
    a.send(np.zeros(BIG, dtype=int))
    b.recv()
    gc.collect()
    assert (received == np.arange(BIG)).all()


def test_terminating_a_context_leaves_other_frames_alone() -> None:
    frame: Any = zmq.Frame(b"x" * BIG, track=True)
    with zmq.Context() as ctx, ctx.socket(zmq.PAIR) as a:
        a.bind("inproc://somewhere")
    assert frame.bytes == b"x" * BIG
    tracker = frame.tracker
    del frame
    tracker.wait(30)


def run(program: str) -> tuple[int, str, str]:
    """Run a program to its end and return its status, output and complaints."""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


SEND_AND_FORGET = """
import atexit, os, zmq

def send():
    context = zmq.Context.instance()
    pair = [context.socket(zmq.PAIR) for _ in range(2)]
    pair[0].bind("{endpoint}")
    pair[1].connect(pair[0].last_endpoint)
    pair[0].send(bytes(100_000), copy=False)
    assert len(pair[1].recv(copy=False)) == 100_000
    pair[0].send(bytes(100_000), copy=False)

{when}
"""


@pytest.mark.parametrize("endpoint", ["inproc://exit", "tcp://127.0.0.1:*"])
@pytest.mark.parametrize("when", ["send()", "atexit.register(send)"])
def test_sharing_memory_at_exit_neither_hangs_nor_complains(endpoint: str, when: str) -> None:
    assert run(SEND_AND_FORGET.format(endpoint=endpoint, when=when)) == (0, "", "")


def test_frames_alive_at_exit_do_no_harm() -> None:
    program = "import zmq; frames = [zmq.Frame(bytes(100_000), track=True) for _ in range(10)]"
    assert run(program) == (0, "", "")


def test_sharing_memory_starts_no_thread() -> None:
    program = """
import threading, zmq
frame = zmq.Frame(bytes(100_000), track=True)
print(threading.active_count())
"""
    assert run(program) == (0, "1\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="about systems that fork")
def test_a_forked_child_shares_memory_of_its_own() -> None:
    program = """
import os, zmq
before = zmq.Frame(bytes(100_000), track=True)
child = os.fork()
if child == 0:
    frame = zmq.Frame(bytes(100_000), track=True)
    tracker = frame.tracker
    del frame
    tracker.wait(10)
    os._exit(0)
status = os.waitpid(child, 0)[1]
tracker = before.tracker
del before
tracker.wait(10)
print(status)
"""
    assert run(program) == (0, "0\n", "")
