#include "bench.h"

void options_read(struct run *run)
{
    void *context = zmq_ctx_new(), *socket = open_socket(context, ZMQ_PAIR);
    int linger;
    size_t size = sizeof linger;
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        CHECK(zmq_getsockopt(socket, ZMQ_LINGER, &linger, &size));
    clock_stop(run);
    zmq_close(socket);
    zmq_ctx_term(context);
}

void options_write(struct run *run)
{
    void *context = zmq_ctx_new(), *socket = open_socket(context, ZMQ_PAIR);
    int linger = 0;
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        CHECK(zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger));
    clock_stop(run);
    zmq_close(socket);
    zmq_ctx_term(context);
}
