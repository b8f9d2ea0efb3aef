/* As libzmq's own local_thr and remote_thr: the receiver times from the first message on. */

#include "bench.h"

#include <sys/wait.h>
#include <unistd.h>

enum { QUEUED_BYTES = 64 << 20 };

/* libzmq's default, lower where so many messages would fill the memory. */
static int high_water_mark(size_t size)
{
    size_t fitting = QUEUED_BYTES / size;
    return fitting < 1000 ? (int)fitting : 1000;
}

static void push(const char *endpoint, size_t size, size_t count)
{
    void *context = zmq_ctx_new();
    void *socket = open_socket(context, ZMQ_PUSH);
    int hwm = high_water_mark(size);
    CHECK(zmq_setsockopt(socket, ZMQ_SNDHWM, &hwm, sizeof hwm));
    CHECK(zmq_connect(socket, endpoint));
    for (size_t i = 0; i < count; i++) {
        zmq_msg_t message;
        CHECK(zmq_msg_init_size(&message, size));
        CHECK(zmq_msg_send(&message, socket, 0));
    }
    zmq_close(socket);
    zmq_ctx_term(context);
}

/* The receiving port is found by a socket that a child may not inherit, so the child learns the
   endpoint through a pipe and forks off before there is any context. */
static int start_pusher(size_t size, size_t count)
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
    push(endpoint, size, count);
    _exit(0);
}

static void push_pull(struct run *run, size_t size)
{
    int pipe = start_pusher(size, run->loops + 1);
    void *context = zmq_ctx_new();
    void *socket = open_socket(context, ZMQ_PULL);
    int hwm = high_water_mark(size);
    CHECK(zmq_setsockopt(socket, ZMQ_RCVHWM, &hwm, sizeof hwm));
    char endpoint[256];
    bind_fresh(socket, "tcp", endpoint);
    check(write(pipe, endpoint, sizeof endpoint) > 0, "write");
    receive(socket);
    clock_start(run);
    for (size_t i = 0; i < run->loops; i++)
        receive(socket);
    clock_stop(run);
    close(pipe);
    wait(NULL);
    zmq_close(socket);
    zmq_ctx_term(context);
}

void throughput_16B(struct run *run)
{
    push_pull(run, 16);
}

void throughput_1KiB(struct run *run)
{
    push_pull(run, 1 << 10);
}

void throughput_64KiB(struct run *run)
{
    push_pull(run, 64 << 10);
}

void throughput_1MiB(struct run *run)
{
    push_pull(run, 1 << 20);
}
