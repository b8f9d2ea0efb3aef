"""Classes derived from Socket and Context, as programs derive them."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest

import zmq

if TYPE_CHECKING:
    from collections.abc import Iterator


class Noting(zmq.Socket[bytes]):
    """Notes the parts that go through its own ``send`` and ``recv``."""

    noted: list[bytes]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noted = []

    def send(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        self.noted.append(bytes(data))
        return super().send(data, *args, **kwargs)

    def recv(self, *args: Any, **kwargs: Any) -> Any:
        part = super().recv(*args, **kwargs)
        self.noted.append(bytes(part))
        return part


class Heir(Noting):
    """Has both from the class before it."""


@pytest.fixture(params=[Noting, Heir])
def ends(request: pytest.FixtureRequest, context: zmq.Context[Any]) -> Iterator[tuple[Any, Any]]:
    with context.socket(zmq.PAIR, request.param) as a, context.socket(zmq.PAIR, request.param) as b:
        a.bind("inproc://ends")
        b.connect("inproc://ends")
        yield a, b


def test_parts_of_a_message_go_through_send_and_recv_of_a_class(ends: tuple[Any, Any]) -> None:
    a, b = ends
    a.send_multipart([b"1", b"2", b"3"])
    assert b.recv_multipart() == [b"1", b"2", b"3"]
    assert a.noted == b.noted == [b"1", b"2", b"3"]


def test_serialized_messages_go_through_them_too(ends: tuple[Any, Any]) -> None:
    a, b = ends
    a.send_serialized(b"12", lambda body: [body[:1], body[1:]])
    assert b.recv_serialized(b"".join) == b"12"
    assert a.noted == b.noted == [b"1", b"2"]


def test_frames_and_flags_pass_through(ends: tuple[Any, Any]) -> None:
    a, b = ends
    a.send_multipart([b"1"], zmq.SNDMORE)
    a.send_multipart((b"2",), copy=False)
    frames = b.recv_multipart(copy=False)
    assert [(frame.bytes, frame.more) for frame in frames] == [(b"1", True), (b"2", False)]
    with pytest.raises(zmq.Again):
        b.recv_multipart(zmq.NOBLOCK)


def test_the_tracker_of_a_message_covers_all_its_parts(ends: tuple[Any, Any]) -> None:
    a, b = ends
    a.copy_threshold = 0
    tracker = a.send_multipart([b"first", b"last"], copy=False, track=True)
    assert not tracker.done
    b.recv_multipart()
    a.noted.clear()
    tracker.wait(10)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (["text"], TypeError),
        ([b"1", 5], TypeError),
        ([b"1", memoryview(bytes(4))[::2]], BufferError),
        (b"12", TypeError),
        ([], IndexError),
    ],
)
def test_all_parts_are_checked_first(ends: tuple[Any, Any], message: Any, error: type) -> None:
    a, b = ends
    with pytest.raises(error):
        a.send_multipart(message)
    assert a.noted == []
    assert b.poll(0) == 0


def test_a_class_with_multipart_calls_of_its_own_keeps_them(context: zmq.Context[Any]) -> None:
    class Whole(Noting):
        def send_multipart(self, msg_parts: Any, *args: Any, **kwargs: Any) -> Any:
            return super().send_multipart([b"greeting", *msg_parts], *args, **kwargs)

    with context.socket(zmq.PAIR, Whole) as a, context.socket(zmq.PAIR) as b:
        a.bind("inproc://whole")
        b.connect("inproc://whole")
        a.send_multipart([b"1"])
        assert b.recv_multipart() == a.noted == [b"greeting", b"1"]


class Plain(zmq.Socket[bytes]):
    """Closes without parameters."""

    closings: list[int | bytes]

    def close(self) -> None:  # type: ignore[override]
        if not self.closed:
            self.closings.append(self.get(zmq.LINGER))
        super().close()


@pytest.mark.parametrize(("linger", "kept"), [(None, -1), (7, 7)])
def test_a_context_closes_sockets_whose_close_takes_nothing(linger: int | None, kept: int) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PUSH, Plain)
    closings = socket.closings = []
    context.destroy(linger)
    assert socket.closed
    assert closings == [kept]


@pytest.mark.filterwarnings("ignore:Unclosed context:ResourceWarning")
def test_a_context_whose_term_takes_nothing_is_collected() -> None:
    class Terse(zmq.Context[Any]):
        def term(self) -> None:  # type: ignore[override]
            super().term()

    context = Terse()
    shadow: zmq.Context[Any] = zmq.Context.shadow(context.underlying)
    assert not shadow.closed
    del context
    gc.collect()
    assert shadow.closed
