"""Push to pull between two processes over tcp, timed by the receiver from the first message on."""

from __future__ import annotations

from bench.goals import LEVEL, Row
from bench.many import receive_all, send_all
from bench.registry import Body, workload
from bench.run import Run

QUEUED_BYTES = 64 << 20


def high_water_mark(size: int) -> int:
    """libzmq's default, lower where so many messages would fill the memory."""
    return min(1000, QUEUED_BYTES // size)


def pusher(run: Run, endpoint: str, size: int, copy: bool) -> None:
    socket = run.socket("PUSH", sndhwm=high_water_mark(size))
    socket.connect(endpoint)
    body = bytes(size)
    for _ in range(run.loops + 1):
        socket.send(body, copy=copy)


def many_pusher(run: Run, endpoint: str) -> None:
    socket = run.socket("PUSH")
    socket.connect(endpoint)
    send_all(socket, bytes(16), run.loops + 1)


def push_pull(size: int, copy: bool = True) -> Body:
    def body(run: Run) -> None:
        pull = run.socket("PULL", rcvhwm=high_water_mark(size))
        run.peer(pusher, endpoint=run.bind(pull, "tcp"), size=size, copy=copy)
        pull.recv()
        with run.clock:
            for _ in range(run.loops):
                pull.recv(copy=copy)

    return body


workload("push/pull, 16 B", Row(at_least=2.5, aim=3.5, aim_of_c=0.65), name="tcp_16b")(
    push_pull(16)
)


@workload("push/pull, 16 B, send_many + recv_many", Row(at_least=3, aim_of_c=0.9))
def tcp_16b_many(run: Run) -> None:
    pull = run.socket("PULL")
    run.peer(many_pusher, endpoint=run.bind(pull, "tcp"))
    pull.recv()
    with run.clock:
        receive_all(pull, run.loops)


COPIED = Row(unit="µs", at_least=LEVEL, aim_of_c=LEVEL)
NOT_COPIED = Row(unit="µs", at_least=LEVEL, aim=1.05)

for label, size in {"1 KiB": 1 << 10, "64 KiB": 64 << 10, "1 MiB": 1 << 20}.items():
    title, name = f"push/pull, {label}", f"tcp_{label.replace(' ', '').lower()}"
    workload(title, COPIED, name=name)(push_pull(size))
    workload(f"{title}, copy=False", NOT_COPIED, name=f"{name}_uncopied")(
        push_pull(size, copy=False)
    )
