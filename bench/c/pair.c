#include "bench.h"

enum { BATCH = 100 };

static void send_then_receive(struct run *run, size_t batch)
{
    void *context = zmq_ctx_new(), *pair[2];
    open_pair(context, "inproc", ZMQ_PAIR, ZMQ_PAIR, pair);
    char out[16] = {0}, in[16];
    clock_start(run);
    for (size_t i = 0; i < run->loops; i += batch) {
        for (size_t j = 0; j < batch; j++)
            CHECK(zmq_send(pair[0], out, sizeof out, 0));
        for (size_t j = 0; j < batch; j++)
            CHECK(zmq_recv(pair[1], in, sizeof in, 0));
    }
    clock_stop(run);
    close_pair(context, pair);
}

void pair_inproc(struct run *run)
{
    send_then_receive(run, 1);
}

void pair_inproc_many(struct run *run)
{
    send_then_receive(run, BATCH);
}

void pair_multipart(struct run *run)
{
    void *context = zmq_ctx_new(), *pair[2];
    open_pair(context, "inproc", ZMQ_PAIR, ZMQ_PAIR, pair);
    char out[32] = {0}, in[32];
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++) {
        for (int part = 0; part < 3; part++)
            CHECK(zmq_send(pair[0], out, sizeof out, part < 2 ? ZMQ_SNDMORE : 0));
        for (int part = 0; part < 3; part++)
            CHECK(zmq_recv(pair[1], in, sizeof in, 0));
    }
    clock_stop(run);
    close_pair(context, pair);
}
