#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static double resident_kib(void)
{
    long size, resident;
    FILE *file = CHECK_POINTER(fopen("/proc/self/statm", "r"));
    check(fscanf(file, "%ld %ld", &size, &resident) == 2, "reading statm");
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024.0);
}

void memory_per_socket(struct run *run)
{
    void *context = zmq_ctx_new(), *first = open_socket(context, ZMQ_PUSH);
    void **sockets = CHECK_POINTER(calloc(run->loops, sizeof *sockets));
    double before = resident_kib();
    for (size_t i = 0; i < run->loops; i++)
        sockets[i] = open_socket(context, ZMQ_PUSH);
    record(run, "each", (resident_kib() - before) / run->loops);
    for (size_t i = 0; i < run->loops; i++)
        zmq_close(sockets[i]);
    free(sockets);
    zmq_close(first);
    zmq_ctx_term(context);
}
