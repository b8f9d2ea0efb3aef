/* The same workloads on libzmq's C API: the floor under every binding.

   A workload is a function that does its work run->loops times and encloses what counts in
   clock_start and clock_stop. main.c lists it under the name of its twin in workloads/. */

#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <zmq.h>

struct run {
    size_t loops;
    double wall, cpu; /* seconds on the clock */
    double wall_start, cpu_start;
    const char *measures[4]; /* recorded beside the clock's */
    double values[4];
};

void clock_start(struct run *run);
void clock_stop(struct run *run);
double seconds_now(void);
void record(struct run *run, const char *measure, double value);

/* Ends the program with libzmq's message unless the call succeeded. */
#define CHECK(call) check((call) != -1, #call)
#define CHECK_POINTER(call) check_pointer((call), #call)
void check(bool succeeded, const char *call);
void *check_pointer(void *pointer, const char *call);

void *open_socket(void *context, int type);
void bind_fresh(void *socket, const char *transport, char endpoint[256]);
void open_pair(void *context, const char *transport, int connects, int binds, void *sockets[2]);
void close_pair(void *context, void *sockets[2]);
void allow_sockets(void *context, int count);

/* Without the time that an idle processor takes to wake up; only Linux has it. */
void stay_on_one_processor(void);

/* One received message, thrown away. */
void receive(void *socket);

typedef void (*workload)(struct run *run);

void pair_inproc(struct run *run);
void pair_inproc_many(struct run *run);
void pair_multipart(struct run *run);
void threads_inproc(struct run *run);
void threads_pairs(struct run *run);
void throughput_16B(struct run *run);
void throughput_1KiB(struct run *run);
void throughput_64KiB(struct run *run);
void throughput_1MiB(struct run *run);
void latency_tcp(struct run *run);
void latency_tcp_pinned(struct run *run);
void latency_inproc(struct run *run);
void latency_inproc_pinned(struct run *run);
void loop_req_rep(struct run *run);
void loop_req_rep_pinned(struct run *run);
void loop_dealers(struct run *run);
void zerocopy_pair(struct run *run);
void zerocopy_tracked(struct run *run);
void nonblocking_try_recv(struct run *run);
void options_read(struct run *run);
void options_write(struct run *run);
void poll_sockets_100(struct run *run);
void poll_sockets_1000(struct run *run);
void poll_idle_socket(struct run *run);
void startup_context(struct run *run);
void startup_socket(struct run *run);
void memory_per_socket(struct run *run);

#endif
