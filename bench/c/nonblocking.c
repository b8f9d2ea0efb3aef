#include "bench.h"

enum { BATCH = 100 };

static double attempts(void *socket)
{
    char in[16];
    double start = seconds_now();
    for (int i = 0; i < BATCH; i++)
        zmq_recv(socket, in, sizeof in, ZMQ_DONTWAIT);
    return seconds_now() - start;
}

void nonblocking_try_recv(struct run *run)
{
    void *context = zmq_ctx_new(), *pair[2];
    open_pair(context, "inproc", ZMQ_PAIR, ZMQ_PAIR, pair);
    double hit = 0, miss = 0;
    for (size_t i = 0; i < run->loops; i += BATCH) {
        for (int j = 0; j < BATCH; j++)
            CHECK(zmq_send(pair[0], "0123456789abcdef", 16, 0));
        clock_start(run);
        hit += attempts(pair[1]);
        miss += attempts(pair[1]);
        clock_stop(run);
    }
    record(run, "hit", hit / run->loops * 1e9);
    record(run, "miss", miss / run->loops * 1e9);
    record(run, "share", miss / hit);
    close_pair(context, pair);
}
