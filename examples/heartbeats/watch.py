"""Heartbeats: each worker says now and then that it lives; who is silent for too long is gone.

For connections that break, the options ``heartbeat_ivl`` and ``heartbeat_timeout`` do this inside
libzmq. These heartbeats tell, too, of a program that is there but no longer works.

It prints::

    ada is here
    bob is here
    bob is gone
    ada is still here
"""

from __future__ import annotations

import time
from threading import Event, Thread

import zmq

INTERVAL, SILENCE = 0.02, 1.0  # seconds


def work(context: zmq.SyncContext, address: bytes, name: str, stuck: Event) -> None:
    """Send heartbeats until stuck."""
    with context.socket(zmq.PUSH) as beats:
        beats.connect(address)
        while not stuck.wait(INTERVAL):
            beats.send_string(name)


class Watch:
    """Knows when each worker was heard last."""

    def __init__(self, beats: zmq.SyncSocket) -> None:
        self.beats = beats
        self.heard: dict[str, float] = {}

    def listen(self) -> None:
        """Take the heartbeats that come within a moment."""
        if self.beats.poll(int(1000 * INTERVAL)):
            for beat in self.beats.recv_many():
                self.heard[beat.decode()] = time.monotonic()

    def lives(self, name: str) -> bool:
        return time.monotonic() - self.heard.get(name, float("-inf")) < SILENCE

    def until(self, name: str, lives: bool) -> None:
        """Listen until it is known that a worker lives, or does not."""
        while self.lives(name) != lives:
            self.listen()


def main() -> None:
    context = zmq.Context()
    stuck = {"ada": Event(), "bob": Event()}
    with context.socket(zmq.PULL) as beats:
        beats.bind("tcp://127.0.0.1:*")
        for name, event in stuck.items():
            Thread(target=work, args=(context, beats.last_endpoint, name, event)).start()
        watch = Watch(beats)
        for name in stuck:
            watch.until(name, lives=True)
            print(f"{name} is here")
        stuck["bob"].set()
        watch.until("bob", lives=False)
        print("bob is gone")
        watch.until("ada", lives=True)
        print("ada is still here")
        stuck["ada"].set()
    context.destroy(linger=0)


if __name__ == "__main__":
    main()
