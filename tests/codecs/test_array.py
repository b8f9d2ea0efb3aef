"""Arrays of all plain types, shapes and orders; nothing but plain memory is accepted."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from zmq.codecs import Array, DecodeError

dtypes = st.one_of(
    arrays.boolean_dtypes(),
    arrays.integer_dtypes(),
    arrays.floating_dtypes(),
    arrays.complex_number_dtypes(),
    arrays.datetime64_dtypes(),
    arrays.timedelta64_dtypes(),
    arrays.byte_string_dtypes(min_len=1),
    arrays.unicode_string_dtypes(min_len=1),
)
dtypes |= arrays.array_dtypes(dtypes, max_size=3, allow_subarrays=True)

NATIVE = np.dtype("f8").str


def there_and_back(array: Any) -> Any:
    return Array().decode([bytes(frame) for frame in Array().encode(array)])


def message(dtype: Any, shape: Any, order: Any, memory: bytes = bytes(48)) -> list[bytes]:
    return [json.dumps([dtype, shape, order]).encode(), memory]


@given(
    dtypes.flatmap(lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0))),
    st.sampled_from("CFA"),
)
def test_arrays_come_back(array: Any, order: Any) -> None:
    sent = np.array(array, order=order)
    received = there_and_back(sent)
    assert received.dtype == sent.dtype
    assert received.shape == sent.shape
    assert received.tobytes() == sent.tobytes()


def test_aligned_structures() -> None:
    dtype = np.dtype([("a", "u1"), ("b", "f8"), (("title", "c"), "i2", (2, 3))], align=True)
    array = np.zeros(4, dtype)
    array["b"] = [1, 2, 3, 4]
    received = there_and_back(array)
    assert received.dtype == dtype
    assert (received == array).all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_contiguous_memory_is_not_copied(order: Any) -> None:
    array = np.array(np.arange(12.0).reshape(3, 4), order=order)
    frames: Any = Array().encode(array)
    assert np.shares_memory(np.frombuffer(frames[1]), array)
    assert np.shares_memory(Array().decode(frames), array)


def test_other_memory_is_made_so() -> None:
    array = np.arange(12).reshape(3, 4)[::2, ::-1]
    assert (there_and_back(array) == array).all()


def test_what_is_received_is_read_only() -> None:
    frames = Array().encode(np.arange(3))
    received = Array().decode([frames[0], bytearray(frames[1])])
    with pytest.raises(ValueError, match="read-only"):
        received[0] = 1
    received.copy()[0] = 1


def test_lists_become_arrays() -> None:
    assert there_and_back([[1, 2], [3, 4]]).shape == (2, 2)


@pytest.mark.parametrize(
    "array",
    [
        np.array([object()]),
        np.array([{"a": 1}, "b"], dtype=object),
        np.zeros(2, [("plain", "i4"), ("object", "O")]),
        np.zeros(2, [("a", "i4", (0,))]),
    ],
)
def test_only_plain_memory_is_sent(array: Any) -> None:
    with pytest.raises(TypeError, match="another codec"):
        Array().encode(array)


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [b"[]"],
        message(NATIVE, [6], "C", b"47 bytes"),
        message(NATIVE, [6], "A"),
        message(NATIVE, [-2, -3], "C"),
        message(NATIVE, [6.0], "C"),
        message(NATIVE, [True, 6], "C"),
        message(NATIVE, 6, "C"),
        message(NATIVE, None, "C"),
        message(NATIVE, {"0": 1}, "C"),
        message(NATIVE, [2**62, 0], "C", b""),
        message(NATIVE, [1] * 100 + [6], "C"),
        message("O", [6], "C"),
        message("|O", [6], "C"),
        message("|O8", [6], "C"),
        message("object", [6], "C"),
        message("<f8,<f8", [3], "C"),
        message("<f3", [16], "C"),
        message("|V0", [6], "C", b""),
        message("|S0", [0], "C", b""),
        message("<M8[999999999999s]", [6], "C"),
        message([], [6], "C", b""),
        message([["a", "|O"]], [6], "C"),
        message([["a", [["b", "|O8"]]]], [6], "C"),
        message([["a", "<f8", [10**9, 10**9]]], [6], "C"),
        message([["a", "<f4"], ["a", "<f4"]], [6], "C"),
        message([[["a"], "<f8"]], [6], "C"),
        message([["a", "<f8", [1], "more"]], [6], "C"),
        message([5], [6], "C"),
        message({"a": "<f8"}, [6], "C"),
        message(None, [6], "C"),
        [b"[" * 100_000, b""],
        [*message(NATIVE, [6], "C"), b"more"],
    ],
)
def test_what_is_refused(frames: list[bytes]) -> None:
    with pytest.raises(DecodeError):
        Array().decode(frames)
