"""What the library can do, its limits, and its words for errors."""

from __future__ import annotations

import errno
import sys

import pytest

import zmq


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
