/* Memory of Python's that libzmq reads in place, and word of when it is done.
 *
 * libzmq calls release_buffer on whatever thread lets go of the last copy of a message, without the
 * GIL. It only marks the event and pushes the record on a list; the list is emptied by whoever next
 * holds the GIL here.
 */
#ifndef PYZMQ_MEMORY_H
#define PYZMQ_MEMORY_H

#include <Python.h>

#include "events.h"

typedef struct shared_buffer {
    Py_buffer view;
    send_event *event;
    struct shared_buffer *next;
} shared_buffer;

static shared_buffer *released_buffers = NULL;
static THREAD_LOCAL int releasing_soon = 0; /* this thread will empty the list without being asked */

/* Give back the buffers that libzmq is done with; the GIL is held. */
static int empty_released(void *unused) {
    shared_buffer *buffer = NULL, *next;
    (void)unused;
    if (atomic_load_pointer(&released_buffers) != NULL)
        buffer = (shared_buffer *)atomic_swap(&released_buffers, (shared_buffer *)NULL);
    for (; buffer != NULL; buffer = next) {
        next = buffer->next;
        PyBuffer_Release(&buffer->view);
        free(buffer);
    }
    return 0;
}

static void release_buffer(void *data, void *record) {
    shared_buffer *buffer = (shared_buffer *)record, *head;
    (void)data;
    TAKE_OVER(buffer);
    if (buffer->event != NULL) finish_buffer(buffer->event);
    do {
        head = (shared_buffer *)atomic_load_pointer(&released_buffers);
        buffer->next = head;
    } while (!atomic_replace(&released_buffers, head, buffer));
    if (head == NULL && !releasing_soon && Py_IsInitialized())
        Py_AddPendingCall(empty_released, NULL);
}

/* Make a message of a buffer without copying it; the message owns the view from then on. */
static int share_buffer(zmq_msg_t *message, Py_buffer *view, send_event *event) {
    shared_buffer *buffer = (shared_buffer *)malloc(sizeof *buffer);
    if (buffer == NULL) {
        errno = ENOMEM;
        return -1;
    }
    buffer->view = *view;
    buffer->event = event;
    HAND_OVER(buffer);
    if (zmq_msg_init_data(message, view->buf, (size_t)view->len, release_buffer, buffer) == -1) {
        free(buffer);
        return -1;
    }
    if (event != NULL) {
        atomic_add(&event->refs, 1);
        atomic_add(&event->pending, 1);
    }
    return 0;
}

/* Close a message and, if that released buffers, give them back at once; the GIL is held. */
static void close_message(zmq_msg_t *message) {
    releasing_soon = 1;
    zmq_msg_close(message);
    releasing_soon = 0;
    empty_released(NULL);
}

#endif
