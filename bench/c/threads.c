#include "bench.h"

#include <pthread.h>

struct job {
    void *socket;
    size_t loops;
};

static void *sending(void *argument)
{
    struct job *job = argument;
    char out[16] = {0};
    for (size_t i = 0; i < job->loops; i++)
        CHECK(zmq_send(job->socket, out, sizeof out, 0));
    return NULL;
}

void threads_inproc(struct run *run)
{
    void *context = zmq_ctx_new(), *pair[2];
    open_pair(context, "inproc", ZMQ_PUSH, ZMQ_PULL, pair);
    struct job job = {pair[0], run->loops + 1};
    pthread_t sender;
    pthread_create(&sender, NULL, sending, &job);
    char in[16];
    CHECK(zmq_recv(pair[1], in, sizeof in, 0));
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        CHECK(zmq_recv(pair[1], in, sizeof in, 0));
    clock_stop(run);
    pthread_join(sender, NULL);
    close_pair(context, pair);
}
