"""What is measured; each file holds the workloads of one kind."""

ORDER = (
    "pair",
    "threads",
    "throughput",
    "latency",
    "zerocopy",
    "nonblocking",
    "options",
    "poll",
    "startup",
    "memory",
    "asyncio",
    "tornado",
    "gevent",
    "anyio",
)
