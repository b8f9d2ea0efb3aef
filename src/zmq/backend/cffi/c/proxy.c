/* Forwarding between sockets; cython/proxy.pyx says how. */

enum {
    BURST = 1000,   /* messages that one direction moves before the other has its turn */
    SIGNAL_MS = 50, /* how long signals may wait while messages flow */
    RUNNING = 0,
    PAUSED = 1,
    TERMINATED = 2
};

typedef struct traffic {
    uint64_t received, received_bytes, sent, sent_bytes;
} traffic;

/* A socket that takes part: once, even if it has two roles. */
typedef struct party {
    socket_core *core;
    int type;
    int events; /* as this turn saw them */
    traffic traffic;
    wait_sleeper sleeper;
} party;

/* One direction, and the message that it has taken but not yet handed on. */
typedef struct flow {
    party *source, *target;
    char *prefix; /* put before what the capture socket gets, NULL for nothing */
    size_t prefix_size;
    int swap; /* ROUTER to ROUTER: the first two parts change places */
    slot *held;
    int to_capture; /* the held message still goes to the capture socket */
} flow;

typedef struct proxy_core {
    party parties[4];
    int party_count;
    party *capture, *control;
    flow flows[2];
    int flow_count;
    int state;
    int error;
    wait_waker *waker;
    unsigned int generation;
} proxy_core;

static void swap_first(slot *held) {
    zmq_msg_t first = held->parts[0];
    held->parts[0] = held->parts[1];
    held->parts[1] = first;
}

/* Return a message that has been taken and not handed on, as it came, to its source. */
static void give_back(flow *direction) {
    slot *held = direction->held;
    if (direction->swap && held->count > 1) swap_first(held);
    while (held->count && return_part(direction->source->core, &held->parts[held->count - 1])) held->count--;
}

/* Let go of the sockets and of what is held. */
static void end_proxy(proxy_core *p) {
    int i;
    for (i = 0; i < p->flow_count && p->generation == wait_generation; i++) give_back(&p->flows[i]);
    p->flow_count = 0;
    for (i = 0; i < p->party_count; i++) {
        socket_core *core = p->parties[i].core;
        if (core->generation == wait_generation) {
            wait_lock_take(&core->lock);
            unlink_sleeper(core, &p->parties[i].sleeper);
            wait_lock_drop(&core->lock);
            make_open(core);
        }
        core_drop_socket(core);
    }
    p->party_count = 0;
}

static void core_free_proxy(proxy_core *p) {
    int i;
    end_proxy(p);
    if (p->waker != NULL) {
        wait_calm(p->waker);
        wait_give_waker(p->waker);
    }
    for (i = 0; i < 2; i++) {
        if (p->flows[i].held != NULL) core_free_slot(p->flows[i].held);
        free(p->flows[i].prefix);
    }
    free(p);
}

static proxy_core *core_new_proxy(void) {
    proxy_core *p = (proxy_core *)calloc(1, sizeof *p);
    if (p == NULL) return NULL;
    p->generation = wait_generation;
    p->waker = wait_take_waker();
    p->flows[0].held = core_new_slot();
    p->flows[1].held = core_new_slot();
    if (p->waker != NULL && p->flows[0].held != NULL && p->flows[1].held != NULL) return p;
    core_free_proxy(p);
    return NULL;
}

/* Keep a socket from other use, and be woken when it is to be closed; its number, or a code. */
static int core_join_proxy(proxy_core *p, socket_core *core, int type, core_wait *wait) {
    party *joined;
    int i, result;
    for (i = 0; i < p->party_count; i++) {
        if (p->parties[i].core == core) return i;
    }
    result = enter(core, wait);
    if (result) return result;
    wait_lock_take(&wait_spare_lock);
    core->refs++;
    wait_lock_drop(&wait_spare_lock);
    wake(core, ANY_EVENT); /* who sleeps on it learns that it is in use */
    joined = &p->parties[p->party_count];
    joined->core = core;
    joined->type = type;
    joined->sleeper.waker = p->waker;
    link_sleeper(core, &joined->sleeper);
    make_busy(core, FORWARDING);
    return p->party_count++;
}

static int set_flow(flow *direction, party *source, party *target, const char *prefix, int size) {
    direction->source = source;
    direction->target = target;
    if (prefix == NULL) return 0;
    direction->prefix = (char *)malloc((size_t)size + 1);
    if (direction->prefix == NULL) return -ENOMEM;
    memcpy(direction->prefix, prefix, (size_t)size);
    direction->prefix_size = (size_t)size;
    direction->swap = source->type == ZMQ_ROUTER && target->type == ZMQ_ROUTER;
    return 0;
}

/* Say which of the sockets that have joined does what; -1 for none. */
static int core_set_flows(proxy_core *p, int front, int back, int capture, int control, const char *in_prefix,
                          const char *out_prefix, int in_size, int out_size) {
    party *one = &p->parties[front], *other = &p->parties[back];
    int result;
    p->capture = capture < 0 ? NULL : &p->parties[capture];
    p->control = control < 0 ? NULL : &p->parties[control];
    p->flow_count = one == other ? 1 : 2;
    result = set_flow(&p->flows[0], one, other, in_prefix, in_size);
    return result ? result : set_flow(&p->flows[1], other, one, out_prefix, out_size);
}

static int is_over(proxy_core *p) {
    if (p->error) return 1;
    return p->state == TERMINATED && p->flows[0].held->count == 0 && p->flows[1].held->count == 0;
}

static void look_at_party(proxy_core *p, party *one) {
    if (one->core->doomed) {
        p->error = ENOTSOCK;
        return;
    }
    do one->events = look(one->core);
    while (one->events == -1 && zmq_errno() == EINTR);
    if (one->events == -1) p->error = zmq_errno();
}

/* Whether there is a message, and room for it wherever it goes; only then is it taken.
 *
 * Not so if it goes back where it came from: a REP has room for an answer, after the question.
 */
static int may_move(proxy_core *p, flow *direction) {
    int empty = direction->held->count == 0;
    if (p->state == PAUSED) return 0;
    if (empty && (p->state != RUNNING || !(direction->source->events & ZMQ_POLLIN))) return 0;
    if (p->capture != NULL && (empty || direction->to_capture) && !(p->capture->events & ZMQ_POLLOUT)) return 0;
    if (empty && direction->source == direction->target) return 1;
    return (direction->target->events & ZMQ_POLLOUT) != 0;
}

/* End the proxy, unless the error only means that it is too early: EFSM is how REQ and REP say so. */
static int note_error(proxy_core *p, int error) {
    if (error != EAGAIN && error != EFSM && error != EINTR) p->error = error;
    return 0;
}

static uint64_t held_bytes(flow *direction) {
    uint64_t size = 0;
    int i;
    for (i = 0; i < direction->held->count; i++) size += zmq_msg_size(&direction->held->parts[i]);
    return size;
}

static void close_held(flow *direction) {
    int i;
    for (i = 0; i < direction->held->count; i++) zmq_msg_close(&direction->held->parts[i]);
    direction->held->count = 0;
}

/* Take a message from the source, if there is one. */
static int take(proxy_core *p, flow *direction) {
    zmq_msg_t *first = &direction->held->parts[0];
    zmq_msg_init(first);
    if (take_part(direction->source->core, first, 0) == -1) return note_error(p, zmq_errno());
    direction->held->count = 1;
    p->error = receive_rest(direction->source->core, direction->held);
    if (p->error) return 0;
    if (direction->swap && direction->held->count > 1) swap_first(direction->held);
    direction->source->traffic.received++;
    direction->source->traffic.received_bytes += held_bytes(direction);
    direction->to_capture = p->capture != NULL;
    return 1;
}

/* Make a message of a held part, or of the prefix (-1); return an errno or 0. */
static int copy_held(flow *direction, int i, zmq_msg_t *part) {
    zmq_msg_init(part);
    if (i >= 0) return zmq_msg_copy(part, &direction->held->parts[i]) == -1 ? zmq_errno() : 0;
    if (zmq_msg_init_size(part, direction->prefix_size) == -1) return zmq_errno();
    memcpy(zmq_msg_data(part), direction->prefix, direction->prefix_size);
    return 0;
}

/* Send copies of the held parts; return an errno, after which none of them has been sent, or 0.
 *
 * When the peer goes in mid-message, libzmq takes back what it was given and drops what is still to
 * come up to the last part: so finish the message, which can then be sent again. PAIR drops nothing.
 */
static int send_held(flow *direction, party *target, const char *prefix) {
    zmq_msg_t part;
    int i, first = prefix == NULL ? 0 : -1, error = 0, rc, flags = ZMQ_DONTWAIT | ZMQ_SNDMORE;
    for (i = first; i < direction->held->count; i++) {
        if (i == direction->held->count - 1) flags = ZMQ_DONTWAIT;
        rc = copy_held(direction, i, &part);
        if (rc == 0) rc = send_rest(&part, target->core->handle, flags);
        if (rc == 0) continue;
        zmq_msg_close(&part);
        error = rc;
        if (i == first || rc != EAGAIN || target->type == ZMQ_PAIR) break;
    }
    return error;
}

/* Send the held message to the capture socket and to the target; return 0 while it must wait. */
static int hand_on(proxy_core *p, flow *direction) {
    uint64_t size = held_bytes(direction);
    int error;
    if (direction->to_capture) {
        error = send_held(direction, p->capture, direction->prefix);
        if (error) return note_error(p, error);
        direction->to_capture = 0;
    }
    if (direction->held->count == 1) /* nothing to tear, so no need of a copy */
        error = send_rest(&direction->held->parts[0], direction->target->core->handle, ZMQ_DONTWAIT);
    else
        error = send_held(direction, direction->target, NULL);
    /* A peer that cannot be reached (ROUTER_MANDATORY) costs its message, as in libzmq's proxy. */
    if (error && error != EHOSTUNREACH) return note_error(p, error);
    if (error == 0) {
        direction->target->traffic.sent++;
        direction->target->traffic.sent_bytes += size;
    }
    close_held(direction);
    return 1;
}

/* Move messages until there are none, there is no room, or it is the other direction's turn.
 *
 * Returns whether anything changed.
 */
static int move(proxy_core *p, flow *direction) {
    int i, changed = 0;
    for (i = 0; i < BURST; i++) {
        if (direction->held->count == 0) {
            if (p->state != RUNNING || !take(p, direction)) break;
            changed = 1;
        }
        if (!hand_on(p, direction)) break;
        changed = 1;
    }
    return changed;
}

/* Take a message from the control socket, emptied if it has several parts: no command has. */
static int take_command(proxy_core *p, zmq_msg_t *message) {
    int parts = 0;
    zmq_msg_init(message);
    while (parts == 0 || zmq_msg_more(message)) {
        if (zmq_msg_recv(message, p->control->core->handle, ZMQ_DONTWAIT) == -1) {
            zmq_msg_close(message);
            return 0;
        }
        parts++;
    }
    if (parts > 1) {
        zmq_msg_close(message);
        zmq_msg_init(message);
    }
    return 1;
}

static void report_traffic(proxy_core *p) {
    uint64_t numbers[8];
    int i;
    memcpy(&numbers[0], &p->flows[0].source->traffic, sizeof(traffic));
    memcpy(&numbers[4], &p->flows[0].target->traffic, sizeof(traffic));
    for (i = 0; i < 8; i++) {
        int flags = i < 7 ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT;
        if (zmq_send(p->control->core->handle, &numbers[i], sizeof numbers[i], flags) == -1) return;
    }
}

static int is_command(zmq_msg_t *message, const char *name) {
    return zmq_msg_size(message) == strlen(name) && memcmp(zmq_msg_data(message), name, strlen(name)) == 0;
}

/* Do what the control socket says, and answer if that is its way. */
static void obey(proxy_core *p) {
    zmq_msg_t message;
    if (!take_command(p, &message)) return;
    if (is_command(&message, "STATISTICS")) {
        report_traffic(p);
    } else {
        if (p->state == TERMINATED || is_command(&message, "TERMINATE"))
            p->state = TERMINATED;
        else if (is_command(&message, "PAUSE"))
            p->state = PAUSED;
        else if (is_command(&message, "RESUME"))
            p->state = RUNNING;
        if (p->control->type == ZMQ_REP) zmq_send(p->control->core->handle, "", 0, ZMQ_DONTWAIT);
    }
    zmq_msg_close(&message);
}

/* Do what can be done now; return how long (ms) to sleep then, -1 for until something happens.
 *
 * Some sockets say that they can send while the one peer concerned has no room (ROUTER_MANDATORY,
 * XPUB_NODROP), and nothing tells when it has: then try again after a while.
 */
static int turn(proxy_core *p) {
    int i, rest = -1;
    for (i = 0; i < p->party_count; i++) look_at_party(p, &p->parties[i]);
    if (p->error) return 0;
    if (p->control != NULL && p->control->events & ZMQ_POLLIN) {
        obey(p);
        return 0;
    }
    for (i = 0; i < p->flow_count; i++) {
        if (may_move(p, &p->flows[i])) rest = move(p, &p->flows[i]) || rest == 0 ? 0 : RETRY_MS;
    }
    return rest;
}

/* Sleep until a socket has something new or is to be closed, or it is time; return 1 after a signal. */
static int sleep_on_proxy(proxy_core *p, int rest, core_wait *wait) {
    wait_pollfd fds[5];
    int i;
    for (i = 0; i < p->party_count; i++) set_pollfd(&fds[i], p->parties[i].core->fd);
    set_pollfd(&fds[p->party_count], p->waker->reader);
    if (wait_poll_open(fds, (size_t)p->party_count + 1, rest, &wait->signals) != -1) return 0;
    if (errno != EINTR) p->error = errno;
    return errno == EINTR;
}

/* Forward until a sleep is interrupted, or, while messages flow, it is time to ask for signals
 * (SIGNALLED), or it is over (an errno, negated, or 0).
 */
static int core_forward(proxy_core *p, core_wait *wait) {
    int64_t due = core_deadline(SIGNAL_MS);
    int rest;
    if (p->generation != wait_generation) return FORKED;
    if (must_hold(wait)) return MUST_HOLD;
    while (!is_over(p)) {
        rest = turn(p);
        if (rest && !is_over(p)) {
            if (sleep_on_proxy(p, rest, wait)) return SIGNALLED;
        } else if (wait_left(due) == 0) {
            return SIGNALLED;
        }
    }
    return -p->error;
}
