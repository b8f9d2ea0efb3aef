"""Text, JSON, pickles and codecs of one's own as messages."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq

if TYPE_CHECKING:
    from conftest import MakePair

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.fixture
def pair_for_all(pair: MakePair) -> tuple[Any, Any]:
    """One pair that all examples of a property share."""
    return pair()


@given(text=st.text())
def test_any_text_comes_back(pair_for_all: tuple[Any, Any], text: str) -> None:
    a, b = pair_for_all
    a.send_string(text)
    assert b.recv_string() == text


@given(obj=JSON)
def test_any_json_value_comes_back(pair_for_all: tuple[Any, Any], obj: Any) -> None:
    a, b = pair_for_all
    a.send_json(obj)
    assert b.recv_json() == obj


@given(obj=st.lists(st.tuples(st.integers(), st.binary(), st.text())))
def test_any_pickled_value_comes_back(pair_for_all: tuple[Any, Any], obj: Any) -> None:
    a, b = pair_for_all
    a.send_pyobj(obj)
    assert b.recv_pyobj() == obj


def test_text_is_sent_as_utf_8_unless_told_otherwise(pair: MakePair) -> None:
    a, b = pair()
    a.send_string("é")
    a.send_string("é", encoding="latin-1")
    assert [b.recv(), b.recv()] == [b"\xc3\xa9", b"\xe9"]


def test_text_is_received_as_utf_8_unless_told_otherwise(pair: MakePair) -> None:
    a, b = pair()
    a.send(b"\xc3\xa9")
    a.send(b"\xe9")
    assert [b.recv_string(), b.recv_string(encoding="latin-1")] == ["é", "é"]


@pytest.mark.parametrize("value", [b"bytes", 5, None])
def test_send_string_takes_only_text(pair: MakePair, value: Any) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send_string(value)
    assert b.poll(0) == 0


def test_text_that_cannot_be_encoded_is_not_sent(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(UnicodeEncodeError):
        a.send_string("é", encoding="ascii")
    assert b.poll(0) == 0


def test_send_string_sends_one_part_of_several(pair: MakePair) -> None:
    a, b = pair()
    a.send_string("one", zmq.SNDMORE)
    a.send_string("two", copy=False)
    assert b.recv_multipart() == [b"one", b"two"]


def test_the_old_names_for_text_are_the_same_functions() -> None:
    socket: Any = zmq.Socket
    assert socket.send_unicode is socket.send_string
    assert socket.recv_unicode is socket.recv_string


def test_json_is_sent_with_default_separators_and_ascii_escapes(pair: MakePair) -> None:
    a, b = pair()
    a.send_json({"é": [1, 2]})
    assert b.recv() == b'{"\\u00e9": [1, 2]}'


def test_keywords_of_send_json_go_to_the_encoder(pair: MakePair) -> None:
    a, b = pair()
    a.send_json({"b": 1, "a": 2}, sort_keys=True, separators=(",", ":"))
    assert b.recv() == b'{"a":2,"b":1}'


def test_json_with_characters_beyond_ascii_is_utf_8(pair: MakePair) -> None:
    a, b = pair()
    a.send_json("é", ensure_ascii=False)
    assert b.recv() == b'"\xc3\xa9"'


def test_keywords_of_recv_json_go_to_the_decoder(pair: MakePair) -> None:
    a, b = pair()
    a.send_json({"n": 1.5})
    assert b.recv_json(parse_float=str) == {"n": "1.5"}


def test_send_json_knows_no_copy(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send_json(1, copy=False)
    assert b.poll(0) == 0


def test_what_json_cannot_say_is_not_sent(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send_json(object())
    assert b.poll(0) == 0


def test_pickles_use_the_default_protocol_unless_told_otherwise(pair: MakePair) -> None:
    a, b = pair()
    a.send_pyobj([1])
    a.send_pyobj([1], protocol=2)
    assert b.recv() == pickle.dumps([1], pickle.DEFAULT_PROTOCOL)
    assert b.recv() == pickle.dumps([1], 2)


def test_what_cannot_be_pickled_is_not_sent(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises((pickle.PicklingError, AttributeError)):
        a.send_pyobj(lambda: None)
    assert b.poll(0) == 0


def test_a_serializer_turns_an_object_into_parts(pair: MakePair) -> None:
    a, b = pair()
    a.send_serialized(3, lambda n: [b"part %d" % i for i in range(n)])
    assert b.recv_multipart() == [b"part 0", b"part 1", b"part 2"]


def test_a_serializer_that_gives_something_else_than_parts_sends_nothing(pair: MakePair) -> None:
    a, b = pair()
    with pytest.raises(TypeError):
        a.send_serialized(3, lambda n: n)
    assert b.poll(0) == 0


@pytest.mark.parametrize(("copy", "kind"), [(True, bytes), (False, zmq.Frame)])
def test_a_deserializer_gets_the_list_of_parts(pair: MakePair, copy: bool, kind: type) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    parts: list[Any] = b.recv_serialized(list, copy=copy)
    assert [type(part) for part in parts] == [kind, kind]
    assert [bytes(part) for part in parts] == [b"one", b"two"]


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("recv_string", UnicodeDecodeError),
        ("recv_json", ValueError),
        ("recv_pyobj", (pickle.UnpicklingError, KeyError)),
    ],
)
def test_a_body_that_cannot_be_decoded_is_consumed(
    pair: MakePair, method: str, error: type[Exception]
) -> None:
    a, b = pair()
    a.send(b"\xff")
    a.send(b"next")
    with pytest.raises(error):
        getattr(b, method)()
    assert b.recv() == b"next"


def test_an_error_of_the_deserializer_comes_out_unchanged(pair: MakePair) -> None:
    a, b = pair()
    a.send_multipart([b"one", b"two"])
    error = RuntimeError("mine")

    def refuse(_: Any) -> None:
        raise error

    with pytest.raises(RuntimeError) as caught:
        b.recv_serialized(refuse)
    assert caught.value is error
    assert b.poll(0) == 0


@pytest.mark.parametrize("method", ["recv_string", "recv_json", "recv_pyobj"])
@pytest.mark.parametrize("flags", [0, zmq.DONTWAIT])
def test_with_nothing_there_each_raises_again(pair: MakePair, method: str, flags: int) -> None:
    _, b = pair(rcvtimeo=10)
    with pytest.raises(zmq.Again):
        getattr(b, method)(flags)


@pytest.mark.parametrize(
    ("method", "value"), [("send_string", "x"), ("send_json", 1), ("send_pyobj", 1)]
)
def test_without_room_each_raises_again(pair: MakePair, method: str, value: Any) -> None:
    a, _ = pair(zmq.PUSH, zmq.PULL, sndhwm=1, rcvhwm=1)
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")
    with pytest.raises(zmq.Again):
        getattr(a, method)(value, zmq.DONTWAIT)


def test_json_from_other_programs_may_be_any_utf_8(pair: MakePair) -> None:
    a, b = pair()
    a.send(json.dumps("é", ensure_ascii=False).encode())
    assert b.recv_json() == "é"
