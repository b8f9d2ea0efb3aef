"""A monitor tells what happens to a socket's connections.

It prints::

    LISTENING
    ACCEPTED
    HANDSHAKE_SUCCEEDED
    DISCONNECTED
"""

from __future__ import annotations

import zmq
from zmq.utils.monitor import recv_monitor_message

EVENTS = (
    zmq.EVENT_LISTENING
    | zmq.EVENT_ACCEPTED
    | zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_DISCONNECTED
)


def main() -> None:
    with zmq.Context() as context, context.socket(zmq.PULL) as server:
        monitor = server.get_monitor_socket(EVENTS)
        server.bind("tcp://127.0.0.1:*")
        with context.socket(zmq.PUSH) as client:
            client.connect(server.last_endpoint)
            for _ in range(3):
                show(monitor)
        show(monitor)
        monitor.close()


def show(monitor: zmq.SyncSocket) -> None:
    print(recv_monitor_message(monitor)["event"].name)


if __name__ == "__main__":
    main()
