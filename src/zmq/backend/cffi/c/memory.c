/* Memory of Python's that libzmq reads in place.
 *
 * What keeps the memory alive is Python's and known here by a number; libzmq hands the number back on
 * whatever thread lets go of the last copy of a message. Whoever next comes by here takes it.
 */

typedef struct shared_buffer {
    int64_t number;
    send_event *event;
    struct shared_buffer *next;
} shared_buffer;

static shared_buffer *released_buffers = NULL;
static shared_buffer *taken_buffers = NULL; /* guarded by wait_spare_lock */

#ifndef PYPY_VERSION
static void core_release_memory(void); /* Python's */
static atomic_count release_is_due = 0;

static int release_memory(void *unused) {
    (void)unused;
    atomic_add(&release_is_due, -1);
    core_release_memory();
    return 0;
}

/* Have the memory let go even if nobody comes by; where there is no such thing, a collection does. */
static void ask_for_release(void) {
    if (!Py_IsInitialized() || atomic_add(&release_is_due, 1) > 1) {
        atomic_add(&release_is_due, -1);
        return;
    }
    if (Py_AddPendingCall(release_memory, NULL) == -1) atomic_add(&release_is_due, -1);
}
#else
static void ask_for_release(void) {}
#endif

/* How many messages share the memory at an address; a few addresses are counted together. */
static atomic_count shared_at[4093];

static atomic_count *sharers(void *data) { return &shared_at[((size_t)data >> 4) % 4093]; }

/* How many bytes of a message are known to libzmq alone: none of what this process shares with it. */
static int64_t core_unseen(zmq_msg_t *message) {
    return atomic_get(sharers(zmq_msg_data(message))) == 0 ? (int64_t)zmq_msg_size(message) : 0;
}

static void release_buffer(void *data, void *record) {
    shared_buffer *buffer = (shared_buffer *)record, *head;
    atomic_add(sharers(data), -1);
    if (buffer->event != NULL) finish_buffer(buffer->event);
    do {
        head = (shared_buffer *)atomic_load_pointer(&released_buffers);
        buffer->next = head;
    } while (!atomic_replace(&released_buffers, head, buffer));
    if (head == NULL) ask_for_release();
}

static int core_has_released(void) {
    return atomic_load_pointer(&released_buffers) != NULL || atomic_load_pointer(&taken_buffers) != NULL;
}

/* Take the numbers of memory that libzmq is done with, as many as there is room for; return how many. */
static int core_take_released(int64_t *numbers, int room) {
    shared_buffer *buffer;
    int count = 0;
    wait_lock_take(&wait_spare_lock);
    while (count < room) {
        if (taken_buffers == NULL)
            taken_buffers = (shared_buffer *)atomic_swap(&released_buffers, (shared_buffer *)NULL);
        buffer = taken_buffers;
        if (buffer == NULL) break;
        taken_buffers = buffer->next;
        numbers[count++] = buffer->number;
        free(buffer);
    }
    wait_lock_drop(&wait_spare_lock);
    return count;
}

/* Make a message of memory without copying it. */
static int core_share_memory(zmq_msg_t *message, void *data, size_t size, int64_t number, send_event *event) {
    shared_buffer *buffer = (shared_buffer *)malloc(sizeof *buffer);
    int error;
    if (buffer == NULL) return -ENOMEM;
    buffer->number = number;
    buffer->event = event;
    if (event != NULL) {
        atomic_add(&event->refs, 1);
        atomic_add(&event->pending, 1);
    }
    atomic_add(sharers(data), 1);
    if (zmq_msg_init_data(message, data, size, release_buffer, buffer) == 0) return 0;
    error = errno;
    atomic_add(sharers(data), -1);
    if (event != NULL) finish_buffer(event);
    free(buffer);
    zmq_msg_init(message);
    return -error;
}

static send_event *core_new_event(void) { return new_send_event(); }
static void core_drop_event(send_event *event) { drop_send_event(event); }
static int core_event_pending(send_event *event) { return (int)atomic_get(&event->pending); }
static int core_event_is_used(send_event *event) { return atomic_get(&event->refs) > 1; }

/* The waker that the last release sets; whoever asks first makes it. */
static wait_waker *event_waker(send_event *event) {
    wait_waker *waker = (wait_waker *)atomic_load_pointer(&event->waker);
    if (waker != NULL) return waker;
    waker = wait_take_waker();
    if (waker == NULL) return NULL;
    if (!atomic_replace(&event->waker, (wait_waker *)NULL, waker)) {
        wait_give_waker(waker);
        return (wait_waker *)atomic_load_pointer(&event->waker);
    }
    if (atomic_get(&event->pending) == 0) wait_wake(waker);
    return waker;
}

static int64_t core_event_fd(send_event *event) {
    wait_waker *waker;
    if (event->generation != wait_generation) return FORKED;
    waker = event_waker(event);
    return waker == NULL ? -errno : (int64_t)waker->reader;
}

/* Wait until an event is set: 1 then, 0 when the time is over, or a code. */
static int core_await_event(send_event *event, core_wait *wait) {
    wait_waker *waker;
    if (atomic_get(&event->pending) == 0) return 1;
    if (event->generation != wait_generation) return FORKED;
    if (wait_left(wait->deadline) == 0) return 0;
    waker = event_waker(event);
    return waker == NULL ? -errno : wait_for_waker(waker, wait);
}
