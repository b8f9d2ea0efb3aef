"""Memory of Python's that libzmq reads in place, kept until libzmq is done with it (c/memory.c)."""

from __future__ import annotations

import itertools
import sys

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.wait import fail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_kept: dict[int, Any] = {}
_numbers = itertools.count(1)
_MANY = 64


def empty_released() -> None:
    """Give back the memory that libzmq is done with.

    Many at a time: each call gives the GIL to those who send, who may go on for ever.
    """
    count = _MANY if lib.core_has_released() else 0
    while count == _MANY:
        numbers = ffi.new("int64_t[]", _MANY)
        count = lib.core_take_released(numbers, _MANY)
        for number in ffi.unpack(numbers, count):
            kept = _kept.pop(number, None)
            if kept is not None:
                ffi.release(kept)


def view_data(data: Any) -> Any:
    """Get the contiguous buffer of what is to be sent, as C sees it."""
    if isinstance(data, str):
        raise TypeError("str cannot be sent as it is (unicode not allowed): use send_string")
    try:
        return ffi.from_buffer(data)
    except (TypeError, ValueError, BufferError):
        return _view_otherwise(memoryview(data))


def _view_otherwise(view: memoryview) -> Any:
    """What CFFI refuses: Fortran's order is contiguous as well, strides are not."""
    if view.c_contiguous or not view.contiguous:
        raise BufferError("only contiguous buffers can be sent")
    transposed = getattr(view.obj, "T", None)
    return ffi.from_buffer(view.tobytes("F") if transposed is None else transposed)


def share_with_message(message: Any, view: Any, event: Any) -> None:
    """Make a message of memory without copying it."""
    number = next(_numbers)
    _kept[number] = view
    result = lib.core_share_memory(message, view, len(view), number, event)
    if result:
        _kept.pop(number)
        fail(result)


if sys.implementation.name == "pypy":

    class _Collected:
        """Looks for released memory whenever the collector has run, which frees it after all."""

        def __del__(self) -> None:
            empty_released()
            _Collected()

    _Collected()
else:

    @ffi.def_extern()  # type: ignore[untyped-decorator]
    def core_release_memory() -> None:
        """Libzmq has let go of something, and nobody else may come by."""
        empty_released()
