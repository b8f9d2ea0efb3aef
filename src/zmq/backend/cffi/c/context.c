/* Contexts: listed, so that shadows find what they share, and ended on a native thread (context.h). */

/* Every context made here until it has ended; guarded by wait_spare_lock; being listed counts as a
 * reference.
 */
static context_core *contexts = NULL;

static context_core *allocate_context(void *handle, int exit_linger) {
    context_core *core = (context_core *)calloc(1, sizeof *core);
    if (core == NULL) return NULL;
    core->handle = handle;
    core->generation = wait_generation;
    core->refs = 1;
    core->exit_linger = exit_linger;
    wait_lock_init(&core->lock);
    return core;
}

/* Forget contexts that have ended, or that were the parent's before a fork; the list is locked. */
static void unlist_ended(void) {
    context_core **link = &contexts, *core;
    while ((core = *link) != NULL) {
        if (atomic_get(&core->ended) || core->generation != wait_generation) {
            *link = core->next;
            context_drop(core);
        } else {
            link = &core->next;
        }
    }
}

static void list_context(context_core *core) {
    wait_lock_take(&wait_spare_lock);
    unlist_ended();
    atomic_add(&core->refs, 1);
    core->next = contexts;
    contexts = core;
    wait_lock_drop(&wait_spare_lock);
}

static void *new_handle(void) {
    void *handle;
    wait_lock_take(&wait_random_lock);
    handle = zmq_ctx_new();
    wait_lock_drop(&wait_random_lock);
    return handle;
}

static context_core *core_new_context(int io_threads, int exit_linger, int *error) {
    void *handle = new_handle();
    context_core *core = NULL;
    *error = errno;
    if (handle == NULL) return NULL;
    if (zmq_ctx_set(handle, ZMQ_IO_THREADS, io_threads) == -1)
        *error = errno;
    else if ((core = allocate_context(handle, exit_linger)) == NULL)
        *error = ENOMEM;
    if (core == NULL)
        zmq_ctx_term(handle);
    else
        list_context(core);
    return core;
}

/* The open context with this handle, shared once more; one made elsewhere gets a core of its own. */
static context_core *core_shadow_context(size_t handle, int exit_linger) {
    context_core *core;
    wait_lock_take(&wait_spare_lock);
    unlist_ended();
    core = contexts;
    while (core != NULL && (size_t)core->handle != handle) core = core->next;
    if (core != NULL) atomic_add(&core->refs, 1);
    wait_lock_drop(&wait_spare_lock);
    if (core != NULL) return core;
    core = allocate_context((void *)handle, exit_linger);
    if (core != NULL) core->started = 1;
    return core;
}

static size_t core_context_handle(context_core *core) { return (size_t)core->handle; }

static int core_context_closed(context_core *core) {
    return core->generation != wait_generation || atomic_get(&core->ended) != 0;
}

static void core_drop_context(context_core *core) { context_drop(core); }

/* Nobody knows the context any more: end it without waiting. */
static void core_abandon_context(context_core *core) {
    if (core->generation == wait_generation) context_start_to_end(core);
    context_drop(core);
}

/* Lock a context whose libzmq object is there; an errno if it is not. */
static int hold_context(context_core *core) {
    if (core->generation != wait_generation) return -EFAULT;
    wait_lock_take(&core->lock);
    if (!core->terminating) return 0;
    wait_lock_drop(&core->lock);
    return atomic_get(&core->ended) ? -EFAULT : -ETERM;
}

static int core_get_context_option(context_core *core, int option, int *value) {
    int result = hold_context(core);
    if (result) return result;
    errno = 0; /* -1 is a value of some options too */
    *value = zmq_ctx_get(core->handle, option);
    if (*value == -1 && errno != 0) result = -errno;
    wait_lock_drop(&core->lock);
    return result;
}

static int core_set_context_option(context_core *core, int option, int value) {
    int result = hold_context(core);
    if (result) return result;
    if (zmq_ctx_set(core->handle, option, value) == -1) result = -errno;
    wait_lock_drop(&core->lock);
    return result;
}

static void core_shutdown_context(context_core *core) {
    if (hold_context(core)) return;
    zmq_ctx_shutdown(core->handle);
    wait_lock_drop(&core->lock);
}

static int core_end_context(context_core *core) {
    return context_start_to_end(core) == -1 ? -errno : 0;
}

/* Wait for a context that is ending: 1 when it has, 0 when the time is over, or a code. */
static int core_await_end(context_core *core, core_wait *wait) {
    int result;
    if (core_context_closed(core)) return 1; /* also in the child of a handler that forked */
    if (wait_left(wait->deadline) == 0) return 0;
    if (!context_watch(core)) return 1;
    result = wait_for_waker(core->done, wait);
    context_unwatch(core);
    return result;
}

static int64_t exit_deadline(context_core *core, int64_t started) {
    return core->exit_linger < 0 ? -1 : started + (int64_t)core->exit_linger * 1000000;
}

static int may_wait(context_core *core, int64_t started) {
    if (atomic_get(&core->ended) || core->generation != wait_generation) return 0;
    return started < 0 ? !core->terminating : wait_left(exit_deadline(core, started)) != 0;
}

/* A context that has not ended although the end of the process may still wait for it.
 *
 * started: since when it waits, -1 for any context that nobody has begun to end. The caller drops it.
 */
static context_core *core_unended_context(int64_t started, int64_t *deadline) {
    context_core *core;
    wait_lock_take(&wait_spare_lock);
    core = contexts;
    while (core != NULL && !may_wait(core, started)) core = core->next;
    if (core != NULL) {
        atomic_add(&core->refs, 1);
        *deadline = exit_deadline(core, started);
    }
    wait_lock_drop(&wait_spare_lock);
    return core;
}
