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

struct exchange {
    void *pair[2];
    size_t loops;
    pthread_barrier_t *begin;
};

static void *exchanging(void *argument)
{
    struct exchange *exchange = argument;
    char out[16] = {0}, in[16];
    pthread_barrier_wait(exchange->begin);
    for (size_t i = 0; i < exchange->loops; i++) {
        CHECK(zmq_send(exchange->pair[0], out, sizeof out, 0));
        CHECK(zmq_recv(exchange->pair[1], in, sizeof in, 0));
    }
    return NULL;
}

/* The seconds from when all threads have begun until all have ended. */
static double in_threads(size_t loops, struct exchange *exchanges, int count)
{
    pthread_t threads[2];
    pthread_barrier_t begin;
    pthread_barrier_init(&begin, NULL, count + 1);
    for (int i = 0; i < count; i++) {
        exchanges[i].loops = loops;
        exchanges[i].begin = &begin;
        pthread_create(&threads[i], NULL, exchanging, &exchanges[i]);
    }
    pthread_barrier_wait(&begin);
    double began = seconds_now();
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    double took = seconds_now() - began;
    pthread_barrier_destroy(&begin);
    return took;
}

void threads_pairs(struct run *run)
{
    void *context = zmq_ctx_new();
    struct exchange exchanges[2];
    for (int i = 0; i < 2; i++)
        open_pair(context, "inproc", ZMQ_PAIR, ZMQ_PAIR, exchanges[i].pair);
    double one = in_threads(run->loops, exchanges, 1);
    clock_start(run);
    double two = in_threads(run->loops / 2, exchanges, 2);
    clock_stop(run);
    record(run, "of_one", 100 * two / one);
    for (int i = 0; i < 2; i++) {
        zmq_close(exchanges[i].pair[0]);
        zmq_close(exchanges[i].pair[1]);
    }
    zmq_ctx_term(context);
}
