/* A sleeper that is no thread. */

typedef struct watch_core {
    socket_core *socket;
    wait_sleeper sleeper;
    wait_fd joined;
    int linked, muted;
} watch_core;

static void core_free_watch(watch_core *watch);

static watch_core *core_new_watch(socket_core *socket, int *error) {
    watch_core *watch = (watch_core *)calloc(1, sizeof *watch);
    *error = -ENOMEM;
    if (watch == NULL) return NULL;
    watch->joined = WAIT_NO_FD;
    *error = -ENOTSOCK;
    watch->socket = share_core(socket);
    if (watch->socket != NULL) {
        *error = -EINVAL;
        if (socket->fd != WAIT_NO_FD) {
            watch->sleeper.waker = wait_take_waker();
            *error = watch->sleeper.waker == NULL ? -errno : 0;
        }
    }
    if (*error == 0) {
        watch->joined = wait_join(socket->fd, watch->sleeper.waker->reader);
        return watch;
    }
    core_free_watch(watch);
    return NULL;
}

static void link_watch(watch_core *watch, int wanted) {
    if (wanted == watch->linked) return;
    watch->linked = wanted;
    if (wanted)
        link_sleeper(watch->socket, &watch->sleeper);
    else
        unlink_sleeper(watch->socket, &watch->sleeper);
}

static int is_inherited(watch_core *watch) { return watch->socket->generation != wait_generation; }

static void core_close_watch(watch_core *watch) {
    int ours = !is_inherited(watch);
    wait_waker *waker;
    wait_fd joined;
    if (ours) wait_lock_take(&watch->socket->lock);
    waker = watch->sleeper.waker; /* one of several threads takes it */
    joined = watch->joined;
    if (ours) link_watch(watch, 0);
    watch->sleeper.want = watch->sleeper.woken = 0;
    watch->sleeper.waker = NULL;
    watch->joined = WAIT_NO_FD;
    if (ours) wait_lock_drop(&watch->socket->lock);
    if (waker == NULL) return;
    wait_close_fd(joined);
    wait_calm(waker);
    wait_give_waker(waker);
}

static void core_free_watch(watch_core *watch) {
    if (watch->socket != NULL) {
        core_close_watch(watch);
        core_drop_socket(watch->socket);
    }
    free(watch);
}

static int64_t core_watch_fd(watch_core *watch, int which) {
    if (watch->sleeper.waker == NULL) return -1;
    if (watch->joined != WAIT_NO_FD) return which == 0 ? (int64_t)watch->joined : -1;
    return (int64_t)(which == 0 ? watch->socket->fd : watch->sleeper.waker->reader);
}

static int core_watch_closed(watch_core *watch) {
    return watch->socket->state == CLOSED || is_inherited(watch);
}

static int core_nothing_came(watch_core *watch) {
    return watch->socket->found_nothing == watch->socket->touched;
}

static int core_watch_wants(watch_core *watch) { return watch->sleeper.want; }

static void core_watch_for(watch_core *watch, int events) {
    if (events == watch->sleeper.want || is_inherited(watch)) return;
    wait_lock_take(&watch->socket->lock);
    if (watch->sleeper.waker != NULL) {
        watch->sleeper.want = events;
        link_watch(watch, events != 0);
    }
    wait_lock_drop(&watch->socket->lock);
}

static void core_mute(watch_core *watch) {
    if (is_inherited(watch)) return;
    wait_lock_take(&watch->socket->lock);
    if (!watch->sleeper.woken) watch->sleeper.woken = watch->muted = 1;
    wait_lock_drop(&watch->socket->lock);
}

static void core_calm(watch_core *watch) {
    if (is_inherited(watch)) return;
    wait_lock_take(&watch->socket->lock);
    if (watch->sleeper.woken && !watch->muted) wait_calm(watch->sleeper.waker);
    watch->sleeper.woken = watch->muted = 0;
    wait_lock_drop(&watch->socket->lock);
}
