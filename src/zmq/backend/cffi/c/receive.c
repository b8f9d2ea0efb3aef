/* Receiving: the attempts that take messages from libzmq. */

/* Attempt to receive a part: one that was put back, or else libzmq's next. */
static int take_part(socket_core *core, zmq_msg_t *message, int flags) {
    if (core->returned != NULL) return take_returned(core, message);
    core->received_again = 0;
    return zmq_msg_recv(message, core->handle, flags | ZMQ_DONTWAIT);
}

/* With the socket entered, receive one part, waiting for it; still entered if the result is 0. */
static int receive(socket_core *core, zmq_msg_t *message, int flags, core_wait *wait) {
    int error, result;
    while (take_part(core, message, flags) == -1) {
        error = zmq_errno();
        if (error == EINTR) continue;
        if (error != EAGAIN) {
            leave(core);
            return -error;
        }
        result = again(core, wait, ZMQ_POLLIN, flags);
        if (result < 0) return result;
    }
    return 0;
}

/* Receive one part into a message. */
static int core_receive_message(socket_core *core, zmq_msg_t *message, int flags, core_wait *wait) {
    int result = enter_for(core, ZMQ_POLLIN, flags, wait);
    if (result) return result;
    result = receive(core, message, flags, wait);
    if (result == 0) leave(core);
    return result;
}

/* Receive one part into a slot and return its size. A small body is in the slot's room. */
static int64_t core_receive(socket_core *core, slot *place, int flags, core_wait *wait) {
    zmq_msg_t *message = &place->parts[0];
    size_t size;
    int result = enter_for(core, ZMQ_POLLIN, flags, wait);
    if (result) return result;
    zmq_msg_init(message);
    result = receive(core, message, flags, wait);
    if (result) return result;
    leave(core);
    size = zmq_msg_size(message);
    if (size > SLOT_ROOM) {
        place->count = 1;
    } else {
        memcpy(place->room, zmq_msg_data(message), size);
        zmq_msg_close(message);
    }
    return (int64_t)size;
}

/* Receive the further parts of a message, all there with its first; return an errno or 0. */
static int receive_rest(socket_core *core, slot *place) {
    zmq_msg_t *message = &place->parts[place->count - 1];
    while (zmq_msg_more(message)) {
        message = next_part(place);
        if (message == NULL) return ENOMEM;
        zmq_msg_init(message);
        while (take_part(core, message, 0) == -1) {
            if (zmq_errno() != EINTR) return zmq_errno();
        }
        place->count++;
    }
    return 0;
}

/* Move the parts of a slot into its room; return how many, 0 if they do not fit. */
static int pack(slot *place) {
    size_t total = 0, size;
    int i, count = place->count;
    if (count > SLOT_SIZES) return 0;
    for (i = 0; i < count; i++) total += zmq_msg_size(&place->parts[i]);
    if (total > SLOT_ROOM) return 0;
    for (i = 0, total = 0; i < count; i++) {
        size = zmq_msg_size(&place->parts[i]);
        memcpy(place->room + total, zmq_msg_data(&place->parts[i]), size);
        place->sizes[i] = (int32_t)size;
        total += size;
    }
    core_empty_slot(place);
    return count;
}

/* Receive a whole message, waiting for its first part. Small parts are in the slot's room: their
 * number is returned. Otherwise, or if they are not to be copied, they stay, and 0 is returned.
 */
static int core_receive_parts(socket_core *core, slot *place, int flags, int copy, core_wait *wait) {
    int result = enter_for(core, ZMQ_POLLIN, flags, wait);
    if (result) return result;
    zmq_msg_init(&place->parts[0]);
    result = receive(core, &place->parts[0], flags, wait);
    if (result) return result;
    place->count = 1;
    result = receive_rest(core, place);
    leave(core);
    if (result) {
        core_empty_slot(place);
        return -result;
    }
    return copy ? pack(place) : 0;
}

/* Receive small messages of one part as long as there are any; return how many are in the slot's
 * room. A message of another kind ends it and stays in the slot's parts.
 */
static int core_receive_batch(socket_core *core, slot *place, int limit) {
    zmq_msg_t *message = &place->parts[0];
    size_t used = 0, size;
    int count = 0, error = 0, result = enter_for(core, ZMQ_POLLIN, ZMQ_DONTWAIT, NULL);
    if (result) return result;
    if (limit > SLOT_SIZES) limit = SLOT_SIZES;
    zmq_msg_init(message); /* libzmq empties it as it receives the next */
    while (count < limit) {
        if (take_part(core, message, 0) == -1) {
            error = zmq_errno();
            break;
        }
        size = zmq_msg_size(message);
        if (size > SLOT_ROOM - used || zmq_msg_more(message)) {
            place->count = 1;
            error = receive_rest(core, place);
            break;
        }
        memcpy(place->room + used, zmq_msg_data(message), size);
        place->sizes[count++] = (int32_t)size;
        used += size;
    }
    leave(core);
    if (place->count == 0) zmq_msg_close(message);
    if (count || place->count) return count;
    return error ? -error : 0;
}
