"""Receiving: the attempts that take messages from libzmq, and what becomes of them."""


cdef inline int take_part(socket_core *core, zmq_msg_t *message, int flags) noexcept nogil:
    """Attempt to receive a part: one that was put back, or else libzmq's next."""
    if core.returned != NULL:
        return take_returned(core, message)
    core.received_again = False
    return libzmq.zmq_msg_recv(message, core.handle, flags | libzmq.ZMQ_DONTWAIT)


cdef inline bint receive(Socket socket, zmq_msg_t *message, int flags) except -1:
    """Receive one part, waiting for it; return 0 if it would block."""
    cdef socket_core *core = <socket_core *>socket._core
    cdef Wait wait = new_wait(libzmq.ZMQ_POLLIN)
    libzmq.zmq_msg_init(message)
    if not enter_for(core, flags, &wait):
        return 0
    if take_part(core, message, flags) == -1:
        if not receive_later(core, message, flags, &wait):
            return 0
    leave(core)
    return 1


cdef bint receive_later(socket_core *core, zmq_msg_t *message, int flags, Wait *wait) except -1:
    """After a first attempt that failed: wait and try again. Still entered if, and only if, it returns 1."""
    cdef int error
    while True:
        error = libzmq.zmq_errno()
        if error != libzmq.EAGAIN and error != libzmq.EINTR:
            leave(core)
            fail(error)
        if error == libzmq.EAGAIN and not again(core, wait, flags):
            leave(core)
            return 0
        if take_part(core, message, flags) != -1:
            return 1


cdef bint receive_parts(Socket socket, Parts *parts, int flags) except -1:
    """Receive a whole message, waiting for its first part; return 0 if it would block."""
    cdef socket_core *core = <socket_core *>socket._core
    cdef Wait wait = new_wait(libzmq.ZMQ_POLLIN)
    cdef int error
    libzmq.zmq_msg_init(&parts.items[0])
    if not enter_for(core, flags, &wait):
        return 0
    if take_part(core, &parts.items[0], flags) == -1:
        if not receive_later(core, &parts.items[0], flags, &wait):
            return 0
    parts.count = 1
    error = receive_rest(core, parts)
    leave(core)
    if error:
        parts_close(parts)
        fail(error)
    return 1


cdef int receive_rest(socket_core *core, Parts *parts) noexcept nogil:
    """Receive the further parts of a message, all there with its first; return an errno or 0."""
    cdef zmq_msg_t *message = &parts.items[0]
    while libzmq.zmq_msg_more(message):
        if parts_grow(parts, parts.count + 1) == -1:
            return ENOMEM
        message = &parts.items[parts.count]
        libzmq.zmq_msg_init(message)
        while take_part(core, message, 0) == -1:
            if libzmq.zmq_errno() != libzmq.EINTR:
                return libzmq.zmq_errno()
        parts.count += 1
    return 0


cdef inline object received_message(Socket socket, zmq_msg_t *message, bint copy, bint track):
    """What a receive returns for a message, which it takes over."""
    if not copy:
        return make_frame(socket, message, track)
    try:
        return message_bytes(message)
    finally:
        close_message(message)


cdef object make_frame(Socket socket, zmq_msg_t *message, bint track):
    cdef object cls = socket._Frame
    cdef Frame frame = Frame.__new__(cls)
    frame._filled = True
    frame.more = libzmq.zmq_msg_more(message) != 0
    libzmq.zmq_msg_move(&frame.message, message)
    libzmq.zmq_msg_close(message)
    if track:
        frame.tracker = socket._track(None)
    return frame


cdef list received_parts(Socket socket, Parts *parts, bint copy, bint track):
    cdef list received = []
    cdef Py_ssize_t i
    try:
        for i in range(parts.count):
            received.append(received_message(socket, &parts.items[i], copy, track))
            libzmq.zmq_msg_init(&parts.items[i])
    finally:
        parts_close(parts)
    return received


cdef int view_target(object buffer, Py_buffer *view) except -1:
    """Get the writable contiguous buffer that is to be filled."""
    target = memoryview(buffer)
    if target.readonly:
        raise BufferError("the buffer is not writable")
    PyObject_GetBuffer(target, view, PyBUF_FULL)
    if not PyBuffer_IsContiguous(view, b"A"):
        PyBuffer_Release(view)
        raise BufferError("the buffer is not contiguous")
    return 0


cdef int copy_out(zmq_msg_t *message, void *target, size_t size) except -1:
    if size < LARGE:
        memcpy(target, libzmq.zmq_msg_data(message), size)
    else:
        with nogil:
            memcpy(target, libzmq.zmq_msg_data(message), size)
    return 0


cdef int receive_ready(Socket socket, list received, Py_ssize_t limit) except -1:
    """Take messages that are there, as bytes, until one comes that is large or in several parts.

    A large one is copied without the GIL, when others may use the socket, or close it.
    """
    cdef socket_core *core = <socket_core *>socket._core
    cdef Parts parts
    cdef zmq_msg_t *message
    cdef int error = 0
    parts_init(&parts)
    message = &parts.items[0]
    if not enter_for(core, libzmq.ZMQ_DONTWAIT, NULL):
        return 0
    libzmq.zmq_msg_init(message)
    try:
        while PyList_GET_SIZE(received) < limit and take_part(core, message, 0) != -1:
            if libzmq.zmq_msg_more(message) or libzmq.zmq_msg_size(message) >= LARGE:
                parts.count = 1
                error = receive_rest(core, &parts)
                break
            received.append(message_bytes(message))  # libzmq empties it as it receives the next
    finally:
        leave(core)
        if parts.count == 0:
            libzmq.zmq_msg_close(message)
    if error:
        parts_close(&parts)
        fail(error)
    if parts.count == 1:
        received.append(received_message(socket, &parts.items[0], True, False))
    elif parts.count:
        received.append(received_parts(socket, &parts, True, False))
    return 0
