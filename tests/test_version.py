"""Versions of the package and of the library."""

from __future__ import annotations

import pytest

import zmq
import zmq.backend
from zmq.sugar import version


def test_version_of_the_library() -> None:
    numbers = zmq.zmq_version_info()
    assert type(numbers) is tuple
    assert len(numbers) == 3
    assert all(type(number) is int for number in numbers)
    assert zmq.zmq_version() == "{}.{}.{}".format(*numbers)
    assert zmq.zmq_version_info is version.zmq_version_info is zmq.backend.zmq_version_info


def test_version_of_the_package() -> None:
    assert zmq.__version__ == version.__version__
    numbers = version.VERSION_MAJOR, version.VERSION_MINOR, version.VERSION_PATCH
    assert zmq.__version__ == "{}.{}.{}".format(*numbers) + version.VERSION_EXTRA
    assert zmq.pyzmq_version_info()[:3] == numbers
    assert zmq.pyzmq_version_info()[3:] == ((float("inf"),) if version.VERSION_EXTRA else ())
    assert version.version_info == zmq.pyzmq_version_info()


def test_a_revision_shows_in_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "__revision__", "")
    assert zmq.pyzmq_version() == zmq.__version__
    monkeypatch.setattr(version, "__revision__", "abcdef0123456789")
    assert zmq.pyzmq_version() != zmq.__version__
    assert "abcdef" in zmq.pyzmq_version()


def test_names_that_stay_inside() -> None:
    for name in ("VERSION_MAJOR", "version_info"):
        assert hasattr(version, name)
        assert not hasattr(zmq, name)
