#include "bench.h"

#include <stdlib.h>

enum { FEW = 10, SOME = 100, MANY = 1000 };

/* Polls `count` sockets of which the last is ready; gives the seconds that it took. */
static double poll_sockets(struct run *run, int count)
{
    void *context = zmq_ctx_new(), *pair[2];
    allow_sockets(context, count);
    zmq_pollitem_t *items = CHECK_POINTER(calloc(count, sizeof *items));
    open_pair(context, "inproc", ZMQ_PUSH, ZMQ_PULL, pair);
    CHECK(zmq_send(pair[0], "ready", 5, 0));
    for (int i = 0; i < count; i++) {
        items[i].socket = i == count - 1 ? pair[1] : open_socket(context, ZMQ_PULL);
        items[i].events = ZMQ_POLLIN;
    }
    double before = run->wall;
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        CHECK(zmq_poll(items, count, 1000));
    clock_stop(run);
    for (int i = 0; i < count - 1; i++)
        zmq_close(items[i].socket);
    free(items);
    close_pair(context, pair);
    return run->wall - before;
}

void poll_sockets_100(struct run *run)
{
    poll_sockets(run, SOME);
}

void poll_sockets_1000(struct run *run)
{
    poll_sockets(run, MANY);
}

void poll_idle_socket(struct run *run)
{
    double few = poll_sockets(run, FEW), many = poll_sockets(run, MANY);
    record(run, "idle", (many - few) / run->loops / (MANY - FEW) * 1e9);
}
