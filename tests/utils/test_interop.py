"""Addresses from ints and from pointers of cffi."""

from __future__ import annotations

from typing import Any

import cffi
import pytest

import zmq
from zmq.utils.interop import cast_int_addr


@pytest.mark.parametrize("address", [0, 5, 2**48, zmq.PUSH])
def test_ints_are_addresses(address: int) -> None:
    assert cast_int_addr(address) == address


@pytest.mark.parametrize("ctype", ["void *", "char *", "int **"])
def test_pointers_of_cffi(ctype: str) -> None:
    assert cast_int_addr(cffi.FFI().cast(ctype, 0x12345678)) == 0x12345678


@pytest.mark.parametrize("other", ["x", None, 5.0, b"5", object()])
def test_nothing_else_is(other: Any) -> None:
    with pytest.raises(ValueError, match="Cannot cast"):
        cast_int_addr(other)


def test_a_structure_is_none() -> None:
    ffi = cffi.FFI()
    ffi.cdef("struct pair { int a, b; };")
    with pytest.raises(ValueError, match="Cannot cast"):
        cast_int_addr(ffi.new("struct pair *")[0])
