"""No wake-up is missed when others use the same socket: shadows, other threads, options."""

from __future__ import annotations

import threading

import pytest

import zmq
from conftest import MakePair, MakeSocket
from integrations.frontends import Frontend

COUNT = 500


async def test_somebody_reads_events_in_another_thread(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            _ = b.events

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        for number in range(COUNT):
            task = front.start(b.recv)
            await front.tick()
            await a.send(b"%d" % number)
            await task.wait()
            assert int(task.result) == number
    finally:
        stop.set()
        thread.join()


async def test_somebody_polls_and_reads_events_in_the_same_loop(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair(transport="tcp")
    shadow: zmq.Socket[bytes] = zmq.Socket.shadow(b)
    for number in range(COUNT):
        task = front.start(b.recv)
        await front.tick()
        await a.send(b"%d" % number)
        while not task.done:
            shadow.poll(0)
            _ = shadow.events
            await front.tick()
        assert int(task.result) == number


async def test_a_shadow_sends_while_the_socket_waits_to_receive(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair(zmq.DEALER, zmq.DEALER, transport="tcp")
    shadow: zmq.Socket[bytes] = zmq.Socket.shadow(b)
    for number in range(COUNT):
        task = front.start(b.recv)
        await front.tick()
        await a.send(b"%d" % number)
        shadow.send(b"back")
        await task.wait()
        assert int(task.result) == number
        assert await a.recv() == b"back"


async def test_threads_and_tasks_share_a_socket(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport="tcp")
    received: list[int] = []

    def blocking() -> None:
        plain: zmq.Socket[bytes] = zmq.Socket.shadow(b)
        while (message := plain.recv()) != b"end":
            received.append(int(message))

    async def waiting() -> None:
        while (message := await b.recv()) != b"end":
            received.append(int(message))

    readers = [front.start(front.in_thread, blocking) for _ in range(2)]
    readers += [front.start(waiting) for _ in range(2)]
    for number in range(4 * COUNT):
        await a.send(b"%d" % number)
    for _ in readers:
        await a.send(b"end")
    for reader in readers:
        await reader.wait()
    assert sorted(received) == list(range(4 * COUNT))


async def test_two_loops_share_a_socket(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport="tcp")
    received: list[int] = []

    async def waiting() -> None:
        while (message := await b.recv()) != b"end":
            received.append(int(message))

    other = type(front)()
    elsewhere = front.start(front.in_thread, lambda: other.run(waiting))
    here = front.start(waiting)
    for number in range(2 * COUNT):
        await a.send(b"%d" % number)
    for _ in range(2):
        await a.send(b"end")
    for reader in (elsewhere, here):
        await reader.wait()
        assert reader.result is None
    assert sorted(received) == list(range(2 * COUNT))


async def test_receives_keep_their_order_while_another_loop_waits(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL)
    plain: zmq.Socket[bytes] = zmq.Socket.shadow(a)
    waiting, over = threading.Event(), threading.Event()

    async def wait_elsewhere() -> None:
        receive = other.start(b.recv)
        while not any(each.receives for each in list(b._everywhere.values())[1:]):
            await other.tick()
        receive.cancel()
        await receive.wait()
        waiting.set()
        while not over.is_set():
            await other.tick()

    other = type(front)()
    tasks = [front.start(b.recv)]
    while not b._waiters.receives:
        await front.tick()
    elsewhere = front.start(front.in_thread, lambda: other.run(wait_elsewhere))
    await front.in_thread(waiting.wait)
    plain.send_many([b"1", b"2"])
    tasks.append(front.start(b.recv))
    for task in tasks:
        await task.wait()
    over.set()
    await elsewhere.wait()
    assert elsewhere.result is None
    assert [task.result for task in tasks] == [b"1", b"2"]


async def test_trying_in_a_thread_while_a_loop_waits(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PAIR, zmq.PAIR)
    task = front.start(b.recv)
    await front.tick()
    await front.tick()
    assert await front.in_thread(b.try_recv) is None
    assert await front.in_thread(b.try_send, b"1")
    assert await a.recv() == b"1"
    await a.send(b"2")
    await task.wait()
    assert task.result == b"2"


async def test_closing_in_another_thread(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PULL)
    socket.bind("tcp://127.0.0.1:*")
    task = front.start(socket.recv)
    await front.tick()
    await front.in_thread(socket.close)
    await task.wait()
    if not task.cancelled:
        with pytest.raises(zmq.ZMQError) as failure:
            _ = task.result
        assert failure.value.errno == zmq.ENOTSOCK


async def test_the_context_ends_in_another_thread(front: Frontend) -> None:
    context = front.Context()
    socket = context.socket(zmq.PULL)
    socket.bind("tcp://127.0.0.1:*")

    async def receive() -> None:
        with pytest.raises(zmq.ContextTerminated):
            await socket.recv()
        socket.close()

    task = front.start(receive)
    await front.tick()
    await front.in_thread(context.term)
    await task.wait()
    assert task.result is None
