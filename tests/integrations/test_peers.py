"""Waiting for peers and subscribers, and reading events, over real connections."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import zmq
from conftest import MakeSocket
from integrations.frontends import Frontend
from waiting import PATIENCE

ENOUGH = PATIENCE * 1000


@pytest.fixture
def server(make: MakeSocket) -> Any:
    """A bound ROUTER, watched from the start."""
    router = make(zmq.ROUTER)
    router.watch()
    router.bind("tcp://127.0.0.1:*")
    return router


@pytest.fixture
def publisher(make: MakeSocket) -> Any:
    xpub = make(zmq.XPUB, xpub_verboser=1)
    xpub.bind("tcp://127.0.0.1:*")
    return xpub


@pytest.fixture
def subscribe(make: MakeSocket, publisher: Any) -> Callable[..., Any]:
    """Return a function that makes a subscriber to topics."""

    def subscriber(*topics: str) -> Any:
        sub = make(zmq.SUB)
        sub.connect(publisher.last_endpoint)
        for topic in topics:
            sub.subscribe(topic)
        return sub

    return subscriber


def connect(make: MakeSocket, to: Any) -> Any:
    dealer = make(zmq.DEALER)
    dealer.watch()
    dealer.connect(to.last_endpoint)
    return dealer


async def parked(front: Frontend, until: Callable[[], object]) -> None:
    while not until():
        await front.tick()


def waits(socket: Any) -> int:
    """How many wait for events of a socket."""
    return len(socket.watch()._tap.waits)


async def fails(call: Callable[[], Awaitable[Any]]) -> BaseException:
    try:
        await call()
    except Exception as error:
        return error
    raise AssertionError("it did not fail")


# Peers


async def test_peers_that_come(front: Frontend, make: MakeSocket, server: Any) -> None:
    task = front.start(server.wait_connected, 2)
    await parked(front, lambda: waits(server))
    dealers = [connect(make, server) for _ in range(2)]
    await task.wait()
    assert [peer.accepted for peer in task.result] == [True, True]
    (peer,) = await dealers[0].wait_connected(timeout=ENOUGH)
    assert peer.peer.encode() == server.last_endpoint
    assert len(server.connections()) == 2


async def test_peers_that_are_there(front: Frontend, make: MakeSocket, server: Any) -> None:
    connect(make, server)
    await server.wait_connected(timeout=ENOUGH)
    assert len(await server.wait_connected(timeout=0)) == 1


async def test_what_is_sent_then_goes_out(front: Frontend, make: MakeSocket) -> None:
    push, pull = make(zmq.PUSH), make(zmq.PULL)
    push.watch()
    push.bind("tcp://127.0.0.1:*")
    pull.connect(push.last_endpoint)
    await push.wait_connected(timeout=ENOUGH)
    assert push.try_send(b"now")
    assert await pull.recv() == b"now"


@pytest.mark.parametrize("timeout", [0, 5])
async def test_peers_that_do_not_come(front: Frontend, server: Any, timeout: int) -> None:
    with pytest.raises(TimeoutError, match="too few peers"):
        await server.wait_connected(timeout=timeout)
    assert waits(server) == 0


async def test_giving_up(front: Frontend, make: MakeSocket, server: Any) -> None:
    task = front.start(server.wait_connected)
    await parked(front, lambda: waits(server))
    task.cancel()
    await task.wait()
    assert task.cancelled
    assert waits(server) == 0
    with pytest.raises(TimeoutError):
        async with front.within(0.001):
            await server.wait_connected()
    assert waits(server) == 0


async def test_closing_ends_the_wait(front: Frontend, server: Any) -> None:
    task = front.start(server.wait_connected)
    await parked(front, lambda: waits(server))
    server.close()
    await task.wait()
    if not task.cancelled:
        with pytest.raises(zmq.ZMQError) as failure:
            _ = task.result
        assert failure.value.errno == zmq.ENOTSOCK


async def test_the_end_of_the_context_ends_the_wait(front: Frontend) -> None:
    context = front.Context()
    socket = context.socket(zmq.DEALER)
    task = front.start(socket.wait_connected)
    await parked(front, lambda: waits(socket))
    ending = front.start(front.in_thread, context.term)
    await task.wait()
    with pytest.raises(zmq.ContextTerminated):
        _ = task.result
    socket.close()
    await ending.wait()
    assert ending.result is None


async def test_peers_of_a_thread_s(front: Frontend, make: MakeSocket, server: Any) -> None:
    """Somebody else may be the first to learn of the event."""
    task = front.start(server.wait_connected)
    await parked(front, lambda: waits(server))
    connect(make, server)

    def look() -> None:
        while not server.connections():
            pass

    await front.in_thread(look)
    await task.wait()
    assert len(task.result) == 1


async def test_what_cannot_be_waited_for(front: Frontend, make: MakeSocket) -> None:
    late, inproc, closed = make(zmq.DEALER), make(zmq.PAIR), make(zmq.PAIR)
    late.bind("tcp://127.0.0.1:*")
    assert isinstance(await fails(late.wait_connected), RuntimeError)
    inproc.watch()
    inproc.bind("inproc://no-events")
    error: Any = await fails(inproc.wait_connected)
    assert error.errno == zmq.ENOTSUP
    closed.close()
    error = await fails(closed.wait_connected)
    assert error.errno == zmq.ENOTSOCK
    error = await fails(late.wait_subscribed)
    assert error.errno == zmq.ENOTSUP


# Subscribers


async def test_subscribers_that_come(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    task = front.start(publisher.wait_subscribed, "weather", 2)
    await front.tick()
    subscribers = [subscribe("sports"), subscribe("weather"), subscribe("wea")]
    await task.wait()
    assert task.result is None
    await publisher.send(b"weather: fine")
    for subscriber in subscribers[1:]:
        assert await subscriber.recv() == b"weather: fine"


async def test_their_subscriptions_are_still_received(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    subscriber = subscribe("a")
    await publisher.wait_subscribed("a", timeout=ENOUGH)
    subscriber.subscribe("b")
    await publisher.wait_subscribed("b", timeout=ENOUGH)
    await publisher.wait_subscribed(n=2, timeout=0)
    assert await publisher.recv_many() == [b"\x01a", b"\x01b"]
    assert await publisher.poll(0) == 0


async def test_subscribers_that_do_not_come(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    subscriber = subscribe("a")
    await publisher.wait_subscribed("a", timeout=ENOUGH)
    for timeout in (0, 5):
        with pytest.raises(TimeoutError, match="too few subscriptions"):
            await publisher.wait_subscribed("b", timeout=timeout)
    subscriber.subscribe("b")
    assert await publisher.recv() == b"\x01a"
    assert await publisher.recv() == b"\x01b"
    assert publisher._waiters.idle


async def test_giving_up_loses_no_subscription(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    subscriber = subscribe("a")
    await publisher.wait_subscribed("a", timeout=ENOUGH)
    task = front.start(publisher.wait_subscribed, "b")
    await parked(front, lambda: publisher._waiters.polls)
    receiving = front.start(publisher.recv)
    await front.tick()
    task.cancel()
    await task.wait()
    assert task.cancelled
    await receiving.wait()
    assert receiving.result == b"\x01a"
    with pytest.raises(TimeoutError):
        async with front.within(0.001):
            await publisher.wait_subscribed()
    subscriber.subscribe("b")
    assert await publisher.recv() == b"\x01b"


async def test_those_who_receive_come_first(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    receiving = front.start(publisher.recv)
    await parked(front, lambda: publisher._waiters.receives)
    task = front.start(publisher.wait_subscribed, "b")
    subscribe("a", "b")
    await receiving.wait()
    await task.wait()
    assert receiving.result == b"\x01a"
    assert await publisher.recv() == b"\x01b"


async def test_several_wait_for_subscribers(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    waiting = {topic: front.start(publisher.wait_subscribed, topic) for topic in "abc"}
    await parked(front, lambda: len(publisher._waiters.polls) == 3)
    subscriber = subscribe("b")
    await waiting["b"].wait()
    subscriber.subscribe("c")
    await waiting["c"].wait()
    assert not waiting["a"].done
    subscriber.subscribe("a")
    await waiting["a"].wait()
    assert await publisher.recv_many() == [b"\x01b", b"\x01c", b"\x01a"]


@pytest.mark.parametrize("method", ["recv", "try_recv", "recv_many"])
async def test_receiving_beside_those_who_wait_keeps_the_order(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any], method: str
) -> None:
    topics = [f"{number:03}" for number in range(300)]
    task = front.start(publisher.wait_subscribed, "never")
    await parked(front, lambda: publisher._waiters.polls)
    subscribe(*topics)
    received: list[bytes] = []
    while len(received) < len(topics):
        if method == "recv":
            received.append(await publisher.recv())
        elif method == "recv_many":
            received += await publisher.recv_many(10)
        elif (message := publisher.try_recv()) is not None:
            received.append(message)
        if len(received) % 10 == 0:
            await front.tick()
    assert received == [b"\x01" + topic.encode() for topic in topics]
    task.cancel()
    await task.wait()


async def test_polling_sees_what_is_held(
    front: Frontend, publisher: Any, subscribe: Callable[..., Any]
) -> None:
    task = front.start(publisher.wait_subscribed, "never")
    await parked(front, lambda: publisher._waiters.polls)
    subscribe("a")
    await parked(front, lambda: publisher._holder.held)
    assert await publisher.poll(0) == zmq.POLLIN
    assert await publisher.recv() == b"\x01a"
    task.cancel()
    await task.wait()


async def test_closing_ends_the_wait_for_subscribers(front: Frontend, publisher: Any) -> None:
    task = front.start(publisher.wait_subscribed)
    await parked(front, lambda: publisher._waiters.polls)
    publisher.close()
    await task.wait()
    if not task.cancelled:
        with pytest.raises(zmq.ZMQError) as failure:
            _ = task.result
        assert failure.value.errno == zmq.ENOTSOCK


# Events


async def test_events(front: Frontend, make: MakeSocket, server: Any) -> None:
    seen = []
    async for event in server.watch():
        seen.append(event.event)
        if event.event is zmq.EVENT_LISTENING:
            connect(make, server)
        if event.event is zmq.EVENT_HANDSHAKE_SUCCEEDED:
            server.close()
    assert seen[:3] == [
        zmq.EVENT_LISTENING,
        zmq.EVENT_ACCEPTED,
        zmq.EVENT_HANDSHAKE_SUCCEEDED,
    ]
    assert seen[-1] is zmq.EVENT_MONITOR_STOPPED


async def test_waiting_for_events_lets_others_run(front: Frontend, server: Any) -> None:
    seen: list[Any] = []

    async def read() -> None:
        async for event in server.watch():
            seen.append(event)  # noqa: PERF401 - each at its time

    task = front.start(read)
    await parked(front, lambda: seen)
    server.close()
    await task.wait()
    assert task.result is None


async def test_giving_up_loses_no_event(front: Frontend, make: MakeSocket, server: Any) -> None:
    events = aiter(server.watch())
    assert (await anext(events)).event is zmq.EVENT_LISTENING
    task = front.start(events.__anext__)
    await parked(front, lambda: waits(server))
    task.cancel()
    await task.wait()
    assert task.cancelled
    assert waits(server) == 0
    connect(make, server)
    assert (await anext(events)).event is zmq.EVENT_ACCEPTED


async def test_callbacks(front: Frontend, make: MakeSocket, server: Any) -> None:
    called: list[Any] = []
    stream = server.watch().on_event(called.append, zmq.EVENT_HANDSHAKE_SUCCEEDED)
    connect(make, server)
    await server.wait_connected(timeout=ENOUGH)
    await parked(front, lambda: called)
    stream.close()
