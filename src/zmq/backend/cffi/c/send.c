/* Sending: the attempts that hand messages to libzmq. */

enum { TORN = 1 }; /* the peer went in mid-message, nothing of which was sent */
enum { SMALL = 4096 }; /* bytes that are copied into libzmq with each attempt */

/* Send a small part at once, if that is possible. Only then it is copied, so attempts cost little. */
static int core_send_small(socket_core *core, const char *data, size_t size, int flags) {
    int sent, result = enter_for(core, ZMQ_POLLOUT, flags, NULL);
    if (result) return result;
    if (core->mid_message) {
        wait_lock_drop(&core->lock);
        return -EAGAIN;
    }
    sent = zmq_send(core->handle, data, size, flags | ZMQ_DONTWAIT) != -1;
    core->mid_message = sent && flags & ZMQ_SNDMORE;
    leave(core);
    return sent ? 0 : -EAGAIN; /* whatever it is, the next attempt tells */
}

static core_wait *without_waiting(core_wait *brief, int *flags) {
    *flags |= ZMQ_DONTWAIT;
    return brief;
}

/* Send one part, waiting for room; without a core_wait, only if there is.
 *
 * When the peer goes in the middle of a message, the rest of it goes nowhere (as in libzmq's own
 * blocking sends) rather than to the next peer as a message of its own.
 */
static int core_send_message(socket_core *core, int type, zmq_msg_t *message, int flags, core_wait *wait) {
    core_wait brief = {0};
    int more = (flags & ZMQ_SNDMORE) != 0, error, result = enter_for(core, ZMQ_POLLOUT, flags, wait);
    if (result) return result;
    if (wait == NULL) wait = without_waiting(&brief, &flags);
    if (core->dropping) {
        core->dropping = core->mid_message = more;
        leave(core);
        return 0;
    }
    while (zmq_msg_send(message, core->handle, flags | ZMQ_DONTWAIT) == -1) {
        error = zmq_errno();
        if (error == EINTR) continue;
        if (error != EAGAIN) {
            leave(core);
            return -error;
        }
        if (core->mid_message) {
            core->dropping = more && type == ZMQ_PAIR;
            break;
        }
        result = again(core, wait, ZMQ_POLLOUT, flags);
        if (result < 0) return result;
    }
    core->mid_message = more;
    leave(core);
    return 0;
}

/* Send a further part, for which libzmq has room once it took the first; return an errno or 0. */
static int send_rest(zmq_msg_t *message, void *handle, int flags) {
    while (zmq_msg_send(message, handle, flags) == -1) {
        if (zmq_errno() != EINTR) return zmq_errno();
    }
    return 0;
}

/* Send all parts of a slot in one go once libzmq takes the first. */
static int core_send_parts(socket_core *core, int type, slot *place, int flags, core_wait *wait) {
    int last = place->count - 1, error, i, torn = 0, result = enter_for(core, ZMQ_POLLOUT, flags, wait);
    int rest = flags | ZMQ_DONTWAIT;
    core_wait brief = {0};
    if (result) return result;
    if (wait == NULL) wait = without_waiting(&brief, &flags);
    if (core->dropping) {
        core->dropping = core->mid_message = (flags & ZMQ_SNDMORE) != 0;
        leave(core);
        return 0;
    }
    while (zmq_msg_send(&place->parts[0], core->handle, last ? rest | ZMQ_SNDMORE : rest) == -1) {
        error = zmq_errno();
        if (error == EINTR) continue;
        if (error != EAGAIN) {
            leave(core);
            return -error;
        }
        if (core->mid_message) {
            core->mid_message = (flags & ZMQ_SNDMORE) != 0;
            core->dropping = core->mid_message && type == ZMQ_PAIR;
            leave(core);
            return 0;
        }
        result = again(core, wait, ZMQ_POLLOUT, flags);
        if (result < 0) return result;
    }
    error = 0;
    for (i = 1; i <= last; i++) {
        error = send_rest(&place->parts[i], core->handle, i < last ? rest | ZMQ_SNDMORE : rest);
        if (error == 0) continue;
        torn = 1;
        if (error != EAGAIN || type == ZMQ_PAIR) break;
    }
    core->mid_message = !torn && flags & ZMQ_SNDMORE;
    leave(core);
    if (torn && error != 0 && error != EAGAIN) return -error;
    return torn ? TORN : 0;
}

/* Send small one-part messages as long as they go at once; return how many did. */
static int core_send_batch(socket_core *core, const char *bodies, const int32_t *sizes, int count) {
    int i, result = enter_for(core, ZMQ_POLLOUT, ZMQ_DONTWAIT, NULL);
    if (result) return result == -EAGAIN ? 0 : result;
    for (i = 0; i < count && !core->mid_message; i++) {
        if (zmq_send(core->handle, bodies, (size_t)sizes[i], ZMQ_DONTWAIT) == -1) break;
        bodies += sizes[i];
    }
    leave(core);
    return i;
}

/* Add an empty part to a slot, to be filled; NULL if there is no memory. */
static zmq_msg_t *core_add_part(slot *place) {
    zmq_msg_t *part = next_part(place);
    if (part == NULL) return NULL;
    zmq_msg_init(part);
    place->count++;
    return part;
}

/* Send small parts whose sizes are in the slot; what is left in the slot is to be sent again. */
static int core_send_small_parts(socket_core *core, int type, slot *place, const char *bodies, int count,
                                 int flags) {
    zmq_msg_t *part;
    int i, result;
    for (i = 0; i < count; i++) {
        part = core_add_part(place);
        if (part == NULL || zmq_msg_init_size(part, (size_t)place->sizes[i]) == -1) return -ENOMEM;
        memcpy(zmq_msg_data(part), bodies, (size_t)place->sizes[i]);
        bodies += place->sizes[i];
    }
    result = core_send_parts(core, type, place, flags, NULL);
    if (result == 0) core_empty_slot(place);
    return result;
}
