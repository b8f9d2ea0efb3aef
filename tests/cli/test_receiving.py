"""``zmq pull`` and ``zmq sub``: what is shown, and when it ends."""

from __future__ import annotations

import json
from typing import Any

import pytest

import zmq
from commands import ANYWHERE, complaint, posix, running
from conftest import MakeSocket

STRANGE = [b"\xff\xfe", "zoë".encode(), b"a\tb\n", b"\x1b[2J", b""]
AS_TEXT = r"\xff\xfe" + "\tzoë\t" + r"a\tb\n" + "\t" + r"\x1b[2J" + "\t"


def show(pusher: Any, *options: str, messages: list[list[bytes]]) -> str:
    """What ``zmq pull`` prints of these messages."""
    with running("pull", address(pusher), "-n", str(len(messages)), *options) as program:
        for message in messages:
            pusher.send_multipart(message)
        shown = program.output.read()
        assert program.end() == (0, "")
        return str(shown, "utf-8", "surrogateescape")


def address(socket: Any) -> str:
    return str(socket.last_endpoint.decode())


def test_each_message_is_a_line_and_parts_are_between_tabs(listen: Any) -> None:
    pusher, _ = listen(zmq.PUSH)
    assert show(pusher, messages=[[b"one"], [b"two", b"2"], [b""]]) == "one\ntwo\t2\n\n"


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ([], f"{AS_TEXT}\n"),
        (["--null"], f"{AS_TEXT}\0"),
        (["--delimiter", "|"], AS_TEXT.replace("\t", "|") + "\n"),
        (["--format", "hex"], "fffe\t7a6fc3ab\t6109620a\t1b5b324a\t\n"),
        (["--format", "raw"], "\udcff\udcfe\tzoë\ta\tb\n\t\033[2J\t\n"),
        (["--color", "always"], "\033[36m" + AS_TEXT.replace("\t", "\033[0m\t", 1) + "\n"),
    ],
)
def test_what_is_not_text_is_escaped(listen: Any, options: list[str], shown: str) -> None:
    pusher, _ = listen(zmq.PUSH)
    assert show(pusher, *options, messages=[STRANGE]) == shown


def test_json_has_all_bytes(listen: Any) -> None:
    pusher, _ = listen(zmq.PUSH)
    shown = show(pusher, "--format", "json", messages=[STRANGE, [b"x"]])
    assert [json.loads(line) for line in shown.splitlines()] == [
        [{"base64": "//4="}, "zoë", "a\tb\n", "\033[2J", ""],
        ["x"],
    ]


def test_many_messages_come_in_order(listen: Any) -> None:
    pusher, _ = listen(zmq.PUSH)
    messages = [[b"%d" % number] for number in range(5000)]
    assert show(pusher, messages=messages).splitlines() == [str(n) for n in range(5000)]


def test_count_takes_no_more_than_that(listen: Any, socket: MakeSocket) -> None:
    pusher, where = listen(zmq.PUSH)
    with running("pull", where, "-n", "2") as program:
        pusher.send(b"1")
        assert program.line() == "1"
        pusher.send(b"2")
        assert program.line() == "2"
        assert program.end() == (0, "")


def test_several_ends_at_once(listen: Any, socket: MakeSocket) -> None:
    (one, first), (other, second) = listen(zmq.PUSH), listen(zmq.PUSH)
    with running("pull", first, "--connect", second, "--bind", ANYWHERE) as program:
        third = socket(zmq.PUSH)
        third.connect(program.address())
        for pusher in (one, other, third):
            pusher.send(b"x")
            assert program.line() == "x"


def test_topics_choose(listen: Any) -> None:
    publisher, where = listen(zmq.XPUB)
    with running("sub", where, "-t", "wea", "-t", "news", "-n", "2") as program:
        assert {publisher.recv(), publisher.recv()} == {b"\x01wea", b"\x01news"}
        for topic in (b"sports", b"weather", b"noise", b"news"):
            publisher.send_multipart([topic, b"x"])
        assert program.lines(2) == ["weather\tx", "news\tx"]
        assert program.end() == (0, "")


def test_without_a_topic_all_is_shown(listen: Any) -> None:
    publisher, where = listen(zmq.XPUB)
    with running("sub", where) as program:
        assert publisher.recv() == b"\x01"
        publisher.send(b"anything")
        assert program.line() == "anything"


def test_timeout_has_a_status_of_its_own(listen: Any) -> None:
    pusher, where = listen(zmq.PUSH)
    with running("pull", where, "--timeout", "0.5") as program:
        pusher.send(b"first")
        assert program.line() == "first"
        status, words = program.end()
    assert status == 124
    assert words == "Error: nothing could be sent or received in time\n"


@posix
def test_a_reader_that_has_seen_enough_ends_it_at_once(listen: Any) -> None:
    pusher, where = listen(zmq.PUSH)
    with running("pull", where) as program:
        pusher.send(b"first")
        assert program.line() == "first"
        program.output.close()
        assert program.process.wait(50) == 0
        assert program.errors.read() == b""


@posix
@pytest.mark.parametrize("kind", ["pull", "sub", "dealer", "router", "pair", "xpub", "xsub", "rep"])
def test_ctrl_c_ends_what_waits(kind: str) -> None:
    with running(kind, "--bind", ANYWHERE) as program:
        program.address()
        program.until_asleep()
        assert program.interrupt() == (130, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pull"], "name an endpoint to connect to, or one to --bind"),
        (["pull", "nonsense"], "Invalid argument (addr='nonsense')"),
        (["pull", "carrier://pigeon"], "Protocol not supported (addr='carrier://pigeon')"),
        (["pull", "tcp://127.0.0.1:1", "--option", "SPEED=9"], "no option of sockets named SPEED"),
        (["pull", "tcp://127.0.0.1:1", "--option", "RCVHWM"], "--option is NAME=VALUE"),
        (["pull", "tcp://127.0.0.1:1", "--option", "RCVHWM=x"], "RCVHWM: "),
        (["pull", "tcp://127.0.0.1:1", "--server-key", "k"], "a CURVE key is 40 characters"),
        (["pull", "tcp://127.0.0.1:1", "--count", "0"], "0 is not in the range"),
        (["pull", "tcp://127.0.0.1:1", "--format", "xml"], "'xml' is not one of"),
        (["pull", "--speed"], "No such option"),
        (["pulll"], "No such command 'pulll'"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments: list[str], words: str) -> None:
    assert words in complaint(2, *arguments)


def test_an_address_in_use(listen: Any) -> None:
    _, where = listen(zmq.PUSH)
    assert complaint(2, "pull", "--bind", where).startswith("Error: Address already in use")
