#include "bench.h"

#include <stdatomic.h>
#include <sched.h>

enum { SIZE = 100000 };

static char body[SIZE];

static void mark_done(void *data, void *hint)
{
    (void)data;
    atomic_store((atomic_bool *)hint, true);
}

static void pass_body(struct run *run, bool tracked)
{
    void *context = zmq_ctx_new(), *pair[2];
    open_pair(context, "inproc", ZMQ_PAIR, ZMQ_PAIR, pair);
    atomic_bool done;
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++) {
        zmq_msg_t message;
        atomic_store(&done, false);
        CHECK(zmq_msg_init_data(&message, body, SIZE, mark_done, &done));
        CHECK(zmq_msg_send(&message, pair[0], 0));
        receive(pair[1]);
        while (tracked && !atomic_load(&done))
            sched_yield();
    }
    clock_stop(run);
    close_pair(context, pair);
}

void zerocopy_pair(struct run *run)
{
    pass_body(run, false);
}

void zerocopy_tracked(struct run *run)
{
    pass_body(run, true);
}
