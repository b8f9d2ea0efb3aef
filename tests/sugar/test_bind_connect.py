"""Binding and connecting: addresses, random ports, with blocks, and what goes wrong."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import zmq
from conftest import MakeSocket

Context = zmq.Context[Any]
EndpointFor = Callable[[str], str]


def as_text(address: str) -> str:
    return address


def as_bytes(address: str) -> bytes:
    return address.encode()


either_kind = pytest.mark.parametrize("kind", [as_text, as_bytes])


@either_kind
def test_addresses_are_text_or_bytes(
    socket: MakeSocket, endpoint: str, kind: Callable[[str], Any]
) -> None:
    pull, push = socket(zmq.PULL), socket(zmq.PUSH)
    pull.bind(kind(endpoint))
    push.connect(kind(pull.last_endpoint.decode()))
    push.send(b"hello")
    assert pull.recv() == b"hello"
    push.disconnect(kind(pull.last_endpoint.decode()))
    pull.unbind(kind(pull.last_endpoint.decode()))


def test_a_peers_last_endpoint_can_be_connected_to_as_it_is(
    socket: MakeSocket, endpoint: str
) -> None:
    pull, push = socket(zmq.PULL), socket(zmq.PUSH)
    pull.bind(endpoint)
    push.connect(pull.last_endpoint)
    push.send(b"hello")
    assert pull.recv() == b"hello"


@pytest.mark.parametrize("method", ["bind", "connect", "unbind", "disconnect"])
@pytest.mark.parametrize("address", [5, None, ["inproc://x"], bytearray(b"inproc://x")])
def test_an_address_of_another_type_is_refused(
    socket: MakeSocket, method: str, address: Any
) -> None:
    with pytest.raises(TypeError):
        getattr(socket(zmq.PAIR), method)(address)


def test_last_endpoint_is_the_latest_of_either(socket: MakeSocket) -> None:
    pair = socket(zmq.PAIR)
    pair.bind("inproc://bound")
    assert pair.last_endpoint == b"inproc://bound"
    pair.connect("inproc://connected")
    assert pair.last_endpoint == b"inproc://connected"


def test_last_endpoint_has_the_port_that_was_chosen(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    pull.bind("tcp://127.0.0.1:*")
    host, _, port = pull.last_endpoint.decode().rpartition(":")
    assert host == "tcp://127.0.0.1"
    assert int(port) > 0


# What goes wrong


@pytest.mark.parametrize("method", ["bind", "connect"])
@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("nonsense://here", zmq.EPROTONOSUPPORT),
        ("nonsense", zmq.EINVAL),
        ("tcp://", zmq.EINVAL),
        ("tcp://127.0.0.1", zmq.EINVAL),
        ("", zmq.EINVAL),
    ],
)
@either_kind
def test_a_bad_address_is_an_error_that_names_it(
    socket: MakeSocket, method: str, address: str, number: int, kind: Callable[[str], Any]
) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        getattr(socket(zmq.PULL), method)(kind(address))
    assert caught.value.errno == number
    assert str(caught.value) == f"{zmq.strerror(number)} (addr={kind(address)!r})"
    assert caught.value.strerror == str(caught.value)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:*", "inproc://taken"])
def test_an_address_in_use_cannot_be_bound_again(socket: MakeSocket, address: str) -> None:
    first, second = socket(zmq.PULL), socket(zmq.PULL)
    first.bind(address)
    with pytest.raises(zmq.ZMQError) as caught:
        second.bind(first.last_endpoint)
    assert caught.value.errno == zmq.EADDRINUSE


@pytest.mark.parametrize("method", ["unbind", "disconnect"])
def test_what_is_not_bound_or_connected_cannot_be_undone(socket: MakeSocket, method: str) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        getattr(socket(zmq.PULL), method)("tcp://127.0.0.1:9")
    assert caught.value.errno == errno.ENOENT
    assert str(caught.value) == zmq.strerror(errno.ENOENT)


needs_ipc = pytest.mark.skipif(
    not zmq.has("ipc") or sys.platform == "win32", reason="ipc paths are of POSIX systems"
)


@needs_ipc
def test_an_ipc_path_that_is_too_long_is_named_with_the_limit(
    socket: MakeSocket, tmp_path: Path
) -> None:
    path = str(tmp_path / ("x" * zmq.IPC_PATH_MAX_LEN))
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PULL).bind(f"ipc://{path}")
    assert caught.value.errno == errno.ENAMETOOLONG
    assert path in str(caught.value)
    assert str(zmq.IPC_PATH_MAX_LEN) in str(caught.value)


@needs_ipc
def test_connecting_to_an_ipc_path_that_is_too_long_is_an_error(
    socket: MakeSocket, tmp_path: Path
) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PUSH).connect(f"ipc://{tmp_path / ('x' * zmq.IPC_PATH_MAX_LEN)}")
    assert caught.value.errno == errno.ENAMETOOLONG


@needs_ipc
def test_an_ipc_path_in_a_missing_directory_is_named(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PULL).bind("ipc:///no/such/directory")
    assert caught.value.errno == errno.ENOENT
    assert 'No such file or directory for ipc path "/no/such/directory"' in str(caught.value)
    assert "(addr='ipc:///no/such/directory')" in str(caught.value)


# As a with block


def test_bind_as_a_block_yields_the_socket_and_unbinds(socket: MakeSocket, endpoint: str) -> None:
    pull = socket(zmq.PULL)
    with pull.bind(endpoint) as bound:
        assert bound is pull
        address = pull.last_endpoint
    with pytest.raises(zmq.ZMQError) as caught:
        pull.unbind(address)
    assert caught.value.errno == errno.ENOENT
    assert not pull.closed


def test_connect_as_a_block_yields_the_socket_and_disconnects(
    socket: MakeSocket, endpoint: str
) -> None:
    pull, push = socket(zmq.PULL), socket(zmq.PUSH)
    pull.bind(endpoint)
    address = pull.last_endpoint.decode()
    with push.connect(address) as connected:
        assert connected is push
        push.send(b"hello")
        assert pull.recv() == b"hello"
    with pytest.raises(zmq.ZMQError) as caught:
        push.disconnect(address)
    assert caught.value.errno == errno.ENOENT
    assert not push.closed


@pytest.mark.parametrize("port", ["*", "0"])
def test_a_block_unbinds_the_port_that_was_chosen(socket: MakeSocket, port: str) -> None:
    pull = socket(zmq.PULL)
    with pull.bind(f"tcp://127.0.0.1:{port}"):
        address = pull.last_endpoint
        pull.connect("inproc://elsewhere")  # so that the last endpoint is another
    with pytest.raises(zmq.ZMQError) as caught:
        pull.unbind(address)
    assert caught.value.errno == errno.ENOENT


def test_an_error_leaves_the_block_unbound(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    with pytest.raises(ZeroDivisionError), pull.bind("inproc://here"):
        _ = 1 / 0
    with pull.bind("inproc://here"):
        pass


def test_a_socket_may_be_closed_inside_its_block(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    with pull.bind("inproc://here"):
        pull.close()


def test_what_was_unbound_inside_the_block_is_an_error_at_its_end(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    with pytest.raises(zmq.ZMQError) as caught, pull.bind("tcp://127.0.0.1:*"):
        pull.unbind(pull.last_endpoint)
    assert caught.value.errno == errno.ENOENT


def test_socket_and_bind_may_share_one_with_statement(context: Context) -> None:
    with context.socket(zmq.PULL) as pull, pull.bind("inproc://here"):
        assert pull.last_endpoint == b"inproc://here"
    assert pull.closed


def test_the_repr_of_a_block_tells_what_it_will_undo(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    bound = pull.bind("tcp://127.0.0.1:*")
    assert repr(bound) == f"<SocketContext(bind={pull.last_endpoint.decode()!r})>"
    connected = pull.connect("inproc://there")
    assert repr(connected) == "<SocketContext(connect='inproc://there')>"


# Random ports


class PickySocket(zmq.Socket[bytes]):
    """A socket for which addresses that end in something else than ``free`` are in use."""

    free = ""
    tried: list[str]

    def bind(self, addr: Any) -> Any:
        self.tried.append(addr)
        if not self.free or not addr.endswith(self.free):
            raise zmq.ZMQError(zmq.EADDRINUSE)


@pytest.fixture
def picky(context: Context) -> Iterator[PickySocket]:
    with PickySocket(context, zmq.PULL) as picky:
        picky.tried = []
        yield picky


def test_the_system_chooses_a_random_port(socket: MakeSocket) -> None:
    pull, push = socket(zmq.PULL), socket(zmq.PUSH)
    port = pull.bind_to_random_port("tcp://127.0.0.1")
    assert type(port) is int
    assert pull.last_endpoint == f"tcp://127.0.0.1:{port}".encode()
    push.connect(f"tcp://127.0.0.1:{port}")
    push.send(b"hello")
    assert pull.recv() == b"hello"


def test_sockets_get_different_random_ports(socket: MakeSocket) -> None:
    ports = [socket(zmq.PULL).bind_to_random_port("tcp://127.0.0.1") for _ in range(5)]
    assert len(set(ports)) == 5


def test_threads_that_bind_one_socket_get_a_random_port_each(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    with ThreadPoolExecutor(4) as pool:
        ports = list(pool.map(pull.bind_to_random_port, ["tcp://127.0.0.1"] * 100))
    assert len(set(ports)) == 100


def test_bind_manages_its_own_endpoint_whatever_other_threads_bind(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)

    def bind_and_unbind(address: str) -> None:
        with pull.bind(address):
            pass  # what was unbound is not bound any more: that would be an error

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bind_and_unbind, ["tcp://127.0.0.1:*"] * 100))


@pytest.mark.parametrize("length", [100, 1000, 5000])
def test_addresses_over_inproc_may_be_long(socket: MakeSocket, length: int) -> None:
    address = f"inproc://{'x' * length}"
    with socket(zmq.PULL).bind(address) as pull:
        push = socket(zmq.PUSH)
        push.connect(address)
        push.send(b"body")
        assert pull.recv() == b"body"


def test_a_random_port_lies_in_the_range(picky: PickySocket) -> None:
    with pytest.raises(zmq.ZMQBindError):
        picky.bind_to_random_port("tcp://127.0.0.1", min_port=5000, max_port=5003)
    assert set(picky.tried) == {f"tcp://127.0.0.1:{port}" for port in (5000, 5001, 5002)}
    assert len(picky.tried) == 100


def test_ports_in_use_are_passed_over(picky: PickySocket) -> None:
    picky.free = ":5001"
    port = picky.bind_to_random_port("tcp://127.0.0.1", 5000, 5002, max_tries=1000)
    assert port == 5001
    assert picky.tried[-1] == "tcp://127.0.0.1:5001"


def test_only_so_many_ports_are_tried(picky: PickySocket) -> None:
    with pytest.raises(zmq.ZMQBindError):
        picky.bind_to_random_port("tcp://127.0.0.1", min_port=5000, max_tries=3)
    assert len(picky.tried) == 3


def test_a_range_of_ports_that_are_all_in_use_is_an_error(socket: MakeSocket) -> None:
    taken = socket(zmq.PULL).bind_to_random_port("tcp://127.0.0.1")
    with pytest.raises(zmq.ZMQBindError):
        socket(zmq.PULL).bind_to_random_port("tcp://127.0.0.1", taken, taken + 1, max_tries=2)


@pytest.mark.parametrize(("min_port", "max_port"), [(5000, 5000), (5001, 5000)])
def test_an_empty_range_of_ports_is_refused(
    socket: MakeSocket, min_port: int, max_port: int
) -> None:
    with pytest.raises(ValueError, match="range"):
        socket(zmq.PULL).bind_to_random_port("tcp://127.0.0.1", min_port, max_port)


@pytest.mark.parametrize("ports", [(), (5000, 5010)], ids=["the system's", "a range"])
def test_what_more_tries_cannot_cure_is_an_error_at_once(
    socket: MakeSocket, ports: tuple[int, ...]
) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PULL).bind_to_random_port("nonsense://here", *ports)
    assert caught.value.errno == zmq.EPROTONOSUPPORT
