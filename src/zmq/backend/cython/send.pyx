"""Sending: from what the user gives to the attempts that hand it to libzmq."""


cdef object send_part(Socket socket, object data, int flags, bint copy, bint track, object routing_id, object group):
    """Send any kind of part, waiting for room."""
    cdef zmq_msg_t message
    cdef SendEvent event = event_for(socket, data, copy, track)
    cdef bint shared, sent
    shared = fill_message(
        &message, data, copy, socket.copy_threshold, NULL if event is None else event.event
    )
    try:
        if routing_id is not None or group is not None:
            address_message(&message, routing_id, group)
        sent = send_message(socket, &message, flags)
    finally:
        close_message(&message)
    if not sent:
        return would_block(flags)
    return sent_part(socket, data, copy, shared, event)


cdef SendEvent event_for(Socket socket, object data, bint copy, bint track):
    """The event of a part whose memory may be shared, if it is to be tracked."""
    if not track:
        return None
    check_tracked((data,))
    return None if copy or isinstance(data, Frame) else SendEvent()


cdef int check_tracked(object parts) except -1:
    for part in parts:
        if isinstance(part, Frame) and (<Frame>part).tracker is None:
            raise ValueError("a tracked send needs a Frame made with track=True")
    return 0


cdef object sent_part(Socket socket, object data, bint copy, bint shared, SendEvent event):
    """What a send of one part returns."""
    if isinstance(data, Frame):
        return (<Frame>data).tracker
    if copy:
        return None
    if not shared:
        return socket._track(None)
    return None if event is None else socket._track(event)


cdef inline int pass_on(socket_core *core, zmq_msg_t *message, int flags) noexcept:
    """Attempt to send a part, as zmq_msg_send does."""
    if core.conversing and not flags & libzmq.ZMQ_SNDMORE:
        return answer(core, message, flags)
    return libzmq.zmq_msg_send(message, core.handle, flags)


cdef int answer(socket_core *core, zmq_msg_t *message, int flags) noexcept:
    """The same without the GIL, which the thread that it may wake needs."""
    cdef int rc, error
    core.conversing -= 1
    core.state = SENDING
    drop_core(core)
    with nogil:
        rc = libzmq.zmq_msg_send(message, core.handle, flags)
        error = libzmq.zmq_errno()
    take_core(core)
    open_or_close(core)
    set_errno(libzmq.ENOTSOCK if core.state == CLOSED else error)
    return rc


cdef bint send_message(Socket socket, zmq_msg_t *message, int flags) except -1:
    """Send one part, waiting for room; return 0 if it would block.

    When the peer goes in the middle of a message, the rest of it goes nowhere (as in libzmq's own
    blocking sends) rather than to the next peer as a message of its own.
    """
    cdef socket_core *core = <socket_core *>socket._core
    cdef Wait wait = new_wait(libzmq.ZMQ_POLLOUT)
    cdef bint more = flags & libzmq.ZMQ_SNDMORE
    cdef int error
    if not enter_for(core, flags, &wait):
        return 0
    if core.dropping:
        core.dropping = core.mid_message = more
        leave(core)
        return 1
    while pass_on(core, message, flags | libzmq.ZMQ_DONTWAIT) == -1:
        error = libzmq.zmq_errno()
        if error == libzmq.EINTR:
            continue
        if error != libzmq.EAGAIN:
            leave(core)
            fail(error)
        if core.mid_message:
            core.dropping = more and socket._type == libzmq.ZMQ_PAIR
            break
        if not again(core, &wait, flags):
            leave(core)
            return 0
    core.mid_message = more
    leave(core)
    return 1


cdef object sent_tracked(Socket socket, object parts, SendEvent event):
    """The tracker of all parts: of memory shared now and of Frames that were tracked before."""
    cdef list others = [(<Frame>part).tracker for part in parts if isinstance(part, Frame)]
    if event is None and not others:
        return None
    if event is not None and atomic_get(&event.event.refs) == 1 and event.is_set():
        event = None
    return socket._track(event, *others)


cdef bint is_shared(Socket socket, object data, bint copy) except -1:
    return not copy and not isinstance(data, Frame) and memoryview(data).nbytes >= socket.copy_threshold


cdef bint send_parts(Socket socket, object parts, int flags, bint copy, SendEvent event) except -1:
    """Send a whole message, again from its first part if the peer went in the middle of it."""
    cdef Parts messages
    cdef int outcome = TORN
    while outcome == TORN:
        parts_init(&messages)
        try:
            fill_parts(socket, &messages, parts, copy, event)
            outcome = send_filled(socket, &messages, flags)
        finally:
            parts_close(&messages)
    return outcome == SENT


cdef int fill_parts(Socket socket, Parts *messages, object parts, bint copy, SendEvent event) except -1:
    cdef send_event *watch = NULL if event is None else event.event
    if parts_grow(messages, len(parts)) == -1:
        raise MemoryError()
    for index, part in enumerate(parts):
        fill_message(&messages.items[index], part, copy, socket.copy_threshold, watch)
        messages.count += 1
    return 0


cdef int send_filled(Socket socket, Parts *messages, int flags) except -1:
    """Send all parts in one go once libzmq takes the first."""
    cdef socket_core *core = <socket_core *>socket._core
    cdef Wait wait = new_wait(libzmq.ZMQ_POLLOUT)
    cdef Py_ssize_t i, last = messages.count - 1
    cdef int error, rest = flags | libzmq.ZMQ_DONTWAIT
    cdef bint torn = False
    if not enter_for(core, flags, &wait):
        return FULL
    if core.dropping:
        core.dropping = core.mid_message = flags & libzmq.ZMQ_SNDMORE
        leave(core)
        return SENT
    while pass_on(core, &messages.items[0], rest | (libzmq.ZMQ_SNDMORE if last else 0)) == -1:
        error = libzmq.zmq_errno()
        if error == libzmq.EINTR:
            continue
        if error != libzmq.EAGAIN:
            leave(core)
            fail(error)
        if core.mid_message:
            core.mid_message = flags & libzmq.ZMQ_SNDMORE
            core.dropping = core.mid_message and socket._type == libzmq.ZMQ_PAIR
            leave(core)
            return SENT
        if not again(core, &wait, flags):
            leave(core)
            return FULL
    for i in range(1, last + 1):
        error = pass_on_rest(core, &messages.items[i], rest | (libzmq.ZMQ_SNDMORE if i < last else 0))
        if error == 0:
            continue
        torn = True
        if error != libzmq.EAGAIN or socket._type == libzmq.ZMQ_PAIR:
            break
    core.mid_message = not torn and flags & libzmq.ZMQ_SNDMORE
    leave(core)
    if torn and error not in (0, libzmq.EAGAIN):
        fail(error)
    return TORN if torn else SENT


cdef Py_ssize_t send_ready(Socket socket, list batch, Py_ssize_t start) except -1:
    """Send small one-part messages as long as they go at once; return how many did."""
    cdef socket_core *core = <socket_core *>socket._core
    cdef Py_ssize_t i = start, stop = min(PyList_GET_SIZE(batch), start + BATCH)
    cdef PyObject *message
    if not enter_for(core, libzmq.ZMQ_DONTWAIT, NULL):
        return 0
    while i < stop and not core.mid_message:
        message = PyList_GET_ITEM(batch, i)
        if not PyBytes_CheckExact(<object>message) or PyBytes_GET_SIZE(<object>message) > SMALL:
            break
        if libzmq.zmq_send(
            core.handle, PyBytes_AS_STRING(<object>message), PyBytes_GET_SIZE(<object>message), libzmq.ZMQ_DONTWAIT
        ) == -1:
            break
        i += 1
    leave(core)
    if i == stop:
        give_way()
        PyErr_CheckSignals()
    return i - start


cdef object checked_parts(object parts):
    """The parts of a message, each of which can be sent; nothing has been sent when this raises."""
    if not isinstance(parts, (list, tuple)):
        if isinstance(parts, (bytes, bytearray, memoryview, str)):
            raise TypeError(f"Frame 0 ({parts[:1]!r:.32}): a multipart message is a list or tuple of parts")
        raise TypeError(f"a multipart message is a list or tuple of parts, not {type(parts).__name__}")
    if not parts:
        raise IndexError("a message has at least one part")
    cdef tuple checked = tuple(parts)
    for index, part in enumerate(checked):
        if not PyBytes_CheckExact(part) and not isinstance(part, Frame):
            check_part(index, part)
    return checked


cdef int check_part(object index, object part) except -1:
    cdef Py_buffer view
    if not PyObject_CheckBuffer(part):
        raise TypeError(f"Frame {index} ({repr(part)[:32]}) does not support the buffer interface.")
    view_data(part, &view)
    PyBuffer_Release(&view)
    return 0


cdef int check_messages(list messages) except -1:
    """Check what ``send_many`` is to send before it sends the first, and make multipart ones tuples."""
    cdef Py_ssize_t index
    for index in range(len(messages)):
        message = messages[index]
        if PyBytes_CheckExact(message) or isinstance(message, Frame):
            continue
        if isinstance(message, (list, tuple)):
            messages[index] = checked_parts(message)
        else:
            check_part(index, message)
    return 0


cdef object addressed_parts(object parts, object routing_id, object group):
    """The parts as Frames that say to whom they go."""
    cdef Frame frame
    cdef list addressed = []
    if routing_id is None and group is None:
        return parts
    for part in parts:
        frame = Frame(part, copy=True)
        address_message(&frame.message, routing_id, group)
        addressed.append(frame)
    return addressed


cdef int address_message(zmq_msg_t *message, object routing_id, object group) except -1:
    """Say to whom a SERVER's or RADIO's message goes."""
    cdef bytes name
    require_draft("routing_id and group")
    if routing_id is not None and libzmq.zmq_msg_set_routing_id(message, routing_id) == -1:
        fail(libzmq.zmq_errno())
    if group is not None:
        name = encode_address(group)
        if libzmq.zmq_msg_set_group(message, name) == -1:
            fail(libzmq.zmq_errno())
    return 0


cdef int pass_on_rest(socket_core *core, zmq_msg_t *message, int flags) noexcept:
    """Send a further part, for which libzmq has room once it took the first; return an errno or 0."""
    while pass_on(core, message, flags) == -1:
        if libzmq.zmq_errno() != libzmq.EINTR:
            return libzmq.zmq_errno()
    return 0


cdef int send_rest(zmq_msg_t *message, void *handle, int flags) noexcept nogil:
    """The same for a proxy, which has no GIL to give up."""
    while libzmq.zmq_msg_send(message, handle, flags) == -1:
        if libzmq.zmq_errno() != libzmq.EINTR:
            return libzmq.zmq_errno()
    return 0


cdef void give_way() noexcept:
    """Let other threads have their turn in the middle of a long batch."""
    with nogil:
        pass
