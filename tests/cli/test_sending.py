"""``zmq push`` and ``zmq pub``: where messages come from, and that they arrive."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

import zmq
from commands import ANYWHERE, PROGRAM, complaint, posix, printed, run, running
from conftest import MakeSocket

NOBODY = "tcp://127.0.0.1:9"  # where nobody listens


@pytest.mark.parametrize(
    ("options", "text", "messages"),
    [
        ([], "one\ntwo\n", [[b"one"], [b"two"]]),
        ([], "no end", [[b"no end"]]),
        ([], "\n\n", [[b""], [b""]]),
        ([], "a\tb\t\n", [[b"a", b"b", b""]]),
        (["--delimiter", "::"], "a::b\tc\n", [[b"a", b"b\tc"]]),
        (["--delimiter", ""], "a\tb\n", [[b"a\tb"]]),
        (["--null"], "a\nb\0c", [[b"a\nb"], [b"c"]]),
        (["--format", "hex"], "fF00\t\n", [[b"\xff\x00", b""]]),
        (["--format", "json"], '["a", {"base64": "//4="}]\n"b"\n', [[b"a", b"\xff\xfe"], [b"b"]]),
        (["-m", "x", "-m", "y\tz"], "", [[b"x"], [b"y", b"z"]]),
        (["--count", "2"], "1\n2\n3\n", [[b"1"], [b"2"]]),
        (["-m", "x", "--every", "0.001", "--count", "3"], "", [[b"x"]] * 3),
    ],
)
def test_what_becomes_a_message(
    listen: Any, options: list[str], text: str, messages: list[list[bytes]]
) -> None:
    puller, where = listen(zmq.PULL)
    assert printed("push", where, *options, text=text) == ""
    assert [puller.recv_multipart() for _ in messages] == messages


def test_lines_are_sent_as_they_come(listen: Any) -> None:
    puller, where = listen(zmq.PULL)
    with running("push", where) as program:
        for line in ("first", "second"):
            program.type(f"{line}\n")
            assert puller.recv() == line.encode()
        program.type("fir")
        program.type("st\nlast")
        assert puller.recv() == b"first"
        program.close_input()
        assert puller.recv() == b"last"


def test_all_is_delivered_before_it_ends(listen: Any) -> None:
    puller, where = listen(zmq.PULL, rcvhwm=1)
    with running("push", where, "--option", "SNDHWM=10") as program:
        program.type("".join(f"{number}\n" for number in range(5000)))
        program.close_input()
        assert [int(puller.recv()) for _ in range(5000)] == list(range(5000))
        assert program.process.wait(50) == 0


def test_what_cannot_be_delivered_is_told() -> None:
    words = complaint(124, "push", NOBODY, "-m", "x", "--linger", "0.1")
    assert words == "Error: not all was delivered within 0.1 s"
    assert printed("push", NOBODY, "-m", "x", "--linger", "0") == ""


def test_timeout_ends_what_nobody_takes() -> None:
    done = complaint(124, "push", "--bind", ANYWHERE, "-m", "x", "--timeout", "0.1")
    assert done == "Error: nothing could be sent or received in time"


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [
        ("hex", "00\nxyz\n", "line 2 of the input: 'xyz' is not hexadecimal"),
        ("json", '"ok"\n{}\n', "line 2 of the input: a part of a message is a string or"),
        ("json", '"ok"\n[]\n', "line 2 of the input: a message has at least one part"),
        ("json", '"ok"\n[\n', "line 2 of the input: "),
        ("json", '"ok"\n[{"base64": "!"}]\n', "line 2 of the input: "),
    ],
)
def test_a_bad_line_is_told_after_the_good_ones_were_sent(
    listen: Any, form: str, text: str, words: str
) -> None:
    puller, where = listen(zmq.PULL)
    assert words in complaint(1, "push", where, "--format", form, text=text)
    assert puller.recv() in {b"\0", b"ok"}


def test_a_bad_message_is_told_first() -> None:
    assert "--message: 'x' is not hex" in complaint(2, "push", NOBODY, "-f", "hex", "-m", "x")


def test_wait_for_peers(listen: Any, socket: MakeSocket) -> None:
    with running("push", "--bind", ANYWHERE, "--wait", "2", "-m", "a", "-m", "b") as program:
        where = program.address()
        pullers = [socket(zmq.PULL, rcvtimeo=50_000) for _ in range(2)]
        for puller in pullers:
            puller.connect(where)
        assert {puller.recv() for puller in pullers} == {b"a", b"b"}
        assert program.end() == (0, "")


def test_a_publisher_waits_for_its_first_subscriber(socket: MakeSocket) -> None:
    with running("pub", "--bind", ANYWHERE, "-t", "news") as program:
        where = program.address()
        program.type("early\nlate\n")
        program.close_input()
        subscriber = socket(zmq.SUB, rcvtimeo=50_000)
        subscriber.subscribe("news")
        subscriber.connect(where)
        assert subscriber.recv_multipart() == [b"news", b"early"]
        assert subscriber.recv_multipart() == [b"news", b"late"]
        assert program.process.wait(50) == 0


def test_a_publisher_waits_for_as_many_as_it_is_told(socket: MakeSocket) -> None:
    with running("pub", "--bind", ANYWHERE, "--wait", "2", "-m", "x") as program:
        where = program.address()
        subscribers = [socket(zmq.SUB, rcvtimeo=50_000) for _ in range(2)]
        for subscriber in subscribers:
            subscriber.subscribe("")
            subscriber.connect(where)
        assert [subscriber.recv() for subscriber in subscribers] == [b"x", b"x"]


def test_a_slow_subscriber_loses_nothing(socket: MakeSocket) -> None:
    options = "--option", "SNDHWM=10"
    with running("pub", "--bind", ANYWHERE, *options) as program:
        subscriber = socket(zmq.SUB, rcvtimeo=50_000, rcvhwm=10)
        subscriber.subscribe("")
        subscriber.connect(program.address())
        program.type("".join(f"{number}\n" for number in range(5000)))
        program.close_input()
        assert [int(subscriber.recv()) for _ in range(5000)] == list(range(5000))


def test_a_publisher_need_not_wait() -> None:
    assert printed("pub", NOBODY, "-m", "unheard", "--wait", "0", "--linger", "0") == ""


def test_a_publisher_that_waits_in_vain() -> None:
    words = complaint(124, "pub", NOBODY, "-m", "x", "--timeout", "0.1")
    assert words == "Error: nothing could be sent or received in time"


@posix
@pytest.mark.parametrize("arguments", [("pub",), ("push", "-m", "x"), ("req", "-m", "x")])
def test_ctrl_c_ends_what_waits_for_peers(arguments: tuple[str, ...]) -> None:
    with running(*arguments, "--bind", ANYWHERE) as program:
        program.address()
        program.until_asleep()
        assert program.interrupt() == (130, "")


@posix
def test_ctrl_c_ends_what_waits_for_input(listen: Any) -> None:
    puller, where = listen(zmq.PULL)
    with running("push", where) as program:
        program.type("x\n")
        puller.recv()
        assert program.interrupt() == (130, "")


@posix
def test_ctrl_c_ends_the_wait_for_delivery() -> None:
    with running("push", NOBODY, "-m", "x", "--linger", "-1") as program:
        program.until_asleep()
        assert program.interrupt() == (130, "")


@pytest.mark.parametrize("source", ["text", "file"])
def test_curve(source: str, tmp_path: Any, listen: Any) -> None:
    if source == "file":
        printed("keygen", "--save", str(tmp_path / "server"))
        public, secret = str(tmp_path / "server.key"), str(tmp_path / "server.key_secret")
    else:
        public, secret = (key.decode() for key in zmq.curve_keypair())
    with running("pull", "--bind", ANYWHERE, f"--secret-key={secret}", "-n", "1") as program:
        where = program.address()
        refused = run("push", where, "-m", "in the open", "--linger", "2")
        assert refused.returncode in {1, 124}  # as the server's greeting or its end comes first
        assert refused.stderr.startswith("Error: not all was delivered")
        assert f"; {where} refused: " in refused.stderr
        assert printed("push", where, "-m", "secret", f"--server-key={public}") == ""
        assert program.line() == "secret"
        assert program.end() == (0, "")


@posix
def test_without_standard_streams_there_is_no_input(listen: Any) -> None:
    puller, where = listen(zmq.PULL)
    shell = ["sh", "-c", 'exec "$@" <&- >&-', "sh", *PROGRAM]
    done = subprocess.run([*shell, "push", where], stderr=subprocess.PIPE, timeout=50)
    assert (done.returncode, done.stderr) == (0, b"")
    subprocess.run([*shell, "push", where, "-m", "x"], check=True, timeout=50)
    assert puller.recv() == b"x"
