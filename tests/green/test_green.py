"""zmq.green where it differs from the other front-ends; the rest is in tests/integrations."""

from __future__ import annotations

import gc
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import gevent
import gevent.event
import pytest

import zmq
import zmq.green
from programs import run
from zmq.green import core, poll

PATIENCE = 30


@pytest.fixture
def context() -> Iterator[Any]:
    ctx = zmq.green.Context()
    yield ctx
    ctx.destroy(linger=0)


def joined(*calls: Callable[[], Any]) -> list[Any]:
    """Make calls in greenlets; return their results."""
    greenlets = [gevent.spawn(call) for call in calls]
    gevent.joinall(greenlets, timeout=PATIENCE, raise_error=True)
    return [greenlet.get(block=False) for greenlet in greenlets]


def started(call: Callable[[], Any]) -> Any:
    """Make a call in a greenlet, that now waits."""
    greenlet = gevent.spawn(call)
    gevent.sleep(0)
    assert not greenlet.ready()
    return greenlet


def outcome(greenlet: Any) -> Any:
    """Wait for a greenlet; return its result or its error."""
    greenlet.join(timeout=PATIENCE)
    assert greenlet.ready()
    return greenlet.value if greenlet.successful() else greenlet.exception


@pytest.fixture(autouse=True)
def quiet_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Greenlets whose errors are looked at here need not print them too."""
    monkeypatch.setattr(gevent.get_hub(), "print_exception", lambda *_: None)


# Names


def test_names() -> None:
    assert sorted(zmq.green.__all__) == sorted(zmq.__all__)
    others = {"Context", "Socket", "Poller", "device", "proxy", "select", "zmq_poll"}
    for name in zmq.__all__:
        same = getattr(zmq.green, name) is getattr(zmq, name)
        assert same == (name not in others), name


def test_kinds_and_reprs(context: Any) -> None:
    socket = context.socket(zmq.PULL)
    assert repr(socket).startswith("<zmq.green.Socket(zmq.PULL) at ")
    assert repr(context).startswith("<zmq.green.Context(1 socket) at ")
    kinds = [type(socket), type(context), zmq.green.Poller]
    assert [kind.__name__ for kind in kinds] == ["_Socket", "_Context", "_Poller"]
    assert kinds == [core._Socket, core._Context, poll._Poller]


def test_instances_of_flavours_reach_each_other() -> None:
    green: Any = zmq.green.Context.instance()
    plain: Any = zmq.Context.instance()
    assert green is zmq.green.Context.instance()
    assert green is not plain
    with green.socket(zmq.PAIR) as a, plain.socket(zmq.PAIR) as b:
        a.bind("inproc://flavours")
        b.connect("inproc://flavours")
        b.send(b"1")
        assert a.recv() == b"1"
    plain.term()


def test_a_socket_that_is_dropped_is_closed_without_a_warning(context: Any) -> None:
    socket = context.socket(zmq.PULL)
    shadow: zmq.Socket[bytes] = zmq.Socket.shadow(socket)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del socket
        shadow._shadow_obj = None
        gc.collect()
    assert shadow.closed


# Waiting


def test_one_greenlet_waits_while_another_runs(pair: Any) -> None:
    a, b = pair(transport="tcp")
    waiting = started(b.recv)
    a.send(b"1")
    assert outcome(waiting) == b"1"


def test_greenlets_are_served_in_order(pair: Any) -> None:
    a, b = pair(transport="tcp")
    waiting = [started(b.recv) for _ in range(5)]
    for number in range(5):
        a.send(b"%d" % number)
    assert [outcome(each) for each in waiting] == [b"%d" % number for number in range(5)]


def test_iterating(pair: Any) -> None:
    a, b = pair()
    seen: list[Any] = []
    waiting = started(lambda: seen.extend(b))
    a.send_multipart([b"1", b"2"])
    while b.poll(0):
        gevent.sleep(0)
    b.close()
    waiting.join(timeout=PATIENCE)
    assert waiting.successful()
    assert seen == [[b"1", b"2"]]


def test_options_of_time_hold(socket: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pull, push = socket(zmq.PULL, rcvtimeo=1), socket(zmq.PUSH, sndtimeo=1)
        assert (pull.rcvtimeo, push.sndtimeo) == (1, 1)
    for call in (pull.recv, pull.recv_multipart, lambda: push.send(b"")):
        with pytest.raises(zmq.Again):
            call()
    assert pull.poll(1) == 0


def test_a_timeout_loses_no_message(pair: Any) -> None:
    a, b = pair(transport="tcp")
    received: list[int] = []
    silently: Any = False

    def receive() -> None:
        while len(received) < 300:
            with gevent.Timeout(0.0005, silently):
                while True:
                    received.append(int(b.recv()))

    def send() -> None:
        for number in range(300):
            a.send(b"%d" % number)
            gevent.sleep(0.0002 if number % 3 else 0)

    joined(receive, send)
    assert received == list(range(300))


def test_who_is_killed_loses_no_message(pair: Any) -> None:
    a, b = pair()
    waiting = started(b.recv)
    a.send(b"1")
    waiting.kill()
    assert b.recv() == b"1"


@pytest.mark.parametrize("there_is_room", [True, False])
def test_a_send_that_is_interrupted_tells_whether_it_came_too_late(
    pair: Any, there_is_room: bool
) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    filled = 0
    while a.try_send(b"filling"):
        filled += 1
    sending = started(lambda: a.send(b"last"))
    interrupt: Any = gevent.Timeout()
    sending.kill(interrupt, block=False)
    while there_is_room and a._waiters.sends:
        b.recv()
        filled -= 1
        a._waiters.pump()
    assert outcome(sending) is interrupt
    assert interrupt.too_late == there_is_room
    rest = [b.recv() for _ in range(filled + there_is_room)]
    assert rest.count(b"last") == there_is_room
    assert b.try_recv() is None


def test_a_socket_that_is_always_ready_lets_others_run(pair: Any) -> None:
    a, b = pair()
    done = gevent.event.Event()

    def talk() -> None:
        while not done.is_set():
            a.send(b"")
            b.recv()

    joined(talk, done.set)


def test_closing_ends_the_wait(pair: Any) -> None:
    _, b = pair()
    waiting = started(b.recv)
    b.close()
    assert outcome(waiting).errno == zmq.ENOTSOCK


def test_a_context_ends_while_greenlets_wait() -> None:
    context = zmq.green.Context()
    socket = context.socket(zmq.PULL)

    def receive() -> Any:
        try:
            socket.recv()
        except zmq.ContextTerminated:
            socket.close()
            return "ended"

    waiting = started(receive)
    context.term()
    assert outcome(waiting) == "ended"


def test_ending_a_context_takes_a_timeout(context: Any) -> None:
    socket = context.socket(zmq.PULL)
    for timeout in (0, 0.001):
        with pytest.raises(TimeoutError):
            context.term(timeout)
    socket.close()
    context.term()


def test_nothing_keeps_the_hub_running_when_nobody_waits(pair: Any) -> None:
    a, b = pair(transport="tcp")
    joined(b.recv, lambda: a.send(b"1"))
    assert gevent.wait(timeout=PATIENCE)


def test_each_thread_has_its_own_hub(pair: Any) -> None:
    a, b = pair(transport="tcp")
    received: list[Any] = []

    def receive() -> None:
        received.append(b.recv())
        gevent.get_hub().destroy(destroy_loop=True)

    thread = threading.Thread(target=receive)
    thread.start()
    a.send(b"1")
    thread.join(PATIENCE)
    assert received == [b"1"]


def test_parts_by_name(pair: Any) -> None:
    a, b = pair()
    a.send_multipart(msg_parts=[b"1", b"2"])
    assert b.recv_multipart(copy=True) == [b"1", b"2"]


def test_a_tracker_lets_others_run(pair: Any) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL)
    tracker = a.send(bytes(100_000), copy=False, track=True)
    with pytest.raises(zmq.NotDone):
        tracker.wait(0.001)
    assert not tracker.done
    waiting = started(tracker.wait)
    assert len(b.recv()) == 100_000
    assert outcome(waiting) is None
    assert tracker.done
    whole = a.send_multipart([b"1", bytes(100_000)], copy=False, track=True)
    b.recv_multipart(copy=False)
    whole.wait(PATIENCE)


# Many at once


def test_a_poller_waits_for_any(pair: Any) -> None:
    a, b = pair(transport="tcp")
    poller = zmq.green.Poller()
    poller.register(b, zmq.POLLIN)
    assert poller.poll(1) == []
    waiting = started(poller.poll)
    a.send(b"1")
    assert outcome(waiting) == [(b, zmq.POLLIN)]


def test_select_and_poll_wait_for_any(pair: Any) -> None:
    a, b = pair(transport="tcp")
    waiting = started(lambda: zmq.green.select([a, b], [], []))
    polling = started(lambda: zmq.green.zmq_poll([(b, zmq.POLLIN)]))
    a.send(b"1")
    assert outcome(waiting) == ([b], [], [])
    assert outcome(polling) == [(b, zmq.POLLIN)]
    assert zmq.green.select([], [], []) == ([], [], [])
    assert zmq.green.zmq_poll([], 1) == []


def test_bad_objects_are_refused() -> None:
    poller = zmq.green.Poller()
    poller.register("x")
    with pytest.raises(TypeError):
        poller.poll(1)


# Devices


@pytest.fixture
def streamer(pair: Any, context: Any) -> Iterator[Any]:
    ends: list[Any] = [context.socket(kind) for kind in (zmq.PULL, zmq.PUSH, zmq.PUSH, zmq.PULL)]
    entry, exit_, push, pull = ends
    for inside, outside, name in ((entry, push, "entry"), (exit_, pull, "exit")):
        inside.bind(f"inproc://{name}")
        outside.connect(f"inproc://{name}")
    yield ends
    for end in ends:
        end.close(linger=0)


def test_a_device_forwards(streamer: Any) -> None:
    entry, exit_, push, pull = streamer
    forwarding = started(lambda: zmq.green.device(zmq.STREAMER, entry, exit_))
    push.send_multipart([b"1", b"2"])
    assert pull.recv_multipart() == [b"1", b"2"]
    entry.close()
    assert outcome(forwarding).errno == zmq.ENOTSOCK


def test_a_device_answers(socket: Any) -> None:
    router, dealer, req, rep = map(socket, (zmq.ROUTER, zmq.DEALER, zmq.REQ, zmq.REP))
    router.bind("inproc://asks")
    req.connect("inproc://asks")
    dealer.bind("inproc://answers")
    rep.connect("inproc://answers")
    forwarding = started(lambda: zmq.green.device(zmq.QUEUE, router, dealer))
    req.send(b"ask")
    rep.send(rep.recv() + b"ed")
    assert req.recv() == b"asked"
    forwarding.kill()


def test_subscriptions_pass_a_device(socket: Any) -> None:
    xsub, xpub, pub, sub = map(socket, (zmq.XSUB, zmq.XPUB, zmq.XPUB, zmq.SUB))
    pub.bind("inproc://news")
    xsub.connect("inproc://news")
    xpub.bind("inproc://copies")
    sub.connect("inproc://copies")
    forwarding = started(lambda: zmq.green.device(zmq.FORWARDER, xsub, xpub))
    sub.subscribe(b"a")
    assert pub.recv() == b"\x01a"
    pub.send(b"all the news")
    assert sub.recv() == b"all the news"
    forwarding.kill()


def test_a_proxy_shows_what_passes(streamer: Any, pair: Any) -> None:
    entry, exit_, push, pull = streamer
    shows, sees = pair()
    forwarding = started(lambda: zmq.green.proxy(entry, exit_, shows))
    push.send(b"1")
    assert (pull.recv(), sees.recv()) == (b"1", b"1")
    forwarding.kill()


def test_no_message_waits_within_a_device(streamer: Any) -> None:
    entry, exit_, push, pull = streamer
    forwarding = started(lambda: zmq.green.device(zmq.STREAMER, entry, exit_))
    pull.disconnect("inproc://exit")
    while exit_.poll(0, zmq.POLLOUT):
        gevent.sleep(0)
    push.send(b"kept")
    gevent.sleep(0)
    forwarding.kill()
    assert entry.recv() == b"kept"


def test_devices_need_sockets(context: Any) -> None:
    with pytest.raises(TypeError):
        zmq.green.device(zmq.STREAMER, context, context)


# Patched programs

PATCHED = """
from gevent import monkey
monkey.patch_all()
import threading, time
import zmq.green as zmq

context = zmq.Context.instance()
pull, push = context.socket(zmq.PULL), context.socket(zmq.PUSH)
port = pull.bind_to_random_port("tcp://127.0.0.1")
push.connect(f"tcp://127.0.0.1:{port}")
received = []
threads = [
    threading.Thread(target=lambda: received.extend(pull.recv() for _ in range(1000))),
    threading.Thread(target=lambda: [push.send(b"%d" % number) for number in range(1000)]),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert received == [b"%d" % number for number in range(1000)]
monitor = push.get_monitor_socket()
pull.rcvtimeo = 1
try:
    pull.recv()
except zmq.Again:
    print("done")
context.destroy(linger=0)
"""

PATCHED_STREAM = """
from gevent import monkey
monkey.patch_all()
import zmq.green as zmq
from zmq.green.eventloop import IOLoop
from zmq.green.eventloop.zmqstream import ZMQStream

context = zmq.Context()
a, b = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
a.bind("inproc://patched")
b.connect("inproc://patched")
loop = IOLoop()
sends, receives = ZMQStream(a), ZMQStream(b)
assert receives.socket is b
def receive(message):
    print(message)
    loop.stop()
receives.on_recv(receive)
sends.send(b"1")
loop.start()
loop.close(all_fds=True)
context.term()
"""


def test_a_program_that_is_patched() -> None:
    assert run(PATCHED).stdout == "done\n"


def test_a_stream_in_a_program_that_is_patched() -> None:
    assert run(PATCHED_STREAM).stdout == "[b'1']\n"


def test_names_of_parameters(context: Any) -> None:
    with context.socket(zmq.PULL) as socket:
        socket.set(opt=zmq.LINGER, val=7)
        assert socket.get(opt=zmq.LINGER) == socket.getsockopt(option=zmq.LINGER) == 7
