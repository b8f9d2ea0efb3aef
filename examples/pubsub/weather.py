"""News by topic: a publisher, and two readers who want different things.

It prints::

    oslo: ['oslo 12 mm', 'oslo 3 mm']
    rome: ['rome 0 mm']
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import zmq

REPORTS = ["oslo 12 mm", "rome 0 mm", "oslo 3 mm", "lima 1 mm"]
END = "end"


def publish(news: zmq.SyncSocket, readers: int) -> None:
    """Publish all reports once so many readers have subscribed."""
    for _ in range(2 * readers):  # each to its place, and to the end
        news.recv()  # an XPUB is a PUB that hears of subscriptions
    for report in [*REPORTS, END]:
        news.send_string(report)


def read(context: zmq.SyncContext, address: bytes, place: str) -> list[str]:
    """Return the reports of a place."""
    with context.socket(zmq.SUB) as reader:
        reader.connect(address)
        reader.subscribe(place)
        reader.subscribe(END)
        return list(iter(reader.recv_string, END))


def main() -> None:
    places = ["oslo", "rome"]
    with zmq.Context() as context, context.socket(zmq.XPUB) as news, ThreadPoolExecutor() as pool:
        news.xpub_verbose = 1  # hear every subscription, of known topics too
        news.bind("tcp://127.0.0.1:*")
        reports = [pool.submit(read, context, news.last_endpoint, place) for place in places]
        publish(news, len(places))
        for place, heard in zip(places, reports, strict=True):
            print(f"{place}: {heard.result()}")


if __name__ == "__main__":
    main()
