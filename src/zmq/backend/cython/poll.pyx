"""Polling many sockets and descriptors with one poll(2).

A socket's events change only through calls on it, which it counts, or through commands from libzmq,
which make its descriptor readable. So a socket that nobody touched and whose descriptor is quiet still
has the events that were seen last, and costs nothing but its place in the poll(2).
"""

cdef struct PollItem:
    socket_core *core     # NULL for a plain descriptor
    int flags
    int events            # of a socket, as seen last
    unsigned int touched  # what the socket had counted then
    bint seen


cdef class PollSet:
    """A fixed set of (object, flags) pairs to poll, again and again.

    An object is a Socket, a descriptor, or anything with ``fileno()``. Raises TypeError for what cannot
    be polled, ValueError where ``fileno()`` fails.
    """

    cdef list pairs
    cdef list keys
    cdef PollItem *items
    cdef wait_pollfd *fds
    cdef Py_ssize_t count
    cdef bint busy

    def __cinit__(self, pairs):
        cdef Py_ssize_t i
        self.pairs = list(pairs)
        self.keys = []
        self.count = len(self.pairs)
        self.items = <PollItem *>calloc(self.count + 1, sizeof(PollItem))
        self.fds = <wait_pollfd *>calloc(self.count + 1, sizeof(wait_pollfd))
        if self.items == NULL or self.fds == NULL:
            raise MemoryError()
        for i in range(self.count):
            target, flags = self.pairs[i]
            self.keys.append(add_poll_item(&self.items[i], &self.fds[i], target, flags))

    def __dealloc__(self):
        free(self.items)
        free(self.fds)

    def poll(self, timeout=None) -> list:
        """Wait until something is ready and return (object, events) pairs in the order of the set.

        timeout: ms, None or negative for ever. Sockets come back as they are, all else as descriptors.
        Raises ZMQError (ENOTSOCK) for a closed socket, ContextTerminated.
        """
        cdef int64_t deadline = deadline_in(-1 if timeout is None else <int64_t>timeout)
        if self.count == 0:
            return []
        if self.busy:
            return PollSet(self.pairs).poll(timeout)
        self.busy = True
        try:
            return poll_items(self, deadline)
        finally:
            self.busy = False


def zmq_poll(sockets, timeout=-1) -> list:
    """Poll (object, flags) pairs once (zmq_poll(3)); objects, timeout (ms) and errors as for PollSet."""
    return PollSet(sockets).poll(timeout)


cdef object add_poll_item(PollItem *item, wait_pollfd *fd, object target, int flags):
    """Note what is to be polled; return what stands for it in the result."""
    item.flags = flags
    if isinstance(target, Socket):
        item.core = <socket_core *>(<Socket>target)._core
        fd.fd = item.core.fd
        fd.events = WAIT_POLLIN
        return target
    number = descriptor_of(target)
    fd.fd = number
    fd.events = (
        (WAIT_POLLIN if flags & libzmq.ZMQ_POLLIN else 0)
        | (WAIT_POLLOUT if flags & libzmq.ZMQ_POLLOUT else 0)
        | (WAIT_POLLPRI if flags & libzmq.ZMQ_POLLPRI else 0)
    )
    return number


cdef object descriptor_of(object target):
    if isinstance(target, int):
        return int(target)
    try:
        fileno = target.fileno
    except AttributeError:
        raise TypeError(
            f"only sockets, descriptors and what has fileno() can be polled, not {target!r}"
        ) from None
    try:
        return int(fileno())
    except Exception as failure:
        raise ValueError(f"fileno() of {target!r} gives no descriptor: {failure}") from failure


cdef int look_at_item(PollItem *item) except -1:
    """Read a socket's events, on behalf of others too."""
    cdef socket_core *core = item.core
    cdef int error
    enter(core)
    item.events = look(core)
    error = libzmq.zmq_errno()
    core.touched += 1
    item.touched = core.touched
    item.seen = not core.foreign
    if core.sleepers != NULL:
        wake(core, ANY_EVENT if item.events == -1 else item.events)
    wait_lock_drop(&core.lock)
    if item.events == -1:
        item.seen = False
        fail(error)
    return 0


cdef int refresh(PollSet polled) except -1:
    """Look at every socket that was touched since; return how many sockets are ready."""
    cdef PollItem *item
    cdef Py_ssize_t i
    cdef int ready = 0
    for i in range(polled.count):
        item = &polled.items[i]
        if item.core == NULL:
            continue
        if not item.seen or item.touched != item.core.touched or item.core.state != OPEN:
            look_at_item(item)
        if item.core.generation != wait_generation:
            look_at_item(item)
        ready += (item.events & item.flags) != 0
    return ready


cdef list poll_items(PollSet polled, int64_t deadline):
    cdef int ready, signalled
    while True:
        ready = refresh(polled)
        if ready or (deadline >= 0 and wait_left(deadline) == 0):
            signalled = poll_quickly(polled)
        else:
            signalled = sleep_on_items(polled, deadline)
        if signalled:
            ready += look_at_signalled(polled)
        if ready or (deadline >= 0 and wait_left(deadline) == 0):
            return ready_items(polled)


cdef int poll_quickly(PollSet polled) except -1:
    """What poll(2) finds without waiting."""
    cdef int signalled = wait_poll(polled.fds, polled.count, 0)
    return checked_poll(polled, signalled, errno)


cdef int checked_poll(PollSet polled, int signalled, int error) except -1:
    """How many descriptors poll(2) found ready: none if a signal interrupted it."""
    if signalled > 0:
        return signalled
    forget_signals(polled)
    if signalled == -1 and error != libzmq.EINTR:
        raise OSError(error, strerror(error))
    return 0


cdef int look_at_signalled(PollSet polled) except -1:
    """Look at the sockets whose descriptors are readable; return how many objects may be ready."""
    cdef Py_ssize_t i
    cdef int ready = 0
    for i in range(polled.count):
        if polled.fds[i].revents == 0:
            continue
        if polled.items[i].core == NULL:
            ready += 1
        else:
            look_at_item(&polled.items[i])
            ready += (polled.items[i].events & polled.items[i].flags) != 0
    return ready


cdef list ready_items(PollSet polled):
    cdef list found = []
    cdef Py_ssize_t i
    cdef int events
    for i in range(polled.count):
        if polled.items[i].core != NULL:
            events = polled.items[i].events & polled.items[i].flags
        else:
            events = descriptor_events(polled.fds[i].revents)
        if events:
            found.append((polled.keys[i], events))
    return found


cdef inline int descriptor_events(int revents) noexcept:
    """What poll(2) says, as libzmq says it."""
    cdef int events = 0
    if revents & WAIT_POLLIN:
        events |= libzmq.ZMQ_POLLIN
    if revents & WAIT_POLLOUT:
        events |= libzmq.ZMQ_POLLOUT
    if revents & WAIT_POLLPRI:
        events |= libzmq.ZMQ_POLLPRI
    if revents & ~(WAIT_POLLIN | WAIT_POLLOUT | WAIT_POLLPRI):
        events |= libzmq.ZMQ_POLLERR
    return events


cdef int sleep_on_items(PollSet polled, int64_t deadline) except -1:
    """Sleep until a descriptor is ready, somebody wakes us or the time is over; what poll(2) finds."""
    cdef wait_waker *waker = wait_take_waker()
    cdef wait_sleeper *sleepers = <wait_sleeper *>calloc(polled.count, sizeof(wait_sleeper))
    cdef wait_pollfd *last = &polled.fds[polled.count]
    cdef int signalled = 0, error = 0
    cdef bint unchanged
    if waker == NULL or sleepers == NULL:
        raise MemoryError()
    last.fd = waker.reader
    last.events = WAIT_POLLIN
    try:
        unchanged = link_items(polled, sleepers, waker)
        PyErr_CheckSignals()
        if unchanged:
            with nogil:
                signalled = wait_poll(polled.fds, polled.count + 1, wait_left(deadline))
                error = errno
    finally:
        unlink_items(polled, sleepers)
        wait_calm(waker)
        wait_give_waker(waker)
        free(sleepers)
    return checked_poll(polled, signalled, error)


cdef void forget_signals(PollSet polled) noexcept:
    cdef Py_ssize_t i
    for i in range(polled.count):
        polled.fds[i].revents = 0


cdef bint link_items(PollSet polled, wait_sleeper *sleepers, wait_waker *waker) noexcept:
    """Let every socket know who sleeps; return 0 if one was touched since it was looked at."""
    cdef socket_core *core
    cdef Py_ssize_t i
    cdef bint unchanged = True
    for i in range(polled.count):
        core = polled.items[i].core
        if core == NULL:
            continue
        sleepers[i].want = polled.items[i].flags
        sleepers[i].waker = waker
        wait_lock_take(&core.lock)
        link_sleeper(core, &sleepers[i])
        if core.touched != polled.items[i].touched or core.state != OPEN:
            unchanged = False
        wait_lock_drop(&core.lock)
    return unchanged


cdef void unlink_items(PollSet polled, wait_sleeper *sleepers) noexcept:
    cdef socket_core *core
    cdef Py_ssize_t i
    for i in range(polled.count):
        core = polled.items[i].core
        if core == NULL or sleepers[i].waker == NULL:
            continue
        wait_lock_take(&core.lock)
        unlink_sleeper(core, &sleepers[i])
        wait_lock_drop(&core.lock)
