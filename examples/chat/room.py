"""A chat: what one says is heard by all in the room.

Who talks pushes to the room, which publishes to everybody. ``python room.py`` plays a short
conversation; ``python room.py NAME`` opens a room, or joins the one that is open, and takes what
you type.

It prints::

    ada: is anybody here?
    bob: I am
    ada: good night
"""

from __future__ import annotations

import sys
from threading import Thread

import zmq

ENTRANCE, LOUDSPEAKER = "tcp://127.0.0.1:5570", "tcp://127.0.0.1:5571"


class Room:
    """Where everything that is said goes through."""

    def __init__(self, context: zmq.SyncContext) -> None:
        self.entrance, self.loudspeaker = context.socket(zmq.PULL), context.socket(zmq.XPUB)
        self.loudspeaker.xpub_verbose = 1

    def open(self, entrance: str, loudspeaker: str) -> tuple[bytes, bytes]:
        """Open the room; return where its two doors are."""
        self.entrance.bind(entrance)
        self.loudspeaker.bind(loudspeaker)
        Thread(target=self.run, daemon=True).start()
        return self.entrance.last_endpoint, self.loudspeaker.last_endpoint

    def run(self) -> None:
        """Say aloud what is said, until the context ends."""
        with self.entrance, self.loudspeaker:
            for said in self.entrance:
                self.loudspeaker.send_multipart(said)

    def await_listener(self) -> None:
        self.loudspeaker.recv()

    def close(self) -> None:
        self.entrance.close()
        self.loudspeaker.close()


class Guest:
    """Somebody in the room."""

    def __init__(
        self, context: zmq.SyncContext, name: str, entrance: str | bytes, loudspeaker: str | bytes
    ) -> None:
        self.name = name
        self.mouth, self.ears = context.socket(zmq.PUSH), context.socket(zmq.SUB)
        self.mouth.connect(entrance)
        self.ears.subscribe("")
        self.ears.connect(loudspeaker)

    def say(self, text: str) -> None:
        self.mouth.send_string(f"{self.name}: {text}")

    def hear(self) -> str:
        heard: str = self.ears.recv_string()
        return heard

    def leave(self) -> None:
        self.mouth.close()
        self.ears.close()


def listen(guest: Guest) -> None:
    for (heard,) in guest.ears:
        print(heard.decode())


def play() -> None:
    """A conversation of two."""
    context = zmq.Context()
    room = Room(context)
    doors = room.open("tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
    ada, bob = (Guest(context, name, *doors) for name in ("ada", "bob"))
    for _ in (ada, bob):
        room.await_listener()
    for guest, text in [(ada, "is anybody here?"), (bob, "I am"), (ada, "good night")]:
        guest.say(text)
        print(ada.hear())
        bob.hear()
    ada.leave()
    bob.leave()
    context.term()


def visit(name: str) -> None:
    """Talk until the end of the input."""
    context = zmq.Context()
    room = Room(context)
    try:
        room.open(ENTRANCE, LOUDSPEAKER)
    except zmq.ZMQError:
        room.close()
        print("You join the room.")
    else:
        print("You open the room.")
    guest = Guest(context, name, ENTRANCE, LOUDSPEAKER)
    Thread(target=listen, args=(guest,), daemon=True).start()
    for line in sys.stdin:
        guest.say(line.rstrip("\n"))
    context.destroy(linger=500)


if __name__ == "__main__":
    visit(sys.argv[1]) if sys.argv[1:] else play()
