"""A broker of services: workers offer a service by name, clients ask for it by name.

It is a small relative of the Majordomo protocol (https://rfc.zeromq.org/spec/7/), without its
heartbeats. All talk to one ROUTER. A message to the broker is, after the sender's name:

    READY service                     a worker is free
    ASK service question              of a client; it waits if no worker is free
    DONE client answer                a worker has answered, and is free again

It prints::

    upper: HELLO
    reverse: olleh
    upper: WORLD
    what nobody offers: no answer within 50 ms
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from threading import Thread

import zmq

READY, ASK, DONE = b"ready", b"ask", b"done"


class Broker:
    """Brings questions and free workers together."""

    def __init__(self, socket: zmq.SyncSocket) -> None:
        self.socket = socket
        self.free: defaultdict[bytes, deque[bytes]] = defaultdict(deque)
        self.questions: defaultdict[bytes, deque[list[bytes]]] = defaultdict(deque)
        self.offers: dict[bytes, bytes] = {}  # workers, and what they offer

    def run(self) -> None:
        """Serve until the context ends."""
        with self.socket:
            for sender, kind, *rest in self.socket:
                if kind == READY:
                    self.offers[sender] = rest[0]
                    self.set_free(sender)
                elif kind == ASK:
                    service, question = rest
                    self.questions[service].append([sender, question])
                    self.dispatch(service)
                elif kind == DONE:
                    self.socket.send_multipart(rest)  # begins with the client's name
                    self.set_free(sender)

    def set_free(self, worker: bytes) -> None:
        service = self.offers[worker]
        self.free[service].append(worker)
        self.dispatch(service)

    def dispatch(self, service: bytes) -> None:
        """Give the oldest question to the worker that is free for longest, if there are both."""
        while self.free[service] and self.questions[service]:
            worker = self.free[service].popleft()
            self.socket.send_multipart([worker, *self.questions[service].popleft()])


def worker(
    context: zmq.SyncContext, address: bytes, service: bytes, do: Callable[[bytes], bytes]
) -> None:
    """Offer a service until the context ends."""
    with context.socket(zmq.DEALER) as socket:
        socket.connect(address)
        socket.send_multipart([READY, service])
        for client, question in socket:
            socket.send_multipart([DONE, client, do(question)])


class Client:
    """Asks one question after the other."""

    def __init__(self, context: zmq.SyncContext, address: bytes) -> None:
        self.socket = context.socket(zmq.DEALER)
        self.socket.connect(address)

    def ask(self, service: str, question: str, timeout: int) -> str | None:
        """Return the answer, or None if there is none within so many ms."""
        self.socket.send_multipart([ASK, service.encode(), question.encode()])
        if not self.socket.poll(timeout):
            return None
        answer: str = self.socket.recv_string()
        return answer


def main() -> None:
    context = zmq.Context()
    router = context.socket(zmq.ROUTER)
    router.bind("tcp://127.0.0.1:*")
    address = router.last_endpoint
    Thread(target=Broker(router).run).start()
    Thread(target=worker, args=(context, address, b"upper", bytes.upper)).start()
    Thread(target=worker, args=(context, address, b"reverse", lambda text: text[::-1])).start()

    client = Client(context, address)
    for service, question in [("upper", "hello"), ("reverse", "hello"), ("upper", "world")]:
        print(f"{service}: {client.ask(service, question, timeout=5000)}")
    if client.ask("what nobody offers", "hello", timeout=50) is None:
        print("what nobody offers: no answer within 50 ms")
    client.socket.close()
    context.term()


if __name__ == "__main__":
    main()
