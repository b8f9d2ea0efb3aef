/* bench-c --list | bench-c NAME SECONDS LOOPS: one sample as a line of JSON.
   LOOPS 0 means: as many as take that long. */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    workload function;
    size_t step; /* loops come in multiples of this */
} workloads[] = {
    {"pair.inproc", pair_inproc, 1},
    {"pair.inproc_many", pair_inproc_many, 100},
    {"pair.multipart", pair_multipart, 1},
    {"threads.inproc", threads_inproc, 1},
    {"threads.inproc_many", threads_inproc, 1},
    {"threads.pairs", threads_pairs, 2},
    {"throughput.tcp_16b", throughput_16B, 1},
    {"throughput.tcp_16b_many", throughput_16B, 1},
    {"throughput.tcp_1kib", throughput_1KiB, 1},
    {"throughput.tcp_1kib_uncopied", throughput_1KiB, 1},
    {"throughput.tcp_64kib", throughput_64KiB, 1},
    {"throughput.tcp_64kib_uncopied", throughput_64KiB, 1},
    {"throughput.tcp_1mib", throughput_1MiB, 1},
    {"throughput.tcp_1mib_uncopied", throughput_1MiB, 1},
    {"latency.tcp", latency_tcp, 1},
    {"latency.inproc", latency_inproc, 1},
    {"zerocopy.pair", zerocopy_pair, 1},
    {"zerocopy.tracked", zerocopy_tracked, 1},
    {"nonblocking.try_recv", nonblocking_try_recv, 100},
    {"options.read", options_read, 1},
    {"options.write", options_write, 1},
    {"poll.sockets_100", poll_sockets_100, 1},
    {"poll.sockets_1000", poll_sockets_1000, 1},
    {"poll.idle_socket", poll_idle_socket, 1},
    {"startup.context", startup_context, 1},
    {"startup.socket", startup_socket, 100},
    {"memory.per_socket", memory_per_socket, 1},
#ifdef __linux__
    {"latency.tcp_pinned", latency_tcp_pinned, 1},
    {"latency.inproc_pinned", latency_inproc_pinned, 1},
    {"asyncio.req_rep", loop_req_rep, 1},
    {"asyncio.req_rep_pinned", loop_req_rep_pinned, 1},
    {"asyncio.dealers", loop_dealers, 100},
#endif
};

#define COUNT (sizeof workloads / sizeof workloads[0])

static struct run once(workload function, size_t loops)
{
    struct run run = {.loops = loops};
    function(&run);
    return run;
}

/* Finds out how many loops take that long, which warms up too, then does them. */
static struct run scaled(workload function, size_t step, double seconds)
{
    size_t loops = step;
    struct run run = once(function, loops);
    while (run.wall < seconds / 10) {
        loops *= 8;
        run = once(function, loops);
    }
    size_t steps = (size_t)(loops * seconds / run.wall / step);
    return once(function, step * (steps ? steps : 1));
}

static void print(const struct run *run)
{
    printf("{\"measures\": {\"wall\": %.6g, \"cpu\": %.6g", run->wall / run->loops,
           run->cpu / run->loops);
    for (int i = 0; i < 4 && run->measures[i]; i++)
        printf(", \"%s\": %.6g", run->measures[i], run->values[i]);
    printf("}}\n");
}

static int list(void)
{
    for (size_t i = 0; i < COUNT; i++)
        puts(workloads[i].name);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--list"))
        return list();
    if (argc == 2 && !strcmp(argv[1], "--version")) {
        int major, minor, patch;
        zmq_version(&major, &minor, &patch);
        printf("%d.%d.%d\n", major, minor, patch);
        return 0;
    }
    for (size_t i = 0; argc == 4 && i < COUNT; i++) {
        if (strcmp(argv[1], workloads[i].name))
            continue;
        size_t loops = strtoul(argv[3], NULL, 10);
        struct run run = loops ? once(workloads[i].function, loops)
                               : scaled(workloads[i].function, workloads[i].step, atof(argv[2]));
        print(&run);
        return 0;
    }
    fprintf(stderr, "usage: %s --list | --version | NAME SECONDS LOOPS\n", argv[0]);
    return 2;
}
