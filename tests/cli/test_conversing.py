"""Commands that send and receive: requests and answers, and talk in any order."""

from __future__ import annotations

from typing import Any

import pytest

import zmq
from commands import ANYWHERE, complaint, printed, run, running
from conftest import MakeSocket


@pytest.fixture
def echo(listen: Any) -> Any:
    """A ROUTER; ``recv_multipart`` and ``send_multipart`` are the answer."""
    return listen(zmq.ROUTER)


def test_requests_and_answers_take_turns() -> None:
    with running("rep", "--bind", ANYWHERE) as program:
        program.type("pong\npung\n")
        program.close_input()
        assert printed("req", program.address(), text="ping\npang\tx\n") == "pong\npung\n"
        assert program.lines(2) == ["ping", "pang\tx"]
        assert program.end() == (0, "")


def test_an_answer_can_be_typed_after_the_request_is_seen() -> None:
    with running("rep", "--bind", ANYWHERE) as server, running("req", server.address()) as client:
        for word in ("one", "two"):
            client.type(f"{word}\n")
            assert server.line() == word
            server.type(f"{word}!\n")
            assert client.line() == f"{word}!"


@pytest.mark.parametrize(
    ("options", "answers"),
    [(["--echo"], "a\nb\tc\n"), (["-m", "yes"], "yes\nyes\n"), (["-m", "1", "-m", "2"], "1\n2\n")],
)
def test_answers_without_an_input(options: list[str], answers: str) -> None:
    with running("rep", "--bind", ANYWHERE, *options, "--count", "2") as program:
        assert printed("req", program.address(), text="a\nb\tc\n") == answers
        assert program.end() == (0, "")


def test_a_request_that_is_not_answered(listen: Any) -> None:
    _, where = listen(zmq.REP)
    words = complaint(124, "req", where, "-m", "x", "--timeout", "0.2")
    assert words == "Error: nothing could be sent or received in time"


def test_a_dealer_ends_with_its_input(echo: Any) -> None:
    router, where = echo
    with running("dealer", where, "--identity", "me") as program:
        program.type("\thello\n")
        assert router.recv_multipart() == [b"me", b"", b"hello"]
        router.send_multipart([b"me", b"", b"hi"])
        assert program.line() == "\thi"
        program.close_input()
        assert program.process.wait(50) == 0


def test_a_count_keeps_it_receiving_after_its_input(echo: Any) -> None:
    router, where = echo
    with running("dealer", where, "-o", "ROUTING_ID=me", "-m", "go", "--count", "2") as program:
        assert router.recv_multipart() == [b"me", b"go"]
        for answer in (b"1", b"2"):
            router.send_multipart([b"me", answer])
        assert program.lines(2) == ["1", "2"]
        assert program.end() == (0, "")


def test_a_timeout_keeps_it_receiving_after_its_input(echo: Any) -> None:
    router, where = echo
    with running("dealer", where, "-m", "go", "--timeout", "1") as program:
        name, _ = router.recv_multipart()
        router.send_multipart([name, b"here"])
        assert program.line() == "here"
        assert program.end()[0] == 124


def test_it_can_stay_after_its_input(echo: Any) -> None:
    router, where = echo
    with running("dealer", where, "-m", "go", "--stay") as program:
        name, _ = router.recv_multipart()
        for number in range(3):
            router.send_multipart([name, b"%d" % number])
            assert program.line() == str(number)


def test_a_router_talks_with_many(socket: MakeSocket) -> None:
    with running("router", "--bind", ANYWHERE) as program:
        where = program.address()
        dealers = {name: socket(zmq.DEALER, routing_id=name.encode()) for name in ("ann", "bob")}
        for name, dealer in dealers.items():
            dealer.rcvtimeo = 50_000
            dealer.connect(where)
            dealer.send(b"here")
            assert program.line() == f"{name}\there"
        program.type("bob\tone\nann\ttwo\n")
        assert dealers["ann"].recv() == b"two"
        assert dealers["bob"].recv() == b"one"


def test_a_router_tells_of_those_who_are_not_there(socket: MakeSocket) -> None:
    with running("router", "--bind", ANYWHERE) as program:
        where = program.address()
        dealer = socket(zmq.DEALER, routing_id=b"ann", rcvtimeo=50_000)
        dealer.connect(where)
        dealer.send(b"here")
        assert program.line() == "ann\there"
        program.type("bob\tlost\nann\tfound\n")
        assert dealer.recv() == b"found"
        assert program.errors.readline() == b"nobody has that routing id\n"


def test_an_echo_of_all_that_comes(socket: MakeSocket) -> None:
    with running("router", "--bind", ANYWHERE, "--echo", "--count", "3") as program:
        dealer = socket(zmq.DEALER, rcvtimeo=50_000)
        dealer.connect(program.address())
        for number in range(3):
            dealer.send_multipart([b"", b"%d" % number])
        assert [dealer.recv_multipart()[1] for _ in range(3)] == [b"0", b"1", b"2"]
        assert program.process.wait(50) == 0


def test_subscriptions_are_shown(socket: MakeSocket) -> None:
    with running("xpub", "--bind", ANYWHERE) as program:
        subscriber = socket(zmq.SUB, rcvtimeo=50_000)
        subscriber.subscribe("news")
        subscriber.connect(program.address())
        assert program.line() == r"\x01news"
        program.type("news\tit works\n")
        assert subscriber.recv_multipart() == [b"news", b"it works"]
        subscriber.unsubscribe("news")
        assert program.line() == r"\x00news"


def test_subscriptions_that_were_waited_for_are_shown_as_well(socket: MakeSocket) -> None:
    with running("xpub", "--bind", ANYWHERE, "--wait", "1", "-m", "news", "--stay") as program:
        subscriber = socket(zmq.SUB, rcvtimeo=50_000)
        subscriber.subscribe("news")
        subscriber.connect(program.address())
        assert subscriber.recv() == b"news"
        assert program.line() == r"\x01news"


def test_a_subscriber_that_talks_back(listen: Any) -> None:
    publisher, where = listen(zmq.XPUB)
    with running("xsub", where, "--topic", "news") as program:
        assert publisher.recv() == b"\x01news"
        publisher.send(b"news of today")
        assert program.line() == "news of today"
        program.type("thanks\n")
        assert publisher.recv() == b"thanks"


def test_much_goes_both_ways(echo: Any) -> None:
    router, where = echo
    router.rcvhwm = router.sndhwm = 10
    count = 2000
    with running("dealer", where, "-o", "SNDHWM=10", "--count", str(count)) as program:
        program.type("".join(f"{number}\n" for number in range(count)))
        for _ in range(count):
            router.send_multipart(router.recv_multipart())
        assert program.lines(count) == [str(number) for number in range(count)]
        assert program.end() == (0, "")


def test_json_lines_survive_a_round_trip(tmp_path: Any) -> None:
    """All bytes: from a program into another, and from that through a third."""
    lines = "".join(f'["{n}", {{"base64": "/{n:02}/"}}]\n' for n in range(10, 20))
    source = tmp_path / "lines"
    source.write_text(lines)
    with running("pull", "--bind", ANYWHERE, "-f", "json", "-n", "10") as first:
        printed("push", first.address(), "--format", "json", text=lines)
        passed = first.output.read().decode()
        assert first.end() == (0, "")
    with running("pull", "--bind", ANYWHERE, "-f", "json", "-n", "10") as second:
        printed("push", second.address(), "--format", "json", text=passed)
        assert second.output.read().decode() == passed


@pytest.mark.parametrize("kind", ["dealer", "pair", "xpub", "router"])
def test_no_input_and_nothing_to_stay_for(kind: str) -> None:
    done = run(kind, "--bind", ANYWHERE)
    assert done.returncode == 0
