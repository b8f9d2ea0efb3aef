"""Forwarding between two sockets: proxies and the monitored queue (zmq_proxy(3), zmq_proxy_steerable(3)).

A loop of attempts like any other, without the GIL; its sockets are busy meanwhile, and ``close`` and
``term`` in other threads end it, as a signal handler that raises does.

A turn begins with one look at each socket and does what the looks allow. Whatever comes later makes a
descriptor readable; so a turn that could do nothing may be followed by a sleep on all descriptors.
"""

cdef enum:
    BURST = 1000  # messages that one direction moves before the other has its turn
    SIGNAL_MS = 50  # how long signals may wait while messages flow

    RUNNING = 0
    PAUSED = 1
    TERMINATED = 2


cdef struct Traffic:
    unsigned long long received
    unsigned long long received_bytes
    unsigned long long sent
    unsigned long long sent_bytes


# A socket that takes part: once, even if it has two roles.
cdef struct Party:
    socket_core *core
    int type
    int events  # as this turn saw them
    Traffic traffic
    wait_sleeper sleeper


# One direction, and the message that it has taken but not yet handed on.
cdef struct Flow:
    Party *source
    Party *target
    const char *prefix  # put before what the capture socket gets, NULL for nothing
    size_t prefix_size
    bint swap           # ROUTER to ROUTER: the first two parts change places
    Parts held
    bint to_capture     # the held message still goes to the capture socket


cdef struct Proxy:
    Party[4] parties
    int party_count
    Party *capture
    Party *control
    Flow[2] flows
    int flow_count
    int state
    int error
    wait_waker *waker
    unsigned int generation


def proxy(frontend: Socket, backend: Socket, capture: Socket | None = None) -> int:
    """Forward between two sockets until their context ends (zmq_proxy(3)).

    frontend, backend: two sockets. capture: a socket that gets a copy of every message. Raises ContextTerminated when the context ends,
    ZMQError (ENOTSOCK) when a socket gets closed, TypeError for what is no socket.
    """
    return run_proxy(frontend, backend, capture, None, None, None)


def proxy_steerable(
    frontend: Socket, backend: Socket, capture: Socket | None = None, control: Socket | None = None
) -> int:
    """Forward between two sockets as a third commands (zmq_proxy_steerable(3)).

    frontend, backend, capture: as for ``proxy``. control: receives ``PAUSE``, ``RESUME``, ``TERMINATE`` (0 is returned once a message that has been
    taken is handed on) and ``STATISTICS``, which is answered with eight unsigned 64-bit numbers in native
    order: messages and bytes received and sent by the frontend, then by the backend. A REP socket answers
    all others with an empty message. What is no command is ignored.
    """
    return run_proxy(frontend, backend, capture, control, None, None)


def monitored_queue(
    in_socket: Socket,
    out_socket: Socket,
    mon_socket: Socket,
    bytes in_prefix=b"in",
    bytes out_prefix=b"out",
) -> int:
    """Forward between two sockets; a third gets every message after a part that tells where it came from.

    in_socket, out_socket: the two. mon_socket: the third. in_prefix, out_prefix: that part, for messages
    from the first and from the second.

    Between two ROUTER sockets the first two parts change places, so that a peer's address becomes the
    sender's. Raises as ``proxy`` does.
    """
    if in_prefix is None or out_prefix is None:
        raise TypeError("prefixes are bytes")
    check_sockets((mon_socket,), ())
    return run_proxy(in_socket, out_socket, mon_socket, None, in_prefix, out_prefix)


cdef int run_proxy(
    object front, object back, object capture, object control, bytes in_prefix, bytes out_prefix
) except -1:
    cdef Proxy p
    check_sockets((front, back), (capture, control))
    memset(&p, 0, sizeof(p))
    parts_init(&p.flows[0].held)
    parts_init(&p.flows[1].held)
    p.generation = wait_generation
    p.waker = wait_take_waker()
    if p.waker == NULL:
        raise OSError(errno, strerror(errno))
    try:
        occupy(&p, front, back, capture, control, in_prefix, out_prefix)
        while forward_until_signal(&p):
            pass
    finally:
        vacate(&p)
    if p.error:
        fail(p.error)
    return 0


cdef int check_sockets(tuple needed, tuple optional) except -1:
    for socket in (*needed, *(other for other in optional if other is not None)):
        if not isinstance(socket, Socket):
            raise TypeError(f"a proxy needs sockets, not {socket!r}")
    return 0


cdef int occupy(
    Proxy *p, Socket front, Socket back, Socket capture, Socket control, bytes in_prefix, bytes out_prefix
) except -1:
    """Take hold of all sockets."""
    cdef Party *one = join_proxy(p, front)
    cdef Party *other = join_proxy(p, back)
    p.capture = NULL if capture is None else join_proxy(p, capture)
    p.control = NULL if control is None else join_proxy(p, control)
    p.flow_count = 1 if one == other else 2
    set_flow(&p.flows[0], one, other, in_prefix)
    set_flow(&p.flows[1], other, one, out_prefix)
    return 0


cdef Party *join_proxy(Proxy *p, Socket socket) except NULL:
    """Keep a socket from other use, and be woken when it is to be closed."""
    cdef socket_core *core = <socket_core *>socket._core
    cdef Party *party = p.parties
    while party < p.parties + p.party_count:
        if party.core == core:
            return party
        party += 1
    enter(core)
    wake(core, ANY_EVENT)  # who sleeps on it learns that it is in use
    party.core = core
    party.type = socket._type
    party.sleeper.waker = p.waker
    link_sleeper(core, &party.sleeper)
    p.party_count += 1
    make_busy(core, FORWARDING)
    return party


cdef void set_flow(Flow *flow, Party *source, Party *target, bytes prefix) noexcept:
    flow.source = source
    flow.target = target
    if prefix is not None:
        flow.prefix = PyBytes_AS_STRING(prefix)
        flow.prefix_size = PyBytes_GET_SIZE(prefix)
        flow.swap = source.type == libzmq.ZMQ_ROUTER and target.type == libzmq.ZMQ_ROUTER


cdef void vacate(Proxy *p) noexcept:
    """Let go of the sockets and of what is held."""
    cdef socket_core *core
    cdef int i
    for i in range(p.flow_count):
        give_back(&p.flows[i])
    for i in range(p.party_count):
        core = p.parties[i].core
        take_core(core)
        unlink_sleeper(core, &p.parties[i].sleeper)
        drop_core(core)
        make_open(core)
    if p.generation == wait_generation:
        wait_calm(p.waker)
    wait_give_waker(p.waker)
    parts_close(&p.flows[0].held)
    parts_close(&p.flows[1].held)


cdef void give_back(Flow *flow) noexcept nogil:
    """Return a message that has been taken and not handed on, as it came, to its source."""
    cdef Parts *held = &flow.held
    if flow.swap and held.count > 1:
        swap_messages(&held.items[0], &held.items[1])
    while held.count and return_part(flow.source.core, &held.items[held.count - 1]):
        held.count -= 1


cdef bint forward_until_signal(Proxy *p) except -1:
    """Run signal handlers, then forward until they may have to run again (return 1) or it is over (0)."""
    cdef wait_signals signals
    PyErr_CheckSignals()
    wait_hold_signals(&signals)
    try:
        PyErr_CheckSignals()
        if p.generation != wait_generation:
            fail(libzmq.ENOTSOCK, "the sockets belong to the process that this one was forked from")
        with nogil:
            return forward(p, &signals)
    finally:
        wait_let_signals(&signals)


cdef bint forward(Proxy *p, wait_signals *signals) noexcept nogil:
    """Forward until a sleep is interrupted or, while messages flow, it is time to ask for signals."""
    cdef int64_t due = deadline_in(SIGNAL_MS)
    cdef int rest
    while not is_over(p):
        rest = turn(p)
        if rest and not is_over(p):
            if sleep_on_proxy(p, rest, signals):
                return True
        elif wait_left(due) == 0:
            return True
    return False


cdef inline bint is_over(Proxy *p) noexcept nogil:
    if p.error:
        return True
    return p.state == TERMINATED and p.flows[0].held.count == 0 and p.flows[1].held.count == 0


cdef int turn(Proxy *p) noexcept nogil:
    """Do what can be done now; return how long (ms) to sleep then, -1 for until something happens.

    Some sockets say that they can send while the one peer concerned has no room (ROUTER_MANDATORY,
    XPUB_NODROP), and nothing tells when it has: then try again after a while.
    """
    cdef int rest = -1
    cdef int i
    for i in range(p.party_count):
        look_at_party(p, &p.parties[i])
    if p.error:
        return 0
    if p.control != NULL and p.control.events & libzmq.ZMQ_POLLIN:
        obey(p)
        return 0
    for i in range(p.flow_count):
        if may_move(p, &p.flows[i]):
            rest = 0 if move(p, &p.flows[i]) or rest == 0 else RETRY_MS
    return rest


cdef void look_at_party(Proxy *p, Party *party) noexcept nogil:
    if party.core.doomed:
        p.error = libzmq.ENOTSOCK
        return
    party.events = look(party.core)
    while party.events == -1 and libzmq.zmq_errno() == libzmq.EINTR:
        party.events = look(party.core)
    if party.events == -1:
        p.error = libzmq.zmq_errno()


cdef bint may_move(Proxy *p, Flow *flow) noexcept nogil:
    """Whether there is a message, and room for it wherever it goes; only then is it taken.

    Not so if it goes back where it came from: a REP has room for an answer, after the question.
    """
    if p.state == PAUSED:
        return False
    if flow.held.count == 0 and (p.state != RUNNING or not flow.source.events & libzmq.ZMQ_POLLIN):
        return False
    if p.capture != NULL and (flow.held.count == 0 or flow.to_capture):
        if not p.capture.events & libzmq.ZMQ_POLLOUT:
            return False
    if flow.held.count == 0 and flow.source == flow.target:
        return True
    return flow.target.events & libzmq.ZMQ_POLLOUT


cdef bint move(Proxy *p, Flow *flow) noexcept nogil:
    """Move messages until there are none, there is no room, or it is the other direction's turn.

    Returns whether anything changed.
    """
    cdef bint changed = False
    cdef int i
    for i in range(BURST):
        if flow.held.count == 0:
            if p.state != RUNNING or not take(p, flow):
                break
            changed = True
        if not hand_on(p, flow):
            break
        changed = True
    return changed


cdef bint take(Proxy *p, Flow *flow) noexcept nogil:
    """Take a message from the source, if there is one."""
    cdef zmq_msg_t *first = &flow.held.items[0]
    libzmq.zmq_msg_init(first)
    if take_part(flow.source.core, first, 0) == -1:
        return note_error(p, libzmq.zmq_errno())
    flow.held.count = 1
    p.error = receive_rest(flow.source.core, &flow.held)
    if p.error:
        return False
    if flow.swap and flow.held.count > 1:
        swap_messages(&flow.held.items[0], &flow.held.items[1])
    flow.source.traffic.received += 1
    flow.source.traffic.received_bytes += held_bytes(flow)
    flow.to_capture = p.capture != NULL
    return True


cdef void swap_messages(zmq_msg_t *first, zmq_msg_t *second) noexcept nogil:
    cdef zmq_msg_t between = first[0]
    first[0] = second[0]
    second[0] = between


cdef unsigned long long held_bytes(Flow *flow) noexcept nogil:
    cdef unsigned long long size = 0
    cdef Py_ssize_t i
    for i in range(flow.held.count):
        size += libzmq.zmq_msg_size(&flow.held.items[i])
    return size


cdef bint hand_on(Proxy *p, Flow *flow) noexcept nogil:
    """Send the held message to the capture socket and to the target; return 0 while it must wait."""
    cdef unsigned long long size = held_bytes(flow)
    cdef int error
    if flow.to_capture:
        error = send_held(flow, p.capture, flow.prefix)
        if error:
            return note_error(p, error)
        flow.to_capture = False
    if flow.held.count == 1:  # nothing to tear, so no need of a copy
        error = send_rest(&flow.held.items[0], flow.target.core.handle, libzmq.ZMQ_DONTWAIT)
    else:
        error = send_held(flow, flow.target, NULL)
    # A peer that cannot be reached (ROUTER_MANDATORY) costs its message, as in libzmq's proxy.
    if error and error != libzmq.EHOSTUNREACH:
        return note_error(p, error)
    if error == 0:
        flow.target.traffic.sent += 1
        flow.target.traffic.sent_bytes += size
    close_held(flow)
    return True


cdef bint note_error(Proxy *p, int error) noexcept nogil:
    """End the proxy, unless the error only means that it is too early: EFSM is how REQ and REP say so."""
    if error not in (libzmq.EAGAIN, libzmq.EFSM, libzmq.EINTR):
        p.error = error
    return False


cdef int send_held(Flow *flow, Party *target, const char *prefix) noexcept nogil:
    """Send copies of the held parts; return an errno, after which none of them has been sent, or 0.

    When the peer goes in mid-message, libzmq takes back what it was given and drops what is still to
    come up to the last part: so finish the message, which can then be sent again. PAIR drops nothing.
    """
    cdef zmq_msg_t part
    cdef Py_ssize_t i, first = 0 if prefix == NULL else -1
    cdef int error = 0, rc, flags = libzmq.ZMQ_DONTWAIT | libzmq.ZMQ_SNDMORE
    for i in range(first, flow.held.count):
        if i == flow.held.count - 1:
            flags = libzmq.ZMQ_DONTWAIT
        rc = copy_held(flow, i, &part)
        if rc == 0:
            rc = send_rest(&part, target.core.handle, flags)
        if rc:
            libzmq.zmq_msg_close(&part)
            error = rc
            if i == first or rc != libzmq.EAGAIN or target.type == libzmq.ZMQ_PAIR:
                break
    return error


cdef int copy_held(Flow *flow, Py_ssize_t i, zmq_msg_t *part) noexcept nogil:
    """Make a message of a held part, or of the prefix (-1); return an errno or 0."""
    libzmq.zmq_msg_init(part)
    if i >= 0:
        libzmq.zmq_msg_copy(part, &flow.held.items[i])
    elif libzmq.zmq_msg_init_size(part, flow.prefix_size) == -1:
        return libzmq.zmq_errno()
    else:
        memcpy(libzmq.zmq_msg_data(part), flow.prefix, flow.prefix_size)
    return 0


cdef void close_held(Flow *flow) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(flow.held.count):
        libzmq.zmq_msg_close(&flow.held.items[i])
    flow.held.count = 0


cdef bint sleep_on_proxy(Proxy *p, int rest, wait_signals *signals) noexcept nogil:
    """Sleep until a socket has something new or is to be closed, or it is time; return 1 after a signal."""
    cdef wait_pollfd[5] fds
    cdef int i
    memset(fds, 0, sizeof(fds))
    for i in range(p.party_count):
        fds[i].fd = p.parties[i].core.fd
    fds[p.party_count].fd = p.waker.reader
    for i in range(p.party_count + 1):
        fds[i].events = WAIT_POLLIN
    if wait_poll_open(fds, p.party_count + 1, rest, signals) != -1:
        return False
    if errno != libzmq.EINTR:
        p.error = errno
    return errno == libzmq.EINTR


cdef void obey(Proxy *p) noexcept nogil:
    """Do what the control socket says, and answer if that is its way."""
    cdef zmq_msg_t message
    cdef const char *text
    cdef size_t size
    if not take_command(p, &message):
        return
    text = <const char *>libzmq.zmq_msg_data(&message)
    size = libzmq.zmq_msg_size(&message)
    if size == 10 and memcmp(text, b"STATISTICS", size) == 0:
        report_traffic(p)
    else:
        if p.state == TERMINATED or size == 9 and memcmp(text, b"TERMINATE", size) == 0:
            p.state = TERMINATED
        elif size == 5 and memcmp(text, b"PAUSE", size) == 0:
            p.state = PAUSED
        elif size == 6 and memcmp(text, b"RESUME", size) == 0:
            p.state = RUNNING
        if p.control.type == libzmq.ZMQ_REP:
            libzmq.zmq_send(p.control.core.handle, b"", 0, libzmq.ZMQ_DONTWAIT)
    libzmq.zmq_msg_close(&message)


cdef bint take_command(Proxy *p, zmq_msg_t *message) noexcept nogil:
    """Take a message from the control socket, emptied if it has several parts: no command has."""
    cdef int parts = 0
    libzmq.zmq_msg_init(message)
    while parts == 0 or libzmq.zmq_msg_more(message):
        if libzmq.zmq_msg_recv(message, p.control.core.handle, libzmq.ZMQ_DONTWAIT) == -1:
            libzmq.zmq_msg_close(message)
            return False
        parts += 1
    if parts > 1:
        libzmq.zmq_msg_close(message)
        libzmq.zmq_msg_init(message)
    return True


cdef void report_traffic(Proxy *p) noexcept nogil:
    cdef unsigned long long[8] numbers
    cdef int i, flags = libzmq.ZMQ_DONTWAIT | libzmq.ZMQ_SNDMORE
    memcpy(&numbers[0], &p.flows[0].source.traffic, sizeof(Traffic))
    memcpy(&numbers[4], &p.flows[0].target.traffic, sizeof(Traffic))
    for i in range(8):
        if i == 7:
            flags = libzmq.ZMQ_DONTWAIT
        if libzmq.zmq_send(p.control.core.handle, &numbers[i], sizeof(numbers[i]), flags) == -1:
            return
