"""The socket of a core."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import zmq
from waiting import in_thread

BIG = 100_000


@pytest.fixture
def core_context(backend: ModuleType) -> Iterator[Any]:
    ctx = backend.Context()
    yield ctx
    ctx.term()


@pytest.fixture
def core_pair(backend: ModuleType, core_context: Any) -> Iterator[tuple[Any, Any]]:
    """Two connected sockets of the core."""
    a, b = (backend.Socket(core_context, zmq.PAIR) for _ in range(2))
    a.bind("inproc://core")
    b.connect("inproc://core")
    yield a, b
    a.close(0)
    b.close(0)


def test_a_socket_knows_its_context(core_pair: tuple[Any, Any], core_context: Any) -> None:
    assert core_pair[0].context is core_context


def test_a_socket_lives_until_it_is_closed(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    assert not a.closed
    assert isinstance(a.underlying, int)
    a.close()
    a.close()
    assert a.closed


def test_a_type_is_needed(backend: ModuleType, core_context: Any) -> None:
    with pytest.raises(TypeError):
        backend.Socket(core_context)


def test_an_unknown_type_is_refused(backend: ModuleType, core_context: Any) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        backend.Socket(core_context, 999)
    assert caught.value.errno == zmq.EINVAL


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("body", [b"", b"body", bytes(BIG)])
def test_what_is_sent_is_received(core_pair: tuple[Any, Any], body: bytes, copy: bool) -> None:
    a, b = core_pair
    a.send(body, 0, copy)
    assert b.recv() == body
    a.send(body, copy=copy)
    assert b.recv(0, False).bytes == body


def test_parts_follow_each_other(core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    a.send(b"one", zmq.SNDMORE)
    a.send(b"two")
    assert (b.recv(), b.get(zmq.RCVMORE)) == (b"one", 1)
    assert (b.recv(), b.get(zmq.RCVMORE)) == (b"two", 0)


def test_a_frame_can_be_sent(backend: ModuleType, core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    a.send(backend.Frame(b"body"))
    assert b.recv() == b"body"


def test_what_is_no_buffer_is_refused(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    for data in ("text", 5, None):
        with pytest.raises(TypeError):
            a.send(data)
    with pytest.raises(BufferError):
        a.send(memoryview(bytes(10))[::2])


def test_sends_return_what_there_is_to_track(core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    assert a.send(b"body") is None
    assert a.send(bytes(BIG), copy=False) is None
    event = a.send(bytes(BIG), copy=False, track=True)
    assert not event.is_set()
    for _ in range(3):
        b.recv()
    assert event.wait(30)


def test_a_small_uncopied_body_is_copied_after_all(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    assert a.send(b"body", copy=False, track=True) is None


def test_the_threshold_can_be_changed(core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    assert a.copy_threshold == zmq.COPY_THRESHOLD
    a.copy_threshold = 0
    event = a.send(b"body", copy=False, track=True)
    assert not event.is_set()
    b.recv()
    assert event.wait(30)


def test_a_body_is_received_into_a_buffer(core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    a.send(b"hello")
    buffer = bytearray(b".......")
    assert b.recv_into(buffer, nbytes=3) == 5
    assert buffer == b"hel...."


def test_would_block_raises_again(core_pair: tuple[Any, Any]) -> None:
    _, b = core_pair
    with pytest.raises(zmq.Again):
        b.recv(zmq.DONTWAIT)
    b.set(zmq.RCVTIMEO, 10)
    with pytest.raises(zmq.Again):
        b.recv()
    with pytest.raises(zmq.Again):
        b.recv_into(bytearray(1))


def test_a_receive_waits_for_a_message(core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    receiving = in_thread(b.recv)
    a.send(b"body")
    assert receiving.result() == b"body"


@pytest.mark.parametrize("kind", [str, bytes])
def test_addresses_are_text_or_bytes(backend: ModuleType, core_context: Any, kind: type) -> None:
    def address(text: str) -> Any:
        return text if kind is str else text.encode()

    a, b = (backend.Socket(core_context, zmq.PAIR) for _ in range(2))
    a.bind(address("tcp://127.0.0.1:*"))
    endpoint = a.get(zmq.LAST_ENDPOINT).decode()
    b.connect(address(endpoint))
    a.send(b"body")
    assert b.recv() == b"body"
    b.disconnect(address(endpoint))
    a.unbind(address(endpoint))
    a.close(0)
    b.close(0)


def test_an_address_is_neither_number_nor_none(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    for name in ("bind", "connect", "unbind", "disconnect"):
        for address in (5, None):
            with pytest.raises(TypeError):
                getattr(a, name)(address)


def test_options_are_set_and_read_by_their_type(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    a.set(zmq.LINGER, 7)
    a.set(zmq.MAXMSGSIZE, 2**40)
    a.set(zmq.ROUTING_ID, b"me")
    assert a.get(zmq.LINGER) == 7
    assert a.get(zmq.MAXMSGSIZE) == 2**40
    assert a.get(zmq.ROUTING_ID) == b"me"
    assert a.get(zmq.TYPE) == zmq.PAIR


def test_a_value_of_the_wrong_type_is_refused(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    for option, value in [(zmq.LINGER, b"7"), (zmq.ROUTING_ID, 7), (zmq.ROUTING_ID, "me")]:
        with pytest.raises(TypeError):
            a.set(option, value)


def test_a_shadow_shares_the_socket(backend: ModuleType, core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    shadow = backend.Socket(shadow=a.underlying)
    assert shadow.underlying == a.underlying
    shadow.send(b"body")
    assert b.recv() == b"body"
    del shadow
    assert not a.closed


def test_events_can_be_monitored(backend: ModuleType, core_context: Any) -> None:
    watched, watching = (
        backend.Socket(core_context, zmq.REP),
        backend.Socket(core_context, zmq.PAIR),
    )
    watched.monitor("inproc://monitor", zmq.EVENT_LISTENING)
    watching.connect("inproc://monitor")
    watched.bind("tcp://127.0.0.1:*")
    assert int.from_bytes(watching.recv()[:2], sys.byteorder) == zmq.EVENT_LISTENING
    assert watching.recv() == watched.get(zmq.LAST_ENDPOINT).rstrip(b"\0")
    watched.monitor(None, 0)
    watching.close(0)
    watched.close(0)


def test_sockets_can_be_polled(backend: ModuleType, core_pair: tuple[Any, Any]) -> None:
    a, b = core_pair
    assert backend.zmq_poll([(b, zmq.POLLIN)], 0) == []
    a.send(b"body")
    assert backend.zmq_poll([(b, zmq.POLLIN), (a, zmq.POLLIN)]) == [(b, zmq.POLLIN)]


def test_a_closed_socket_is_an_error(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    a.close()
    calls = [
        lambda: a.send(b"body"),
        a.recv,
        lambda: a.recv_into(bytearray(1)),
        lambda: a.get(zmq.TYPE),
        lambda: a.set(zmq.LINGER, 1),
        lambda: a.bind("inproc://again"),
        lambda: a.connect("inproc://again"),
    ]
    for call in calls:
        with pytest.raises(zmq.ZMQError) as caught:
            call()
        assert caught.value.errno == zmq.ENOTSOCK


def test_closing_wakes_a_sleeper(core_pair: tuple[Any, Any]) -> None:
    _, b = core_pair
    receiving = in_thread(b.recv)
    b.close()
    error = receiving.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno == zmq.ENOTSOCK


@pytest.mark.skipif(zmq.DRAFT_API, reason="about builds without drafts")
def test_groups_need_draft_support(core_pair: tuple[Any, Any]) -> None:
    a, _ = core_pair
    with pytest.raises(RuntimeError, match="draft"):
        a.join("group")
    with pytest.raises(RuntimeError, match="draft"):
        a.leave("group")


def joined_by(watch: Any) -> list[str]:
    """The descriptors that the one of a watch stands for, as Linux shows them."""
    (joined,) = watch.filenos()
    shown = Path(f"/proc/self/fdinfo/{joined}").read_text().splitlines()
    return [line.split()[1] for line in shown if line.startswith("tfd")]


@pytest.mark.skipif(sys.platform != "linux", reason="where one sees what is joined")
def test_a_watch_that_two_threads_close_gives_its_descriptors_back_once(
    backend: ModuleType,
) -> None:
    ctx = backend.Context()
    socket = backend.Socket(ctx, zmq.PULL)
    for _ in range(20):
        watches = [backend.Watch(socket) for _ in range(50)]

        def close_all(of: list[Any] = watches) -> None:
            for watch in of:
                watch.close()

        thread = threading.Thread(target=close_all)
        thread.start()
        close_all()
        thread.join()
        assert [watch.filenos() for watch in watches] == [()] * 50
    alive = [backend.Watch(socket) for _ in range(100)]
    assert len({tuple(joined_by(watch)) for watch in alive}) == len(alive)
    socket.close()
    ctx.term()
