"""The option table against libzmq itself: access, defaults and kinds are what the library does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from zmq.constants import ContextOption, MessageOption, SocketOption

# What a libzmq may be built without; the option is then unknown to it.
CAPABILITIES = {"CURVE": "curve", "GSSAPI": "gssapi", "VMCI": "vmci", "NORM": "norm", "WSS": "WSS"}
SOCKET_OPTIONS = [option for option in SocketOption if option.socket_types and not option.draft]
PLAIN_TYPES = [kind for kind in zmq.SocketType if not kind.draft]


def in_this_libzmq(option: SocketOption) -> bool:
    capability = CAPABILITIES.get(option.name.split("_")[0])
    return capability is None or zmq.has(capability)


KNOWN = [option for option in SOCKET_OPTIONS if in_this_libzmq(option)]


@pytest.fixture
def sockets(context: zmq.Context[Any]) -> Iterator[dict[zmq.SocketType, zmq.Socket[bytes]]]:
    """A socket of every stable type."""
    made = {kind: context.socket(kind) for kind in PLAIN_TYPES}
    yield made
    for socket in made.values():
        socket.close(0)


def owners(
    option: SocketOption, sockets: dict[zmq.SocketType, zmq.Socket[bytes]]
) -> list[zmq.Socket[bytes]]:
    kinds = option.socket_types
    if option in (zmq.SUBSCRIBE, zmq.UNSUBSCRIBE):
        kinds -= {zmq.XPUB}  # in manual mode, while it handles a subscription
    if option is zmq.LINGER:
        kinds -= {zmq.SUB, zmq.XSUB}  # have nothing to send, hence 0
    return [socket for kind, socket in sockets.items() if kind in kinds]


def values_of(option: SocketOption) -> list[Any]:
    if option._opt_type.value == "bytes":
        return [b"value", b"X-key:value", b"127.0.0.1", bytes(32)]
    return [1, 100]


def can_set(socket: zmq.Socket[bytes], option: SocketOption) -> bool:
    for value in values_of(option):
        with contextlib.suppress(zmq.ZMQError):
            socket.set(option, value)
            return True
    return False


@pytest.mark.parametrize("option", [o for o in KNOWN if o.readable and o.kind != "key"])
def test_readable_options_can_be_read(
    option: SocketOption, sockets: dict[zmq.SocketType, zmq.Socket[bytes]]
) -> None:
    for socket in owners(option, sockets):
        value = socket.get(option)
        assert isinstance(value, bytes if option._opt_type.value == "bytes" else int)


@pytest.mark.parametrize("option", [o for o in KNOWN if not o.readable])
def test_other_options_cannot_be_read(
    option: SocketOption, sockets: dict[zmq.SocketType, zmq.Socket[bytes]]
) -> None:
    for socket in owners(option, sockets):
        with pytest.raises(zmq.ZMQError):
            socket.get(option)


@pytest.mark.parametrize(
    "option", [o for o in KNOWN if o.readable and o.kind != "key" and o.default is not None]
)
def test_new_sockets_have_the_defaults(
    option: SocketOption, sockets: dict[zmq.SocketType, zmq.Socket[bytes]]
) -> None:
    for socket in owners(option, sockets):
        assert socket.get(option) == option.default


@pytest.mark.parametrize("option", [o for o in KNOWN if o.writable])
def test_writable_options_can_be_set(
    option: SocketOption, sockets: dict[zmq.SocketType, zmq.Socket[bytes]]
) -> None:
    for socket in owners(option, sockets):
        assert can_set(socket, option), socket


@pytest.mark.parametrize("option", [o for o in KNOWN if not o.writable])
def test_other_options_cannot_be_set(
    option: SocketOption, sockets: dict[zmq.SocketType, zmq.Socket[bytes]]
) -> None:
    for socket in owners(option, sockets):
        assert not can_set(socket, option), socket


def test_an_option_without_owner_is_gone(pair: Any) -> None:
    socket, _ = pair()
    for option in SocketOption:
        if not option.owner:
            assert not option.access
            with pytest.raises(zmq.ZMQError):
                socket.get(option)
            with pytest.raises(zmq.ZMQError):
                socket.set(option, 1)


@pytest.mark.parametrize("option", ContextOption)
def test_context_options(option: ContextOption, context: zmq.Context[Any]) -> None:
    if not option.readable:
        with pytest.raises(zmq.ZMQError):
            context.get(option)
    else:
        assert isinstance(context.get(option), int)
        if option.default is not None:
            assert context.get(option) == option.default


def test_socket_options_of_contexts(context: zmq.Context[Any]) -> None:
    shared = [option for option in SocketOption if option.of_context]
    assert shared == [zmq.IPV6, zmq.BLOCKY]
    for option in shared:
        assert context.get(option) == option.default


def test_rows_are_complete() -> None:
    kinds = {"int", "bool", "int64", "fd", "text", "binary", "key"}
    for row in [*SocketOption, *ContextOption, *MessageOption]:
        assert row.kind in kinds
        assert row.access in ("", "r", "w", "rw")
        assert row.summary
        assert not row.summary.endswith(".")
        if row.kind == "bool":
            assert row.default in (0, 1, None)
            assert not row.unit


def test_units_that_are_enums_exist() -> None:
    for option in SocketOption:
        if option.unit[:1].isupper():
            assert issubclass(getattr(zmq, option.unit), int)


def test_owner_names_socket_types() -> None:
    assert zmq.SUBSCRIBE.socket_types == {zmq.SUB, zmq.XPUB}
    assert zmq.LINGER.socket_types == set(zmq.SocketType)
    assert zmq.IPV6.socket_types == set(zmq.SocketType)
    assert zmq.BLOCKY.socket_types == set()
    for option in SocketOption:
        for word in option.owner.split():
            assert word in ("all", "context") or word in zmq.SocketType.__members__


def test_drafts_are_marked() -> None:
    assert zmq.SERVER.draft
    assert not zmq.STREAM.draft
    assert zmq.HELLO_MSG.draft
    assert not zmq.BINDTODEVICE.draft
    assert not any(option.draft for option in ContextOption)
