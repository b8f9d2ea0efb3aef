"""Messages that were received and put back: a socket keeps them in order, before all others.

Every receive takes them first, and while there are any the socket counts as readable.
"""

cdef struct Ahead:
    Parts parts
    Py_ssize_t taken  # how many of the parts have been received again


cdef inline int attempt_receive(socket_core *core, zmq_msg_t *message, int flags) noexcept nogil:
    """Receive one part of an entered socket into an empty message, if there is one; else -1 and errno."""
    if core.ahead != NULL:
        take_ahead(core, message)
        return 0
    return libzmq.zmq_msg_recv(message, core.handle, flags | libzmq.ZMQ_DONTWAIT)


cdef void take_ahead(socket_core *core, zmq_msg_t *message) noexcept nogil:
    cdef Ahead *ahead = <Ahead *>core.ahead
    message[0] = ahead.parts.items[ahead.taken]
    ahead.taken += 1
    if ahead.taken == ahead.parts.count:
        drop_ahead(core)


cdef int option_ahead(socket_core *core, int option) noexcept nogil:
    """What messages that were put back add to an option that libzmq knows without them."""
    cdef Ahead *ahead = <Ahead *>core.ahead
    if option == libzmq.ZMQ_EVENTS:
        return libzmq.ZMQ_POLLIN
    if option == libzmq.ZMQ_RCVMORE and ahead.taken > 0:
        return libzmq.zmq_msg_more(&ahead.parts.items[ahead.taken - 1])
    return 0


cdef void drop_ahead(socket_core *core) noexcept nogil:
    cdef Ahead *ahead = <Ahead *>core.ahead
    cdef Py_ssize_t i
    if ahead == NULL:
        return
    core.ahead = NULL
    for i in range(ahead.taken, ahead.parts.count):
        libzmq.zmq_msg_close(&ahead.parts.items[i])
    if ahead.parts.items != ahead.parts.few:
        free(ahead.parts.items)
    free(ahead)


cdef int put_back(Socket socket, list messages) except -1:
    """Put whole messages, lists of Frames as they were received, before what is there to receive."""
    cdef socket_core *core = <socket_core *>socket._core
    cdef list frames = [frame for message in messages for frame in message]
    cdef Ahead *ahead
    cdef bint room
    if not frames:
        return 0
    for frame in frames:
        if not isinstance(frame, Frame):
            raise TypeError(f"only received Frames can be put back, not {frame!r}")
    enter(core)
    ahead = new_ahead(core, len(frames))
    room = ahead != NULL
    if room:
        for frame in frames:
            copy_message(&ahead.parts, &(<Frame>frame).message)
        append_rest(&ahead.parts, core)
        drop_ahead(core)
        core.ahead = ahead
    leave(core)
    if not room:
        raise MemoryError()
    return 0


cdef Ahead *new_ahead(socket_core *core, Py_ssize_t room) noexcept nogil:
    """Room for so many parts and those that are kept already; NULL if there is no memory."""
    cdef Ahead *ahead = <Ahead *>malloc(sizeof(Ahead))
    if ahead == NULL:
        return NULL
    parts_init(&ahead.parts)
    ahead.taken = 0
    if core.ahead != NULL:
        room += (<Ahead *>core.ahead).parts.count
    if parts_grow(&ahead.parts, room) == -1:
        free(ahead)
        return NULL
    return ahead


cdef void copy_message(Parts *parts, zmq_msg_t *message) noexcept nogil:
    cdef zmq_msg_t *copied = &parts.items[parts.count]
    libzmq.zmq_msg_init(copied)
    libzmq.zmq_msg_copy(copied, message)
    parts.count += 1


cdef void append_rest(Parts *parts, socket_core *core) noexcept nogil:
    """Add what is kept already."""
    cdef Ahead *kept = <Ahead *>core.ahead
    cdef Py_ssize_t i
    if kept == NULL:
        return
    for i in range(kept.taken, kept.parts.count):
        copy_message(parts, &kept.parts.items[i])
