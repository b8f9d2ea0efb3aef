"""Every kind of send and receive, with the message there before or after one asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import zmq
from conftest import MakePair, MakeSocket
from integrations.frontends import Frontend

Call = Callable[[Any], Any]

KINDS: dict[str, tuple[Call, Call, Any]] = {
    "bytes": (lambda s: s.send(b"body"), lambda s: s.recv(), b"body"),
    "parts": (
        lambda s: s.send_multipart([b"a", b"", b"c"]),
        lambda s: s.recv_multipart(),
        [b"a", b"", b"c"],
    ),
    "string": (lambda s: s.send_string("ø"), lambda s: s.recv_string(), "ø"),
    "json": (lambda s: s.send_json({"a": 1}), lambda s: s.recv_json(), {"a": 1}),
    "pyobj": (lambda s: s.send_pyobj({1, 2}), lambda s: s.recv_pyobj(), {1, 2}),
    "serialized": (
        lambda s: s.send_serialized(7, lambda n: [b"x" * n]),
        lambda s: s.recv_serialized(lambda parts: len(parts[0])),
        7,
    ),
    "many": (lambda s: s.send_many([b"a", [b"b", b"c"]]), lambda s: s.recv_many(1), [b"a"]),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_message_that_is_there(front: Frontend, pair: MakePair, kind: str) -> None:
    send, receive, expected = KINDS[kind]
    a, b = pair()
    await send(a)
    assert await receive(b) == expected


@pytest.mark.parametrize("kind", KINDS)
async def test_a_message_that_is_waited_for(front: Frontend, pair: MakePair, kind: str) -> None:
    send, receive, expected = KINDS[kind]
    a, b = pair(transport="tcp")
    task = front.start(receive, b)
    await front.tick()
    await send(a)
    await task.wait()
    assert task.result == expected


@pytest.mark.parametrize("waits", [False, True])
async def test_frames(front: Frontend, pair: MakePair, waits: bool) -> None:
    a, b = pair(transport="tcp")
    task = front.start(lambda: b.recv_multipart(copy=False))
    if waits:
        await front.tick()
    await a.send_multipart([b"a", b"b"], copy=False)
    await task.wait()
    assert [frame.bytes for frame in task.result] == [b"a", b"b"]
    assert isinstance(task.result[0], zmq.Frame)


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize(
    ("nbytes", "expected"), [(0, b"12345..."), (8, b"12345..."), (2, b"12......")]
)
async def test_into_a_buffer(
    front: Frontend, pair: MakePair, waits: bool, nbytes: int, expected: bytes
) -> None:
    a, b = pair(transport="tcp")
    buffer = bytearray(b"........")
    task = front.start(lambda: b.recv_into(buffer, nbytes=nbytes))
    if waits:
        await front.tick()
    await a.send(b"12345")
    await task.wait()
    assert (task.result, bytes(buffer)) == (5, expected)


@pytest.mark.parametrize(
    ("buffer", "nbytes", "error"),
    [(bytes(4), 0, BufferError), (bytearray(4), 5, ValueError), ("text", 0, TypeError)],
)
async def test_buffers_that_cannot_be_filled_cost_no_message(
    front: Frontend, pair: MakePair, buffer: Any, nbytes: int, error: type[Exception]
) -> None:
    a, b = pair()
    await a.send(b"kept")
    with pytest.raises(error):
        await b.recv_into(buffer, nbytes=nbytes)
    assert await b.recv() == b"kept"


async def test_many_messages_at_once(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    assert await a.send_many([b"1", [b"2", b"3"], b"4"]) == 3
    assert await b.recv_many() == [b"1", [b"2", b"3"], b"4"]
    await a.send_many([b"1", b"2"])
    assert await b.recv_many(multipart=True) == [[b"1"], [b"2"]]
    task = front.start(b.recv_many)
    await front.tick()
    await a.send(b"5")
    await task.wait()
    assert task.result == [b"5"]


async def test_an_error_in_the_middle_of_many_meets_the_next_call(pair: MakePair) -> None:
    rep, req = pair(zmq.REP, zmq.REQ)
    assert await req.send_many([b"first", b"too early"]) == 1
    with pytest.raises(zmq.ZMQError):
        await req.send_many([b"too early"])
    assert await rep.recv() == b"first"


async def test_more_than_there_is_room_for(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2)
    sent = [b"%d" % number for number in range(100)]
    task = front.start(a.send_many, sent)
    received = [await b.recv() for _ in sent]
    await task.wait()
    assert (received, task.result) == (sent, len(sent))


async def test_a_send_waits_for_room(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.try_send(b"filling"):
        pass
    task = front.start(a.send, b"last")
    await front.tick()
    assert not task.done
    while await b.recv() != b"last":
        pass
    await task.wait()
    assert task.result is None


async def test_at_once_or_not_at_all(front: Frontend, pair: MakePair) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    assert b.try_recv() is None
    assert b.try_recv_multipart() is None
    assert a.try_send(b"1")
    assert a.try_send_multipart([b"2", b"3"])
    while a.try_send(b"more"):
        pass
    assert not a.try_send_multipart([b"more"])
    assert b.try_recv() == b"1"
    assert b.try_recv_multipart() == [b"2", b"3"]


async def test_without_waiting(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(zmq.Again):
        await b.recv(zmq.DONTWAIT)
    await a.send(b"now", zmq.DONTWAIT)
    assert await b.recv_multipart(zmq.DONTWAIT) == [b"now"]


async def test_parts_one_by_one(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    await a.send(b"a", zmq.SNDMORE)
    await a.send(b"b")
    assert await b.recv() == b"a"
    assert b.rcvmore
    assert await b.recv() == b"b"
    assert not b.rcvmore


async def test_bad_data_is_refused(front: Frontend, pair: MakePair) -> None:
    a, _ = pair()
    for refused in ("text", 5):
        with pytest.raises(TypeError):
            await a.send(refused)
    with pytest.raises(TypeError):
        await a.send_multipart([b"a", 5])
    with pytest.raises(TypeError):
        a.send_string(b"bytes")


async def test_a_message_that_cannot_be_decoded_is_gone(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    await a.send(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        await b.recv_string()
    task = front.start(b.recv_json)
    await front.tick()
    await a.send(b"no json")
    await task.wait()
    with pytest.raises(ValueError, match=r"Expecting value|Error when decoding"):
        _ = task.result
    await a.send(b"next")
    assert await b.recv() == b"next"


async def test_a_tracked_send(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    tracker = await a.send(bytes(100_000), copy=False, track=True)
    frame = await b.recv(copy=False)
    assert not tracker.done
    del frame
    tracker.wait(10)
    assert tracker.done


async def test_a_tracker_is_awaited(front: Frontend, pair: MakePair) -> None:
    a, b = pair()
    tracker = await a.send_multipart([bytes(100_000)] * 2, copy=False, track=True)
    if not front.awaits_trackers:
        return

    async def wait() -> bool:
        await tracker
        return bool(tracker.done)

    tasks = [front.start(wait) for _ in range(3)]
    await front.tick()
    assert not any(task.done for task in tasks)
    tasks.pop().cancel()
    frames = await b.recv_multipart(copy=False)
    del frames
    for task in tasks:
        await task.wait()
        assert task.result
    await tracker
    await (await a.send(b"small", copy=False, track=True))


async def test_iterating_yields_messages_until_the_socket_is_closed(
    front: Frontend, pair: MakePair
) -> None:
    a, b = pair()
    seen = []

    async def read() -> None:
        async for message in b:
            seen.append(message)  # noqa: PERF401 - it is looked at meanwhile

    task = front.start(read)
    await a.send(b"1")
    await a.send_multipart([b"2", b"3"])
    while len(seen) < 2:
        await front.tick()
    b.close()
    await task.wait()
    assert task.result is None
    assert seen == [[b"1"], [b"2", b"3"]]
    with pytest.raises(TypeError):
        iter(a)


async def test_monitors(front: Frontend, make: MakeSocket) -> None:
    socket = make(zmq.REP)
    monitor = socket.get_monitor_socket()
    assert isinstance(monitor, front.Socket)
    socket.bind("tcp://127.0.0.1:*")
    _, endpoint = await monitor.recv_multipart()
    assert endpoint == socket.last_endpoint
