#include "bench.h"

enum { BATCH = 100 };

void startup_context(struct run *run)
{
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        zmq_ctx_term(zmq_ctx_new());
    clock_stop(run);
}

/* Closed sockets are reaped in the background and count until then, hence a context for a batch. */
void startup_socket(struct run *run)
{
    for (size_t i = 0; i < run->loops; i += BATCH) {
        void *context = zmq_ctx_new();
        zmq_close(open_socket(context, ZMQ_PUSH));
        clock_start(run);
        for (int j = 0; j < BATCH; j++)
            zmq_close(open_socket(context, ZMQ_PUSH));
        clock_stop(run);
        zmq_ctx_term(context);
    }
}
