"""Versions, capabilities, limits and error texts of the module."""

from __future__ import annotations

import errno
import sys

import pytest

import zmq
import zmq.sugar.version


def test_zmq_version_info_is_a_tuple_of_three_ints() -> None:
    info = zmq.zmq_version_info()
    assert type(info) is tuple
    assert [type(part) for part in info] == [int, int, int]


def test_zmq_version_is_the_info_with_dots() -> None:
    assert zmq.zmq_version() == ".".join(map(str, zmq.zmq_version_info()))


def test_pyzmq_version_is_the_package_version() -> None:
    assert zmq.pyzmq_version().split("@")[0] == zmq.__version__


@pytest.mark.skipif(bool(zmq.__revision__), reason="a build from between releases names its commit")
def test_pyzmq_version_of_a_release_has_no_addition() -> None:
    assert zmq.pyzmq_version() == zmq.__version__


def test_pyzmq_version_info_has_three_ints_and_infinity_between_releases() -> None:
    info = zmq.pyzmq_version_info()
    assert all(type(part) is int for part in info[:3])
    assert info[3:] in [(), (float("inf"),)]
    assert zmq.__version__.startswith(".".join(map(str, info[:3])))


def test_version_parts_stay_in_their_module() -> None:
    assert isinstance(zmq.sugar.version.VERSION_MAJOR, int)
    assert zmq.sugar.version.version_info[0] == zmq.sugar.version.VERSION_MAJOR
    assert not hasattr(zmq, "VERSION_MAJOR")
    assert not hasattr(zmq, "version_info")


@pytest.mark.parametrize("capability", ["ipc", "curve", "draft", "pgm", "tipc", "norm", "gssapi"])
def test_has_answers_with_a_bool(capability: str) -> None:
    assert type(zmq.has(capability)) is bool


@pytest.mark.parametrize("capability", ["", "nonsense", "IPC", "CURVE"])
def test_has_says_no_to_unknown_names_and_wrong_case(capability: str) -> None:
    assert zmq.has(capability) is False


def test_has_wants_text() -> None:
    with pytest.raises(TypeError):
        zmq.has(b"ipc")  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="ipc is optional on Windows")
def test_has_ipc() -> None:
    assert zmq.has("ipc") is True


def test_draft_api_needs_both_the_library_and_the_binding() -> None:
    assert type(zmq.DRAFT_API) is bool
    assert type(zmq.PYZMQ_DRAFT_API) is bool
    assert (zmq.has("draft") and zmq.PYZMQ_DRAFT_API) == zmq.DRAFT_API


def test_ipc_path_limit_is_an_int() -> None:
    assert type(zmq.IPC_PATH_MAX_LEN) is int
    assert zmq.IPC_PATH_MAX_LEN >= 0


@pytest.mark.skipif(sys.platform != "linux", reason="each system has a limit of its own")
def test_ipc_path_limit_on_linux() -> None:
    assert zmq.IPC_PATH_MAX_LEN == 107


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (zmq.ETERM, "Context was terminated"),
        (zmq.EFSM, "Operation cannot be accomplished in current state"),
    ],
)
def test_strerror_knows_the_errors_of_libzmq(number: int, text: str) -> None:
    assert zmq.strerror(number) == text


def test_strerror_knows_the_errors_of_the_system() -> None:
    assert zmq.strerror(errno.EINVAL) == "Invalid argument"


@pytest.mark.parametrize("number", [-1, 0, 99999, 2**31 - 1])
def test_strerror_of_unknown_numbers_is_a_text_too(number: int) -> None:
    assert type(zmq.strerror(number)) is str


def test_zmq_errno_is_an_int() -> None:
    assert type(zmq.zmq_errno()) is int
