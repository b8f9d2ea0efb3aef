"""Share out work: a ventilator deals numbers, three workers square them, a sink adds up.

It prints::

    3 workers did 100 tasks
    the sum of squares is 338350
"""

from __future__ import annotations

from threading import Thread

import zmq

WORKERS, TASKS = 3, 100


def work(context: zmq.SyncContext, name: str, tasks_at: bytes, results_at: bytes) -> None:
    """Square numbers until the context ends."""
    with context.socket(zmq.PULL) as tasks, context.socket(zmq.PUSH) as results:
        results.connect(results_at)
        tasks.rcvhwm = 1  # a worker that is busy leaves tasks to others
        tasks.connect(tasks_at)
        results.send_json({"ready": name})
        for (task,) in tasks:
            results.send_json({"worker": name, "square": int(task) ** 2})


def collect(sink: zmq.SyncSocket, count: int) -> tuple[int, int]:
    """Return how many workers took part, and the sum."""
    results = [sink.recv_json() for _ in range(count)]
    return len({result["worker"] for result in results}), sum(
        result["square"] for result in results
    )


def main() -> None:
    context = zmq.Context()
    with context.socket(zmq.PUSH) as ventilator, context.socket(zmq.PULL) as sink:
        ventilator.bind("tcp://127.0.0.1:*")
        sink.bind("tcp://127.0.0.1:*")
        addresses = ventilator.last_endpoint, sink.last_endpoint
        for number in range(WORKERS):
            Thread(target=work, args=(context, f"worker {number}", *addresses)).start()
        for _ in range(WORKERS):
            sink.recv_json()  # all are there before the first task is dealt
        for number in range(1, TASKS + 1):
            ventilator.send_string(str(number))
        workers, total = collect(sink, TASKS)
    print(f"{workers} workers did {TASKS} tasks")
    print(f"the sum of squares is {total}")
    context.term()  # wakes the workers, waits until they have closed their sockets


if __name__ == "__main__":
    main()
