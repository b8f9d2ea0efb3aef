"""What methods return where they return futures, and what asyncio's tools make of it."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, copy_context
from typing import Any

import pytest

import zmq
import zmq.asyncio
from conftest import MakePair, MakeSocket
from integrations.frontends import FRONTENDS, FUTURES, Frontend
from programs import run

MANY = 2000


@pytest.fixture(params=FUTURES)
def front(request: pytest.FixtureRequest) -> Frontend:
    return FRONTENDS[request.param]()


async def test_what_can_be_done_at_once_is_done(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    for future in (a.send(b"1"), a.send_multipart([b"2"]), a.send_many([b"3"]), b.poll(0)):
        assert future.done()
    for future, expected in (
        (b.recv(), b"1"),
        (b.recv_multipart(), [b"2"]),
        (b.recv_many(), [b"3"]),
    ):
        assert future.done()
        assert not future.cancelled()
        assert not future.cancel()
        assert future.exception() is None
        assert future.result() == expected
        assert await future == expected


async def test_they_are_futures(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    for future in (a.send(b"1"), b.recv(), b.recv(), b.poll(), b.recv_string(zmq.NOBLOCK)):
        assert asyncio.isfuture(future)
        assert isinstance(future, asyncio.Future)
        assert asyncio.ensure_future(future) is future
        assert future.get_loop() is asyncio.get_running_loop()
        if not future.cancel():
            future.exception()


async def test_done_futures_call_back_through_the_loop(front: Frontend, pair: MakePair) -> None:
    a, _ = pair()
    future = a.send(b"1")
    called: list[Any] = []
    future.add_done_callback(called.append)
    assert not called
    await asyncio.sleep(0)
    assert called == [future]
    assert future.remove_done_callback(called.append) == 0
    with pytest.raises(asyncio.InvalidStateError):
        future.set_result(1)
    with pytest.raises(asyncio.InvalidStateError):
        future.set_exception(ValueError())


async def test_pending_futures(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    future = b.recv()
    assert not future.done()
    with pytest.raises(asyncio.InvalidStateError):
        future.result()
    called: list[Any] = []
    future.add_done_callback(called.append)
    await a.send(b"1")
    assert await future == b"1"
    assert called == [future]
    assert not future.cancel()
    assert future.result() == b"1"
    assert future.exception() is None


async def test_callbacks_of_pending_futures(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    name: ContextVar[str] = ContextVar("name", default="none")
    called: list[Any] = []
    future = b.recv()
    for each in ("first", "second", "third"):
        name.set(each)
        future.add_done_callback(lambda f: called.append((name.get(), f.result())))
    given = copy_context()
    given.run(name.set, "given")
    future.add_done_callback(lambda _: called.append(name.get()), context=given)
    await a.send(b"1")
    assert not called
    await future
    await asyncio.sleep(0)
    assert called == [("first", b"1"), ("second", b"1"), ("third", b"1"), "given"]


@pytest.mark.parametrize("ends", ["with a message", "cancelled", "closed"])
async def test_callbacks_that_were_removed(front: Frontend, pair: MakePair, ends: str) -> None:
    a, b = pair()
    called: list[Any] = []
    future = b.recv()
    for number in (1, 2, 1, 3):
        future.add_done_callback((called.append, called.remove, called.extend)[number - 1])
    assert future.remove_done_callback(called.append) == 2
    assert future.remove_done_callback(called.remove) == 1
    assert future.remove_done_callback(called.extend) == 1
    future.add_done_callback(called.append)
    if ends == "with a message":
        await a.send(b"1")
    elif ends == "cancelled":
        future.cancel()
    else:
        b.close()
    assert not called
    await asyncio.wait([future])
    assert called == [future]


async def test_a_callback_that_fails_leaves_the_others(
    front: Frontend, pair: MakePair, caplog: pytest.LogCaptureFixture
) -> None:
    a, b = pair()
    called: list[Any] = []
    first, second = b.recv(), b.recv()
    first.add_done_callback(lambda _: 1 / 0)
    first.add_done_callback(called.append)
    second.add_done_callback(called.append)
    await a.send_many([b"1", b"2"])
    assert await second == b"2"
    assert called == [first, second]
    (record,) = caplog.records
    assert "ZeroDivisionError" in caplog.text
    assert record.levelname == "ERROR"


async def test_names_of_parameters(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PULL)
    assert socket.get(key=zmq.TYPE) == zmq.PULL
    assert socket.getsockopt(option=zmq.TYPE) == zmq.PULL


@pytest.mark.parametrize(
    "use",
    [
        lambda f: asyncio.wait_for(f, 50),
        asyncio.shield,
        asyncio.gather,
        lambda f: next(iter(asyncio.as_completed([f]))),
        lambda f: asyncio.wait([f]),
    ],
    ids=["wait_for", "shield", "gather", "as_completed", "wait"],
)
@pytest.mark.parametrize("waits", [False, True])
async def test_tools_of_asyncio(
    front: Frontend, pair: MakePair, use: Callable[[Any], Awaitable[Any]], waits: bool
) -> None:
    a, b = pair()
    if not waits:
        await a.send(b"1")
    future = b.recv()
    assert future.done() is not waits
    used = use(future)
    if waits:
        await a.send(b"1")
    result = await used
    if isinstance(result, tuple):
        result = [done.result() for done in result[0]]
    assert result in (b"1", [b"1"])


def test_running_until_a_future_is_done(front: Any, pair: MakePair) -> None:
    a, b = pair()
    loop = type(front).loop_factory()
    asyncio.set_event_loop(loop)
    try:
        assert loop.run_until_complete(a.send(b"1")) is None
        assert loop.run_until_complete(b.recv()) == b"1"
        waiting = b.recv()
        loop.run_until_complete(a.send(b"2"))
        assert loop.run_until_complete(waiting) == b"2"
    finally:
        asyncio.set_event_loop(None)
        loop.close()


async def test_bad_data_fails_the_future_not_the_call(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    for future in (
        a.send("text"),
        a.send_multipart([b"", 5]),
        a.send_many([5]),
        b.recv_into(b"constant"),
    ):
        assert isinstance(future.exception(), (TypeError, BufferError))
    with pytest.raises(TypeError):
        a.send_string(b"")


async def test_without_waiting(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    for future in (b.recv(zmq.DONTWAIT), b.recv_multipart(zmq.DONTWAIT)):
        assert isinstance(future.exception(), zmq.Again)
    while (future := a.send(b"", zmq.DONTWAIT)).exception() is None:
        assert future.done()
    assert isinstance(future.exception(), zmq.Again)


async def test_closed_sockets(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.PAIR)
    socket.close()
    for method in ("recv", "recv_multipart", "recv_json", "recv_string", "recv_many", "poll"):
        with pytest.raises(zmq.ZMQError):
            getattr(socket, method)()
    assert socket.send(b"").exception().errno == zmq.ENOTSOCK
    assert socket.send_multipart([b""]).exception().errno == zmq.ENOTSOCK
    assert socket.send_json({}).exception().errno == zmq.ENOTSOCK


async def test_closing_cancels(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.try_send(b""):
        pass
    while b.try_recv() is not None:
        pass
    futures = [b.recv(), b.recv_json(), b.recv_multipart(), b.poll()]
    b.close()
    while a.try_send(b""):
        pass
    futures.append(a.send(b""))
    a.close()
    assert all(future.cancelled() for future in futures)


async def test_cancelling_a_future(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")
    future = b.recv()
    assert future.cancel()
    assert future.cancelled()
    assert not future.cancel()
    with pytest.raises(asyncio.CancelledError):
        await future
    late = b.recv()
    await a.send(b"1")
    while not late.done():
        await front.tick()
    assert late.cancel()
    assert late.cancelled()
    assert not late.cancel()
    for give in (late.result, late.exception):
        with pytest.raises(asyncio.CancelledError):
            give()
    with pytest.raises(asyncio.CancelledError):
        await late
    kept = b.recv()
    assert await kept == b"1"
    assert not kept.cancel()
    assert kept.result() == b"1"


async def test_the_future_tells_whether_a_cancelled_send_was_sent(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport="tcp", sndhwm=1, rcvhwm=1)
    draw = random.Random(3)
    sent: list[int] = []
    received: list[int] = []

    async def send(number: int) -> None:
        future = a.send(b"%d" % number)
        try:
            await future
        finally:
            if not future.cancelled():
                sent.append(number)

    async def receive() -> None:
        while (message := await b.recv()) != b"end":
            received.append(int(message))

    reader = front.start(receive)
    for number in range(MANY):
        task = front.start(send, number)
        for _ in range(draw.randrange(4)):
            await front.tick()
        task.cancel()
        await task.wait()
    await a.send(b"end")
    await reader.wait()
    assert received == sent


async def test_an_interrupt_while_a_message_is_converted(
    front: Frontend, pair: MakePair, caplog: pytest.LogCaptureFixture
) -> None:
    class Interrupt(BaseException):
        pass

    def load(message: list[bytes]) -> bytes:
        if not caplog.records:
            raise Interrupt
        return message[0]

    a, b = pair()
    future = b.recv_serialized(load)
    await a.send_many([b"1", b"2"])
    assert await future == b"1"
    assert await b.recv() == b"2"
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is Interrupt


def test_what_two_loops_put_back_comes_in_order(front: Any, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL)
    push: zmq.Socket[bytes] = zmq.Socket.shadow(a)
    pull: zmq.Socket[bytes] = zmq.Socket.shadow(b)

    async def receive(message: bytes) -> Any:
        future = b.recv()
        push.send(message)
        await asyncio.wait([future])
        return future

    first, second = type(front).loop_factory(), type(front).loop_factory()
    for message in (b"1", b"2", b"3"):
        assert first.run_until_complete(receive(message)).result() == message
    futures = [first.run_until_complete(receive(b"4")), second.run_until_complete(receive(b"5"))]
    for future in reversed(futures):
        assert future.cancel()
    assert pull.recv_many() == [b"4", b"5"]
    first.close()
    second.close()


async def test_gather_that_is_cancelled(front: Frontend, pair: MakePair) -> None:
    a, b = pair(transport="tcp")

    async def receive_three() -> list[bytes]:
        received: list[bytes] = await asyncio.gather(b.recv(), b.recv(), b.recv())
        return received

    task = front.start(receive_three)
    while len(b._waiters.receives) < 3:
        await front.tick()
    await a.send_many([b"1", b"2"])
    while len(b._waiters.receives) > 1:
        await front.tick()
    task.cancel()
    await task.wait()
    assert task.cancelled
    await a.send(b"3")
    assert [await b.recv() for _ in range(3)] == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    "receive",
    [
        lambda s: s.recv(),
        lambda s: s.recv_string(),
        lambda s: s.recv_multipart(),
        lambda s: s.recv_into(bytearray(20)),
    ],
    ids=["recv", "recv_string", "recv_multipart", "recv_into"],
)
async def test_wait_for_under_load(
    front: Frontend, pair: MakePair, receive: Callable[[Any], Any]
) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport="tcp")
    plain: zmq.Socket[bytes] = zmq.Socket.shadow(a)
    received = 0
    draw = random.Random(5)

    def produce() -> None:
        for number in range(MANY):
            plain.send(b"x" * (number % 20))

    producer = front.start(front.in_thread, produce)
    while received < MANY:
        try:
            got = await asyncio.wait_for(receive(b), draw.choice([0, 0.00001, 0.0001, 0.001]))
        except TimeoutError:
            continue
        length = got if isinstance(got, int) else len(got[0] if isinstance(got, list) else got)
        assert length == received % 20
        received += 1
    await producer.wait()
    assert await b.poll(0) == 0


async def test_wait_for_that_is_cancelled_itself(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, transport="tcp")
    received: list[int] = []
    draw = random.Random(9)

    async def consume() -> None:
        while len(received) < MANY:
            received.append(int(await asyncio.wait_for(b.recv(), 50)))

    consumer = front.start(consume)
    for number in range(MANY):
        await a.send(b"%d" % number)
        for _ in range(draw.randrange(5)):
            await front.tick()
        consumer.cancel()
        await front.tick()
        consumer = front.start(consume)
    while len(received) < MANY:
        await front.tick()
    assert sorted(received) == list(range(MANY))


async def test_errors_that_were_retrieved_are_not_logged(
    front: Frontend, pair: MakePair, caplog: pytest.LogCaptureFixture
) -> None:
    _, b = pair()
    b.rcvtimeo = 1
    with pytest.raises(zmq.Again):
        await b.recv()
    with pytest.raises(zmq.Again):
        await asyncio.wait_for(b.recv(), 50)
    gc.collect()
    assert not caplog.records


def test_nothing_is_logged_from_closed_loops(
    front: Any, pair: MakePair, caplog: pytest.LogCaptureFixture
) -> None:
    a, b = pair(transport="tcp")
    b.rcvtimeo = 3_600_000
    loop = type(front).loop_factory()

    async def leave_pending() -> None:
        for operation in (b.recv, b.poll, b.recv_json):
            operation().add_done_callback(lambda _: None)
        await asyncio.sleep(0)

    loop.run_until_complete(leave_pending())
    loop.close()
    b.close()
    a.close()
    gc.collect()
    assert not caplog.records


async def test_wrapping_does_not_own(front: Frontend, make: MakeSocket) -> None:
    plain: zmq.Socket[bytes] = zmq.Socket(make(zmq.PULL).context, zmq.PULL)
    for wrap in (front.Socket, front.Socket.from_socket):
        wrapped = wrap(plain)
        assert wrapped.context is None
        assert wrapped.underlying == plain.underlying
        del wrapped
    gc.collect()
    assert not plain.closed
    plain.close()


def test_the_old_loop_argument_warns(front: Frontend, context: Any) -> None:
    with pytest.warns(DeprecationWarning, match="io_loop"):
        front.Socket(context, zmq.PULL, io_loop=object()).close()


def test_what_is_deprecated_says_so_once() -> None:
    run("""
        import warnings
        import zmq.asyncio
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            for _ in range(2):
                zmq.asyncio.install()
                zmq.asyncio.ZMQEventLoop().close()
        assert [each.category for each in warned] == [DeprecationWarning] * 2
    """)
