"""gevent: greenlets that share a socket, and a timeout that loses no message.

It prints::

    5 greenlets squared [0, 1, 4, 9, 16]
    nothing within 20 ms
    b'late, but here'
"""

from __future__ import annotations

from typing import Any

import gevent

import zmq.green as zmq


def square(tasks: Any) -> int:
    return int(tasks.recv()) ** 2


def main() -> None:
    context = zmq.Context()
    push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    pull.bind("tcp://127.0.0.1:*")
    push.connect(pull.last_endpoint)

    greenlets = [gevent.spawn(square, pull) for _ in range(5)]
    push.send_many(str(number).encode() for number in range(5))
    gevent.joinall(greenlets)
    print(f"{len(greenlets)} greenlets squared {[greenlet.value for greenlet in greenlets]}")

    try:
        with gevent.Timeout(0.02):  # seconds
            pull.recv()
    except gevent.Timeout:
        print("nothing within 20 ms")
    push.send(b"late, but here")
    print(pull.recv())

    push.close()
    pull.close()
    context.term()


if __name__ == "__main__":
    main()
