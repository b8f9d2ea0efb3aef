"""``zmq tunnel`` through a real sshd."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import Any

import pytest

import zmq
from commands import Program, complaint, running
from conftest import MakeSocket
from sshd import Sshd
from tunnelling import free_port, refuses
from waiting import PATIENCE, until


@pytest.fixture
def options(paramiko: bool) -> list[str]:
    return ["--paramiko" if paramiko else "--openssh", "--no-ask"]


@pytest.fixture
def far(socket: MakeSocket) -> tuple[Any, str]:
    """A socket that the server reaches, and its address there."""
    rep = socket(zmq.REP, rcvtimeo=PATIENCE * 1000)
    rep.bind("tcp://127.0.0.1:*")
    return rep, rep.last_endpoint.decode()


def children(program: Program) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(program.process.pid)], capture_output=True, text=True
    )
    return [int(word) for word in found.stdout.split()]


def test_a_request_passes_until_ctrl_c(
    server: Sshd, options: list[str], far: tuple[Any, str]
) -> None:
    rep, address = far
    key = "--keyfile", str(server.trusted)
    with running("tunnel", server.address, address, *key, *options) as tunnel:
        near = tunnel.line()
        assert near.startswith("tcp://127.0.0.1:")
        assert near != address
        with running("req", near, "-m", "through") as client:
            assert rep.recv() == b"through"
            rep.send(b"and back")
            assert client.line() == "and back"
        assert tunnel.interrupt() == (130, "")
    until(lambda: refuses(int(near.rpartition(":")[2])))


def test_the_port_here_can_be_chosen(
    server: Sshd, options: list[str], far: tuple[Any, str]
) -> None:
    port, key = str(free_port()), ("--keyfile", str(server.trusted))
    with running("tunnel", server.address, far[1], *key, *options, "--port", port) as tunnel:
        assert tunnel.line() == f"tcp://127.0.0.1:{port}"


def test_it_ends_when_its_tunnel_does(
    server: Sshd, options: list[str], far: tuple[Any, str]
) -> None:
    key = "--keyfile", str(server.trusted)
    with running("tunnel", server.address, far[1], *key, *options) as tunnel:
        tunnel.line()
        for child in children(tunnel):
            os.kill(child, signal.SIGTERM)
        assert tunnel.end() == (1, "Error: the tunnel has ended\n")


def test_a_login_that_fails_is_told_in_sshs_words(
    server: Sshd, options: list[str], far: tuple[Any, str]
) -> None:
    arguments = "tunnel", server.address, far[1], "--keyfile", str(server.stranger)
    words = complaint(1, *arguments, *options)
    assert "denied" in words or "Authentication failed" in words


def test_an_address_that_a_tunnel_cannot_reach() -> None:
    assert "transport://host:port" in complaint(2, "tunnel", "server", "ipc:///tmp/x")
