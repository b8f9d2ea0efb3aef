"""Writes the C source of the module ``_cffi``: ``python _build.py OUTPUT``."""

import sys
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).parent

# Where pending calls exist, what libzmq lets go of is let go at once (c/memory.c).
CALLBACK = 'extern "Python" void core_release_memory(void);'


def main(output: str) -> None:
    ffi = FFI()
    ffi.cdef((HERE / "core.cdef").read_text(encoding="utf-8"))
    if sys.implementation.name != "pypy":
        ffi.cdef(CALLBACK)
    ffi.set_source("zmq.backend.cffi._cffi", '#include "c/core.c"')
    ffi.emit_c_code(output)


if __name__ == "__main__":
    main(sys.argv[1])
