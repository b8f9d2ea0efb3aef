#include "bench.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static void reply(void *socket, size_t count)
{
    char body[16];
    for (size_t i = 0; i < count; i++) {
        CHECK(zmq_recv(socket, body, sizeof body, 0));
        CHECK(zmq_send(socket, body, sizeof body, 0));
    }
}

static void round_trip(void *socket)
{
    char body[16] = {0};
    CHECK(zmq_send(socket, body, sizeof body, 0));
    CHECK(zmq_recv(socket, body, sizeof body, 0));
}

/* The first round trip waits for the other side to be there and does not count. */
static void request(struct run *run, void *socket)
{
    round_trip(socket);
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        round_trip(socket);
    clock_stop(run);
}

static int start_replier(size_t count)
{
    int ends[2];
    check(pipe(ends) == 0, "pipe");
    if (fork()) {
        close(ends[0]);
        return ends[1];
    }
    char endpoint[256];
    close(ends[1]);
    check(read(ends[0], endpoint, sizeof endpoint) > 0, "read");
    void *context = zmq_ctx_new();
    void *socket = open_socket(context, ZMQ_REP);
    CHECK(zmq_connect(socket, endpoint));
    reply(socket, count);
    zmq_close(socket);
    zmq_ctx_term(context);
    _exit(0);
}

void latency_tcp(struct run *run)
{
    int pipe = start_replier(run->loops + 1);
    void *context = zmq_ctx_new();
    void *socket = open_socket(context, ZMQ_REQ);
    char endpoint[256];
    bind_fresh(socket, "tcp", endpoint);
    check(write(pipe, endpoint, sizeof endpoint) > 0, "write");
    request(run, socket);
    close(pipe);
    wait(NULL);
    zmq_close(socket);
    zmq_ctx_term(context);
}

struct job {
    void *socket;
    size_t count;
};

static void *replying(void *argument)
{
    struct job *job = argument;
    reply(job->socket, job->count);
    return NULL;
}

void latency_inproc(struct run *run)
{
    void *context = zmq_ctx_new(), *pair[2];
    open_pair(context, "inproc", ZMQ_REQ, ZMQ_REP, pair);
    struct job job = {pair[1], run->loops + 1};
    pthread_t thread;
    pthread_create(&thread, NULL, replying, &job);
    request(run, pair[0]);
    pthread_join(thread, NULL);
    close_pair(context, pair);
}

#ifdef __linux__
void latency_tcp_pinned(struct run *run)
{
    stay_on_one_processor();
    latency_tcp(run);
}

void latency_inproc_pinned(struct run *run)
{
    stay_on_one_processor();
    latency_inproc(run);
}
#endif
