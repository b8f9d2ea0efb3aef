"""Forwarding between two sockets: proxies and the monitored queue (zmq_proxy(3), zmq_proxy_steerable(3)).

A loop of attempts like any other, without the GIL; its sockets are busy meanwhile, and ``close`` and
``term`` in other threads end it, as a signal handler that raises does.
"""

cdef enum:
    BURST = 1000  # messages that one direction moves before the other has its turn

    RUNNING = 0
    PAUSED = 1
    TERMINATED = 2


cdef struct Traffic:
    unsigned long long received
    unsigned long long received_bytes
    unsigned long long sent
    unsigned long long sent_bytes


# One direction, and the message that it has taken but not yet handed on.
cdef struct Flow:
    socket_core *source
    socket_core *target
    Traffic *source_traffic
    Traffic *target_traffic
    const char *prefix      # put before what the capture socket gets, NULL for nothing
    size_t prefix_size
    bint swap               # ROUTER to ROUTER: the first two parts change places
    Parts held
    bint to_capture         # the held message still goes to the capture socket
    bint to_target          # and to the target


cdef struct Proxy:
    Flow[2] flows
    int flow_count
    socket_core *capture
    socket_core *control
    bint control_replies
    Traffic[2] traffic
    int state
    int error
    socket_core *cores[4]   # each socket once
    wait_sleeper[4] sleepers
    int core_count
    wait_waker *waker


def proxy(frontend: Socket, backend: Socket, capture: Socket | None = None) -> int:
    """Forward between two sockets until their context ends (zmq_proxy(3)).

    capture: a socket that gets a copy of every message. Raises ContextTerminated when the context ends,
    ZMQError (ENOTSOCK) when a socket gets closed, TypeError for what is no socket.
    """
    return run_proxy(frontend, backend, capture, None, None, None)


def proxy_steerable(
    frontend: Socket, backend: Socket, capture: Socket | None = None, control: Socket | None = None
) -> int:
    """Forward between two sockets as a third commands (zmq_proxy_steerable(3)).

    control: receives ``PAUSE``, ``RESUME``, ``TERMINATE`` (then 0 is returned) and ``STATISTICS``, which
    is answered with eight unsigned 64-bit numbers in native order: messages and bytes received and sent
    by the frontend, then by the backend. A REP socket answers the others with an empty message.
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

    Between two ROUTER sockets the first two parts change places, so that a peer's address becomes the
    sender's. Raises as ``proxy`` does.
    """
    if in_prefix is None or out_prefix is None:
        raise TypeError("prefixes are bytes")
    return run_proxy(in_socket, out_socket, mon_socket, None, in_prefix, out_prefix)


cdef int run_proxy(
    object front, object back, object capture, object control, bytes in_prefix, bytes out_prefix
) except -1:
    cdef Proxy p
    memset(&p, 0, sizeof(p))
    check_sockets(front, back, capture, control)
    p.capture = NULL if capture is None else <socket_core *>(<Socket>capture)._core
    p.control = NULL if control is None else <socket_core *>(<Socket>control)._core
    p.control_replies = control is not None and (<Socket>control)._type == libzmq.ZMQ_REP
    set_flow(&p.flows[0], front, back, &p.traffic[0], &p.traffic[1], in_prefix)
    set_flow(&p.flows[1], back, front, &p.traffic[1], &p.traffic[0], out_prefix)
    p.flow_count = 1 if front is back else 2
    occupy(&p, (front, back, capture, control))
    try:
        while forward(&p):
            PyErr_CheckSignals()
    finally:
        vacate(&p)
        parts_close(&p.flows[0].held)
        parts_close(&p.flows[1].held)
    if p.error:
        fail(p.error)
    return 0


cdef int check_sockets(object front, object back, object capture, object control) except -1:
    for socket, needed in ((front, True), (back, True), (capture, False), (control, False)):
        if not isinstance(socket, Socket) and (needed or socket is not None):
            raise TypeError(f"a proxy needs sockets, not {socket!r}")
    return 0


cdef void set_flow(
    Flow *flow, Socket source, Socket target, Traffic *source_traffic, Traffic *target_traffic, bytes prefix
) noexcept:
    flow.source = <socket_core *>source._core
    flow.target = <socket_core *>target._core
    flow.source_traffic = source_traffic
    flow.target_traffic = target_traffic
    parts_init(&flow.held)
    if prefix is not None:
        flow.prefix = PyBytes_AS_STRING(prefix)
        flow.prefix_size = PyBytes_GET_SIZE(prefix)
        flow.swap = source._type == libzmq.ZMQ_ROUTER and target._type == libzmq.ZMQ_ROUTER


cdef int occupy(Proxy *p, tuple sockets) except -1:
    """Keep each socket from other use, and be woken when one of them is to be closed."""
    cdef socket_core *core
    cdef wait_sleeper *sleeper
    p.waker = wait_take_waker()
    if p.waker == NULL:
        raise OSError(errno, strerror(errno))
    try:
        for index, socket in enumerate(sockets):
            if socket is None or socket in sockets[:index]:
                continue
            core = <socket_core *>(<Socket>socket)._core
            enter(core)
            sleeper = &p.sleepers[p.core_count]
            sleeper.waker = p.waker
            link_sleeper(core, sleeper)
            p.cores[p.core_count] = core
            p.core_count += 1
            make_busy(core, FORWARDING)
    except:
        vacate(p)
        raise
    return 0


cdef void vacate(Proxy *p) noexcept:
    cdef int i
    for i in range(p.core_count):
        wait_lock_take(&p.cores[i].lock)
        unlink_sleeper(p.cores[i], &p.sleepers[i])
        wait_lock_drop(&p.cores[i].lock)
        make_open(p.cores[i])
    wait_calm(p.waker)
    wait_give_waker(p.waker)


cdef bint forward(Proxy *p) noexcept:
    """Forward until a signal arrives (return 1) or the proxy is over (0, with an error or without)."""
    cdef bint interrupted = False
    with nogil:
        while not interrupted and p.error == 0 and p.state != TERMINATED:
            if not turn(p):
                interrupted = sleep_on_proxy(p)
    return interrupted


cdef bint turn(Proxy *p) noexcept nogil:
    """Move what can be moved now; return whether anything was."""
    cdef bint busy = False
    cdef int i
    if p.control != NULL and events_of(p, p.control) & libzmq.ZMQ_POLLIN:
        obey(p)
        return True
    for i in range(p.flow_count):
        if p.state == RUNNING and p.error == 0 and can_move(p, &p.flows[i]):
            move(p, &p.flows[i])
            busy = True
    return busy or p.error != 0


cdef int events_of(Proxy *p, socket_core *core) noexcept nogil:
    cdef int events
    if core.doomed:
        p.error = libzmq.ENOTSOCK
        return 0
    events = look(core)
    if events == -1:
        p.error = libzmq.zmq_errno()
        return 0
    return events


cdef bint can_move(Proxy *p, Flow *flow) noexcept nogil:
    """Whether there is a message, and room for it wherever it goes; each socket is looked at."""
    cdef bint message = events_of(p, flow.source) & libzmq.ZMQ_POLLIN or flow.to_capture or flow.to_target
    cdef bint room = events_of(p, flow.target) & libzmq.ZMQ_POLLOUT
    if p.capture != NULL and not events_of(p, p.capture) & libzmq.ZMQ_POLLOUT:
        room = False
    return message and room


cdef void move(Proxy *p, Flow *flow) noexcept nogil:
    """Move messages until there are none, there is no room, or it is the other direction's turn."""
    cdef int i
    for i in range(BURST):
        if p.error or not (flow.to_capture or flow.to_target or take(p, flow)):
            return
        if flow.to_capture:
            flow.to_capture = not hand_over(p, p.capture, flow, True)
        if flow.to_capture or p.error:
            return
        flow.to_target = not hand_over(p, flow.target, flow, False)
        if flow.to_target or p.error:
            return


cdef bint take(Proxy *p, Flow *flow) noexcept nogil:
    """Take a message from the source, if there is one."""
    cdef zmq_msg_t *first = &flow.held.items[0]
    libzmq.zmq_msg_init(first)
    if attempt_receive(flow.source, first, 0) == -1:
        if libzmq.zmq_errno() not in (libzmq.EAGAIN, libzmq.EINTR):
            p.error = libzmq.zmq_errno()
        return False
    flow.held.count = 1
    p.error = receive_rest(flow.source, &flow.held)
    if p.error:
        return False
    if flow.swap and flow.held.count > 1:
        swap_messages(&flow.held.items[0], &flow.held.items[1])
    count_message(flow, &flow.source_traffic.received, &flow.source_traffic.received_bytes)
    flow.to_capture = p.capture != NULL
    flow.to_target = True
    return True


cdef void swap_messages(zmq_msg_t *first, zmq_msg_t *second) noexcept nogil:
    cdef zmq_msg_t between = first[0]
    first[0] = second[0]
    second[0] = between


cdef void count_message(Flow *flow, unsigned long long *messages, unsigned long long *size) noexcept nogil:
    cdef Py_ssize_t i
    messages[0] += 1
    for i in range(flow.held.count):
        size[0] += libzmq.zmq_msg_size(&flow.held.items[i])


cdef bint hand_over(Proxy *p, socket_core *target, Flow *flow, bint capture) noexcept nogil:
    """Send the held message, or a copy of it to the capture socket; return 0 if there is no room."""
    cdef zmq_msg_t message
    cdef Py_ssize_t i, last = flow.held.count - 1
    cdef int error = 0, more
    if not capture:
        count_message(flow, &flow.target_traffic.sent, &flow.target_traffic.sent_bytes)
    elif flow.prefix != NULL:
        libzmq.zmq_msg_init_size(&message, flow.prefix_size)
        memcpy(libzmq.zmq_msg_data(&message), flow.prefix, flow.prefix_size)
        error = send_with_room(target, &message, libzmq.ZMQ_SNDMORE)
    for i in range(last + 1):
        if error:
            break
        more = libzmq.ZMQ_SNDMORE if i < last else 0
        libzmq.zmq_msg_init(&message)
        libzmq.zmq_msg_copy(&message, &flow.held.items[i])
        error = send_with_room(target, &message, more)
        if error and i == 0 and not capture:
            uncount(flow)
    if error == libzmq.EAGAIN:
        return False
    # A peer that cannot be reached (ROUTER_MANDATORY) costs its message, as in libzmq's proxy.
    if error and error != libzmq.EHOSTUNREACH:
        p.error = error
        return False
    if not capture:
        close_held(flow)
    return True


cdef void uncount(Flow *flow) noexcept nogil:
    cdef Py_ssize_t i
    flow.target_traffic.sent -= 1
    for i in range(flow.held.count):
        flow.target_traffic.sent_bytes -= libzmq.zmq_msg_size(&flow.held.items[i])


cdef int send_with_room(socket_core *target, zmq_msg_t *message, int flags) noexcept nogil:
    """Send a part, looking for room once; close it if that fails. Return an errno or 0."""
    cdef int error = send_rest(message, target.handle, flags | libzmq.ZMQ_DONTWAIT)
    if error == libzmq.EAGAIN and look(target) & libzmq.ZMQ_POLLOUT:
        error = send_rest(message, target.handle, flags | libzmq.ZMQ_DONTWAIT)
    if error:
        libzmq.zmq_msg_close(message)
    return error


cdef void close_held(Flow *flow) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(flow.held.count):
        libzmq.zmq_msg_close(&flow.held.items[i])
    flow.held.count = 0


cdef bint sleep_on_proxy(Proxy *p) noexcept nogil:
    """Sleep until one of the sockets has something new or is to be closed; return 1 after a signal."""
    cdef wait_pollfd[5] fds
    cdef bint heeded
    cdef int i
    memset(fds, 0, sizeof(fds))
    for i in range(p.core_count):
        heeded = p.state == RUNNING or p.cores[i] == p.control
        fds[i].fd = p.cores[i].fd if heeded else p.waker.reader
        fds[i].events = WAIT_POLLIN
    fds[p.core_count].fd = p.waker.reader
    fds[p.core_count].events = WAIT_POLLIN
    if wait_poll(fds, p.core_count + 1, -1) == -1 and errno != libzmq.EINTR:
        p.error = errno
    elif fds[p.core_count].revents == 0 and p.error == 0:
        return errno == libzmq.EINTR
    return False


cdef void obey(Proxy *p) noexcept nogil:
    """Do what the control socket says, and answer if that is its way."""
    cdef zmq_msg_t message
    cdef const char *text
    cdef size_t size
    libzmq.zmq_msg_init(&message)
    if attempt_receive(p.control, &message, 0) == -1:
        return
    text = <const char *>libzmq.zmq_msg_data(&message)
    size = libzmq.zmq_msg_size(&message)
    if size == 10 and memcmp(text, b"STATISTICS", size) == 0:
        libzmq.zmq_msg_close(&message)
        report_traffic(p)
        return
    if size == 5 and memcmp(text, b"PAUSE", size) == 0:
        p.state = PAUSED
    elif size == 6 and memcmp(text, b"RESUME", size) == 0:
        p.state = RUNNING
    elif size == 9 and memcmp(text, b"TERMINATE", size) == 0:
        p.state = TERMINATED
    libzmq.zmq_msg_close(&message)
    if p.control_replies:
        libzmq.zmq_send(p.control.handle, b"", 0, libzmq.ZMQ_DONTWAIT)


cdef void report_traffic(Proxy *p) noexcept nogil:
    cdef unsigned long long *numbers = <unsigned long long *>p.traffic
    cdef int i
    for i in range(8):
        libzmq.zmq_send(
            p.control.handle, &numbers[i], sizeof(numbers[i]), libzmq.ZMQ_DONTWAIT | (libzmq.ZMQ_SNDMORE if i < 7 else 0)
        )
