"""Contexts: made, shared by shadows, and ended on a native thread (context.h)."""

# Every context made here until it has ended: shadows find what they share, and the end of the process
# what it waits for. Guarded by wait_contexts_lock; the list counts as a reference.
cdef context_core *contexts = NULL

# How long (ms) the end of the process waits for sockets that set no LINGER of their own.
EXIT_LINGER = 5000


cdef context_core *new_context_core(void *handle) except NULL:
    cdef context_core *core = <context_core *>calloc(1, sizeof(context_core))
    if core == NULL:
        raise MemoryError()
    core.handle = handle
    core.generation = wait_generation
    core.refs = 1
    core.exit_linger = EXIT_LINGER
    return core


cdef void list_context(context_core *core) noexcept:
    global contexts
    wait_lock_take(&wait_contexts_lock)
    unlist_ended()
    atomic_add(&core.refs, 1)
    core.next = contexts
    contexts = core
    wait_lock_drop(&wait_contexts_lock)


cdef void unlist_ended() noexcept:
    """Forget contexts that have ended, or that were the parent's before a fork; the list is locked."""
    cdef context_core **link = &contexts
    cdef context_core *core
    while link[0] != NULL:
        core = link[0]
        if atomic_get(&core.ended) or core.generation != wait_generation:
            link[0] = core.next
            context_drop(core)
        else:
            link = &core.next


cdef context_core *find_context(void *handle) noexcept:
    """The open context with this handle, shared once more; NULL if it was made elsewhere."""
    cdef context_core *core
    wait_lock_take(&wait_contexts_lock)
    unlist_ended()
    core = contexts
    while core != NULL and core.handle != handle:
        core = core.next
    if core != NULL:
        atomic_add(&core.refs, 1)
    wait_lock_drop(&wait_contexts_lock)
    return core


cdef context_core *unended_context(int64_t started) noexcept:
    """A context that has not ended although the end of the process may still wait for it.

    started: since when it waits, -1 for any context that nobody has begun to end. The caller drops it.
    """
    cdef context_core *core
    wait_lock_take(&wait_contexts_lock)
    core = contexts
    while core != NULL and not may_wait(core, started):
        core = core.next
    if core != NULL:
        atomic_add(&core.refs, 1)
    wait_lock_drop(&wait_contexts_lock)
    return core


cdef bint may_wait(context_core *core, int64_t started) noexcept:
    if atomic_get(&core.ended) or core.generation != wait_generation:
        return False
    return not core.terminating if started < 0 else wait_left(exit_deadline(core, started)) != 0


cdef int64_t exit_deadline(context_core *core, int64_t started) noexcept:
    return -1 if core.exit_linger < 0 else started + <int64_t>core.exit_linger * 1000000


def end_contexts() -> None:
    """At the end of the process, sockets being closed: end every context and wait for what is unsent.

    Each is given as long as the longest LINGER set on one of its sockets, -1 for ever, and no less than
    EXIT_LINGER ms.
    """
    cdef int64_t started = wait_now()
    cdef context_core *core = unended_context(-1)
    while core != NULL and context_start_to_end(core) == 0:
        context_drop(core)
        core = unended_context(-1)
    if core != NULL:
        context_drop(core)
    core = unended_context(started)
    while core != NULL:
        try:
            if context_start_to_end(core) == -1:  # another thread may be about to: this waits for it
                raise OSError(errno, strerror(errno))
            await_end(core, exit_deadline(core, started))
        finally:
            context_drop(core)
        core = unended_context(started)


cdef bint await_end(context_core *core, int64_t deadline) except -1:
    """Wait for a context that is ending; return 0 if the time is over."""
    while not atomic_get(&core.ended) and core.generation == wait_generation:  # a handler may fork
        if wait_left(deadline) == 0:
            return 0
        if context_watch(core):
            try:
                poll_waker(core.done, deadline)
            finally:
                context_unwatch(core)
    return 1


cdef class Context:
    """A libzmq context (zmq_ctx_new(3)).

    io_threads: how many threads do the input and output.
    shadow: the address of an existing context to use without owning it.
    """

    def __init__(self, int io_threads=1, size_t shadow=0):
        if self._core != NULL:
            return
        if shadow:
            share_context(self, shadow)
        else:
            open_context(self, io_threads)

    def __dealloc__(self):
        cdef context_core *core = <context_core *>self._core
        if core == NULL:
            return
        if not self._shadow and core.generation == wait_generation:
            context_start_to_end(core)
        context_drop(core)

    @property
    def underlying(self) -> int:
        """The address of libzmq's context; 0 once closed."""
        return 0 if self.closed else <size_t>(<context_core *>self._core).handle

    @property
    def closed(self) -> bool:
        """Whether the context is terminated, or belongs to the process this one was forked from."""
        cdef context_core *core = <context_core *>self._core
        return core == NULL or core.generation != wait_generation or atomic_get(&core.ended) != 0

    def get(self, int option) -> int:
        """Return an option of the context (zmq_ctx_get(3)).

        Raises RuntimeError if the context is closed, ZMQError (EINVAL) for an unknown option.
        """
        cdef context_core *core = enter_context(self)
        cdef int value, error
        set_errno(0)  # -1 is a value of some options too
        value = libzmq.zmq_ctx_get(core.handle, option)
        error = errno
        drop_context(core)
        if value == -1 and error != 0:
            fail(error)
        return value

    def set(self, int option, optval: int) -> None:
        """Set an option of the context (zmq_ctx_set(3)); raises as ``get`` does."""
        if not isinstance(optval, int):
            raise TypeError(f"expected int, got: {optval!r}")
        cdef int value = optval
        cdef int error = 0
        cdef context_core *core = enter_context(self)
        if libzmq.zmq_ctx_set(core.handle, option, value) == -1:
            error = libzmq.zmq_errno()
        drop_context(core)
        if error:
            fail(error)

    def shutdown(self) -> None:
        """Make every call that waits on a socket of this context, now and later, raise ContextTerminated."""
        cdef context_core *core = <context_core *>self._core
        if self.closed:
            return
        take_context(core)
        if not core.terminating:
            libzmq.zmq_ctx_shutdown(core.handle)
        drop_context(core)

    def term(self, timeout: float | None = None) -> None:
        """End the context once its sockets are closed and have lingered (zmq_ctx_term(3)).

        timeout: seconds to wait at most, None for ever. When they are over, TimeoutError is raised
        and ``term`` may be called again. Signal handlers run meanwhile.
        """
        cdef context_core *core = <context_core *>self._core
        cdef int64_t deadline = deadline_after(None if timeout is None else max(timeout, 0), 1000000000)
        empty_released(NULL)
        if self.closed:
            return
        if context_start_to_end(core) == -1:
            raise OSError(errno, strerror(errno))
        if not await_end(core, deadline):
            raise TimeoutError("sockets of the context are still open or lingering")
        self.handle = NULL
        empty_released(NULL)


cdef int open_context(Context context, int io_threads) except -1:
    cdef void *handle = libzmq.zmq_ctx_new()
    if handle == NULL:
        fail(libzmq.zmq_errno())
    if libzmq.zmq_ctx_set(handle, libzmq.ZMQ_IO_THREADS, io_threads) == -1:
        error = libzmq.zmq_errno()
        libzmq.zmq_ctx_term(handle)
        fail(error)
    context._core = new_context_core(handle)
    context.handle = handle
    list_context(<context_core *>context._core)
    return 0


cdef int share_context(Context context, size_t address) except -1:
    context._core = find_context(<void *>address)
    if context._core == NULL:
        context._core = new_context_core(<void *>address)
        (<context_core *>context._core).started = True
    context.handle = <void *>address
    context._shadow = True
    return 0


cdef context_core *enter_context(Context context) except NULL:
    """Lock a context that has not begun to end, or raise."""
    cdef context_core *core = <context_core *>context._core
    if context.closed:
        raise RuntimeError("the context is closed")
    take_context(core)
    if core.terminating:
        drop_context(core)
        raise ZMQError(libzmq.ETERM)
    return core
