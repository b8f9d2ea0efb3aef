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
    wait_lock_take(&core.lock)
    if core.state == CLOSED:
        wait_lock_drop(&core.lock)
        drop_chain(chain)
        return 0
    place = &core.returned
    while place[0] != NULL and place[0].order < order:
        place = &place[0].next
    end[0] = place[0]
    place[0] = chain
    core.touched += 1
    wake(core, libzmq.ZMQ_POLLIN)
    wait_lock_drop(&core.lock)
    return 0


cdef returned_part *new_returned_part(Frame frame, int64_t order) except NULL:
    cdef returned_part *part = <returned_part *>calloc(1, sizeof(returned_part))
    if part == NULL:
        raise MemoryError()
    libzmq.zmq_msg_init(&part.message)
    copy_frame(frame, &part.message)
    part.order = order
    return part


cdef void drop_chain(returned_part *chain) noexcept:
    cdef returned_part *part
    while chain != NULL:
        part = chain
        chain = part.next
        close_message(&part.message)
        free(part)


cdef void drop_returned(socket_core *core) noexcept:
    drop_chain(core.returned)
    core.returned = NULL
