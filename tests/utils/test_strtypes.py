"""The names from the days of Python 2 work, and each call warns."""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

import pytest

from zmq.utils import strtypes


def test_import_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "zmq.utils.strtypes")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        importlib.import_module("zmq.utils.strtypes")


def test_types() -> None:
    assert strtypes.bytes is bytes
    assert strtypes.unicode is str
    assert strtypes.basestring == (str,)


def test_aliases() -> None:
    assert strtypes.b is strtypes.asbytes is strtypes.cast_bytes
    assert strtypes.u is strtypes.cast_unicode


@pytest.mark.parametrize("given", ["é", "é".encode()])
def test_casting(given: Any) -> None:
    with pytest.warns(DeprecationWarning, match="strtypes") as warned:
        cast = strtypes.cast_bytes(given), strtypes.cast_unicode(given)
    assert cast == ("é".encode(), "é")
    assert [warning.filename for warning in warned] == [__file__] * 2


def test_encoding_and_errors() -> None:
    with pytest.warns(DeprecationWarning, match="strtypes"):
        assert strtypes.b("é", "latin-1") == b"\xe9"
    with pytest.warns(DeprecationWarning, match="strtypes"):
        assert strtypes.u(b"\xff", errors="replace") == "\ufffd"


@pytest.mark.parametrize("cast", [strtypes.cast_bytes, strtypes.cast_unicode])
def test_neither_text_nor_bytes(cast: Any) -> None:
    with pytest.warns(DeprecationWarning, match="strtypes"), pytest.raises(TypeError):
        cast(5)
