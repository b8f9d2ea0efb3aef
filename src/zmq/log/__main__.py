"""Watch what a PUBHandler publishes: ``python -m zmq.log tcp://127.0.0.1:5558``."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest
from typing import Any

from zmq.constants import SocketType
from zmq.error import ZMQError
from zmq.sugar.context import Context
from zmq.sugar.socket import Socket

_Piece = tuple[str, str]  # the code of a style, and text that is to have it

_COLUMNS, _WIDEST = 10, 40  # what one strange topic may do to all lines to come
_PLAIN, _FAINT, _TOPIC = "", "2", "36"
_LEVELS = {"DEBUG": "34", "INFO": "32", "WARNING": "33", "ERROR": "31", "CRITICAL": "1;31"}


class View:
    """How messages look on the screen; columns of the topic widen as need be."""

    def __init__(
        self,
        separator: str,
        date_format: str | None = None,
        align: bool = False,
        color: bool = False,
    ) -> None:
        self._separator = separator
        self._date_format = date_format
        self._align = align
        self._color = color
        self._widths: list[int] = []

    def render(self, message: Sequence[bytes]) -> str:
        """Return what is shown of a message: its topic, and text that may have several lines."""
        topic, *texts = (part.decode("utf-8", "replace").rstrip("\n") for part in message)
        head = [*self._date(), *self._columns(topic), (_FAINT, self._separator)]
        text = self._separator.join(texts)
        if self._align:
            indent = sum(len(piece) for _, piece in head)
            text = text.replace("\n", "\n" + " " * indent)
        return "".join(self._styled(*piece) for piece in head) + text + "\n"

    def _date(self) -> Iterator[_Piece]:
        if self._date_format is not None:
            yield _FAINT, time.strftime(self._date_format) + self._separator

    def _columns(self, topic: str) -> Iterator[_Piece]:
        parts = topic.split(".", _COLUMNS - 1)
        widths = self._widened(parts) if self._align else [len(part) for part in parts]
        for column, width in enumerate(widths):
            part = parts[column] if column < len(parts) else ""
            if column:
                yield _PLAIN, "." if column < len(parts) else " "
            yield _LEVELS.get(part, _TOPIC), part
            yield _PLAIN, " " * (width - len(part))

    def _widened(self, parts: list[str]) -> list[int]:
        lengths = [min(len(part), _WIDEST) for part in parts]
        self._widths = [max(pair) for pair in zip_longest(self._widths, lengths, fillvalue=0)]
        return self._widths

    def _styled(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._color and style and text else text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ZMQ Log Watcher",
        usage="python -m zmq.log [options] zmq_pub_url",
        description="Show the log records that a zmq.log.handlers.PUBHandler publishes.",
        epilog="Example: python -m zmq.log --align --timestamp -t shop.ERROR tcp://127.0.0.1:5558",
    )
    parser.add_argument("zmq_pub_url", type=str, help="the address that the publisher is bound to")
    parser.add_argument(
        "-t", "--topic", type=str, default="", help="show only topics that begin like this"
    )
    parser.add_argument("--timestamp", action="store_true", help="show when each record arrives")
    parser.add_argument(
        "--separator", type=str, default=" | ", help="what stands between the parts of a line"
    )
    parser.add_argument(
        "--dateformat",
        type=str,
        default="%Y-%d-%m %H:%M",
        help="how to show it, as for time.strftime; by default %(default)r",
    )
    parser.add_argument("--align", action="store_true", help="align topics and texts in columns")
    parser.add_argument(
        "--color",
        action="store_true",
        help="use colors, also where the output is no terminal or NO_COLOR is set",
    )
    return parser


def _wants_color(stream: Any) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _watch(socket: Socket[bytes], view: View) -> None:
    """Show messages until Ctrl-C, or until nobody reads any more."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        for message in socket:
            sys.stdout.write(view.render(message))
            sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would be an error when the interpreter flushes it in the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv: list[str] | None = None) -> None:
    """Show messages as the command line says."""
    parser = _parser()
    options = parser.parse_args(argv)
    view = View(
        options.separator,
        options.dateformat if options.timestamp else None,
        options.align,
        options.color or _wants_color(sys.stdout),
    )
    with (
        suppress(KeyboardInterrupt),
        Context() as context,
        context.socket(SocketType.SUB) as socket,
    ):
        try:
            socket.connect(options.zmq_pub_url)
        except ZMQError as error:
            parser.error(str(error))
        socket.subscribe(options.topic)
        _watch(socket, view)


if __name__ == "__main__":
    main()
