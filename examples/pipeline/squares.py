"""Share out work: a ventilator deals numbers, three workers square them, a sink adds up.

It prints::

    100 tasks are done
    the sum of squares is 338350
"""

from __future__ import annotations

from threading import Thread

import zmq

WORKERS, TASKS = 3, 100


def work(tasks: zmq.SyncSocket, results: zmq.SyncSocket) -> None:
    """Square numbers until the context ends."""
    with tasks, results:
        for (task,) in tasks:
            results.send_json(int(task) ** 2)


def start_worker(context: zmq.SyncContext, tasks_at: bytes, results_at: bytes) -> None:
    tasks, results = context.socket(zmq.PULL), context.socket(zmq.PUSH)
    tasks.rcvhwm = 1  # a worker that is busy leaves tasks to others
    tasks.connect(tasks_at)
    results.connect(results_at)
    Thread(target=work, args=(tasks, results)).start()


def main() -> None:
    context = zmq.Context()
    with context.socket(zmq.PUSH) as ventilator, context.socket(zmq.PULL) as sink:
        ventilator.bind("tcp://127.0.0.1:*")
        sink.bind("tcp://127.0.0.1:*")
        for _ in range(WORKERS):
            start_worker(context, ventilator.last_endpoint, sink.last_endpoint)
        for number in range(1, TASKS + 1):
            ventilator.send_string(str(number))
        results = [sink.recv_json() for _ in range(TASKS)]
    print(f"{len(results)} tasks are done")
    print(f"the sum of squares is {sum(results)}")
    context.term()  # wakes the workers, waits until they have closed their sockets


if __name__ == "__main__":
    main()
