"""``zmq monitor``: what it tells of a peer that comes and goes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import zmq
from commands import ANYWHERE, Program, complaint, posix, run, running
from conftest import MakeSocket


def names(program: Program, last: str) -> list[str]:
    """The events up to one of a name."""
    found: list[str] = []
    while last not in found:
        found.append(program.line().split()[1])
    return found


def test_a_connection_begins_and_ends(socket: MakeSocket) -> None:
    with running("monitor", "--bind", ANYWHERE, "--type", "pull") as program:
        where = program.address()
        assert re.fullmatch(rf"\d\d:\d\d:\d\d\.\d{{3}}  LISTENING +{where}", program.line())
        pusher = socket(zmq.PUSH)
        pusher.connect(where)
        assert "ACCEPTED" in names(program, "HANDSHAKE_SUCCEEDED")
        pusher.close()
        assert names(program, "DISCONNECTED")[-1] == "DISCONNECTED"


def test_as_json_with_what_the_number_means() -> None:
    arguments = "tcp://127.0.0.1:9", "--json", "--count", "3"
    done = run("monitor", *arguments)
    assert done.returncode == 0
    events = {line["event"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert set(events) == {"CONNECT_DELAYED", "CLOSED", "CONNECT_RETRIED"}
    retried = events["CONNECT_RETRIED"]
    assert retried["meaning"] == f"again in {retried['value']} ms"
    assert retried["endpoint"] == "tcp://127.0.0.1:9"


def test_who_does_not_fit_is_told(listen: Any) -> None:
    _, where = listen(zmq.PUB)
    with running("monitor", where, "--type", "dealer") as program:
        found = names(program, "DISCONNECTED")
    assert "HANDSHAKE_SUCCEEDED" not in found


def test_a_handshake_that_fails_has_a_reason(socket: MakeSocket) -> None:
    _, secret = zmq.curve_keypair()
    arguments = ANYWHERE, "--bind", "--type", "pull", f"--secret-key={secret.decode()}"
    with running("monitor", *arguments) as program:
        address = program.address()
        reason = "no peer yet"
        while not reason.startswith("PROTOCOL_ERROR_ZMTP_"):  # unless the peer was the first to go
            socket(zmq.PUSH).connect(address)
            line = ""
            while "HANDSHAKE_FAILED" not in line:
                line = program.line()
            reason = line.split()[-1]


@posix
def test_ctrl_c(listen: Any) -> None:
    _, where = listen(zmq.ROUTER)
    with running("monitor", where) as program:
        names(program, "HANDSHAKE_SUCCEEDED")
        assert program.interrupt() == (130, "")


def test_silence_can_be_limited(listen: Any) -> None:
    _, where = listen(zmq.ROUTER)
    with running("monitor", where, "--timeout", "0.5") as program:
        names(program, "HANDSHAKE_SUCCEEDED")
        assert program.end()[0] == 124


@pytest.mark.parametrize("arguments", [("nonsense",), ("tcp://127.0.0.1:1", "--type", "plug")])
def test_mistakes(arguments: tuple[str, ...]) -> None:
    complaint(2, "monitor", *arguments)
