"""Files of messages that a proxy has passed: JSON, a line each, after one about the proxy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import click

from zmq.cli import formats
from zmq.cli.formats import Message

_HEAD = "zmq-capture"


class Passed(NamedTuple):
    """A message that passed: seconds since the start, and the side that it came from."""

    at: float
    side: str
    message: Message


class Writer:
    """Writes messages as they pass."""

    def __init__(self, file: IO[str], device: str) -> None:
        self._file = file
        self._began = time.monotonic()
        self._line({_HEAD: 1, "device": device, "began": time.time()})

    def write(self, side: str, message: Message) -> None:
        at = round(time.monotonic() - self._began, 6)
        self._line({"at": at, "from": side, "message": formats.as_json(message)})

    def _line(self, value: Any) -> None:
        self._file.write(json.dumps(value, ensure_ascii=False) + "\n")


def read_head(file: IO[str]) -> str:
    """Return the name of the device that the messages of a capture passed."""
    try:
        head = json.loads(file.readline())
        if head[_HEAD] == 1:
            return str(head["device"])
    except (ValueError, LookupError, TypeError):
        pass
    raise click.UsageError(f"{file.name} is not what `zmq proxy --capture` writes")


def read(file: IO[str]) -> Iterator[Passed]:
    """Return the messages that follow the head."""
    for number, line in enumerate(file, 2):
        try:
            entry = json.loads(line)
            message = formats.message_of(entry["message"])
            yield Passed(float(entry["at"]), str(entry["from"]), message)
        except (ValueError, LookupError, TypeError) as error:
            raise click.ClickException(f"{file.name}, line {number}: {error!r}") from None
