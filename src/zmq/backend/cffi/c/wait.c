/* Who waits for a socket, and who wakes whom: the rules of cython/wait.pyx.
 *
 * What waits takes a core_wait, which lives as long as the wait and may pass through several calls:
 * Python's signal handlers can only run between them. In the main thread a call that would sleep
 * returns MUST_HOLD first; Python then holds signals back, lets the handlers of those that have come
 * run, and calls again. A signal that comes later ends the sleep, and the call returns SIGNALLED.
 *
 * Most waits are over soon. So the first call, for which Python brings no core_wait, waits as well, but
 * in the main thread no longer than a signal that came just before may be kept waiting.
 */

enum { OPEN = 0, RESOLVING = 1, FORWARDING = 2, CLOSED = 3 };
enum {
    BRIEF_MS = 10, /* what a first call may take in the main thread */
    RETRY_MS = 10, /* how often to try again where nothing tells when */
    ANY_EVENT = 0xFFFF,
    TRY = 0x10000 /* a flag of ours, for front-ends: where a call would block it says so */
};
enum { /* what a call returns that is neither done nor an errno */
    MUST_HOLD = -0x40000000,
    SIGNALLED,
    BUSY,     /* a call that takes long is being made; who may wait, waits for its end */
    IN_PROXY, /* the socket forwards */
    FORKED    /* the socket belongs to the process that this one was forked from */
};
#define IS_CODE(result) ((result) <= FORKED)

typedef struct core_wait {
    int want;         /* ZMQ_POLLIN or ZMQ_POLLOUT */
    int looked;       /* EVENTS promised success since the last sleep */
    int timed;        /* the deadline is known */
    int brief;        /* the first call of all: signals are not held back */
    int64_t until;    /* when the main thread looks for signals all the same; 0 before it sleeps */
    int64_t deadline; /* ns on the clock of wait_now, -1 for none */
    wait_signals signals;
} core_wait;

static int64_t core_deadline(int64_t timeout) { /* so many ms away; -1 for none */
    return timeout < 0 ? -1 : wait_now() + timeout * 1000000;
}

static int core_time_left(int64_t deadline) { return wait_left(deadline); }

static int core_generation(void) { return (int)wait_generation; }

static void core_hold_signals(core_wait *wait) { wait_hold_signals(&wait->signals); }

static void core_let_signals(core_wait *wait) {
    wait_let_signals(&wait->signals);
    memset(&wait->signals, 0, sizeof wait->signals);
}

static int must_hold(core_wait *wait) {
#ifdef __linux__
    return !wait->signals.held && wait_is_main_thread();
#else
    (void)wait;
    return 0;
#endif
}

/* Sleep on descriptors; how many are ready, or a code. */
static int sleep_until(wait_pollfd *fds, size_t count, int64_t deadline, core_wait *wait) {
    int found = wait_poll_open(fds, count, wait_left(deadline), &wait->signals);
    if (found >= 0) return found;
    return errno == EINTR ? SIGNALLED : -errno;
}

static int sleep_on(wait_pollfd *fds, size_t count, core_wait *wait) {
    return sleep_until(fds, count, wait->deadline, wait);
}

static void set_pollfd(wait_pollfd *fd, wait_fd number) {
    fd->fd = number;
    fd->events = POLLIN;
    fd->revents = 0;
}

/* Wait until somebody sets a waker: 1 then, 0 when the time is over, or a code. */
static int wait_for_waker(wait_waker *waker, core_wait *wait) {
    wait_pollfd fd;
    if (must_hold(wait)) return MUST_HOLD;
    set_pollfd(&fd, waker->reader);
    return sleep_on(&fd, 1, wait);
}

/* Run libzmq's pending commands and return the socket's events, -1 for an error. */
static int look(socket_core *core) {
    int events = 0;
    size_t size = sizeof events;
    if (core->ear != NULL) wait_drain(core->fd);
    if (wait_get_option(core->handle, ZMQ_EVENTS, &events, &size) == -1) return -1;
    return core->returned == NULL ? events : events | ZMQ_POLLIN;
}

/* Wake those who sleep for one of these events; who was woken is not woken again. */
static void wake(socket_core *core, int events) {
    wait_sleeper *sleeper;
    for (sleeper = core->sleepers; sleeper != NULL; sleeper = sleeper->next) {
        if (sleeper->woken || !(sleeper->want & events || events == ANY_EVENT)) continue;
        sleeper->woken = 1;
        wait_wake(sleeper->waker);
    }
}

/* Look for those who sleep, whose edge the call just made may have swallowed. */
static void rouse(socket_core *core) {
    wait_sleeper *sleeper = core->sleepers;
    int events;
    if (core->state != OPEN) return; /* who keeps it busy wakes them all */
    while (sleeper != NULL && sleeper->woken) sleeper = sleeper->next;
    if (sleeper == NULL) return;
    events = look(core);
    core->touched++;
    wake(core, events == -1 ? ANY_EVENT : events);
}

static void link_sleeper(socket_core *core, wait_sleeper *sleeper) {
    sleeper->previous = NULL;
    sleeper->next = core->sleepers;
    if (core->sleepers != NULL) core->sleepers->previous = sleeper;
    core->sleepers = sleeper;
}

static void unlink_sleeper(socket_core *core, wait_sleeper *sleeper) {
    if (sleeper->previous != NULL)
        sleeper->previous->next = sleeper->next;
    else
        core->sleepers = sleeper->next;
    if (sleeper->next != NULL) sleeper->next->previous = sleeper->previous;
}

/* End a call into libzmq, on behalf of those who sleep on the same socket. */
static void leave(socket_core *core) {
    core->touched++;
    if (core->sleepers != NULL)
        rouse(core);
    else if (core->ear != NULL)
        wait_drain(core->fd);
    wait_lock_drop(&core->lock);
}

/* The deadline of a sleep; 0 if signals must be looked for first. */
static int64_t allowed_sleep(core_wait *wait, int64_t deadline) {
    if (!wait->brief) return must_hold(wait) ? 0 : deadline;
#ifdef __linux__
    if (!wait_is_main_thread()) return deadline;
    if (wait->until == 0) wait->until = core_deadline(BRIEF_MS);
    if (wait_left(wait->until) == 0) return 0;
    if (deadline < 0 || wait->until < deadline) return wait->until;
#endif
    return deadline;
}

/* Sleep until woken, or the descriptor is readable, or the deadline is over.
 *
 * Called with the socket's lock held, and left so if the result is 0.
 */
static int sleep_on_socket(socket_core *core, int want, int64_t deadline, core_wait *wait) {
    wait_sleeper me = {0};
    int64_t retry;
    wait_pollfd fds[2];
    int found;
    deadline = allowed_sleep(wait, deadline);
    if (deadline == 0) {
        leave(core);
        return MUST_HOLD;
    }
    me.want = want;
    me.waker = wait_take_waker();
    if (me.waker == NULL) {
        found = -errno;
        leave(core);
        return found;
    }
    set_pollfd(&fds[0], me.waker->reader);
    set_pollfd(&fds[1], core->state == OPEN ? core->fd : WAIT_NO_FD);
    core->touched++;
    link_sleeper(core, &me);
    if (core->state == OPEN && (me.next != NULL || core->ear != NULL))
        rouse(core); /* for all of them, me too: this look may swallow the edge that I would wait for */
    wait_lock_drop(&core->lock);
    if (fds[1].fd == WAIT_NO_FD && core->state == OPEN) { /* a thread-safe one that was made elsewhere */
        retry = core_deadline(RETRY_MS);
        if (deadline < 0 || retry < deadline) deadline = retry;
    }
    found = sleep_until(fds, 2, deadline, wait);
    wait_lock_take(&core->lock);
    unlink_sleeper(core, &me);
    if (me.woken) wait_calm(me.waker);
    wait_give_waker(me.waker);
    if (found >= 0) return 0;
    wait_lock_drop(&core->lock);
    return found;
}

/* With the lock held, wait until the socket is open; the lock is held after that if the result is 0. */
static int settle(socket_core *core, int64_t deadline, core_wait *wait) {
    int result = 0;
    while (core->state != OPEN) {
        if (core->state != RESOLVING || wait == NULL) {
            result = core->state == RESOLVING ? BUSY : core->state == FORWARDING ? IN_PROXY : -ENOTSOCK;
            wait_lock_drop(&core->lock);
            return result;
        }
        if (wait_left(deadline) == 0) {
            wait_lock_drop(&core->lock);
            return -EAGAIN;
        }
        result = sleep_on_socket(core, 0, deadline, wait);
        if (result) return result;
    }
    return 0;
}

/* Begin a call into libzmq; refuse a socket that is closed or busy or another process's. */
static int enter(socket_core *core, core_wait *wait) {
    if (core->generation != wait_generation) return core->state == CLOSED ? -ENOTSOCK : FORKED;
    wait_lock_take(&core->lock);
    return core->state == OPEN ? 0 : settle(core, -1, wait);
}

/* As `enter`, but if the socket is busy and the flags allow no wait, the call would block. How long
 * they allow is said by the timeout for what is wanted: it begins here.
 */
static int enter_for(socket_core *core, int want, int flags, core_wait *wait) {
    int brief = flags & (ZMQ_DONTWAIT | TRY), result;
    if (brief) {
        result = enter(core, NULL);
        return result == BUSY ? -EAGAIN : result;
    }
    if (core->generation != wait_generation) return core->state == CLOSED ? -ENOTSOCK : FORKED;
    wait_lock_take(&core->lock);
    if (core->state == OPEN) return 0;
    if (wait != NULL && !wait->timed && core->state == RESOLVING) {
        wait->timed = 1;
        wait->deadline = core_deadline(want == ZMQ_POLLIN ? core->busy_rcvtimeo : core->busy_sndtimeo);
    }
    return settle(core, wait != NULL && wait->timed ? wait->deadline : -1, wait);
}

/* Wait for the end of a call that keeps the socket busy. */
static int core_settle(socket_core *core, core_wait *wait) {
    int result = enter(core, wait);
    if (result == 0) wait_lock_drop(&core->lock);
    return result;
}

/* Set the deadline that RCVTIMEO or SNDTIMEO gives; return 0 if there is no time at all. */
static int time_allowed(socket_core *core, core_wait *wait) {
    int timeout = -1;
    size_t size = sizeof timeout;
    zmq_getsockopt(core->handle, wait->want == ZMQ_POLLIN ? ZMQ_RCVTIMEO : ZMQ_SNDTIMEO, &timeout, &size);
    wait->deadline = core_deadline(timeout);
    return timeout != 0;
}

/* After an attempt that would block: wait, and tell whether to try again (1) or not (-EAGAIN, a code).
 *
 * Called with the socket entered, and left so if the result is 1.
 */
static int again(socket_core *core, core_wait *wait, int want, int flags) {
    int events, result;
    if (want == ZMQ_POLLOUT && !wait->looked) {
        events = look(core);
        if (events == -1 || events & ZMQ_POLLOUT) {
            wait->looked = 1;
            return 1;
        }
    }
    if (flags & (ZMQ_DONTWAIT | TRY) && want == ZMQ_POLLIN)
        core->found_nothing = core->touched + 1; /* what `leave` will have counted */
    if (flags & (ZMQ_DONTWAIT | TRY) || wait == NULL) {
        leave(core);
        return -EAGAIN;
    }
    wait->want = want;
    if (!wait->timed) {
        wait->timed = 1;
        if (!time_allowed(core, wait)) {
            wait->deadline = wait_now();
            leave(core);
            return -EAGAIN;
        }
    }
    if (wait->deadline >= 0 && wait_left(wait->deadline) == 0) {
        leave(core);
        return -EAGAIN;
    }
    result = sleep_on_socket(core, want, wait->deadline, wait);
    if (result) return result;
    wait->looked = 0;
    result = settle(core, wait->deadline, wait);
    return result ? result : 1;
}
