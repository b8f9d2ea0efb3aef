/* Sockets: made, shared by shadows, closed; their options and endpoints. */

/* Every open socket made here, so that shadows share what is known of it; guarded by
 * wait_spare_lock.
 */
static socket_core *sockets = NULL;

/* For Socket objects that never got a socket of their own. */
static socket_core no_core = {.state = CLOSED, .fd = WAIT_NO_FD, .lock = WAIT_LOCK_INIT};

static socket_core *core_none(void) { return &no_core; }

static socket_core *allocate_socket(void *handle) {
    socket_core *core = (socket_core *)calloc(1, sizeof *core);
    size_t size = sizeof core->fd;
    if (core == NULL) return NULL;
    core->handle = handle;
    core->generation = wait_generation;
    core->refs = 1;
    core->touched = 1;
    wait_lock_init(&core->lock);
    if (zmq_getsockopt(handle, ZMQ_FD, &core->fd, &size) == -1) core->fd = WAIT_NO_FD;
    return core;
}

static void list_socket(socket_core *core) {
    wait_lock_take(&wait_spare_lock);
    core->next = sockets;
    if (sockets != NULL) sockets->previous = core;
    sockets = core;
    wait_lock_drop(&wait_spare_lock);
}

static int shares(socket_core *core, void *handle) {
    return core->handle == handle && core->state != CLOSED && core->generation == wait_generation;
}

/* The open socket with this handle, shared once more; NULL if it was made elsewhere. */
static socket_core *find_socket(void *handle) {
    socket_core *core;
    wait_lock_take(&wait_spare_lock);
    core = sockets;
    while (core != NULL && !shares(core, handle)) core = core->next;
    if (core != NULL) core->refs++;
    wait_lock_drop(&wait_spare_lock);
    return core;
}

/* Share an open socket's core; NULL if it is closed. */
static socket_core *share_core(socket_core *core) {
    if (core->state == CLOSED || core->generation != wait_generation) return NULL;
    wait_lock_take(&wait_spare_lock);
    core->refs++;
    wait_lock_drop(&wait_spare_lock);
    return core;
}

static void core_drop_socket(socket_core *core) {
    int refs;
    wait_lock_take(&wait_spare_lock);
    refs = --core->refs;
    if (refs == 0) {
        if (core->next != NULL) core->next->previous = core->previous;
        if (core->previous != NULL)
            core->previous->next = core->next;
        else if (sockets == core)
            sockets = core->next;
    }
    wait_lock_drop(&wait_spare_lock);
    if (refs) return;
    drop_returned(core);
    if (core->owner != NULL) context_drop(core->owner);
    free(core);
}

static void make_handle(context_core *context, int type, void **handle, int *error) {
    *error = hold_context(context);
    if (*error) return;
    *handle = wait_make_socket(context->handle, type, &context->started);
    if (*handle == NULL) *error = -errno;
    wait_lock_drop(&context->lock);
}

static socket_core *core_new_socket(context_core *context, int type, int *error) {
    void *handle = NULL;
    socket_core *core;
    make_handle(context, type, &handle, error);
    if (handle == NULL) return NULL;
    core = allocate_socket(handle);
    if (core == NULL) {
        *error = -ENOMEM;
        zmq_close(handle);
        return NULL;
    }
    atomic_add(&context->refs, 1);
    core->owner = context;
    if (core->fd == WAIT_NO_FD) ear_open(core);
    list_socket(core);
    return core;
}

static socket_core *core_shadow_socket(size_t address) {
    socket_core *core = find_socket((void *)address);
    if (core != NULL) return core;
    core = allocate_socket((void *)address);
    if (core != NULL) core->foreign = 1;
    return core;
}

static socket_core *core_share(socket_core *core) { return share_core(core); }

static size_t core_handle(socket_core *core) { return (size_t)core->handle; }

static int core_type(socket_core *core) {
    int type = -1;
    size_t size = sizeof type;
    zmq_getsockopt(core->handle, ZMQ_TYPE, &type, &size);
    return type;
}

static int is_gone(socket_core *core) { /* whoever made a foreign socket may have closed it */
    int type;
    size_t size = sizeof type;
    return core->foreign && zmq_getsockopt(core->handle, ZMQ_TYPE, &type, &size) == -1 &&
           zmq_errno() == ENOTSOCK;
}

static int core_is_closed(socket_core *core) {
    return core->state == CLOSED || core->doomed || core->generation != wait_generation || is_gone(core);
}

static int set_linger(socket_core *core, int linger) {
    return zmq_setsockopt(core->handle, ZMQ_LINGER, &linger, sizeof linger) == -1 ? zmq_errno() : 0;
}

/* Close an entered socket and wake all who sleep on it. */
static void close_socket(socket_core *core) {
    int linger = 0;
    size_t size = sizeof linger;
    if (core->linger_set && core->owner != NULL) {
        zmq_getsockopt(core->handle, ZMQ_LINGER, &linger, &size);
        context_note_linger(core->owner, linger);
    }
    core->state = CLOSED;
    wake(core, ANY_EVENT);
    ear_close(core);
    zmq_close(core->handle);
}

/* Close a locked socket, or have it closed by whoever keeps it busy.
 *
 * linger: LINGER from now on, unless NULL. A context that is ending sets nothing any more.
 */
static int close_with(socket_core *core, const int *linger) {
    int error;
    if (linger != NULL) {
        error = core->state == OPEN ? set_linger(core, *linger) : 0;
        if (error && error != ETERM) return -error;
        core->last_linger = *linger;
        core->has_last_linger = core->linger_set = 1;
    }
    if (core->state == OPEN) {
        close_socket(core);
    } else {
        core->doomed = 1;
        wake(core, ANY_EVENT);
    }
    return 0;
}

static int core_close(socket_core *core, int has_linger, int linger) {
    int result = 0;
    if (core->generation != wait_generation) return 0;
    wait_lock_take(&core->lock);
    if (!core_is_closed(core))
        result = close_with(core, has_linger ? &linger : NULL);
    else if (core->state == OPEN && core->foreign)
        core->state = CLOSED;
    wait_lock_drop(&core->lock);
    return result;
}

/* Nobody knows the socket any more. */
static void core_abandon_socket(socket_core *core) {
    core_close(core, 0, 0);
    core_drop_socket(core);
}

/* Keep an entered socket for one long call that is made without the lock. */
static void make_busy(socket_core *core, int state) {
    size_t size = sizeof core->busy_rcvtimeo;
    zmq_getsockopt(core->handle, ZMQ_RCVTIMEO, &core->busy_rcvtimeo, &size);
    zmq_getsockopt(core->handle, ZMQ_SNDTIMEO, &core->busy_sndtimeo, &size);
    core->state = state;
    wait_lock_drop(&core->lock);
}

/* End what make_busy began: wake those who wait for the socket, or close it if it is doomed. */
static void make_open(socket_core *core) {
    wait_lock_take(&core->lock);
    core->state = OPEN;
    core->touched++;
    return_set_aside(core);
    if (core->doomed && core->generation == wait_generation) {
        if (core->has_last_linger) set_linger(core, core->last_linger);
        close_socket(core);
    }
    wake(core, ANY_EVENT);
    wait_lock_drop(&core->lock);
}

/* ---- options ---- */

static int read_option(socket_core *core, int option, void *value, size_t *size) {
    int result = enter(core, NULL);
    if (result) return result;
    if (wait_get_option(core->handle, option, value, size) == -1)
        result = -zmq_errno();
    else if (option == ZMQ_EVENTS && core->returned != NULL)
        *(int *)value |= ZMQ_POLLIN;
    else if (option == ZMQ_RCVMORE && core->received_again)
        *(int *)value = core->received_again_more;
    if (option == ZMQ_EVENTS)
        leave(core);
    else /* only EVENTS runs libzmq's commands */
        wait_lock_drop(&core->lock);
    return result;
}

/* An int option; what is below all ints is a negative result of another call, so much lower. */
static int64_t core_get_int(socket_core *core, int option) {
    int value = 0;
    size_t size = sizeof value;
    int result = read_option(core, option, &value, &size);
    return result ? (int64_t)result - ((int64_t)1 << 40) : value;
}

static int core_get_int64(socket_core *core, int option, slot *place) {
    size_t size = sizeof place->number;
    return read_option(core, option, &place->number, &size);
}

static int core_get_fd(socket_core *core, int option, slot *place) {
    wait_fd fd = WAIT_NO_FD;
    size_t size = sizeof fd;
    int result = read_option(core, option, &fd, &size);
    place->number = (int64_t)fd;
    return result;
}

/* How many bytes of the option are in the slot's room. */
static int core_get_bytes(socket_core *core, int option, slot *place, int capacity) {
    size_t size = (size_t)capacity;
    int result = read_option(core, option, place->room, &size);
    if (result) return result;
    if (option != ZMQ_ROUTING_ID && size > 0 && place->room[size - 1] == 0) size--;
    return (int)size;
}

static int write_option(socket_core *core, int option, const void *value, size_t size) {
    int result = enter(core, NULL);
    if (result) return result;
    if (zmq_setsockopt(core->handle, option, value, size) == -1)
        result = -zmq_errno();
    else if (option == ZMQ_LINGER)
        core->linger_set = 1;
    leave(core);
    return result;
}

static int core_set_int(socket_core *core, int option, int value) {
    return write_option(core, option, &value, sizeof value);
}

static int core_set_int64(socket_core *core, int option, int64_t value) {
    return write_option(core, option, &value, sizeof value);
}

static int core_set_bytes(socket_core *core, int option, const char *value, size_t size) {
    return write_option(core, option, value, size);
}

static int core_linger_is_set(socket_core *core) { return core->linger_set; }

/* ---- endpoints and groups ---- */

typedef int (*endpoint_call)(void *socket, const char *address);

/* Make a call that may resolve a name: the socket is busy meanwhile. */
static int call_endpoint(socket_core *core, endpoint_call call, const char *address) {
    int result = enter(core, NULL);
    if (result) return result;
    make_busy(core, RESOLVING);
    if (wait_call_endpoint(call, core->handle, address) == -1) result = -zmq_errno();
    make_open(core);
    return result;
}

/* Bind; the slot's room has what the address became, unless its number is 0: that did not fit. */
static int core_bind(socket_core *core, const char *address, slot *place) {
    size_t size = SLOT_ROOM;
    int result = enter(core, NULL);
    if (result) return result;
    make_busy(core, RESOLVING);
    if (wait_call_endpoint(zmq_bind, core->handle, address) == -1)
        result = -zmq_errno();
    else if (zmq_getsockopt(core->handle, ZMQ_LAST_ENDPOINT, place->room, &size) == -1)
        size = 0;
    make_open(core);
    place->number = (int64_t)size;
    return result;
}

static int core_connect(socket_core *core, const char *address) {
    return call_endpoint(core, zmq_connect, address);
}

/* Connect a PEER (drafts); the routing_id of who is there is the slot's number. */
static int core_connect_peer(socket_core *core, const char *address, slot *place) {
    int result = enter(core, NULL);
    if (result) return result;
    make_busy(core, RESOLVING);
    place->number = zmq_connect_peer(core->handle, address);
    if (place->number == 0) result = -zmq_errno();
    make_open(core);
    return result;
}

static int core_unbind(socket_core *core, const char *address) {
    return call_endpoint(core, zmq_unbind, address);
}
static int core_disconnect(socket_core *core, const char *address) {
    return call_endpoint(core, zmq_disconnect, address);
}

static int core_monitor(socket_core *core, const char *address, int events) {
    int result = enter(core, NULL);
    if (result) return result;
    make_busy(core, RESOLVING); /* it waits for a reader of the former monitor */
    if (wait_monitor(core->handle, address, events) == -1) result = -zmq_errno();
    make_open(core);
    return result;
}

static int core_join(socket_core *core, const char *group) {
    int result = enter(core, NULL);
    if (result) return result;
    if (zmq_join(core->handle, group) == -1) result = -zmq_errno();
    leave(core);
    return result;
}

static int core_leave(socket_core *core, const char *group) {
    int result = enter(core, NULL);
    if (result) return result;
    if (zmq_leave(core->handle, group) == -1) result = -zmq_errno();
    leave(core);
    return result;
}

/* ---- polling ---- */

/* Wait for events, by wait->deadline, and return their mask. */
static int core_poll(socket_core *core, int flags, core_wait *wait) {
    int events, error, result;
    if (core->generation != wait_generation) return core->state == CLOSED ? -ENOTSOCK : FORKED;
    wait_lock_take(&core->lock);
    result = settle(core, wait->deadline, wait);
    while (result == 0) {
        events = look(core);
        error = zmq_errno();
        core->touched++;
        if (core->sleepers != NULL) wake(core, events == -1 ? ANY_EVENT : events);
        if (events == -1 || events & flags || wait_left(wait->deadline) == 0) {
            wait_lock_drop(&core->lock);
            return events == -1 ? -error : events & flags;
        }
        result = sleep_on_socket(core, flags, wait->deadline, wait);
        if (result == 0) result = settle(core, wait->deadline, wait);
    }
    return result;
}
