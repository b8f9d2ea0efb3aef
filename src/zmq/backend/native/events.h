/* Word of when libzmq no longer reads memory that is not its own. */
#ifndef PYZMQ_EVENTS_H
#define PYZMQ_EVENTS_H

#include "atomics.h"
#include "wait.h"

/* How many buffers are still in use; who waits for none to be creates the waker. */
typedef struct send_event {
    atomic_count refs, pending;
    unsigned int generation;
    wait_waker *waker;
} send_event;

static send_event *new_send_event(void) {
    send_event *event = (send_event *)calloc(1, sizeof *event);
    if (event == NULL) return NULL;
    event->refs = 1;
    event->generation = wait_generation;
    return event;
}

static void drop_send_event(send_event *event) {
    if (atomic_add(&event->refs, -1) > 0) return;
    if (event->waker != NULL) wait_free_waker(event->waker);
    free(event);
}

static void finish_buffer(send_event *event) {
    if (atomic_add(&event->pending, -1) == 0) {
        wait_waker *waker = (wait_waker *)atomic_load_pointer(&event->waker);
        if (waker != NULL) wait_wake(waker);
    }
    drop_send_event(event);
}

#endif
