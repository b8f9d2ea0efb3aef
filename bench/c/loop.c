/* One thread and one epoll for all sockets of a workload: the floor under an event loop. */

#ifdef __linux__
#include "bench.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

struct end {
    void *socket;
    size_t left; /* messages still to be received */
    bool replies;
};

static bool ready(void *socket)
{
    int events;
    size_t size = sizeof events;
    CHECK(zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size));
    return events & ZMQ_POLLIN;
}

static void request(struct end *end)
{
    CHECK(zmq_send(end->socket, "request", 7, 0));
}

static void return_message(void *socket)
{
    zmq_msg_t part;
    int more;
    do {
        zmq_msg_init(&part);
        CHECK(zmq_msg_recv(&part, socket, 0));
        more = zmq_msg_more(&part);
        CHECK(zmq_msg_send(&part, socket, more ? ZMQ_SNDMORE : 0));
    } while (more);
}

/* Receives what is there and answers each message: with itself, or with the next request. */
static void serve(struct end *end)
{
    while (end->left && ready(end->socket)) {
        end->left--;
        if (end->replies) {
            return_message(end->socket);
            continue;
        }
        receive(end->socket);
        if (end->left)
            request(end);
    }
}

static void watch(int epoll, struct end *end)
{
    int fd;
    size_t size = sizeof fd;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = end};
    CHECK(zmq_getsockopt(end->socket, ZMQ_FD, &fd, &size));
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

/* The first end replies to all the others; each of them makes so many round trips. */
static void round_trips(int epoll, struct end *ends, size_t clients, size_t count)
{
    ends[0].left = clients * count;
    for (size_t i = 1; i <= clients; i++) {
        ends[i].left = count;
        request(&ends[i]);
        serve(&ends[i]); /* the send may have taken the word of an answer */
    }
    serve(&ends[0]); /* whose word of the first may have come when the last round ended */
    for (size_t i = 1; i <= clients; i++) {
        while (ends[i].left) {
            struct epoll_event events[64];
            int found = epoll_wait(epoll, events, 64, -1);
            for (int k = 0; k < found; k++)
                serve(events[k].data.ptr);
        }
    }
}

static void in_loop(struct run *run, int server, int client, size_t clients)
{
    void *context = zmq_ctx_new();
    struct end *ends = calloc(clients + 1, sizeof *ends);
    int epoll = epoll_create1(0);
    char endpoint[256];
    for (size_t i = 0; i <= clients; i++)
        ends[i].socket = open_socket(context, i ? client : server);
    ends[0].replies = true;
    bind_fresh(ends[0].socket, "tcp", endpoint);
    for (size_t i = 0; i <= clients; i++) {
        if (i)
            CHECK(zmq_connect(ends[i].socket, endpoint));
        watch(epoll, &ends[i]);
    }
    round_trips(epoll, ends, clients, 1);
    clock_start(run);
    round_trips(epoll, ends, clients, run->loops / clients);
    clock_stop(run);
    for (size_t i = 0; i <= clients; i++)
        zmq_close(ends[i].socket);
    zmq_ctx_term(context);
    close(epoll);
    free(ends);
}

void loop_req_rep(struct run *run)
{
    in_loop(run, ZMQ_REP, ZMQ_REQ, 1);
}

void loop_req_rep_pinned(struct run *run)
{
    stay_on_one_processor();
    loop_req_rep(run);
}

void loop_dealers(struct run *run)
{
    in_loop(run, ZMQ_ROUTER, ZMQ_DEALER, 100);
}
#endif
