"""Making, naming and closing sockets."""

from __future__ import annotations

import pickle
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import zmq
from conftest import MakeSocket
from programs import run

Context = zmq.Context[Any]
Socket = zmq.Socket[bytes]


class OwnSocket(zmq.Socket[bytes]):
    """A subclass with an argument and an attribute of its own."""

    label: str | None = None

    def __init__(self, *args: Any, label: str | None = None, **kwargs: Any) -> None:
        self.label = label
        super().__init__(*args, **kwargs)


@pytest.mark.parametrize("args", [(), (None,), (None, zmq.PUSH)])
def test_a_socket_needs_a_context(args: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        zmq.Socket(*args)


def test_a_socket_without_a_type_is_a_pair(context: Context) -> None:
    make: Any = zmq.Socket
    with make(context) as socket:
        assert socket.type is zmq.PAIR


def test_the_type_is_a_member_of_the_enum_and_an_int_as_an_option(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    assert push.type is zmq.SocketType.PUSH
    assert [type(value) for value in (push.TYPE, push.get(zmq.TYPE))] == [int, int]
    assert (push.TYPE, push.get(zmq.TYPE)) == (zmq.PUSH, zmq.PUSH)


def test_the_type_stays_readable_after_closing(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    push.close()
    assert push.type is zmq.SocketType.PUSH


def test_socket_type_is_a_deprecated_name_of_type(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    with pytest.warns(DeprecationWarning, match=r"Socket\.type"):
        assert push.socket_type is zmq.SocketType.PUSH


@pytest.mark.parametrize("socket_type", [kind for kind in zmq.SocketType if kind <= zmq.STREAM])
def test_each_stable_type_can_be_made(socket: MakeSocket, socket_type: zmq.SocketType) -> None:
    assert socket(socket_type).type is socket_type


@pytest.mark.skipif(zmq.DRAFT_API, reason="this build has the draft types")
@pytest.mark.parametrize("kind", ["SERVER", "CLIENT", "RADIO", "DISH", "GATHER", "SCATTER", "PEER"])
def test_a_draft_type_without_draft_support_is_an_error_and_never_an_abort(kind: str) -> None:
    program = f"""
    import zmq
    context = zmq.Context()
    try:
        with context.socket(zmq.{kind}) as socket:
            socket.send(b"x", zmq.DONTWAIT, routing_id=1)
    except (zmq.ZMQError, RuntimeError):
        pass
    else:
        raise AssertionError("went through")
    context.term()
    """
    run(program)


def test_the_address_of_libzmqs_object_is_known_until_closing(socket: MakeSocket) -> None:
    pair = socket(zmq.PAIR)
    assert type(pair.underlying) is int
    assert pair.underlying != 0
    pair.close()
    assert pair.underlying == 0


def test_a_socket_cannot_be_pickled(socket: MakeSocket) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(socket(zmq.PAIR))


def test_a_socket_can_be_weakly_referenced_and_is_its_own_only_equal(socket: MakeSocket) -> None:
    first, second = socket(zmq.PAIR), socket(zmq.PAIR)
    assert weakref.ref(first)() is first
    assert {first: 1, second: 2}[first] == 1
    assert first != second


# What a socket says of itself


def test_repr_names_the_type_and_says_when_the_socket_is_closed(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    assert repr(push) == f"<zmq.Socket(zmq.PUSH) at {hex(id(push))}>"
    push.close()
    assert repr(push) == f"<zmq.Socket(zmq.PUSH) at {hex(id(push))} closed>"


def test_repr_of_a_subclass_names_its_module_and_class(context: Context) -> None:
    with OwnSocket(context, zmq.PUB) as own:
        assert repr(own).startswith(f"<{__name__}.OwnSocket(zmq.PUB) at 0x")


# Subclasses, and the size from which sending shares memory


def test_a_subclass_may_take_arguments_and_set_its_attributes_before_init(context: Context) -> None:
    with OwnSocket(context, zmq.PUSH, label="mine") as own:
        assert own.label == "mine"
        own.label = "changed"
        assert own.label == "changed"
    with context.socket(zmq.PUSH, socket_class=OwnSocket, label="yours") as own:
        assert own.label == "yours"


def test_a_subclass_may_only_set_what_it_names(context: Context) -> None:
    with OwnSocket(context, zmq.PUSH) as own, pytest.raises(AttributeError, match="OwnSocket"):
        own.other = 5


def test_copy_threshold_is_the_modules_by_default(socket: MakeSocket) -> None:
    assert zmq.COPY_THRESHOLD == 65536
    assert socket(zmq.PUSH).copy_threshold == zmq.COPY_THRESHOLD


def test_copy_threshold_can_be_given_and_assigned(context: Context) -> None:
    push: Socket = zmq.Socket(context, zmq.PUSH, copy_threshold=10)
    with push:
        assert push.copy_threshold == 10
        push.copy_threshold = 0
        assert push.copy_threshold == 0


def test_the_modules_copy_threshold_is_read_when_a_socket_is_made(
    socket: MakeSocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zmq, "COPY_THRESHOLD", 10)
    assert socket(zmq.PUSH).copy_threshold == 10


# Closing


def test_close_may_be_repeated(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    assert not push.closed
    push.close()
    push.close()
    push.close(linger=0)
    assert push.closed


@pytest.mark.parametrize("args", [((0,), {}), ((), {"linger": 0})], ids=["positional", "keyword"])
def test_close_with_a_linger_sets_it_first(args: Any) -> None:
    context = zmq.Context()
    push = context.socket(zmq.PUSH)
    push.linger = -1
    push.connect("tcp://127.0.0.1:9")
    push.send(b"to nobody")
    push.close(*args[0], **args[1])
    context.term()  # would wait for the message


def test_leaving_a_with_block_closes(context: Context) -> None:
    with context.socket(zmq.PUSH) as push:
        assert not push.closed
    assert push.closed


def test_leaving_a_with_block_by_an_error_closes_too(context: Context) -> None:
    push = context.socket(zmq.PUSH)
    with pytest.raises(zmq.ZMQError), push:
        push.bind("nonsense://here")
    assert push.closed


def test_a_socket_closed_by_destroy_says_so_and_may_be_closed_again() -> None:
    context = zmq.Context()
    push = context.socket(zmq.PUSH)
    context.destroy()
    assert push.closed
    assert repr(push).endswith(" closed>")
    push.close()


USES: dict[str, Callable[[Any], Any]] = {
    "send": lambda socket: socket.send(b""),
    "send_multipart": lambda socket: socket.send_multipart([b"", b""]),
    "send_string": lambda socket: socket.send_string(""),
    "recv": lambda socket: socket.recv(),
    "recv-dontwait": lambda socket: socket.recv(zmq.DONTWAIT),
    "recv_multipart": lambda socket: socket.recv_multipart(),
    "recv_into": lambda socket: socket.recv_into(bytearray(3)),
    "bind": lambda socket: socket.bind("inproc://x"),
    "bind_to_random_port": lambda socket: socket.bind_to_random_port("tcp://127.0.0.1"),
    "connect": lambda socket: socket.connect("inproc://x"),
    "unbind": lambda socket: socket.unbind("inproc://x"),
    "disconnect": lambda socket: socket.disconnect("inproc://x"),
    "get": lambda socket: socket.get(zmq.LINGER),
    "set": lambda socket: socket.set(zmq.LINGER, 0),
    "get_string": lambda socket: socket.get_string(zmq.LAST_ENDPOINT),
    "read": lambda socket: socket.linger,
    "assign": lambda socket: setattr(socket, "linger", 0),
    "hwm": lambda socket: socket.hwm,
    "subscribe": lambda socket: socket.subscribe(b""),
    "monitor": lambda socket: socket.monitor("inproc://monitor"),
    "get_monitor_socket": lambda socket: socket.get_monitor_socket(),
    "fileno": lambda socket: socket.fileno(),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_a_closed_socket_cannot_be_used(socket: MakeSocket, use: Callable[[Any], Any]) -> None:
    closed = socket(zmq.DEALER)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        use(closed)
    assert caught.value.errno == zmq.ENOTSOCK


def test_a_closed_socket_cannot_be_polled(socket: MakeSocket) -> None:
    closed = socket(zmq.PULL)
    closed.close()
    with pytest.raises(zmq.ZMQError) as caught:
        closed.poll(0)
    assert caught.value.errno == zmq.ENOTSUP


def test_a_socket_cannot_be_made_in_a_closed_context() -> None:
    context = zmq.Context()
    context.term()
    with pytest.raises(zmq.ZMQError):
        zmq.Socket(context, zmq.PUSH)
