"""``zmq proxy`` between real ends, what it captures, and ``zmq replay`` of that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import zmq
from commands import ANYWHERE, Program, complaint, posix, run, running
from conftest import MakeSocket
from waiting import PATIENCE
from zmq.auth import curve_client, curve_server

MILLISECONDS = PATIENCE * 1000


class Ends:
    """Sockets at the two sides of a proxy that is under way."""

    def __init__(self, program: Program, socket: MakeSocket) -> None:
        self.program = program
        self.addresses = [program.address(), program.address()]
        self.first = program.line()  # when it is under way
        self._socket = socket

    def connect(self, side: int, kind: int, **options: Any) -> Any:
        made = self._socket(kind, rcvtimeo=MILLISECONDS, sndtimeo=MILLISECONDS, **options)
        made.connect(self.addresses[side])
        return made


@pytest.fixture(params=[False, True], ids=["", "capture"])
def options(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Those with which both ways to pass messages are tried."""
    return ["--capture", str(tmp_path / "captured")] if request.param else []


def captured(path: Path) -> list[tuple[str, list[Any]]]:
    _, *lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [(line["from"], line["message"]) for line in lines]


@posix
def test_a_streamer(socket: MakeSocket, options: list[str]) -> None:
    with running("proxy", "streamer", ANYWHERE, ANYWHERE, *options) as program:
        ends = Ends(program, socket)
        pusher, puller = ends.connect(0, zmq.PUSH), ends.connect(1, zmq.PULL)
        for number in range(1000):
            pusher.send_multipart([b"x", b"%d" % number])
        assert [int(puller.recv_multipart()[1]) for _ in range(1000)] == list(range(1000))
        status, words = program.interrupt()
        assert status == 130
        assert words == ("in all: frontend → 1,000 messages 3.9 kB, backend → 0 messages 0 bytes\n")


@posix
def test_a_queue(socket: MakeSocket, options: list[str]) -> None:
    with running("proxy", "queue", ANYWHERE, ANYWHERE, *options) as program:
        ends = Ends(program, socket)
        client, worker = ends.connect(0, zmq.REQ), ends.connect(1, zmq.REP)
        for number in range(100):
            client.send(b"%d" % number)
            worker.send(worker.recv() + b"!")
            assert client.recv() == b"%d!" % number
        status, words = program.interrupt()
        assert status == 130
        assert "frontend → 100 messages" in words
        assert "backend → 100 messages" in words


@posix
def test_a_forwarder(socket: MakeSocket, options: list[str]) -> None:
    with running("proxy", "forwarder", ANYWHERE, ANYWHERE, *options) as program:
        ends = Ends(program, socket)
        publisher, subscriber = ends.connect(0, zmq.XPUB), ends.connect(1, zmq.SUB)
        subscriber.subscribe("news")
        assert publisher.recv() == b"\x01news"
        publisher.send(b"noise")
        publisher.send(b"news")
        assert subscriber.recv() == b"news"
        assert program.interrupt()[0] == 130


def test_it_may_connect(listen: Any) -> None:
    (puller, back), (pusher, front) = listen(zmq.PULL), listen(zmq.PUSH)
    arguments = "streamer", front, back, "--connect-frontend", "--connect-backend"
    with running("proxy", *arguments):
        pusher.send(b"x")
        assert puller.recv() == b"x"


def test_in_a_pipe_each_change_is_a_line(socket: MakeSocket) -> None:
    with running("proxy", "streamer", ANYWHERE, ANYWHERE, "--interval", "0.01") as program:
        ends = Ends(program, socket)
        pusher, puller = ends.connect(0, zmq.PUSH), ends.connect(1, zmq.PULL)
        quiet = "frontend → 0 msg/s 0 bytes/s, backend → 0 msg/s 0 bytes/s"
        assert ends.first.endswith(quiet)
        pusher.send(b"x")
        puller.recv()
        assert not program.line().endswith(quiet)


def test_a_count_ends_it(socket: MakeSocket, options: list[str]) -> None:
    arguments = "streamer", ANYWHERE, ANYWHERE, "--count", "2", "--interval", "0.01"
    with running("proxy", *arguments, *options) as program:
        ends = Ends(program, socket)
        pusher, puller = ends.connect(0, zmq.PUSH), ends.connect(1, zmq.PULL)
        for number in (b"1", b"2"):
            pusher.send(number)
            assert puller.recv() == number
        status, words = program.end()
    assert status == 0
    assert words.startswith("in all: frontend → 2 messages")


@pytest.fixture
def keys() -> tuple[str, str]:
    public, secret = zmq.curve_keypair()
    return public.decode(), secret.decode()


def test_one_side_may_be_encrypted(socket: MakeSocket, keys: tuple[str, str]) -> None:
    public, secret = keys
    arguments = "streamer", ANYWHERE, ANYWHERE, "--frontend-secret-key", secret
    with running("proxy", *arguments) as program:
        ends = Ends(program, socket)
        pusher, puller = socket(zmq.PUSH), ends.connect(1, zmq.PULL)
        curve_client(pusher, public)
        pusher.connect(ends.addresses[0])
        pusher.send(b"x")
        assert puller.recv() == b"x"


def test_it_may_be_a_client_on_both_sides(
    socket: MakeSocket, keys: tuple[str, str], options: list[str]
) -> None:
    public, secret = keys
    sockets = [socket(kind, rcvtimeo=MILLISECONDS) for kind in (zmq.PUSH, zmq.PULL)]
    for one in sockets:
        curve_server(one, secret)
        one.bind(ANYWHERE)
    addresses = [one.last_endpoint.decode() for one in sockets]
    ways = "--connect-frontend", "--connect-backend", "--server-key", public
    with running("proxy", "streamer", *addresses, *ways, *options):
        sockets[0].send(b"x")
        assert sockets[1].recv() == b"x"


def test_its_sockets_have_options(socket: MakeSocket) -> None:
    names = "--frontend-option", "ROUTING_ID=front", "--option", "ROUTING_ID=both"
    with running("proxy", "queue", ANYWHERE, ANYWHERE, *names) as program:
        ends = Ends(program, socket)
        for address, name in zip(ends.addresses, (b"front", b"both"), strict=True):
            router = socket(zmq.ROUTER, router_mandatory=True)
            router.watch()
            router.connect(address)
            router.wait_connected(timeout=MILLISECONDS)
            router.send_multipart([name, b"", b"x"])


def test_a_duration_ends_it() -> None:
    done = run("proxy", "queue", ANYWHERE, ANYWHERE, "--duration", "0.1")
    assert done.returncode == 0
    assert done.stderr.endswith("backend → 0 messages 0 bytes\n")


@posix
def test_what_passed_is_captured(socket: MakeSocket, tmp_path: Path) -> None:
    file = tmp_path / "captured"
    with running("proxy", "queue", ANYWHERE, ANYWHERE, "--capture", str(file)) as program:
        ends = Ends(program, socket)
        client = ends.connect(0, zmq.DEALER, routing_id=b"me")
        worker = ends.connect(1, zmq.REP)
        client.send_multipart([b"", b"\xff"])
        worker.send(worker.recv() + b"!")
        client.recv_multipart()
        program.interrupt()
    odd, odder = {"base64": "/w=="}, {"base64": "/yE="}
    assert captured(file) == [("frontend", ["me", "", odd]), ("backend", ["me", "", odder])]


def capture(path: Path, device: str, *messages: list[str], gap: float = 0.001) -> str:
    lines: list[Any] = [{"zmq-capture": 1, "device": device, "began": 0}]
    lines += [
        {"at": number * gap, "from": "frontend", "message": message}
        for number, message in enumerate(messages)
    ]
    lines.insert(2, {"at": 0, "from": "backend", "message": ["not this"]})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@pytest.mark.parametrize("speed", ["0", "1", "100"])
def test_replay_to_who_pulls(listen: Any, tmp_path: Path, speed: str) -> None:
    puller, where = listen(zmq.PULL)
    file = capture(tmp_path / "file", "streamer", ["1", "a"], ["2"], ["3"])
    done = run("replay", file, where, "--speed", speed)
    assert (done.returncode, done.stderr) == (0, "3 messages sent\n")
    assert [puller.recv_multipart() for _ in range(3)] == [[b"1", b"a"], [b"2"], [b"3"]]


def test_replay_to_subscribers(socket: MakeSocket, tmp_path: Path) -> None:
    file = capture(tmp_path / "file", "forwarder", ["news", "1"], ["noise"], ["news", "2"])
    with running("replay", file, "--bind", ANYWHERE, "--timeout", "50") as program:
        subscriber = socket(zmq.SUB, rcvtimeo=MILLISECONDS)
        subscriber.subscribe("news")
        subscriber.connect(program.address())
        assert [subscriber.recv_multipart()[1] for _ in range(2)] == [b"1", b"2"]
        assert program.end() == (0, "3 messages sent\n")


def test_replay_of_requests_waits_for_the_answers(listen: Any, tmp_path: Path) -> None:
    worker, where = listen(zmq.REP)
    file = capture(tmp_path / "file", "queue", ["id", "", "1"], ["id", "", "2"])
    with running("replay", file, where) as program:
        for number in (b"1", b"2"):
            assert worker.recv() == number
            worker.send(number)
        assert program.end() == (0, "2 messages sent, 2 answers received\n")


def test_replay_tells_when_answers_are_missing(listen: Any, tmp_path: Path) -> None:
    _, where = listen(zmq.REP)
    file = capture(tmp_path / "file", "queue", ["id", "", "1"])
    words = complaint(124, "replay", file, where, "--timeout", "0.3")
    assert words == "Error: answers that did not come in time: 1"


def test_replay_to_an_encrypted_end(
    socket: MakeSocket, tmp_path: Path, keys: tuple[str, str]
) -> None:
    public, secret = keys
    puller = socket(zmq.PULL, rcvtimeo=MILLISECONDS)
    curve_server(puller, secret)
    puller.bind(ANYWHERE)
    file = capture(tmp_path / "file", "streamer", ["x"])
    where = puller.last_endpoint.decode()
    done = run("replay", file, where, "--server-key", public, "--option", "SNDHWM=1")
    assert (done.returncode, done.stderr) == (0, "1 messages sent\n")
    assert puller.recv() == b"x"


@pytest.mark.parametrize("command", ["proxy", "replay"])
@pytest.mark.parametrize("option", ["NONSENSE=1", "SNDHWM", "SNDHWM=x"])
def test_options_that_cannot_be_set(tmp_path: Path, command: str, option: str) -> None:
    file = capture(tmp_path / "file", "streamer", ["x"])
    ends = ["streamer", ANYWHERE] if command == "proxy" else [file]
    complaint(2, command, *ends, ANYWHERE, "--option", option)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 2),
        ("nonsense\n", 2),
        ("[]\n", 2),
        ('{"zmq-capture": 2, "device": "queue"}\n', 2),
        ('{"zmq-capture": 1, "device": "toaster"}\n', 2),
        ('{"zmq-capture": 1, "device": "streamer"}\nnonsense\n', 1),
        ('{"zmq-capture": 1, "device": "streamer"}\n{"at": "x"}\n', 1),
        ('{"zmq-capture": 1, "device": "streamer"}\n[1]\n', 1),
    ],
)
def test_what_is_no_capture(listen: Any, tmp_path: Path, text: str, status: int) -> None:
    _puller, where = listen(zmq.PULL)
    file = tmp_path / "file"
    file.write_text(text)
    assert str(file) in complaint(status, "replay", str(file), where)


def test_a_capture_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "file"
    assert "No such file" in complaint(
        1, "proxy", "queue", ANYWHERE, ANYWHERE, "--capture", str(file)
    )


@pytest.mark.parametrize("addresses", [("nonsense", ANYWHERE), (ANYWHERE, "nonsense")])
def test_wrong_addresses(addresses: tuple[str, str]) -> None:
    assert "Invalid argument" in complaint(2, "proxy", "queue", *addresses)
