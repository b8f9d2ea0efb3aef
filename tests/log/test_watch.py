"""``python -m zmq.log`` as a person would use it: on a terminal, in a pipe, with mistakes."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from waiting import PATIENCE
from zmq.log.__main__ import View
from zmq.log.handlers import PUBHandler

PROGRAM = [sys.executable, "-m", "zmq.log"]
MESSAGES = [
    [b"shop.INFO.orders", b"three of them\n"],
    [b"shop.WARNING", b"late\n"],
    [b"shop.CRITICAL.stock.empty", b"one\ntwo"],
    [b"shop.DEBUG", b""],
    [b"shop.INFO", b"again\n\n"],
]
STYLE = re.compile(r"\033\[([\d;]*)m")

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals are POSIX's")


class Watching:
    """The program under way, subscribed to a publisher; its output, line by line."""

    def __init__(self, publisher: Any, process: subprocess.Popen[bytes], output: int) -> None:
        self.publisher = publisher
        self.process = process
        self.output = os.fdopen(output, "rb", buffering=0)
        self.rest = b""
        self.topic = publisher.recv()[1:].decode()

    def send(self, *messages: list[bytes]) -> None:
        for message in messages:
            self.publisher.send_multipart(message)

    def line(self) -> str:
        """The next line that the program shows."""
        while b"\n" not in self.rest:
            self.rest += self.output.read(4096)
        line, _, self.rest = self.rest.partition(b"\n")
        return line.rstrip(b"\r").decode()

    def lines(self, count: int) -> list[str]:
        return [self.line() for _ in range(count)]

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(
    context: zmq.Context[Any], *options: str, terminal: bool = False, **environment: str
) -> Iterator[Watching]:
    """Run the program on a publisher's address, with its output in a pipe or on a terminal."""
    read, write = os.openpty() if terminal else os.pipe()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with context.socket(zmq.XPUB) as publisher:
        publisher.bind("tcp://127.0.0.1:*")
        command = [*PROGRAM, *options, publisher.last_endpoint.decode()]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=write,
            env={**clean, "TERM": "xterm", **environment},
        ) as process:
            os.close(write)
            here = Watching(publisher, process, read)
            try:
                yield here
            finally:
                process.kill()
                here.output.close()


@posix
def test_a_line_is_topic_and_text(context: zmq.Context[Any]) -> None:
    with watching(context) as here:
        here.send(*MESSAGES)
        assert here.topic == ""
        assert here.lines(6) == [
            "shop.INFO.orders | three of them",
            "shop.WARNING | late",
            "shop.CRITICAL.stock.empty | one",
            "two",
            "shop.DEBUG | ",
            "shop.INFO | again",
        ]


@posix
def test_ctrl_c_ends_it_well(context: zmq.Context[Any]) -> None:
    with watching(context) as here:
        here.send(MESSAGES[0])
        here.line()
        assert here.interrupt() == 0
        assert here.output.read() == b""


@posix
@pytest.mark.parametrize("option", ["-t", "--topic"])
def test_a_topic_chooses(context: zmq.Context[Any], option: str) -> None:
    with watching(context, option, "shop.W") as here:
        assert here.topic == "shop.W"
        here.send(*MESSAGES)
        assert here.line() == "shop.WARNING | late"


@posix
def test_aligned_columns(context: zmq.Context[Any]) -> None:
    with watching(context, "--align") as here:
        here.send(*MESSAGES)
        assert here.lines(6) == [
            "shop.INFO.orders | three of them",
            "shop.WARNING        | late",
            "shop.CRITICAL.stock .empty | one",
            "                             two",
            "shop.DEBUG                 | ",
            "shop.INFO                  | again",
        ]


@posix
def test_a_terminal_shows_levels_and_topics_in_color(context: zmq.Context[Any]) -> None:
    with watching(context, "--align", terminal=True) as here:
        here.send(*MESSAGES)
        lines = here.lines(6)
        plain = [STYLE.sub("", line) for line in lines]
        assert plain[0] == "shop.INFO.orders | three of them"
        styles = {
            name: code for line in lines for code, name in re.findall(r"\033\[([\d;]+)m(\w+)", line)
        }
        assert styles["shop"] == styles["orders"] == styles["stock"]
        levels = [styles[name] for name in ("INFO", "WARNING", "CRITICAL", "DEBUG")]
        assert len({*levels, styles["shop"]}) == 5


@posix
@pytest.mark.parametrize(
    ("terminal", "options", "environment", "colored"),
    [
        (True, (), {}, True),
        (True, (), {"NO_COLOR": "1"}, False),
        (True, (), {"TERM": "dumb"}, False),
        (False, (), {}, False),
        (False, ("--color",), {}, True),
        (True, ("--color",), {"NO_COLOR": "1"}, True),
    ],
)
def test_when_there_are_colors(
    context: zmq.Context[Any],
    terminal: bool,
    options: tuple[str, ...],
    environment: dict[str, str],
    colored: bool,
) -> None:
    with watching(context, *options, terminal=terminal, **environment) as here:
        here.send(MESSAGES[0])
        assert ("\033[" in here.line()) is colored


@posix
def test_when_a_record_came(context: zmq.Context[Any]) -> None:
    options = "--timestamp", "--dateformat", "<%Y>", "--separator", " @ "
    with watching(context, *options) as here:
        here.send(MESSAGES[0])
        assert re.fullmatch(r"<\d{4}> @ shop\.INFO\.orders @ three of them", here.line())


@posix
def test_the_usual_date(context: zmq.Context[Any]) -> None:
    with watching(context, "--timestamp") as here:
        here.send(MESSAGES[0])
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d \| shop", here.line())


@posix
def test_what_a_handler_publishes(context: zmq.Context[Any]) -> None:
    with watching(context) as here:
        logger = logging.Logger("test")  # noqa: LOG001
        logger.addHandler(PUBHandler(here.publisher, root_topic="shop"))
        logger.info("orders::%d of them", 3)
        logger.critical("stock.empty::no more")
        assert here.line() == "shop.INFO.orders | 3 of them"
        assert here.line().startswith("shop.CRITICAL.stock.empty | CRITICAL test_watch.py:")


@posix
def test_strange_messages(context: zmq.Context[Any]) -> None:
    with watching(context, PYTHONIOENCODING="ascii") as here:
        here.send([b"lonely"], [b"a", b"b", b"c"], [b"\xff", b"\xfe"], ["ä".encode(), b"x"], [b""])
        assert here.lines(5) == [
            "lonely | ",
            "a | b | c",
            r"\ufffd | \ufffd",
            r"\xe4 | x",
            " | ",
        ]


@posix
def test_a_reader_that_has_seen_enough(context: zmq.Context[Any]) -> None:
    with watching(context) as here:
        here.send(MESSAGES[0])
        here.line()
        here.output.close()
        here.send(MESSAGES[0])
        assert here.process.wait(PATIENCE) == 0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.mark.parametrize(
    "arguments", [(), ("nonsense",), ("nonsense://x",), ("tcp://x", "tcp://y")]
)
def test_wrong_addresses_are_told_in_a_line(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_help() -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("zmq_pub_url", "--topic", "--timestamp", "--separator", "--dateformat", "--align"):
        assert word in done.stdout
    assert "Example" in done.stdout


@given(st.lists(st.lists(st.binary(), min_size=1, max_size=4)), st.booleans(), st.booleans())
def test_any_message_can_be_shown(messages: list[list[bytes]], align: bool, color: bool) -> None:
    view = View(" | ", "%H", align, color)
    for message in messages:
        shown = view.render(message)
        assert shown.endswith("\n")
        assert " | " in STYLE.sub("", shown)


def test_a_strange_topic_does_not_widen_all_lines_to_come() -> None:
    view = View(" | ", align=True)
    view.render([b"x" * 1000 + b"." * 1000, b""])
    assert len(view.render([b"INFO", b""])) < 500
