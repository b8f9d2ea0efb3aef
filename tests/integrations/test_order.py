"""Who waits is served in order, and who never waits lets others run."""

from __future__ import annotations

import zmq
from conftest import MakePair, MakeSocket
from integrations.frontends import Frontend


async def test_receives_are_served_in_the_order_of_the_calls(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair(transport="tcp")
    served: list[tuple[int, bytes]] = []

    async def receive(number: int) -> None:
        served.append((number, await b.recv()))

    tasks = []
    for number in range(5):
        tasks.append(front.start(receive, number))
        while len(getattr(b._waiters, "receives", ())) < number + 1:
            await front.tick()
    await a.send_many([b"%d" % number for number in range(5)])
    for task in tasks:
        await task.wait()
    assert sorted(served) == [(number, b"%d" % number) for number in range(5)]


async def test_a_new_receive_does_not_get_ahead(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    first = front.start(b.recv)
    while not b._waiters.receives:
        await front.tick()
    await a.send_many([b"1", b"2"])
    assert b.try_recv() == b"2"
    await first.wait()
    assert first.result == b"1"


async def test_sends_keep_their_order(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    tasks = []
    for number in range(50):
        tasks.append(front.start(a.send, b"%d" % number))
        await front.tick()
    assert [int(await b.recv()) for _ in range(50)] == list(range(50))
    for task in tasks:
        await task.wait()


async def test_a_socket_that_is_always_ready_starves_nobody(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair()
    turns = 0
    stop = False

    async def bystander() -> None:
        nonlocal turns
        while not stop:
            turns += 1
            await front.tick()

    async def busy() -> None:
        for _ in range(10_000):
            await a.send(b"")
            await b.recv()

    other = front.start(bystander)
    await front.start(busy).wait()
    stop = True
    await other.wait()
    assert turns > 10


async def test_a_spent_budget_is_no_reason_to_fail(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    a.sndtimeo = b.rcvtimeo = 0
    for _ in range(2000):
        await a.send(b"")
        await b.recv()
    a.sndtimeo = b.rcvtimeo = -1
    for _ in range(2000):
        await a.send(b"", zmq.NOBLOCK)
        await b.recv(zmq.NOBLOCK)


async def test_requests_and_replies(front: Frontend, make: MakeSocket) -> None:
    rep = make(zmq.REP)
    port = rep.bind_to_random_port("tcp://127.0.0.1")

    async def serve() -> None:
        while True:
            await rep.send_multipart(await rep.recv_multipart())

    async def ask(number: int) -> None:
        req = make(zmq.REQ)
        req.connect(f"tcp://127.0.0.1:{port}")
        for count in range(20):
            await req.send(b"%d %d" % (number, count))
            assert await req.recv() == b"%d %d" % (number, count)
        req.close()

    server = front.start(serve)
    clients = [front.start(ask, number) for number in range(10)]
    for client in clients:
        await client.wait()
        assert client.result is None
    server.cancel()
    await server.wait()
