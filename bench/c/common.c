#ifdef __linux__
#define _GNU_SOURCE /* sched_setaffinity */
#include <sched.h>
#endif
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

double seconds_now(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

void clock_start(struct run *run)
{
    run->cpu_start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    run->wall_start = seconds_now();
}

void clock_stop(struct run *run)
{
    run->wall += seconds_now() - run->wall_start;
    run->cpu += seconds_of(CLOCK_PROCESS_CPUTIME_ID) - run->cpu_start;
}

void record(struct run *run, const char *measure, double value)
{
    int i = 0;
    while (run->measures[i])
        i++;
    run->measures[i] = measure;
    run->values[i] = value;
}

void check(bool succeeded, const char *call)
{
    if (succeeded)
        return;
    fprintf(stderr, "%s: %s\n", call, zmq_strerror(zmq_errno()));
    exit(1);
}

void *check_pointer(void *pointer, const char *call)
{
    check(pointer != NULL, call);
    return pointer;
}

void *open_socket(void *context, int type)
{
    return CHECK_POINTER(zmq_socket(context, type));
}

void bind_fresh(void *socket, const char *transport, char endpoint[256])
{
    static int serial;
    size_t size = 256;
    snprintf(endpoint, size, "inproc://bench-%d", serial++);
    CHECK(zmq_bind(socket, strcmp(transport, "tcp") ? endpoint : "tcp://127.0.0.1:*"));
    CHECK(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size));
}

void open_pair(void *context, const char *transport, int connects, int binds, void *sockets[2])
{
    char endpoint[256];
    sockets[0] = open_socket(context, connects);
    sockets[1] = open_socket(context, binds);
    bind_fresh(sockets[1], transport, endpoint);
    CHECK(zmq_connect(sockets[0], endpoint));
}

void close_pair(void *context, void *sockets[2])
{
    zmq_close(sockets[0]);
    zmq_close(sockets[1]);
    zmq_ctx_term(context);
}

void allow_sockets(void *context, int count)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    CHECK(zmq_ctx_set(context, ZMQ_MAX_SOCKETS, count + 100));
}

void receive(void *socket)
{
    zmq_msg_t message;
    zmq_msg_init(&message);
    CHECK(zmq_msg_recv(&message, socket, 0));
    zmq_msg_close(&message);
}

#ifdef __linux__
void stay_on_one_processor(void)
{
    cpu_set_t allowed, first;
    int number = 0;
    CHECK(sched_getaffinity(0, sizeof allowed, &allowed));
    while (!CPU_ISSET(number, &allowed))
        number++;
    CPU_ZERO(&first);
    CPU_SET(number, &first);
    CHECK(sched_setaffinity(0, sizeof first, &first));
}
#endif
