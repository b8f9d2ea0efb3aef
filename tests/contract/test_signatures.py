"""The names of the contract, and what its functions take: the same for every core."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import pytest

import zmq.backend

NAMES = [
    "IPC_PATH_MAX_LEN",
    "PYZMQ_DRAFT_API",
    "Context",
    "Frame",
    "Message",
    "Socket",
    "curve_keypair",
    "curve_public",
    "has",
    "monitored_queue",
    "proxy",
    "proxy_steerable",
    "strerror",
    "zmq_errno",
    "zmq_poll",
    "zmq_version_info",
]

REQUIRED = object()

# What a caller may pass, by position in this order or by name, and what is assumed otherwise.
PARAMETERS: dict[str, dict[str, Any]] = {
    "Context.get": {"option": REQUIRED},
    "Context.set": {"option": REQUIRED, "optval": REQUIRED},
    "Socket.bind": {"addr": REQUIRED},
    "Socket.close": {"linger": None},
    "Socket.connect": {"addr": REQUIRED},
    "Socket.disconnect": {"addr": REQUIRED},
    "Socket.get": {"option": REQUIRED},
    "Socket.join": {"group": REQUIRED},
    "Socket.leave": {"group": REQUIRED},
    "Socket.monitor": {"addr": REQUIRED, "events": 0xFFFF},
    "Socket.recv": {"flags": 0, "copy": True, "track": False},
    "Socket.send": {"data": REQUIRED, "flags": 0, "copy": True, "track": False},
    "Socket.set": {"option": REQUIRED, "optval": REQUIRED},
    "Socket.unbind": {"addr": REQUIRED},
    "Frame.get": {"option": REQUIRED},
    "Frame.set": {"option": REQUIRED, "value": REQUIRED},
    "curve_keypair": {},
    "curve_public": {"secret_key": REQUIRED},
    "has": {"capability": REQUIRED},
    "monitored_queue": {
        "in_socket": REQUIRED,
        "out_socket": REQUIRED,
        "mon_socket": REQUIRED,
        "in_prefix": b"in",
        "out_prefix": b"out",
    },
    "proxy": {"frontend": REQUIRED, "backend": REQUIRED, "capture": None},
    "proxy_steerable": {
        "frontend": REQUIRED,
        "backend": REQUIRED,
        "capture": None,
        "control": None,
    },
    "strerror": {"errno": REQUIRED},
    "zmq_errno": {},
    "zmq_poll": {"sockets": REQUIRED, "timeout": -1},
    "zmq_version_info": {},
}


def look_up(backend: ModuleType, name: str) -> Any:
    found: Any = backend
    for part in name.split("."):
        found = getattr(found, part)
    return found


def parameters(function: Any) -> dict[str, Any]:
    taken = list(inspect.signature(function).parameters.values())
    return {
        one.name: REQUIRED if one.default is one.empty else one.default
        for one in taken
        if one.name != "self" and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    }


def test_the_core_in_use_is_one_of_those_tested() -> None:
    assert zmq.backend.Socket.__module__.startswith(("zmq.backend.cython", "zmq.backend.cffi"))


@pytest.mark.parametrize("name", NAMES)
def test_a_core_has_every_name(backend: ModuleType, name: str) -> None:
    assert hasattr(backend, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_chosen_core_s_names_are_the_backend_s(name: str) -> None:
    assert hasattr(zmq.backend, name)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_are_named_ordered_and_assumed_alike(backend: ModuleType, name: str) -> None:
    taken = parameters(look_up(backend, name))
    expected = PARAMETERS[name]
    assert list(taken)[: len(expected)] == list(expected)
    assert {key: taken[key] for key in expected} == expected


@pytest.mark.parametrize("name", PARAMETERS)
def test_whatever_else_is_taken_may_be_left_out(backend: ModuleType, name: str) -> None:
    taken = parameters(look_up(backend, name))
    more = set(taken) - set(PARAMETERS[name])
    assert not [key for key in more if taken[key] is REQUIRED]


def test_recv_into_takes_a_positional_buffer_and_named_limits(backend: ModuleType) -> None:
    taken = inspect.signature(backend.Socket.recv_into).parameters
    assert taken["buffer"].kind is inspect.Parameter.POSITIONAL_ONLY
    assert (taken["nbytes"].kind, taken["nbytes"].default) == (inspect.Parameter.KEYWORD_ONLY, 0)
    assert (taken["flags"].kind, taken["flags"].default) == (inspect.Parameter.KEYWORD_ONLY, 0)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("Context", "closed"),
        ("Context", "underlying"),
        ("Context", "term"),
        ("Socket", "closed"),
        ("Socket", "context"),
        ("Socket", "copy_threshold"),
        ("Socket", "underlying"),
        ("Frame", "buffer"),
        ("Frame", "bytes"),
        ("Frame", "more"),
        ("Frame", "tracker"),
        ("Frame", "__len__"),
        ("Frame", "__copy__"),
    ],
)
def test_a_class_has_its_attributes(backend: ModuleType, owner: str, name: str) -> None:
    assert hasattr(getattr(backend, owner), name)


def test_message_is_another_name_for_frame(backend: ModuleType) -> None:
    assert backend.Message is backend.Frame


@pytest.mark.parametrize("name", ["Context", "Socket", "Frame"])
def test_the_classes_of_the_face_are_built_on_the_core(name: str) -> None:
    assert issubclass(getattr(zmq, name), getattr(zmq.backend, name))
