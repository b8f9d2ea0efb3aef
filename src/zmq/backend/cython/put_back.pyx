"""Messages that were received and put back, because who waited for them had gone meanwhile."""


cdef int take_returned(socket_core *core, zmq_msg_t *message) noexcept nogil:
    """Receive the first part that was put back."""
    cdef returned_part *part = core.returned
    core.returned = part.next
    libzmq.zmq_msg_move(message, &part.message)
    free(part)
    core.received_again = True
    core.received_again_more = libzmq.zmq_msg_more(message)
    return <int>libzmq.zmq_msg_size(message)


cdef int put_parts_back(socket_core *core, list parts, int64_t order) except -1:
    cdef returned_part *chain = NULL
    cdef returned_part **end = &chain
    cdef returned_part **place
    for frame in parts:
        end[0] = new_returned_part(frame, order)
        end = &end[0].next
    take_core(core)
    if core.state == CLOSED:
        drop_core(core)
        drop_chain(chain)
        return 0
    place = &core.set_aside if core.state == FORWARDING else &core.returned
    while place[0] != NULL and place[0].order < order:
        place = &place[0].next
    end[0] = place[0]
    place[0] = chain
    core.touched += 1
    wake(core, libzmq.ZMQ_POLLIN)
    drop_core(core)
    return 0


cdef returned_part *new_returned_part(Frame frame, int64_t order) except NULL:
    cdef returned_part *part = <returned_part *>calloc(1, sizeof(returned_part))
    if part == NULL:
        raise MemoryError()
    libzmq.zmq_msg_init(&part.message)
    copy_frame(frame, &part.message)
    part.order = order
    return part


cdef bint return_part(socket_core *core, zmq_msg_t *message) noexcept nogil:
    """Put a part in front of all others; return 0 if there is no memory for it."""
    cdef returned_part *part = <returned_part *>calloc(1, sizeof(returned_part))
    if part == NULL:
        return False
    libzmq.zmq_msg_init(&part.message)
    libzmq.zmq_msg_move(&part.message, message)
    part.next = core.returned
    core.returned = part
    return True


cdef void drop_chain(returned_part *chain) noexcept:
    cdef returned_part *part
    while chain != NULL:
        part = chain
        chain = part.next
        close_message(&part.message)
        free(part)


cdef void return_set_aside(socket_core *core) noexcept nogil:
    """What was put back while a proxy had the socket comes before what the proxy left."""
    cdef returned_part **end = &core.set_aside
    while end[0] != NULL:
        end = &end[0].next
    end[0] = core.returned
    core.returned = core.set_aside
    core.set_aside = NULL


cdef void drop_returned(socket_core *core) noexcept:
    return_set_aside(core)
    drop_chain(core.returned)
    core.returned = NULL
