"""Tornado: a server and a client that are called back with their messages.

It prints::

    ONE
    TWO
    THREE
"""

from __future__ import annotations

from tornado.ioloop import IOLoop

import zmq
from zmq.eventloop.zmqstream import ZMQStream

WORDS = ["one", "two", "three"]


def main() -> None:
    loop = IOLoop(make_current=False)
    context = zmq.Context()
    server = ZMQStream(context.socket(zmq.ROUTER), loop)
    client = ZMQStream(context.socket(zmq.DEALER), loop)
    server.bind("tcp://127.0.0.1:*")
    client.connect(server.getsockopt(zmq.LAST_ENDPOINT))
    left = list(WORDS)

    def shout(message: list[bytes]) -> None:
        name, word = message
        server.send_multipart([name, word.upper()])

    def show(message: list[bytes]) -> None:
        print(message[0].decode())
        left.pop()
        if not left:
            loop.stop()

    server.on_recv(shout)
    client.on_recv(show)
    for word in WORDS:
        client.send_string(word)
    loop.start()
    client.close()
    server.close()
    loop.close()
    context.term()


if __name__ == "__main__":
    main()
