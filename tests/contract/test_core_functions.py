"""The functions of a core."""

from __future__ import annotations

from types import ModuleType

import pytest

import zmq


def test_the_version_of_libzmq_is_three_ints(backend: ModuleType) -> None:
    version = backend.zmq_version_info()
    assert type(version) is tuple
    assert [type(number) for number in version] == [int, int, int]
    assert version == zmq.zmq_version_info()


def test_an_error_number_has_a_text(backend: ModuleType) -> None:
    assert backend.strerror(zmq.ETERM) == "Context was terminated"
    assert backend.strerror(zmq.EFSM) == "Operation cannot be accomplished in current state"
    assert isinstance(backend.strerror(123_456), str)


def test_the_last_error_is_a_number(backend: ModuleType) -> None:
    assert isinstance(backend.zmq_errno(), int)


def test_capabilities_are_told_by_name(backend: ModuleType) -> None:
    assert backend.has("no such thing") is False
    assert type(backend.has("curve")) is bool
    with pytest.raises(TypeError):
        backend.has(b"curve")


def test_constants_are_plain(backend: ModuleType) -> None:
    assert type(backend.IPC_PATH_MAX_LEN) is int
    assert type(backend.PYZMQ_DRAFT_API) is bool


@pytest.mark.skipif(not zmq.has("curve"), reason="about a libzmq with CURVE")
def test_a_public_key_follows_from_its_secret_key(backend: ModuleType) -> None:
    public, secret = backend.curve_keypair()
    assert (type(public), len(public)) == (bytes, 40)
    assert (type(secret), len(secret)) == (bytes, 40)
    assert backend.curve_public(secret) == public
    assert backend.curve_public(secret_key=secret.decode()) == public


@pytest.mark.skipif(not zmq.has("curve"), reason="about a libzmq with CURVE")
def test_a_secret_key_has_forty_characters(backend: ModuleType) -> None:
    with pytest.raises(ValueError, match="40"):
        backend.curve_public(b"short")


def test_polling_nothing_gives_nothing(backend: ModuleType) -> None:
    assert backend.zmq_poll([], timeout=0) == []


def test_polling_something_without_a_descriptor_is_refused(backend: ModuleType) -> None:
    with pytest.raises(TypeError):
        backend.zmq_poll([(object(), zmq.POLLIN)], timeout=0)


@pytest.mark.parametrize("name", ["proxy", "proxy_steerable", "monitored_queue"])
def test_only_sockets_can_be_joined(backend: ModuleType, name: str) -> None:
    with pytest.raises(TypeError):
        getattr(backend, name)("a", "b", "c")
