"""Contexts: made, shared by shadows, and ended on a native thread (c/context.c)."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.memory import empty_released
from zmq.backend.cffi.wait import NULL, SECOND, deadline_after, fail, patiently
from zmq.constants import Errno
from zmq.error import ZMQError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# How long (ms) the end of the process waits for sockets that set no LINGER of their own.
EXIT_LINGER = 5000


def end_contexts() -> None:
    """At the end of the process, sockets being closed: end every context and wait for what is
    unsent.

    Each is given as long as the longest LINGER set on one of its sockets, -1 for ever, and no less
    than EXIT_LINGER ms.
    """
    started = lib.wait_now()
    context, _ = _unended(-1)
    while context is not None and lib.core_end_context(context) == 0:
        context, _ = _unended(-1)
    context, deadline = _unended(started)
    while context is not None:
        patiently(lib.core_await_end, context, deadline=deadline)
        context, deadline = _unended(started)


def _unended(started: int) -> tuple[Any, int]:
    deadline = ffi.new("int64_t *")
    core = lib.core_unended_context(started, deadline)
    return None if core == NULL else ffi.gc(core, lib.core_drop_context), deadline[0]


class Context:
    """A libzmq context (zmq_ctx_new(3)).

    io_threads: how many threads do the input and output.
    shadow: the address of an existing context to use without owning it.
    """

    _core: Any = None

    def __init__(self, io_threads: int = 1, shadow: int = 0) -> None:
        if self._core is None:
            core = _share_context(shadow) if shadow else _open_context(io_threads)
            object.__setattr__(self, "_core", core)

    @property
    def underlying(self) -> int:
        """The address of libzmq's context; 0 once closed."""
        return 0 if self.closed else int(lib.core_context_handle(self._core))

    @property
    def closed(self) -> bool:
        """Whether the context is terminated, or belongs to the process this one was forked from."""
        return self._core is None or bool(lib.core_context_closed(self._core))

    def get(self, option: int) -> int:
        """Return an option of the context (zmq_ctx_get(3)).

        Raises RuntimeError if the context is closed, ZMQError (EINVAL) for an unknown option.
        """
        value = ffi.new("int *")
        self._require(lib.core_get_context_option, option, value)
        return int(value[0])

    def set(self, option: int, optval: int) -> None:
        """Set an option of the context (zmq_ctx_set(3)); raises as ``get`` does."""
        if not isinstance(optval, int):
            raise TypeError(f"expected int, got: {optval!r}")
        self._require(lib.core_set_context_option, option, optval)

    def _require(self, call: Any, *args: Any) -> None:
        result = -Errno.EFAULT if self.closed else call(self._core, *args)
        if result == -Errno.EFAULT:
            raise RuntimeError("the context is closed")
        if result == -Errno.ETERM:
            raise ZMQError(Errno.ETERM)
        if result:
            fail(result)

    def shutdown(self) -> None:
        """Make every call that waits on a socket of this context, now and later, raise
        ContextTerminated.
        """
        if not self.closed:
            lib.core_shutdown_context(self._core)

    def term(self, timeout: float | None = None) -> None:
        """End the context once its sockets are closed and have lingered (zmq_ctx_term(3)).

        timeout: seconds to wait at most, None for ever. When they are over, TimeoutError is raised
        and ``term`` may be called again. Signal handlers run meanwhile.
        """
        deadline = deadline_after(None if timeout is None else max(timeout, 0), SECOND)
        empty_released()
        if self.closed:
            return
        result = lib.core_end_context(self._core)
        if result < 0:
            fail(result)
        if not self.closed:
            self._await_end(deadline)
        empty_released()

    def _await_end(self, deadline: int) -> None:
        result = patiently(lib.core_await_end, self._core, deadline=deadline)
        if result < 0:
            fail(result)
        if not result:
            raise TimeoutError("sockets of the context are still open or lingering")


def _open_context(io_threads: int) -> Any:
    error = ffi.new("int *")
    core = lib.core_new_context(io_threads, EXIT_LINGER, error)
    if core == NULL:
        fail(-error[0])
    return ffi.gc(core, lib.core_abandon_context)


def _share_context(address: int) -> Any:
    core = lib.core_shadow_context(address, EXIT_LINGER)
    if core == NULL:
        raise MemoryError
    return ffi.gc(core, lib.core_drop_context)
