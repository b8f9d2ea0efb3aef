"""The command line on a terminal: what is typed, what is seen, and in which colors."""

from __future__ import annotations

import re
from typing import Any

import pytest

import zmq
from commands import ANYWHERE
from conftest import MakeSocket
from terminal import Screen, on_terminal
from waiting import PATIENCE

MILLISECONDS = PATIENCE * 1000


def address(screen: Screen) -> str:
    return screen.see(r"listening at (tcp://[\d.:]+)\r").split()[-1]


def test_two_people_talk() -> None:
    with on_terminal("pair", "--bind", ANYWHERE) as ann, on_terminal("pair", address(ann)) as bob:
        ann.type("hello")
        bob.see("hello\r\n")
        bob.type("good\tday")
        ann.see(r"good.*day\r\n")
        ann.press("d")
        assert ann.end()[0] == 0
        bob.press("c")
        assert bob.end()[0] == 130


def test_the_first_of_several_parts_has_a_color(socket: MakeSocket) -> None:
    with on_terminal("pull", "--bind", ANYWHERE, "--count", "2") as screen:
        pusher = socket(zmq.PUSH)
        pusher.connect(address(screen))
        pusher.send_multipart([b"topic", b"\x1b[31mred"])
        screen.see(r"\x1b\[36mtopic\x1b\[0m\s+\\x1b\[31mred\r\n")
        pusher.send(b"alone")
        screen.see(r"(?<!m)alone\r\n")
        assert screen.end() == (0, "")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colors_can_be_declined(socket: MakeSocket, environment: dict[str, Any]) -> None:
    with on_terminal("pull", "--bind", ANYWHERE, "--count", "1", **environment) as screen:
        pusher = socket(zmq.PUSH)
        pusher.connect(address(screen))
        pusher.send_multipart([b"topic", b"text"])
        screen.see(r"\ntopic\s+text\r\n")


def test_what_is_waited_for_is_told(socket: MakeSocket) -> None:
    with on_terminal("pub", "--bind", ANYWHERE, "-m", "news") as screen:
        where = address(screen)
        screen.see("waiting for subscriptions: 1")
        subscriber = socket(zmq.SUB, rcvtimeo=MILLISECONDS)
        subscriber.subscribe("")
        subscriber.connect(where)
        assert subscriber.recv() == b"news"
        assert screen.end()[0] == 0


def test_the_report_is_a_table() -> None:
    with on_terminal("info") as screen:
        screen.see(r"\x1b\[36m *pyzmq")
        status, text = screen.end()
    assert status == 0
    assert zmq.zmq_version() in text


def test_a_proxy_shows_what_passes(socket: MakeSocket) -> None:
    arguments = "streamer", ANYWHERE, ANYWHERE, "--interval", "0.05"
    with on_terminal("proxy", *arguments) as screen:
        front, back = address(screen), address(screen)
        screen.see(r"frontend +│? +0 ")
        pusher, puller = socket(zmq.PUSH), socket(zmq.PULL, rcvtimeo=MILLISECONDS)
        pusher.connect(front)
        puller.connect(back)
        for _ in range(1234):
            pusher.send(b"0123456789")
            puller.recv()
        screen.see(r"frontend .*1,234 .*12\.3 kB")
        screen.press("c")
        status, rest = screen.end()
    assert status == 130
    assert "in all: frontend → 1,234 messages 12.3 kB, backend → 0 messages" in rest


def test_events_have_colors(listen: Any) -> None:
    _, where = listen(zmq.ROUTER)
    with on_terminal("monitor", where, "--count", "3") as screen:
        screen.see(r"\x1b\[32mCONNECTED +\x1b\[0m")
        assert screen.end()[0] == 0


def test_a_measurement_shows_its_progress() -> None:
    arguments = "-t", "tcp", "-a", "sync", "-s", "16", "-s", "1k", "--duration", "0.3"
    with on_terminal("bench", *arguments) as screen:
        screen.see("tcp sync 16")
        screen.see("━")
        screen.see("100%|tcp sync 1k")
        status, rest = screen.end()
    assert status == 0
    assert re.search(r"tcp +sync +1k .*µs", rest)


@pytest.mark.parametrize(("columns", "beside"), [(120, True), (80, False)])
def test_a_plot_on_the_screen(columns: int, beside: bool) -> None:
    arguments = "-t", "tcp", "-s", "16", "-s", "1k", "--duration", "0.01", "--plot", "-"
    with on_terminal("bench", *arguments, columns=columns) as screen:
        status, text = screen.end()
    assert status == 0
    lines = text[text.index("libzmq") :].splitlines()
    assert max(map(len, lines)) <= columns
    (throughput,) = [line for line in lines if "messages per second" in line]
    assert ("round trip in microseconds" in throughput) == beside
    assert {"tcp sync", "tcp many", "tcp asyncio"} <= set(re.findall(r"tcp \w+", text))
    assert re.search("[\u2801-\u28ff]{10}", text)  # dots of braille, a line
    assert re.search(r"10 B[ ·]+100 B[ ·]+1 kB", text)
