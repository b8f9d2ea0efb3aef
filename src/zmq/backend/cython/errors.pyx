"""libzmq's error numbers, versions and capabilities."""


def strerror(int errno) -> str:
    """Return libzmq's text for an error number (zmq_strerror(3))."""
    return (<bytes>libzmq.zmq_strerror(errno)).decode("utf-8", "replace")


def zmq_errno() -> int:
    """Return the last error number of the calling thread (zmq_errno(3))."""
    return libzmq.zmq_errno()


def zmq_version_info() -> tuple[int, int, int]:
    """Return the version of the libzmq in use as three numbers (zmq_version(3))."""
    cdef int major, minor, patch
    libzmq.zmq_version(&major, &minor, &patch)
    return (major, minor, patch)


def has(capability: str) -> bool:
    """Tell whether libzmq was built with a capability such as ``"curve"`` (zmq_has(3))."""
    cdef bytes name
    if not isinstance(capability, str):
        raise TypeError(f"a capability is str, not {capability!r}")
    name = capability.encode("utf-8")
    return libzmq.zmq_has(name) == 1


cdef int fail(int error, str text=None) except -1:
    """Raise the exception that belongs to an error number."""
    stop_daemon_thread(error)
    raise from_errno(error) if text is None else ZMQError(error, text)
