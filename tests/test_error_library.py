"""How errors get at the library's texts: late, and from whichever core is in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import zmq.error


class Library:
    """Stands in for a core and counts the texts that are asked of it."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.last = 7

    def strerror(self, errno: int) -> str:
        self.asked.append(errno)
        return f"text {errno}"

    def errno(self) -> int:
        return self.last

    def version_info(self) -> tuple[int, int, int]:
        return 4, 2, 1


@pytest.fixture
def library() -> Iterator[Library]:
    error = zmq.error
    before = error._strerror, error._last_errno, error._version_info
    made = Library()
    error.use_library(made.strerror, made.errno, made.version_info)
    yield made
    error.use_library(*before)


def test_text_is_looked_up_once_and_only_when_read(library: Library) -> None:
    error = zmq.error.from_errno(22)
    assert library.asked == []
    assert (str(error), error.strerror) == ("text 22", "text 22")
    assert library.asked == [22]


def test_a_given_text_is_not_looked_up(library: Library) -> None:
    assert str(zmq.error.ZMQError(22, "given")) == "given"
    assert library.asked == []


def test_last_errno_comes_from_the_library(library: Library) -> None:
    assert zmq.error.ZMQError().errno == 7
    with pytest.raises(zmq.error.ZMQError) as caught:
        zmq.error._check_rc(-1)
    assert caught.value.errno == 7
    library.last = 0
    zmq.error._check_rc(-1, error_without_errno=False)


def test_version_comes_from_the_library(library: Library) -> None:
    zmq.error._check_version((4, 2))
    with pytest.raises(zmq.error.ZMQVersionError, match=r"have 4\.2\.1$"):
        zmq.error._check_version((4, 3))


def test_from_errno_returns_and_does_not_raise() -> None:
    assert type(zmq.error.from_errno(zmq.EAGAIN)) is zmq.error.Again
    assert type(zmq.error.from_errno(zmq.EFSM)) is zmq.error.ZMQError
    assert zmq.error.from_errno(22).args == (22,)
