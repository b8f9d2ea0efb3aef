"""Each format reads what it wrote, and refuses what is no message with a ValueError."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zmq.cli import formats

MESSAGES = st.lists(st.binary(max_size=20), min_size=1, max_size=4)


@pytest.mark.parametrize("name", ["hex", "json"])
@given(message=MESSAGES)
def test_all_bytes_come_back(name: str, message: list[bytes]) -> None:
    form = formats.choose(name)
    line = form.encode(message)
    assert b"\n" not in line
    assert form.decode(line) == message


@given(st.lists(st.text(st.characters(categories=["L", "N", "P"])), min_size=1))
def test_printable_text_comes_back(texts: list[str]) -> None:
    form = formats.choose("text")
    message = [text.encode() for text in texts]
    assert form.decode(form.encode(message)) == message


@given(MESSAGES)
def test_text_is_printable_whatever_it_is_of(message: list[bytes]) -> None:
    shown = formats.choose("text", " ").encode(message).decode()
    assert shown.isprintable()


@pytest.mark.parametrize("name", formats.FORMATS)
@given(line=st.binary() | st.text().map(str.encode))
def test_any_line_is_a_message_or_a_value_error(name: str, line: bytes) -> None:
    with suppress(ValueError):
        assert formats.choose(name).decode(line)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.just("base64") | st.text(), inner),
    )
)
def test_any_json_is_a_message_or_a_value_error(value: object) -> None:
    with suppress(ValueError):
        formats.choose("json").decode(json.dumps(value).encode())
