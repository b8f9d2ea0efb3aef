"""Who waits for a socket, and who wakes whom: the rules, once.

1. libzmq is entered only between ``enter`` and ``leave``, which the GIL (or, without one, the
   socket's own lock) makes exclusive, and every call there is an attempt that does not block.
2. Who would block sleeps in ``sleep``, outside libzmq, on the socket's descriptor and a waker.
3. The descriptor is edge-triggered, and any call may swallow the edge. So before sleeping one looks
   at EVENTS, and ``leave`` looks on behalf of those who sleep and wakes whom the events concern.
   A failed receive has looked already; a failed send has not: libzmq reads its commands there only
   now and then. (Draft types that libzmq makes thread-safe are heard through an ear, see wait.h.)
4. A send that may wake a thread of this process gives up the GIL, for which that thread would wait
   as soon as it is awake. The socket is busy meanwhile; that is over before anybody may notice.
5. Calls that may take long inside libzmq (resolving a name, forwarding in a proxy) make the socket
   busy and give up the GIL; others wait until it is open again, or are refused.
"""

cdef enum:
    OPEN = 0
    SENDING = 1
    RESOLVING = 2
    FORWARDING = 3
    CLOSED = 4

    ANSWERS = 16 * WAIT_SHARES_GIL  # sends after a receive that slept, for which somebody may sleep
    RETRY_MS = 10  # how often to try again where nothing tells when

    ANY_EVENT = 0xFFFF
    TRY = 0x10000  # a flag of ours, for front-ends: where a call would block it returns WOULD_BLOCK

WOULD_BLOCK = object()

# For Socket objects that never got a socket of their own.
cdef socket_core no_core
memset(&no_core, 0, sizeof(no_core))
no_core.state = CLOSED


cdef struct Wait:
    int want          # ZMQ_POLLIN or ZMQ_POLLOUT
    bint looked       # EVENTS promised success since the last sleep
    bint timed        # the deadline is known
    int64_t deadline  # ns on the clock of wait_now, -1 for none


cdef inline Wait new_wait(int want) noexcept nogil:
    cdef Wait wait
    wait.want = want
    wait.looked = wait.timed = False
    wait.deadline = -1
    return wait


cdef inline int enter(socket_core *core) except -1:
    """Begin a call into libzmq; refuse a socket that is closed or busy or another process's."""
    take_core(core)
    if core.state != OPEN or core.generation != wait_generation:
        settle(core, -1)
    return 0


cdef inline bint enter_now(socket_core *core) noexcept:
    """Begin a call into libzmq if that is possible at once."""
    take_core(core)
    if core.state == OPEN and core.generation == wait_generation:
        return 1
    drop_core(core)
    return 0


cdef inline bint enter_for(socket_core *core, int flags, Wait *wait) except -1:
    """As ``enter``; but return 0, not entered, if the socket is busy and stays so for too long.

    How long is said by the flags, and by the timeout for what the wait wants: it begins here.
    """
    take_core(core)
    if core.state == OPEN and core.generation == wait_generation:
        return 1
    if settle(core, wait_now() if flags & (libzmq.ZMQ_DONTWAIT | TRY) else begin_wait(core, wait)):
        return 1
    drop_core(core)
    return 0


cdef int64_t begin_wait(socket_core *core, Wait *wait) noexcept nogil:
    """The deadline of a call that finds the socket busy, when its options cannot be read."""
    if core.state == RESOLVING:
        wait.timed = True
        wait.deadline = deadline_in(
            core.busy_rcvtimeo if wait.want == libzmq.ZMQ_POLLIN else core.busy_sndtimeo
        )
    return wait.deadline


cdef inline void leave(socket_core *core) noexcept nogil:
    """End a call into libzmq, on behalf of those who sleep on the same socket."""
    core.touched += 1
    if core.sleepers != NULL:
        rouse(core)
    elif core.ear != NULL:
        wait_drain(core.fd)
    drop_core(core)


# Daemon threads that are still about when the process ends: an error of a socket that is being closed
# under them would be nobody's to handle, so they end quietly, as Python would stop them a moment later.
cdef unsigned long exiting_thread = 0


def begin_exit() -> None:
    """From now on only the calling thread gets errors of closed sockets and terminated contexts."""
    global exiting_thread
    exiting_thread = PyThread_get_thread_ident()


cdef int stop_daemon_thread(int error) except -1:
    if exiting_thread == 0 or error not in (libzmq.ENOTSOCK, libzmq.ETERM):
        return 0
    if PyThread_get_thread_ident() != exiting_thread:
        raise SystemExit
    return 0


cdef bint settle(socket_core *core, int64_t deadline) except -1:
    """Wait until the socket is open (1), or raise; return 0, still locked, if the time is over."""
    while True:
        if core.generation != wait_generation and core.state != CLOSED:
            drop_core(core)
            fail(libzmq.ENOTSOCK, "the socket belongs to the process that this one was forked from")
        if core.state == OPEN:
            return 1
        if core.state == SENDING:
            sleep(core, 0, -1)
            continue
        if core.state != RESOLVING:
            drop_core(core)
            if core.state == FORWARDING:
                fail(libzmq.EBUSY, "the socket is in use by a proxy")
            fail(libzmq.ENOTSOCK)
        if deadline >= 0 and wait_left(deadline) == 0:
            return 0
        sleep(core, 0, deadline)


cdef inline int look(socket_core *core) noexcept nogil:
    """Run libzmq's pending commands and return the socket's events, -1 for an error."""
    cdef int events = 0
    cdef size_t size = sizeof(events)
    if core.ear != NULL:
        wait_drain(core.fd)
    if wait_get_option(core.handle, libzmq.ZMQ_EVENTS, &events, &size) == -1:
        return -1
    return events if core.returned == NULL else events | libzmq.ZMQ_POLLIN


cdef void wake(socket_core *core, int events) noexcept nogil:
    """Wake those who sleep for one of these events; who was woken is not woken again."""
    cdef wait_sleeper *sleeper = core.sleepers
    while sleeper != NULL:
        if not sleeper.woken and (sleeper.want & events or sleeper.want == 0 or events == ANY_EVENT):
            sleeper.woken = True
            wait_wake(sleeper.waker)
        sleeper = sleeper.next


cdef void rouse(socket_core *core) noexcept nogil:
    """Look for those who sleep, whose edge the call just made may have swallowed."""
    cdef wait_sleeper *sleeper = core.sleepers
    cdef int events
    if core.state != OPEN:
        return  # who keeps it busy wakes them all
    while sleeper != NULL and sleeper.woken:
        sleeper = sleeper.next
    if sleeper != NULL:
        events = look(core)
        core.touched += 1
        wake(core, ANY_EVENT if events == -1 else events)


cdef inline void link_sleeper(socket_core *core, wait_sleeper *sleeper) noexcept nogil:
    sleeper.previous = NULL
    sleeper.next = core.sleepers
    if core.sleepers != NULL:
        core.sleepers.previous = sleeper
    core.sleepers = sleeper


cdef inline void unlink_sleeper(socket_core *core, wait_sleeper *sleeper) noexcept nogil:
    if sleeper.previous != NULL:
        sleeper.previous.next = sleeper.next
    else:
        core.sleepers = sleeper.next
    if sleeper.next != NULL:
        sleeper.next.previous = sleeper.previous


cdef int sleep(socket_core *core, int want, int64_t deadline) except -1:
    """Sleep until woken, the descriptor is readable or the deadline is over; run signal handlers.

    Called and left with the socket's lock held; dropped when an exception is raised.
    """
    cdef wait_sleeper me
    cdef wait_pollfd[2] fds
    cdef bint failed = True
    if core.fd == WAIT_NO_FD and core.state == OPEN:  # a thread-safe one that was made elsewhere
        deadline = sooner(deadline, deadline_in(RETRY_MS))
    me.want = want
    me.woken = False
    me.waker = wait_take_waker()
    if me.waker == NULL:
        drop_core(core)
        raise OSError(errno, strerror(errno))
    set_pollfd(&fds[0], me.waker.reader)
    set_pollfd(&fds[1], core.fd if core.state == OPEN else WAIT_NO_FD)
    core.touched += 1
    link_sleeper(core, &me)
    if core.state == OPEN and (me.next != NULL or core.ear != NULL):
        rouse(core)  # for all of them, me too: this look may swallow the edge that I would wait for
    drop_core(core)
    try:
        poll_fds(fds, 2, deadline)
        failed = False
    finally:
        take_core(core)
        unlink_sleeper(core, &me)
        if want == libzmq.ZMQ_POLLIN:
            core.conversing = ANSWERS
        if me.woken:
            wait_calm(me.waker)
        wait_give_waker(me.waker)
        if failed:
            drop_core(core)
    return 0


cdef int64_t sooner(int64_t one, int64_t other) noexcept nogil:
    return other if one < 0 else min(one, other)


cdef inline void set_pollfd(wait_pollfd *fd, wait_fd number) noexcept nogil:
    """Ask poll(2) whether a descriptor is readable; it passes over WAIT_NO_FD."""
    fd.fd = number
    fd.events = WAIT_POLLIN
    fd.revents = 0


cdef int poll_fds(wait_pollfd *fds, size_t count, int64_t deadline) except -1:
    """Wait in poll(2) without the GIL; return how many descriptors are ready, 0 after a signal too.

    Signal handlers run before, and every signal that arrives later ends the wait. If one forks, the
    descriptors are not the child's to wait for.
    """
    cdef wait_signals signals
    cdef unsigned int generation = wait_generation
    cdef int found = 0, error = 0
    PyErr_CheckSignals()
    wait_hold_signals(&signals)
    try:
        PyErr_CheckSignals()
        if generation == wait_generation:
            with nogil:
                found = wait_poll_open(fds, count, wait_left(deadline), &signals)
                error = errno
    finally:
        wait_let_signals(&signals)
    if found == -1 and error != libzmq.EINTR:
        raise OSError(error, strerror(error))
    return max(found, 0)


cdef int poll_waker(wait_waker *waker, int64_t deadline) except -1:
    """Wait until somebody sets a waker, or a signal arrives, or the time is over."""
    cdef wait_pollfd fd
    set_pollfd(&fd, waker.reader)
    return poll_fds(&fd, 1, deadline)


cdef int time_allowed(socket_core *core, int want, int64_t *deadline) except -1:
    """Set the deadline that RCVTIMEO or SNDTIMEO gives; return 0 if there is no time at all."""
    cdef int timeout = -1
    cdef size_t size = sizeof(timeout)
    cdef int option = libzmq.ZMQ_RCVTIMEO if want == libzmq.ZMQ_POLLIN else libzmq.ZMQ_SNDTIMEO
    libzmq.zmq_getsockopt(core.handle, option, &timeout, &size)
    deadline[0] = deadline_in(timeout)
    return timeout != 0


cdef inline int64_t deadline_in(int64_t timeout) noexcept nogil:
    """The deadline that is so many milliseconds away; -1 for none."""
    return -1 if timeout < 0 else wait_now() + timeout * 1000000


cdef int64_t deadline_after(object timeout, int64_t unit) except -2:
    """The deadline after a user's timeout, None or negative for none; unit: ns of what it counts.

    Centuries are for ever. Raises TypeError for what is no number, ValueError for NaN.
    """
    if timeout is None or timeout < 0:
        return -1
    if not timeout * unit < 4 * 10**18:
        if timeout != timeout:
            raise ValueError("a timeout is a number, not NaN")
        return -1
    return wait_now() + <int64_t>(timeout * unit)


cdef int again(socket_core *core, Wait *wait, int flags) except -1:
    """After an attempt that would block: wait, and tell whether to try again (0: the time is over).

    Called and left with the socket entered; it has been left when an exception is raised.
    """
    cdef int events
    if wait.want == libzmq.ZMQ_POLLOUT and not wait.looked:
        events = look(core)
        if events == -1 or events & libzmq.ZMQ_POLLOUT:
            wait.looked = True
            return 1
    if flags & (libzmq.ZMQ_DONTWAIT | TRY):
        if wait.want == libzmq.ZMQ_POLLIN:
            core.found_nothing = core.touched + 1  # what ``leave`` will have counted
        return 0
    if not wait.timed:
        wait.timed = True
        if not time_allowed(core, wait.want, &wait.deadline):
            return 0
    if wait.deadline >= 0 and wait_left(wait.deadline) == 0:
        return 0
    sleep(core, wait.want, wait.deadline)
    wait.looked = False
    if core.state != OPEN or core.generation != wait_generation:
        return settle(core, wait.deadline)
    return 1


cdef object would_block(int flags):
    """What a call comes to that would block: a value for those who park, an exception for users."""
    if flags & TRY:
        return WOULD_BLOCK
    fail(libzmq.EAGAIN)
