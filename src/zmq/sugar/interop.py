"""What other libraries that use libzmq hand over."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def cast_int_addr(n: Any) -> int:
    """Return the address that an int or a cffi pointer stands for."""
    if isinstance(n, int):
        return n
    # Whoever has a pointer of cffi has loaded it: it need not be imported to find out.
    cffi: Any = sys.modules.get("_cffi_backend")
    if cffi is not None and isinstance(n, cffi.FFI.CData):
        try:
            return int(cffi.FFI().cast("uintptr_t", n))
        except TypeError:  # a structure, say
            pass
    raise ValueError(f"Cannot cast {n!r} to int")
