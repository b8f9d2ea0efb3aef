"""Polling many sockets and descriptors with one poll(2).

A socket's events change only through calls on it, which it counts, or through commands from libzmq,
which make its descriptor readable. So a socket that nobody touched and whose descriptor is quiet still
has the events that were seen last. Where the system has such a thing (epoll), many sockets that are
polled again and again stand behind a gate, one descriptor for all, and the quiet ones cost nothing.
"""

cdef enum:
    MANY = 16  # sockets from which a gate pays


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
    cdef Py_ssize_t socket_count
    cdef wait_fd gate
    cdef wait_gate_event *behind_gate  # room for what is found there
    cdef bint used
    cdef atomic_count users

    def __cinit__(self, pairs):
        cdef Py_ssize_t i
        self.gate = WAIT_NO_FD
        refuse_socket(pairs)
        self.pairs = list(pairs)
        self.keys = []
        self.count = len(self.pairs)
        self.items = <PollItem *>calloc(self.count + 1, sizeof(PollItem))
        self.fds = <wait_pollfd *>calloc(self.count + 2, sizeof(wait_pollfd))
        if self.items == NULL or self.fds == NULL:
            raise MemoryError()
        set_pollfd(&self.fds[self.count], WAIT_NO_FD)
        for i in range(self.count):
            pair = self.pairs[i]
            refuse_socket(pair)
            target, flags = pair
            self.keys.append(add_poll_item(&self.items[i], &self.fds[i], target, flags))
            self.socket_count += self.items[i].core != NULL

    def __dealloc__(self):
        if self.behind_gate != NULL:  # before that, gate may not even say that there is none
            wait_close_fd(self.gate)
        free(self.behind_gate)
        free(self.items)
        free(self.fds)

    def poll(self, timeout=None) -> list:
        """Wait until something is ready and return (object, events) pairs in the order of the set.

        timeout: ms, None or negative for ever. Sockets come back as they are, all else as descriptors.
        Raises ZMQError (ENOTSOCK) for a closed socket, ContextTerminated.
        """
        cdef int64_t deadline = deadline_after(timeout, 1000000)
        if self.count == 0:
            return []
        if atomic_add(&self.users, 1) > 1:  # in another thread
            atomic_add(&self.users, -1)
            return PollSet(self.pairs).poll(timeout)
        if self.used and self.behind_gate == NULL and WAIT_HAS_GATE and self.socket_count >= MANY:
            build_gate(self)
        self.used = True
        try:
            if self.socket_count < self.count:
                ask_for_descriptors(self)
            return poll_items(self, deadline)
        finally:
            atomic_add(&self.users, -1)


cdef int refuse_socket(object pairs) except -1:
    """Where pairs, or a pair, are due a Socket could be iterated over, which would receive."""
    if isinstance(pairs, Socket):
        raise TypeError(f"(object, flags) pairs are polled, not {pairs!r}")
    return 0


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


cdef int ask_for_descriptors(PollSet polled) except -1:
    """An object may have another descriptor than last time."""
    cdef Py_ssize_t i
    for i in range(polled.count):
        if polled.items[i].core == NULL:
            polled.keys[i] = descriptor_of(polled.pairs[i][0])
            polled.fds[i].fd = polled.keys[i]
    return 0


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
    item.touched = core.touched  # before it is found busy: that it is no longer shall not go unnoticed
    if not enter_for(core, libzmq.ZMQ_DONTWAIT, NULL):
        item.events = 0
        item.seen = False
        return 0
    item.events = look(core)
    error = libzmq.zmq_errno()
    core.touched += 1
    item.touched = core.touched
    item.seen = not core.foreign
    if core.sleepers != NULL:
        wake(core, ANY_EVENT if item.events == -1 else item.events)
    drop_core(core)
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
        forget_readiness(polled)
        if ready or (deadline >= 0 and wait_left(deadline) == 0):
            signalled = poll_descriptors(polled, False, 0)
        else:
            signalled = sleep_on_items(polled, deadline)
        if signalled:
            ready += look_at_signalled(polled)
        if ready or (deadline >= 0 and wait_left(deadline) == 0):
            return ready_items(polled)


cdef int build_gate(PollSet polled) except -1:
    """Put the sockets behind one descriptor; where that fails they go on being polled one by one."""
    cdef Py_ssize_t i
    cdef wait_fd gate = wait_open_gate()
    polled.behind_gate = <wait_gate_event *>calloc(polled.count, sizeof(wait_gate_event))
    if gate == WAIT_NO_FD or polled.behind_gate == NULL:
        return 0
    for i in range(polled.count):
        if polled.items[i].core != NULL and wait_add_to_gate(gate, polled.fds[i].fd, i) == -1:
            wait_close_fd(gate)
            return 0
    for i in range(polled.count):
        if polled.items[i].core != NULL:
            polled.fds[i].fd = WAIT_NO_FD  # which poll(2) passes over
    polled.gate = gate
    return 1


cdef int poll_descriptors(PollSet polled, bint wait, int64_t deadline) except -1:
    """Wait, or only look; return how many descriptors were found ready, among them any behind the gate."""
    cdef wait_pollfd *gate = &polled.fds[polled.count + 1]
    cdef bint only_gate = polled.gate != WAIT_NO_FD and polled.socket_count == polled.count
    cdef wait_pollfd *fds = gate - 1 if only_gate else polled.fds
    cdef size_t count = 2 if only_gate else polled.count + 2
    cdef int found
    set_pollfd(gate, polled.gate)
    if wait:
        found = poll_fds(fds, count, deadline)
    elif only_gate:
        return read_gate(polled)
    else:
        found = max(wait_poll(fds, count, 0), 0)
    if gate.revents:
        found += read_gate(polled)
    return found


cdef int read_gate(PollSet polled) noexcept nogil:
    """Mark the sockets behind the gate whose descriptors are readable; how many there are."""
    cdef int i, found = wait_ask_gate(polled.gate, polled.behind_gate, <int>polled.count)
    for i in range(found):
        polled.fds[wait_gate_index(&polled.behind_gate[i])].revents = WAIT_POLLIN
    return max(found, 0)


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
            polled.fds[i].revents = 0
            look_at_item(&polled.items[i])
            ready += (polled.items[i].events & polled.items[i].flags) != 0
    return ready


cdef void forget_readiness(PollSet polled) noexcept:
    """Plain descriptors are as ready as the next poll(2) says, which may be interrupted."""
    cdef Py_ssize_t i
    if polled.socket_count < polled.count:
        for i in range(polled.count):
            polled.fds[i].revents = 0


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
    """Sleep until a descriptor is ready, somebody wakes us or the time is over; how many are ready."""
    cdef wait_waker *waker = wait_take_waker()
    cdef wait_sleeper *sleepers = <wait_sleeper *>calloc(polled.count, sizeof(wait_sleeper))
    if waker == NULL or sleepers == NULL:
        free(sleepers)
        if waker != NULL:
            wait_give_waker(waker)
            raise MemoryError()
        raise OSError(errno, strerror(errno))
    set_pollfd(&polled.fds[polled.count], waker.reader)
    try:
        if link_items(polled, sleepers, waker):
            return poll_descriptors(polled, True, deadline)
        return 0
    finally:
        unlink_items(polled, sleepers)
        set_pollfd(&polled.fds[polled.count], WAIT_NO_FD)
        wait_calm(waker)
        wait_give_waker(waker)
        free(sleepers)


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
        take_core(core)
        link_sleeper(core, &sleepers[i])
        if core.touched != polled.items[i].touched or core.state not in (OPEN, SENDING, RESOLVING):
            unchanged = False
        drop_core(core)
    return unchanged


cdef void unlink_items(PollSet polled, wait_sleeper *sleepers) noexcept:
    cdef socket_core *core
    cdef Py_ssize_t i
    for i in range(polled.count):
        core = polled.items[i].core
        if core == NULL or sleepers[i].waker == NULL:
            continue
        take_core(core)
        unlink_sleeper(core, &sleepers[i])
        drop_core(core)
