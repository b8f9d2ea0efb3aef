"""The log of several processes in one place: handlers connect, a collector binds.

It prints::

    shop-0.INFO.orders | order 0
    shop-0.WARNING.stock | no tea left
    shop-1.INFO.orders | order 0
    shop-1.WARNING.stock | no tea left
"""

from __future__ import annotations

import logging
import multiprocessing

import zmq
from zmq.log.handlers import PUBHandler, TopicLogger

SHOPS, RECORDS = 2, 2


def shop(name: str, collector: str, start: str) -> None:
    """Log, once the collector says so."""
    with zmq.Context() as context, context.socket(zmq.SUB) as go:
        handler = PUBHandler(collector, context=context, connect=True, root_topic=name)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log = TopicLogger(name)
        log.addHandler(handler)
        go.subscribe("")
        go.connect(start)
        while not go.poll(10):
            log.debug("ready", "anybody listening?")  # until the collector's subscription is here
        log.info("orders", "order %d", 0)
        log.warning("stock", "no tea left")
        handler.socket.close()


def main() -> None:
    spawn = multiprocessing.get_context("spawn")
    with (
        zmq.Context() as context,
        context.socket(zmq.SUB) as collector,
        context.socket(zmq.XPUB) as start,
    ):
        collector.bind("tcp://127.0.0.1:*")
        collector.subscribe("")
        start.xpub_verbose = 1
        start.bind("tcp://127.0.0.1:*")
        addresses = collector.last_endpoint.decode(), start.last_endpoint.decode()
        shops = [
            spawn.Process(target=shop, args=(f"shop-{number}", *addresses))
            for number in range(SHOPS)
        ]
        for process in shops:
            process.start()
        ready: set[bytes] = set()
        while len(ready) < SHOPS:
            ready.add(collector.recv_multipart()[0])
        for _ in shops:
            start.recv()
        start.send(b"go")
        heard: list[str] = []
        while len(heard) < SHOPS * RECORDS:
            topic, text = collector.recv_multipart()
            if b".DEBUG." not in topic:
                heard.append(f"{topic.decode()} | {text.decode()}")
        print("\n".join(sorted(heard)))
        for process in shops:
            process.join()


if __name__ == "__main__":
    main()
