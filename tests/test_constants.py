"""Constants: which there are, under which names, and what kind of thing they are."""

from __future__ import annotations

import enum
import errno
import pickle
import sys
from typing import Any

import pytest

import zmq
import zmq.constants

PREFIXES: dict[type[enum.Enum], str] = {
    zmq.SocketType: "",
    zmq.SocketOption: "",
    zmq.ContextOption: "",
    zmq.MessageOption: "",
    zmq.Flag: "",
    zmq.PollEvent: "",
    zmq.Event: "EVENT_",
    zmq.SecurityMechanism: "",
    zmq.ReconnectStop: "RECONNECT_STOP_",
    zmq.NormMode: "NORM_",
    zmq.RouterNotify: "NOTIFY_",
    zmq.DeviceType: "",
    zmq.Errno: "",
}
ALIASES = {
    "NOBLOCK": "DONTWAIT",
    "XREQ": "DEALER",
    "XREP": "ROUTER",
    "IDENTITY": "ROUTING_ID",
    "CONNECT_RID": "CONNECT_ROUTING_ID",
    "FAIL_UNROUTABLE": "ROUTER_MANDATORY",
    "ROUTER_BEHAVIOR": "ROUTER_MANDATORY",
    "DELAY_ATTACH_ON_CONNECT": "IMMEDIATE",
    "THREAD_PRIORITY": "SOCKET_LIMIT",
}


def public_name(kind: type[enum.Enum], name: str) -> str:
    return name if name.startswith("PROTOCOL_ERROR") else PREFIXES[kind] + name


NAMED = [
    (public_name(kind, name), member)
    for kind in PREFIXES
    for name, member in kind.__members__.items()
]


@pytest.mark.parametrize("module", [zmq, zmq.constants])
def test_every_member_is_at_module_level(module: Any) -> None:
    for name, member in NAMED:
        assert getattr(module, name) is member


def test_all_lists_the_members_and_the_enums() -> None:
    expected = {name for name, _ in NAMED} | {kind.__name__ for kind in PREFIXES}
    expected |= {"Enum", "IntEnum", "IntFlag"}
    assert set(zmq.constants.__all__) == expected
    assert len(zmq.constants.__all__) == len(expected)


def test_zmq_exports_all_constants() -> None:
    assert set(zmq.constants.__all__) <= set(zmq.__all__)


def test_names_do_not_clash() -> None:
    names = [name for name, _ in NAMED]
    assert len(names) == len(set(names))


def test_aliases_are_the_member_under_its_newer_name() -> None:
    for alias, name in ALIASES.items():
        member = getattr(zmq, alias)
        assert member is getattr(zmq, name)
        assert member.name == name


@pytest.mark.parametrize("kind", PREFIXES)
def test_flags_combine_and_other_constants_do_not(kind: type[enum.Enum]) -> None:
    flags = kind in (zmq.Flag, zmq.PollEvent, zmq.Event)
    assert issubclass(kind, enum.IntFlag if flags else enum.IntEnum)


def test_flags_stay_flags_when_combined() -> None:
    both = zmq.NOBLOCK | zmq.SNDMORE
    assert isinstance(both, zmq.Flag)
    assert both == 3
    assert isinstance(zmq.POLLIN | zmq.POLLOUT, zmq.PollEvent)


def test_constants_are_their_numbers() -> None:
    assert zmq.PUSH == 8
    assert hash(zmq.PUSH) == hash(8)
    assert {8: "push"}[zmq.PUSH] == "push"
    assert f"{zmq.PUSH} {zmq.NOBLOCK} {zmq.EAGAIN}" == f"8 1 {errno.EAGAIN}"
    assert str(zmq.PUSH) == "8"


def test_repr_names_the_constant() -> None:
    assert repr(zmq.PUSH) == "<SocketType.PUSH: 8>"
    assert repr(zmq.LINGER) == "<SocketOption.LINGER: 17>"
    assert repr(zmq.NOBLOCK) == "<Flag.DONTWAIT: 1>"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_constants_survive_pickling(protocol: int) -> None:
    for _, member in NAMED:
        assert pickle.loads(pickle.dumps(member, protocol)) is member


def test_members_are_found_by_number() -> None:
    assert zmq.SocketOption(17) is zmq.LINGER
    assert zmq.SocketOption(5) is zmq.IDENTITY
    assert zmq.ContextOption(1) is zmq.IO_THREADS
    assert zmq.MessageOption(1) is zmq.MORE


def test_unknown_number_is_refused() -> None:
    with pytest.raises(ValueError, match="9999"):
        zmq.SocketOption(9999)


def test_option_types() -> None:
    found = {option.name: option._opt_type.value for option in zmq.SocketOption}
    assert {found[name] for name in found} == {"int", "int64", "bytes", "fd"}
    assert found["FD"] == "fd"
    assert {name for name in found if found[name] == "int64"} == {
        "AFFINITY",
        "MAXMSGSIZE",
        "VMCI_BUFFER_SIZE",
        "VMCI_BUFFER_MIN_SIZE",
        "VMCI_BUFFER_MAX_SIZE",
    }
    assert {found[name] for name in ("ROUTING_ID", "SUBSCRIBE", "CURVE_SERVERKEY")} == {"bytes"}
    assert {found[name] for name in ("LINGER", "RCVMORE", "CURVE_SERVER")} == {"int"}


def test_two_options_are_of_sockets_though_contexts_have_them() -> None:
    assert isinstance(zmq.BLOCKY, zmq.SocketOption)
    assert isinstance(zmq.IPV6, zmq.SocketOption)


def test_single_event_shows_its_own_name() -> None:
    for name, event in zmq.Event.__members__.items():
        if name != "ALL":
            assert repr(event) == f"<Event.{name}: {event.value}>"


def test_all_events() -> None:
    assert zmq.EVENT_ALL == 0xFFFF
    assert zmq.EVENT_ALL.name == "ALL_V1"
    assert zmq.EVENT_ALL_V2 == zmq.EVENT_ALL | zmq.EVENT_PIPES_STATS


def test_drafts_are_there_without_the_draft_api() -> None:
    assert [zmq.SERVER, zmq.RADIO, zmq.CHANNEL, zmq.ROUTER_NOTIFY] == [12, 14, 20, 97]
    assert zmq.NOTIFY_CONNECT | zmq.NOTIFY_DISCONNECT == 3
    assert zmq.RECONNECT_STOP_AFTER_DISCONNECT == 4


def test_numbers_that_libzmq_never_changes() -> None:
    assert [kind.value for kind in zmq.SocketType if kind <= zmq.STREAM] == list(range(12))
    assert [zmq.PUB, zmq.SUB, zmq.REQ, zmq.REP, zmq.DEALER, zmq.ROUTER] == [1, 2, 3, 4, 5, 6]
    assert [zmq.NULL, zmq.PLAIN, zmq.CURVE, zmq.GSSAPI] == [0, 1, 2, 3]
    assert [zmq.POLLIN, zmq.POLLOUT, zmq.POLLERR, zmq.POLLPRI] == [1, 2, 4, 8]
    assert [zmq.STREAMER, zmq.FORWARDER, zmq.QUEUE] == [1, 2, 3]
    assert [zmq.ROUTING_ID, zmq.LINGER, zmq.NORM_PUSH] == [5, 17, 124]
    own = [zmq.EFSM, zmq.ENOCOMPATPROTO, zmq.ETERM, zmq.EMTHREAD]
    assert [number - 156384712 for number in own] == [51, 52, 53, 54]


def test_errnos_are_those_of_the_c_library() -> None:
    if sys.platform == "win32":
        # Python has Winsock's numbers under these names, libzmq reports others.
        assert [zmq.EADDRINUSE, zmq.ENOTSOCK, zmq.ETIMEDOUT] == [100, 128, 138]
        return
    for name, number in zmq.Errno.__members__.items():
        assert number == getattr(errno, name, number)
    assert zmq.Errno(errno.EADDRINUSE) is zmq.EADDRINUSE
