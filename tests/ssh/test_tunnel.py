"""Tunnels through a real sshd, by ssh and by paramiko."""

from __future__ import annotations

import gc
import socket
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import zmq
from conftest import MakeSocket
from sshd import PASSPHRASE, Sshd
from tunnelling import echoed, end, free_port, holdings, open_port, refuses, wait
from zmq.ssh import tunnel


@pytest.fixture
def sockets(socket: MakeSocket) -> tuple[Any, Any]:
    return socket(zmq.REP), socket(zmq.REQ)


def test_a_socket_reaches_its_peer_through_a_tunnel(
    sockets: tuple[Any, Any], server: Sshd, paramiko: bool
) -> None:
    rep, req = sockets
    far = f"tcp://127.0.0.1:{rep.bind_to_random_port('tcp://127.0.0.1')}"
    key = str(server.trusted)
    opened: Any = tunnel.tunnel_connection(req, far, server.address, key, paramiko=paramiko)
    assert req.last_endpoint.startswith(b"tcp://127.0.0.1:")
    assert req.last_endpoint != far.encode()
    req.send(b"question")
    assert rep.recv() == b"question"
    rep.send(b"answer")
    assert req.recv() == b"answer"
    assert isinstance(opened.pid if paramiko else opened, int)


def test_open_tunnel_returns_the_near_address(server: Sshd, echo: int, paramiko: bool) -> None:
    far, key = f"tcp://127.0.0.1:{echo}", str(server.trusted)
    near, _ = tunnel.open_tunnel(far, server.address, key, paramiko=paramiko)
    scheme, _, port = near.rpartition(":")
    assert scheme == "tcp://127.0.0.1"
    assert echoed(int(port)) == b"hello"


@pytest.mark.parametrize("address", ["localhost:5555", "ipc:///tmp/x", "tcp://host", "tcp://:1"])
def test_an_address_without_transport_host_or_port_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="transport://host:port"):
        tunnel.open_tunnel(address, "server")


def test_much_passes_both_ways_at_once(server: Sshd, echo: int, paramiko: bool) -> None:
    port, _ = open_port(server, echo, paramiko)
    message = bytes(range(256)) * 20_000
    assert echoed(port, message) == message


def test_ports_may_be_text(server: Sshd, echo: int, paramiko: bool) -> None:
    port = free_port()
    opener: Any = tunnel.paramiko_tunnel if paramiko else tunnel.openssh_tunnel
    opener(str(port), str(echo), server.address, "127.0.0.1", str(server.trusted))
    assert echoed(port) == b"hello"


def test_a_key_may_be_locked(server: Sshd, echo: int, paramiko: bool) -> None:
    port, _ = open_port(server, echo, paramiko, keyfile=str(server.locked), password=PASSPHRASE)
    assert echoed(port) == b"hello"


def test_what_the_server_cannot_reach_is_a_closed_connection(server: Sshd, paramiko: bool) -> None:
    port, _ = open_port(server, free_port(), paramiko)
    with socket.create_connection(("127.0.0.1", port)) as client:
        assert client.recv(5) == b""


def test_a_tunnel_ends_with_its_process(server: Sshd, echo: int, paramiko: bool) -> None:
    port, opened = open_port(server, echo, paramiko)
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"hello")
        assert client.recv(5) == b"hello"
        end(opened)
        assert client.recv(5) == b""
    assert refuses(port)


def test_a_tunnel_stays_when_its_object_is_dropped(server: Sshd, echo: int, paramiko: bool) -> None:
    with warnings.catch_warnings(record=True) as caught:
        port = open_port(server, echo, paramiko)[0]
        gc.collect()
    assert echoed(port) == b"hello"
    assert not caught


def test_a_tunnel_ends_when_its_timeout_is_over_and_nobody_uses_it(
    server: Sshd, echo: int, paramiko: bool
) -> None:
    used, in_use = open_port(server, echo, paramiko, timeout=1)
    with socket.create_connection(("127.0.0.1", used)) as client:
        client.sendall(b"hello")
        assert client.recv(5) == b"hello"
        unused, opened = open_port(server, echo, paramiko, timeout=1)
        wait(opened)
        assert refuses(unused)
        client.sendall(b"still here")
        assert client.recv(10) == b"still here"
    wait(in_use)
    assert refuses(used)


def test_nothing_of_an_ended_tunnel_is_left(server: Sshd, echo: int, paramiko: bool) -> None:
    end(open_port(server, echo, paramiko)[1])
    end(open_port(server, echo, paramiko)[1])
    before = holdings()  # one that has ended, and is cleared away when there is another
    end(open_port(server, echo, paramiko)[1])
    assert holdings() == before


def nowhere(_: Sshd) -> dict[str, Any]:
    return {"server": f"127.0.0.1:{free_port()}"}


# What to ask for, and what ssh and paramiko say to it.
FAILURES: dict[str, tuple[Callable[[Sshd], dict[str, Any]], tuple[str, str]]] = {
    "no server": (nowhere, ("Connection refused", "Unable to connect")),
    "no such host": (
        lambda _: {"server": "host.invalid"},
        ("Could not resolve hostname", "Name or service not known"),
    ),
    "unknown host key": (
        lambda server: {"server": server.other_name},
        ("authenticity of host", "not found in known_hosts"),
    ),
    "key that is not trusted": (
        lambda server: {"keyfile": str(server.stranger), "password": False},
        ("Permission denied", "Authentication failed"),
    ),
    "locked key and no passphrase": (
        lambda server: {"keyfile": str(server.locked), "password": False},
        ("Permission denied", "encrypted"),
    ),
    "locked key and a wrong passphrase": (
        lambda server: {"keyfile": str(server.locked), "password": "wrong"},
        ("Permission denied", "allowed types"),
    ),
    "host that looks like an option": (
        lambda _: {"server": "-oProxyCommand=touch pwned"},
        ("hostname contains invalid characters", "Name or service not known"),
    ),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_failure_is_an_error_with_the_words_of_ssh_and_leaves_nothing(
    server: Sshd, paramiko: bool, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options, words = FAILURES[what]
    monkeypatch.chdir(tmp_path)
    before = holdings()
    with pytest.raises((tunnel.SSHException, OSError), match=words[paramiko]):
        open_port(server, free_port(), paramiko, **options(server))
    assert holdings() == before
    assert not (tmp_path / "pwned").exists()


def test_a_port_in_use_is_an_error(server: Sshd, echo: int, paramiko: bool) -> None:
    opener: Any = tunnel.paramiko_tunnel if paramiko else tunnel.openssh_tunnel
    before = holdings()
    with pytest.raises((tunnel.SSHException, OSError), match="in use"):
        opener(echo, echo, server.address, keyfile=str(server.trusted))
    assert holdings() == before


def test_who_logs_in_without_a_password(server: Sshd, paramiko: bool) -> None:
    before = holdings()
    for key, expected in [(server.trusted, True), (server.stranger, False), (server.locked, False)]:
        assert tunnel.try_passwordless_ssh(server.address, str(key), paramiko) is expected
    assert holdings() == before


@pytest.mark.parametrize("what", ["no server", "no such host", "unknown host key"])
def test_what_cannot_be_found_out_is_an_error(server: Sshd, paramiko: bool, what: str) -> None:
    options, words = FAILURES[what]
    match = "Host key verification failed|not found in known_hosts|" + words[paramiko]
    with pytest.raises((tunnel.SSHException, OSError), match=match):
        tunnel.try_passwordless_ssh(options(server)["server"], str(server.trusted), paramiko)


def test_random_ports_are_free_and_differ() -> None:
    ports = tunnel.select_random_ports(20)
    assert len(set(ports)) == 20
    assert all(map(refuses, ports))
    assert tunnel.select_random_ports(0) == []


def test_as_jupyter_uses_it(server: Sshd, echo: int) -> None:
    ports = tunnel.select_random_ports(5)
    key = str(server.trusted)
    assert tunnel.try_passwordless_ssh(server.address, key)
    for port in ports:
        tunnel.ssh_tunnel(port, echo, server.address, "127.0.0.1", key, False)
    assert [echoed(port) for port in ports] == [b"hello"] * 5
