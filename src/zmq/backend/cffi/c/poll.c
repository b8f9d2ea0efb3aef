/* Polling many sockets and descriptors with one poll(2); cython/poll.pyx says how. */

enum { MANY = 16 }; /* sockets from which a gate pays */

typedef struct poll_item {
    socket_core *core; /* NULL for a plain descriptor */
    int flags;
    int events;           /* of a socket, as seen last */
    unsigned int touched; /* what the socket had counted then */
    int seen;
    wait_sleeper sleeper;
} poll_item;

typedef struct poll_result {
    int index, events;
} poll_result;

typedef struct poll_set {
    poll_item *items;
    wait_pollfd *fds; /* of the items, of a waker, of the gate */
    poll_result *found;
    int count, socket_count;
    wait_fd gate;
    wait_gate_event *behind_gate; /* room for what is found there */
    int used;
} poll_set;

static void core_free_poll_set(poll_set *set) {
    int i;
    for (i = 0; i < set->count; i++) {
        if (set->items[i].core != NULL && set->items[i].core != &no_core) core_drop_socket(set->items[i].core);
    }
    if (set->gate != WAIT_NO_FD) wait_close_fd(set->gate);
    free(set->behind_gate);
    free(set->found);
    free(set->items);
    free(set->fds);
    free(set);
}

static poll_set *core_new_poll_set(int count) {
    poll_set *set = (poll_set *)calloc(1, sizeof *set);
    if (set == NULL) return NULL;
    set->gate = WAIT_NO_FD;
    set->items = (poll_item *)calloc((size_t)count + 1, sizeof *set->items);
    set->fds = (wait_pollfd *)calloc((size_t)count + 2, sizeof *set->fds);
    set->found = (poll_result *)calloc((size_t)count + 1, sizeof *set->found);
    if (set->items == NULL || set->fds == NULL || set->found == NULL) {
        core_free_poll_set(set);
        return NULL;
    }
    set->count = count;
    set_pollfd(&set->fds[count], WAIT_NO_FD);
    return set;
}

static void core_poll_socket(poll_set *set, int index, socket_core *core, int flags) {
    poll_item *item = &set->items[index];
    if (core != &no_core) {
        wait_lock_take(&wait_spare_lock);
        core->refs++;
        wait_lock_drop(&wait_spare_lock);
    }
    item->core = core;
    item->flags = flags;
    set->fds[index].fd = core->fd;
    set->fds[index].events = POLLIN;
    set->socket_count++;
}

static void core_poll_fd(poll_set *set, int index, int64_t fd, int flags) {
    set->items[index].flags = flags;
    set->fds[index].fd = (wait_fd)fd;
    set->fds[index].events = (short)((flags & ZMQ_POLLIN ? POLLIN : 0) | (flags & ZMQ_POLLOUT ? POLLOUT : 0) |
                                     (flags & ZMQ_POLLPRI ? POLLPRI : 0));
}

/* Read a socket's events, on behalf of others too. */
static int look_at_item(poll_item *item) {
    socket_core *core = item->core;
    int error, result = enter_for(core, ZMQ_POLLIN, ZMQ_DONTWAIT, NULL);
    item->seen = 0;
    if (result == -EAGAIN) { /* a call that takes long ends with a word to all who sleep */
        item->events = 0;
        item->touched = core->touched;
        return 0;
    }
    if (result) return result;
    item->events = look(core);
    error = zmq_errno();
    item->touched = ++core->touched;
    item->seen = !core->foreign && item->events != -1;
    if (core->sleepers != NULL) wake(core, item->events == -1 ? ANY_EVENT : item->events);
    wait_lock_drop(&core->lock);
    return item->events == -1 ? -error : 0;
}

static int is_stale(poll_item *item) {
    return !item->seen || item->touched != item->core->touched || item->core->state != OPEN ||
           item->core->generation != wait_generation;
}

/* Look at every socket that was touched since; how many sockets are ready, or a negative result. */
static int refresh(poll_set *set) {
    int i, result, ready = 0;
    for (i = 0; i < set->count; i++) {
        poll_item *item = &set->items[i];
        if (item->core == NULL) continue;
        result = is_stale(item) ? look_at_item(item) : 0;
        if (result) return result;
        ready += (item->events & item->flags) != 0;
    }
    return ready;
}

/* Put the sockets behind one descriptor; where that fails they go on being polled one by one. */
static void build_gate(poll_set *set) {
    wait_fd gate = wait_open_gate();
    int i;
    set->behind_gate = (wait_gate_event *)calloc((size_t)set->count, sizeof *set->behind_gate);
    if (gate == WAIT_NO_FD || set->behind_gate == NULL) {
        wait_close_fd(gate);
        return;
    }
    for (i = 0; i < set->count; i++) {
        if (set->items[i].core != NULL && wait_add_to_gate(gate, set->fds[i].fd, (uint32_t)i) == -1) {
            wait_close_fd(gate);
            return;
        }
    }
    for (i = 0; i < set->count; i++) {
        if (set->items[i].core != NULL) set->fds[i].fd = WAIT_NO_FD; /* which poll(2) passes over */
    }
    set->gate = gate;
}

/* Mark the sockets behind the gate whose descriptors are readable; how many there are. */
static int read_gate(poll_set *set) {
    int i, found = wait_ask_gate(set->gate, set->behind_gate, set->count);
    for (i = 0; i < found; i++) set->fds[wait_gate_index(&set->behind_gate[i])].revents = POLLIN;
    return found < 0 ? 0 : found;
}

/* Wait, or only look (NULL); how many descriptors are ready, those behind the gate too, or a code. */
static int poll_descriptors(poll_set *set, core_wait *wait) {
    wait_pollfd *gate = &set->fds[set->count + 1];
    int only_gate = set->gate != WAIT_NO_FD && set->socket_count == set->count;
    wait_pollfd *fds = only_gate ? gate - 1 : set->fds;
    size_t count = only_gate ? 2 : (size_t)set->count + 2;
    int found;
    set_pollfd(gate, set->gate);
    if (wait == NULL && only_gate) return read_gate(set);
    found = wait == NULL ? wait_poll(fds, count, 0) : sleep_on(fds, count, wait);
    if (found < 0) return wait == NULL ? 0 : found;
    if (gate->revents) found += read_gate(set);
    return found;
}

/* Let every socket know who sleeps; return 0 if one was touched since it was looked at. */
static int link_items(poll_set *set, wait_waker *waker) {
    int i, unchanged = 1;
    for (i = 0; i < set->count; i++) {
        poll_item *item = &set->items[i];
        if (item->core == NULL) continue;
        memset(&item->sleeper, 0, sizeof item->sleeper);
        item->sleeper.want = item->flags;
        item->sleeper.waker = waker;
        wait_lock_take(&item->core->lock);
        link_sleeper(item->core, &item->sleeper);
        if (item->core->touched != item->touched || (item->core->state != OPEN && item->core->state != RESOLVING))
            unchanged = 0;
        wait_lock_drop(&item->core->lock);
    }
    return unchanged;
}

static void unlink_items(poll_set *set) {
    int i;
    for (i = 0; i < set->count; i++) {
        poll_item *item = &set->items[i];
        if (item->core == NULL) continue;
        wait_lock_take(&item->core->lock);
        unlink_sleeper(item->core, &item->sleeper);
        wait_lock_drop(&item->core->lock);
    }
}

/* Sleep until a descriptor is ready, somebody wakes us or the time is over; how many are ready. */
static int sleep_on_items(poll_set *set, core_wait *wait) {
    wait_waker *waker;
    int found = 0;
    if (must_hold(wait)) return MUST_HOLD;
    waker = wait_take_waker();
    if (waker == NULL) return -errno;
    set_pollfd(&set->fds[set->count], waker->reader);
    if (link_items(set, waker)) found = poll_descriptors(set, wait);
    unlink_items(set);
    set_pollfd(&set->fds[set->count], WAIT_NO_FD);
    wait_calm(waker);
    wait_give_waker(waker);
    return found;
}

/* Look at the sockets whose descriptors are readable; how many objects may be ready. */
static int look_at_signalled(poll_set *set) {
    int i, result, ready = 0;
    for (i = 0; i < set->count; i++) {
        if (set->fds[i].revents == 0) continue;
        if (set->items[i].core == NULL) {
            ready++;
            continue;
        }
        set->fds[i].revents = 0;
        result = look_at_item(&set->items[i]);
        if (result) return result;
        ready += (set->items[i].events & set->items[i].flags) != 0;
    }
    return ready;
}

/* Plain descriptors are as ready as the next poll(2) says, which may be interrupted. */
static void forget_readiness(poll_set *set) {
    int i;
    if (set->socket_count == set->count) return;
    for (i = 0; i < set->count; i++) set->fds[i].revents = 0;
}

/* What poll(2) says, as libzmq says it. */
static int descriptor_events(int revents) {
    return (revents & POLLIN ? ZMQ_POLLIN : 0) | (revents & POLLOUT ? ZMQ_POLLOUT : 0) |
           (revents & POLLPRI ? ZMQ_POLLPRI : 0) |
           (revents & ~(POLLIN | POLLOUT | POLLPRI) ? ZMQ_POLLERR : 0);
}

/* Note what is ready; how many objects are. */
static int note_ready(poll_set *set) {
    int i, events, count = 0;
    for (i = 0; i < set->count; i++) {
        events = set->items[i].core != NULL ? set->items[i].events & set->items[i].flags
                                            : descriptor_events(set->fds[i].revents);
        if (events == 0) continue;
        set->found[count].index = i;
        set->found[count++].events = events;
    }
    return count;
}

/* Wait until something is ready, by wait->deadline; how many are found, or a negative result. */
static int core_poll_items(poll_set *set, core_wait *wait) {
    int ready, found;
    if (set->used && set->behind_gate == NULL && WAIT_HAS_GATE && set->socket_count >= MANY) build_gate(set);
    set->used = 1;
    for (;;) {
        ready = refresh(set);
        if (ready < 0) return ready;
        forget_readiness(set);
        found = ready || wait_left(wait->deadline) == 0 ? poll_descriptors(set, NULL) : sleep_on_items(set, wait);
        if (found < 0) return found;
        if (found) {
            found = look_at_signalled(set);
            if (found < 0) return found;
            ready += found;
        }
        if (ready || wait_left(wait->deadline) == 0) return note_ready(set);
    }
}

static poll_result *core_poll_found(poll_set *set) { return set->found; }
