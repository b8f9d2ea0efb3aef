"""Proxies: messages pass, copies are captured, a control socket steers, and the end is clean."""

from __future__ import annotations

import errno
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

import zmq
from programs import finish, running
from waiting import Running, in_thread

Context = zmq.Context[Any]
Socket = zmq.Socket[bytes]


@dataclass
class Queue:
    """A client and a worker with a proxy between them, once a first message has gone through."""

    context: Context
    front: Socket
    back: Socket
    client: Socket
    worker: Socket
    further: Socket  # where the proxy sends its captures or hears its commands
    opposite: Socket  # the other end of that
    running: Running[Any]

    def exchange(self, question: bytes = b"question", answer: bytes = b"answer") -> None:
        self.client.send(question)
        assert self.worker.recv() == question
        self.worker.send(answer)
        assert self.client.recv() == answer

    def counts(self) -> tuple[int, ...]:
        """How many messages a steerable proxy says that it has passed, in each of four ways."""
        self.opposite.send(b"STATISTICS")
        frames = self.opposite.recv_multipart()
        assert [len(frame) for frame in frames] == [8] * 8
        messages_and_bytes: tuple[int, ...] = struct.unpack("8Q", b"".join(frames))
        return messages_and_bytes[::2]

    def end(self) -> BaseException | None:
        """Terminate the context; return what the proxy raised."""
        for socket in (self.client, self.worker, self.opposite):
            socket.close(linger=0)
        term = in_thread(self.context.term)
        error = self.running.error()
        for socket in (self.front, self.back, self.further):
            socket.close(linger=0)
        term.result()
        return error


Proxy = Callable[[Socket, Socket, Socket], Any]


@contextmanager
def queue_with(proxy: Proxy, further: int = zmq.PAIR, opposite: int = zmq.PAIR) -> Iterator[Queue]:
    context: Context = zmq.Context()
    ends = []
    for name, inside, outside in (
        ("front", zmq.ROUTER, zmq.REQ),
        ("back", zmq.DEALER, zmq.REP),
        ("further", further, opposite),
    ):
        ends.append((context.socket(inside), context.socket(outside)))
        ends[-1][0].bind(f"inproc://{name}")
        ends[-1][1].connect(f"inproc://{name}")
    (front, client), (back, worker), (own, other) = ends
    running = in_thread(proxy, front, back, own)
    queue = Queue(context, front, back, client, worker, own, other, running)
    queue.exchange()
    yield queue
    queue.end()


@pytest.fixture
def queue() -> Iterator[Queue]:
    """A queue with a plain proxy."""
    with queue_with(lambda front, back, _: zmq.proxy(front, back)) as queue:
        yield queue


def steerable(front: Socket, back: Socket, control: Socket) -> Any:
    return zmq.proxy_steerable(front, back, None, control)


@pytest.fixture
def steered() -> Iterator[Queue]:
    """A queue with a steerable proxy."""
    with queue_with(steerable) as queue:
        yield queue


def test_a_proxy_passes_messages_both_ways_until_its_context_ends(queue: Queue) -> None:
    queue.exchange(b"second question", b"second answer")
    assert isinstance(queue.end(), zmq.ContextTerminated)


def test_a_proxy_passes_the_parts_of_a_message_together(queue: Queue) -> None:
    queue.client.send_multipart([b"a", b"", b"c"])
    assert queue.worker.recv_multipart() == [b"a", b"", b"c"]


@pytest.mark.parametrize(
    "proxy",
    [
        lambda front, back, _: zmq.device(zmq.QUEUE, front, back),
        lambda front, back, _: zmq.proxy_steerable(front, back),
    ],
    ids=["device", "proxy_steerable"],
)
def test_a_device_and_a_proxy_without_control_are_proxies(proxy: Proxy) -> None:
    with queue_with(proxy) as queue:
        assert isinstance(queue.end(), zmq.ContextTerminated)


@pytest.mark.parametrize("proxy", [zmq.proxy, zmq.proxy_steerable])
def test_a_proxy_sends_a_copy_of_all_to_the_capture_socket(proxy: Proxy) -> None:
    with queue_with(proxy, zmq.PUSH, zmq.PULL) as queue:
        question, answer = queue.opposite.recv_multipart(), queue.opposite.recv_multipart()
        assert question[1:] == [b"", b"question"]
        assert answer[1:] == [b"", b"answer"]


@pytest.mark.parametrize(
    "call",
    [
        zmq.proxy,
        lambda pair, other: zmq.proxy(other, pair),
        lambda pair, other: zmq.proxy(pair, pair, other),
        lambda pair, other: zmq.proxy_steerable(pair, pair, None, other),
        lambda pair, other: zmq.device(zmq.QUEUE, pair, other),
    ],
    ids=["back", "front", "capture", "control", "device"],
)
@pytest.mark.parametrize("other", ["text", 5, object()], ids=["text", "int", "object"])
def test_a_proxy_takes_only_sockets(
    context: Context, call: Callable[[Any, Any], Any], other: object
) -> None:
    with context.socket(zmq.PAIR) as pair, pytest.raises(TypeError):
        call(pair, other)


def test_a_proxy_over_a_closed_socket_is_an_error(context: Context) -> None:
    with context.socket(zmq.DEALER) as open_socket, context.socket(zmq.DEALER) as closed:
        closed.close()
        with pytest.raises(zmq.ZMQError) as caught:
            zmq.proxy(open_socket, closed)
        assert caught.value.errno in (zmq.ENOTSOCK, errno.EFAULT)


# Steering


def test_terminate_ends_a_steerable_proxy(steered: Queue) -> None:
    steered.opposite.send(b"TERMINATE")
    assert steered.running.result() == 0


def test_statistics_count_messages(steered: Queue) -> None:
    assert steered.counts() == (1, 1, 1, 1)
    steered.exchange()
    steered.exchange()
    assert steered.counts() == (3, 3, 3, 3)


def test_a_paused_proxy_passes_nothing_until_it_is_resumed(steered: Queue) -> None:
    steered.opposite.send(b"PAUSE")
    steered.client.send(b"waits")
    assert steered.counts() == (1, 1, 1, 1)
    steered.opposite.send(b"RESUME")
    assert steered.worker.recv() == b"waits"


def test_a_rep_socket_for_control_answers_each_command() -> None:
    with queue_with(steerable, zmq.REP, zmq.REQ) as queue:
        for command in (b"PAUSE", b"RESUME", b"TERMINATE"):
            queue.opposite.send(command)
            assert queue.opposite.recv() == b""
        assert queue.running.result() == 0


# Other use of a proxy's sockets


USES: dict[str, Callable[[Socket], Any]] = {
    "recv": lambda socket: socket.recv(),
    "recv-dontwait": lambda socket: socket.recv(zmq.DONTWAIT),
    "send": lambda socket: socket.send(b"x"),
    "send-dontwait": lambda socket: socket.send_multipart([b"x", b"y"], zmq.DONTWAIT),
    "poll": lambda socket: socket.poll(0),
    "get": lambda socket: socket.get(zmq.LINGER),
    "set": lambda socket: socket.set(zmq.LINGER, 0),
    "read": lambda socket: socket.linger,
    "bind": lambda socket: socket.bind("inproc://other"),
    "connect": lambda socket: socket.connect("inproc://other"),
    "select": lambda socket: zmq.select([socket], [], [], 0),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
@pytest.mark.parametrize("side", ["front", "back"])
def test_while_a_proxy_runs_other_use_of_its_sockets_is_an_error(
    queue: Queue, side: str, use: Callable[[Socket], Any]
) -> None:
    with pytest.raises(zmq.ZMQError, match="proxy") as caught:
        use(getattr(queue, side))
    assert not isinstance(caught.value, zmq.Again)
    queue.exchange()
    assert isinstance(queue.end(), zmq.ContextTerminated)


def test_while_a_proxy_runs_use_of_its_control_socket_is_an_error(steered: Queue) -> None:
    with pytest.raises(zmq.ZMQError, match="proxy"):
        steered.further.poll(0)
    steered.exchange()


def test_destroy_in_another_thread_ends_a_proxy(queue: Queue) -> None:
    queue.context.destroy(linger=0)
    assert isinstance(queue.running.error(), zmq.ZMQError)
    assert queue.front.closed
    assert queue.back.closed


def test_while_a_proxy_runs_a_second_one_over_its_sockets_is_an_error(queue: Queue) -> None:
    with pytest.raises(zmq.ZMQError, match="proxy"):
        zmq.proxy(queue.front, queue.back)
    queue.exchange()


def test_while_a_proxy_runs_use_through_a_shadow_is_an_error_too(queue: Queue) -> None:
    with pytest.raises(zmq.ZMQError, match="proxy"):
        zmq.Socket.shadow(queue.front).poll(0)
    queue.exchange()


def test_after_a_proxy_its_sockets_can_be_used_again(steered: Queue) -> None:
    steered.opposite.send(b"TERMINATE")
    steered.running.result()
    steered.client.send(b"question")
    identity, *rest = steered.front.recv_multipart()
    assert rest == [b"", b"question"]
    steered.front.send_multipart([identity, b"", b"answer"])
    assert steered.client.recv() == b"answer"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGUSR1")
def test_a_signal_handler_runs_and_the_proxy_goes_on() -> None:
    program = """
    import os, signal, threading, zmq

    handled = threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: handled.set())
    context = zmq.Context()
    front, back, control = (context.socket(t) for t in (zmq.PULL, zmq.PUSH, zmq.PAIR))
    sender, receiver, steering = (context.socket(t) for t in (zmq.PUSH, zmq.PULL, zmq.PAIR))
    for one, other, name in ((front, sender, "front"), (back, receiver, "back")):
        one.bind("inproc://" + name)
        other.connect("inproc://" + name)
    control.bind("inproc://control")
    steering.connect("inproc://control")

    def signal_and_send():
        os.kill(os.getpid(), signal.SIGUSR1)
        handled.wait()
        sender.send(b"hello")
        print(receiver.recv().decode(), flush=True)
        steering.send(b"TERMINATE")

    helper = threading.Thread(target=signal_and_send)
    helper.start()
    print(zmq.proxy_steerable(front, back, None, control))
    helper.join()
    context.destroy(linger=0)
    """
    with running(program) as process:
        assert finish(process) == "hello\n0"
