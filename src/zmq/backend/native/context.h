/* Ending a context.
 *
 * zmq_ctx_term blocks until every socket is closed and has lingered. It runs on a native thread of
 * its own that knows nothing of Python, so that whoever waits for it can be interrupted, can give
 * up after a time, and can be a garbage collector that must not wait at all.
 */
#ifndef PYZMQ_CONTEXT_H
#define PYZMQ_CONTEXT_H

#include "atomics.h"
#include "wait.h"

typedef struct context_core {
    void *handle;
    wait_lock lock;          /* held by calls that the end must not overtake */
    int terminating;         /* the thread has been started */
    unsigned int generation; /* of the process that made it */
    atomic_count refs;       /* Context objects, and the thread */
    atomic_count ended;
    int started;             /* it has, or may have, had a socket: libzmq's threads run */
    int exit_linger;         /* ms that the end of the process waits for it, -1 for ever */
    atomic_count watchers;   /* the thread, and who waits for it to end; the last frees `done` */
    wait_waker *done;        /* readable once ended */
    struct context_core *next;
} context_core;

static void context_drop(context_core *core) {
    if (atomic_add(&core->refs, -1) == 0) free(core);
}

/* Keep `done` while one waits for it; 0 if that is over, the context has ended. */
static int context_watch(context_core *core) {
    long watchers;
    do {
        watchers = atomic_get(&core->watchers);
    } while (watchers > 0 && !atomic_replace_count(&core->watchers, watchers, watchers + 1));
    return watchers > 0;
}

static void context_unwatch(context_core *core) {
    if (atomic_add(&core->watchers, -1) == 0) wait_free_waker(core->done);
}

static void context_end(context_core *core) {
    while (zmq_ctx_term(core->handle) == -1 && zmq_errno() == EINTR) {
    }
    atomic_add(&core->ended, 1);
    wait_wake(core->done);
    context_unwatch(core);
    context_drop(core);
}

#ifdef _WIN32
static DWORD WINAPI context_end_thread(LPVOID core) {
    context_end((context_core *)core);
    return 0;
}
static int context_start_thread(context_core *core) {
    HANDLE thread = CreateThread(NULL, 0, context_end_thread, core, 0, NULL);
    if (thread == NULL) return -1;
    CloseHandle(thread);
    return 0;
}
#else
#include <signal.h>
static void *context_end_thread(void *core) {
    context_end((context_core *)core);
    return NULL;
}
static int context_start_thread(context_core *core) {
    pthread_t thread;
    pthread_attr_t detached;
    sigset_t all, before;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    sigfillset(&all); /* signals are for Python's threads */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&thread, &detached, context_end_thread, core);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&detached);
    return errno ? -1 : 0;
}
#endif

/* What the user chose for a socket that is being closed prolongs what the end of the process waits. */
static void context_note_linger(context_core *core, int linger) {
    wait_core_take(core);
    if (core->exit_linger >= 0 && (linger < 0 || linger > core->exit_linger)) core->exit_linger = linger;
    wait_core_drop(core);
}

static int context_begin_end(context_core *core) {
    int error;
    if (core->terminating) return 0;
    if (!core->started) { /* no socket, so there is nothing to wait for */
        core->terminating = 1;
        while (zmq_ctx_term(core->handle) == -1 && zmq_errno() == EINTR) {
        }
        atomic_add(&core->ended, 1);
        return 0;
    }
    core->done = wait_take_waker();
    if (core->done == NULL) return -1;
    atomic_add(&core->refs, 1);
    atomic_add(&core->watchers, 1);
    core->terminating = 1;
    if (context_start_thread(core) == 0) return 0;
    error = errno;
    core->terminating = 0;
    context_unwatch(core);
    context_drop(core);
    errno = error;
    return -1;
}

/* Start to end a context; the second time it does nothing. */
static int context_start_to_end(context_core *core) {
    wait_core_take(core);
    int rc = context_begin_end(core);
    wait_core_drop(core);
    return rc;
}

#endif
