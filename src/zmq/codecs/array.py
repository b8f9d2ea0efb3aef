"""NumPy arrays: a frame that describes one, and a frame that is its memory."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zmq.codecs.base import DecodeError, library, refusing

if TYPE_CHECKING:
    import numpy as np
    from typing_extensions import Buffer

__all__ = ["Array"]

# Numbers, times, bytes, text and raw memory, as NumPy writes them: byte order, kind, size, unit.
_SIMPLE = re.compile(r"[<>|=][biufcmMSUV]\d{0,9}(\[\d{0,9}[a-zA-Z]{0,7}\])?")


class Array:
    """NumPy arrays of any shape, of simple or structured types, but not of objects.

    The memory of a contiguous array is a frame as it is: nothing is copied in
    ``socket.send_serialized(array, codec.encode, copy=False)`` nor in
    ``socket.recv_serialized(codec.decode, copy=False)``. Whoever sends so must leave the array
    alone until it is sent. What is received is read-only; its ``copy()`` is not. Needs ``numpy``.
    """

    name = "array"

    def __init__(self) -> None:
        self._numpy = library(["numpy"], "zmq.codecs.Array", "pyzmq[numpy]")

    def encode(self, obj: np.ndarray[Any, Any], /) -> list[Buffer]:
        array = self._numpy.asarray(obj)
        if not array.flags.forc:
            array = self._numpy.ascontiguousarray(array)
        order = "C" if array.flags.c_contiguous else "F"
        head = [self._describe(array.dtype), array.shape, order]
        # Bytes, since the memory of times cannot be had otherwise.
        memory = array.reshape(-1, order=order).view(self._numpy.uint8)
        return [json.dumps(head).encode(), memory.data]

    def decode(self, frames: Sequence[Buffer], /) -> np.ndarray[Any, Any]:
        with refusing("array"):
            head, memory = frames
            description, shape, order = json.loads(str(head, "utf-8"))
            return self._build(self._dtype(description), shape, order, memoryview(memory))

    def _build(
        self, dtype: np.dtype[Any], shape: Any, order: Any, memory: memoryview
    ) -> np.ndarray[Any, Any]:
        if not all(type(length) is int and length >= 0 for length in shape):
            raise DecodeError(f"{shape!r} is no shape")
        if order not in {"C", "F"}:
            raise DecodeError(f"{order!r} is no order")
        if math.prod(shape) * dtype.itemsize != memory.nbytes:
            raise DecodeError(f"{memory.nbytes} bytes are no array of {dtype} and shape {shape}")
        array: np.ndarray[Any, Any] = self._numpy.ndarray(shape, dtype, memory, order=order)
        array.flags.writeable = False
        return array

    def _describe(self, dtype: np.dtype[Any]) -> Any:
        """Return what JSON can hold of a type, and refuse one that would not come back the same."""
        if not dtype.hasobject:
            description = self._numpy.lib.format.dtype_to_descr(dtype)
            try:
                same = self._dtype(json.loads(json.dumps(description))) == dtype
            except DecodeError:
                same = False
            if same:
                return description
        raise TypeError(f"an array of {dtype} has no plain memory: send it with another codec")

    def _dtype(self, description: Any) -> np.dtype[Any]:
        dtype: np.dtype[Any] = self._numpy.lib.format.descr_to_dtype(_safe(description))
        if dtype.hasobject or dtype.itemsize == 0:
            raise DecodeError(f"arrays of {dtype} are not accepted")
        return dtype


def _safe(description: Any) -> Any:
    """Return a description of a type as NumPy wants it, if all it names is plain memory."""
    if isinstance(description, str):
        if not _SIMPLE.fullmatch(description):
            raise DecodeError(f"{description!r} is no type that is accepted")
        return description
    return [_safe_field(*field) for field in description]


def _safe_field(name: Any, description: Any, shape: Any = ()) -> tuple[Any, ...]:
    titled = tuple(name) if isinstance(name, list) else name
    return (titled, _safe(description), tuple(shape)) if shape else (titled, _safe(description))
