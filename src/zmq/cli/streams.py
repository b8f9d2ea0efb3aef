"""Messages from standard input and to standard output."""

from __future__ import annotations

import os
import socket
import stat
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import click

from zmq.backend import zmq_poll
from zmq.cli.formats import Message
from zmq.constants import POLLERR, POLLIN

_CHUNK = 1 << 16
_STDIN = 0

Decode = Callable[[bytes], Message]
Encode = Callable[[Message], bytes]


class Source:
    """The messages to send: those that are given, then those that a descriptor brings.

    It reads the descriptor itself, since a thread or a signal may meet a buffered file in the
    middle of a read.
    """

    def __init__(
        self,
        given: Iterable[Message] = (),
        descriptor: int | None = None,
        decode: Decode = lambda line: [line],
        end: bytes = b"\n",
    ) -> None:
        self.ready: deque[Message] = deque(given)
        self._descriptor = descriptor
        self._decode = decode
        self._end = end
        self._rest = b""
        self._lines = 0
        self._failure: Exception | None = None

    def goes_on(self) -> bool:
        """Tell whether the descriptor may bring more; raise what was wrong with the last of it."""
        if self._failure is not None and not self.ready:
            raise self._failure
        return self._descriptor is not None

    def fileno(self) -> int:
        assert self._descriptor is not None
        return self._descriptor

    def __iter__(self) -> Iterator[Message]:
        while self.ready or self.goes_on():
            if self.ready:
                yield self.ready.popleft()
            else:
                self.read()

    def has_ended(self) -> bool:
        """Find out, without waiting, whether no message is to come."""
        # The end of a pipe is no POLLIN, but an event all the same.
        while not self.ready and self.goes_on() and zmq_poll([(self.fileno(), POLLIN)], 0):
            self.read()
        return not (self.ready or self.goes_on())

    def read(self) -> None:
        """Wait for a piece of input, and make messages of the lines that it completes."""
        chunk = os.read(self.fileno(), _CHUNK)
        *lines, self._rest = (self._rest + chunk).split(self._end)
        if not chunk:
            self._descriptor = None
            lines += [self._rest] if self._rest else []
        try:
            for line in lines:
                self._lines += 1
                self.ready.append(self._decode(line))
        except ValueError as error:
            self._failure = click.ClickException(f"line {self._lines} of the input: {error}")


class Repeating(Source):
    """Gives the same messages again and again, with a pause after each."""

    def __init__(self, given: Iterable[Message], pause: float) -> None:
        super().__init__(given)
        self._pause = pause

    def __iter__(self) -> Iterator[Message]:
        for message in cycle(self.ready):
            yield message
            time.sleep(self._pause)


def standard_input() -> int | None:
    """Return a descriptor of standard input that can be polled, if there is one at all."""
    if sys.stdin is None:
        return None
    return _pumped(_STDIN) if sys.platform == "win32" else _STDIN


def _pumped(descriptor: int) -> int:
    """Return the end of a connection to which a thread copies what a descriptor brings."""
    near, far = socket.socketpair()

    def pump() -> None:
        with far:
            while chunk := os.read(descriptor, _CHUNK):
                far.sendall(chunk)

    Thread(target=pump, daemon=True).start()
    return near.detach()


class Sink:
    """Where received messages are shown, each on a line."""

    def __init__(self, encode: Encode, end: bytes = b"\n") -> None:
        self._stream = sys.stdout.buffer if sys.stdout else _nowhere()
        self._encode = encode
        self._end = end
        self.pipe: bool = _is_pipe(self._stream.fileno())

    def show(self, messages: Sequence[Message]) -> None:
        end = self._end
        self._stream.write(b"".join([self._encode(message) + end for message in messages]))
        self._stream.flush()

    def watched(self) -> list[tuple[int, int]]:
        """What to poll so as to notice that nobody reads any more."""
        return [(self._stream.fileno(), POLLERR)] if self.pipe else []


def _nowhere() -> BinaryIO:
    return Path(os.devnull).open("wb")


def _is_pipe(descriptor: int) -> bool:
    return sys.platform != "win32" and stat.S_ISFIFO(os.fstat(descriptor).st_mode)
