"""libzmq's error numbers, versions and capabilities."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib


def strerror(errno: int) -> str:
    """Return libzmq's text for an error number (zmq_strerror(3))."""
    text: bytes = ffi.string(lib.zmq_strerror(errno))
    return text.decode("utf-8", "replace")


def zmq_errno() -> int:
    """Return the last error number of the calling thread (zmq_errno(3))."""
    return int(lib.zmq_errno())


def zmq_version_info() -> tuple[int, int, int]:
    """Return the version of the libzmq in use as three numbers (zmq_version(3))."""
    numbers = ffi.new("int[3]")
    lib.zmq_version(numbers, numbers + 1, numbers + 2)
    return (numbers[0], numbers[1], numbers[2])


def has(capability: str) -> bool:
    """Tell whether libzmq was built with a capability such as ``"curve"`` (zmq_has(3))."""
    if not isinstance(capability, str):
        raise TypeError(f"a capability is str, not {capability!r}")
    return bool(lib.zmq_has(capability.encode("utf-8")) == 1)
