"""JSON on the wire: UTF-8 bytes from any object, objects from text or bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zmq.utils import jsonapi

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(documents)
def test_documents_come_back(document: Any) -> None:
    wire = jsonapi.dumps(document)
    assert isinstance(wire, bytes)
    assert jsonapi.loads(wire) == document
    assert jsonapi.loads(wire.decode("utf-8")) == document
    assert jsonapi.loads(bytearray(wire)) == document


def test_defaults_are_those_of_json() -> None:
    assert jsonapi.jsonmod is json
    assert jsonapi.dumps({"a": "é", "b": 1}) == b'{"a": "\\u00e9", "b": 1}'


def test_keywords_are_passed_on() -> None:
    assert jsonapi.dumps({"b": 1, "a": "é"}, ensure_ascii=False, sort_keys=True) == (
        '{"a": "é", "b": 1}'.encode()
    )
    assert jsonapi.loads(b"[1.5]", parse_float=str) == ["1.5"]


@pytest.mark.parametrize("wire", [b"{", b"", "nothing"])
def test_bad_json(wire: Any) -> None:
    with pytest.raises(json.JSONDecodeError):
        jsonapi.loads(wire)


def test_bad_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        jsonapi.loads(b"\xff")


def test_what_json_cannot_say() -> None:
    with pytest.raises(TypeError):
        jsonapi.dumps(object())
    with pytest.raises(TypeError):
        jsonapi.loads(5)
