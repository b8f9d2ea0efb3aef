"""A broker between clients and workers: ROUTER on one side, DEALER on the other.

It prints::

    ada heard: HELLO FROM ADA
    bob heard: HELLO FROM BOB
    cid heard: HELLO FROM CID
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import zmq


def broker(frontend: zmq.SyncSocket, backend: zmq.SyncSocket) -> None:
    """Carry messages between both sides until the context ends."""
    with frontend, backend:
        try:
            zmq.proxy(frontend, backend)
        except zmq.ContextTerminated:
            return


def worker(socket: zmq.SyncSocket) -> None:
    """Answer in capitals until the context ends."""
    with socket:
        for (request,) in socket:
            socket.send(request.upper())


def ask(context: zmq.SyncContext, address: bytes, name: str) -> str:
    with context.socket(zmq.REQ) as socket:
        socket.connect(address)
        socket.send_string(f"hello from {name}")
        answer: str = socket.recv_string()
        return answer


def main() -> None:
    context = zmq.Context()
    frontend, backend = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
    frontend.bind("tcp://127.0.0.1:*")
    backend.bind("tcp://127.0.0.1:*")
    clients_at, workers_at = frontend.last_endpoint, backend.last_endpoint
    Thread(target=broker, args=(frontend, backend)).start()
    for _ in range(2):
        socket = context.socket(zmq.REP)
        socket.connect(workers_at)
        Thread(target=worker, args=(socket,)).start()

    names = ["ada", "bob", "cid"]
    with ThreadPoolExecutor() as pool:
        answers = pool.map(lambda name: ask(context, clients_at, name), names)
        for name, answer in zip(names, answers, strict=True):
            print(f"{name} heard: {answer}")
    context.term()


if __name__ == "__main__":
    main()
