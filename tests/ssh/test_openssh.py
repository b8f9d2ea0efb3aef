"""What only tunnels of the ssh program have to do with: its configuration and its silence."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from programs import run
from sshd import Sshd
from tunnelling import echoed, end, free_port, holdings, open_port, refuses
from waiting import until
from zmq.ssh import _openssh, tunnel

Configure = Callable[[str], None]


@pytest.fixture
def configure(home: Path) -> Configure:
    """Return a function that adds lines to ssh's configuration, as the first to count."""

    def add(lines: str) -> None:
        config = home / ".ssh/config"
        config.write_text(f"{lines}\n{config.read_text()}")

    return add


@pytest.fixture
def alias(server: Sshd, configure: Configure) -> str:
    """A name under which the configuration knows the server, its port and its key."""
    address = server.address.partition(":")[0]
    user, _, host = address.partition("@")
    configure(
        f"Host alias\nHostName {host}\nUser {user}\nPort {server.port}\n"
        f"IdentityFile {server.trusted}\nHost *"
    )
    return "alias"


def ssh(*words: str) -> int:
    """Run ssh, and return its exit status."""
    return subprocess.run(
        ["ssh", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ).returncode


@pytest.fixture
def master(alias: str, configure: Configure) -> Iterator[str]:
    """A name for which a shared connection is open, and no other can be made."""
    with TemporaryDirectory(dir="/tmp") as folder:  # a socket's path has to be short
        configure(f"Host *\nControlPath {folder}/master")
        assert ssh("-M", "-N", "-f", alias) == 0
        configure("Host *\nProxyCommand false\nHost *")
        yield alias
        ssh("-O", "exit", alias)


def test_names_and_keys_of_the_configuration_count(alias: str, echo: int) -> None:
    assert tunnel.try_passwordless_ssh(alias, None)
    port = free_port()
    tunnel.openssh_tunnel(port, echo, alias, keyfile="")
    assert echoed(port) == b"hello"


def test_a_tunnel_goes_through_the_master_connection(master: str, echo: int) -> None:
    port = free_port()
    tunnel.openssh_tunnel(port, echo, master)
    assert echoed(port) == b"hello"


def test_the_end_of_a_tunnel_through_a_master_leaves_the_master(master: str, echo: int) -> None:
    port, other = free_port(), free_port()
    opened = tunnel.openssh_tunnel(port, echo, master)
    tunnel.openssh_tunnel(other, echo, master)
    end(opened)
    assert refuses(port)
    assert echoed(other) == b"hello"
    assert ssh("-O", "check", master) == 0


@pytest.mark.parametrize("how", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_the_opener_s_end_ends_a_tunnel_through_a_master(master: str, echo: int, how: str) -> None:
    port = free_port()
    program = f"""
        import os, sys
        from zmq.ssh import tunnel
        tunnel.openssh_tunnel(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
        {how}
    """
    if "kill" in how:
        with pytest.raises(AssertionError, match="exit status -9"):
            run(program, str(port), str(echo), master)
    else:
        run(program, str(port), str(echo), master)
    until(lambda: refuses(port))
    assert ssh("-O", "check", master) == 0


def test_what_a_master_refuses_is_an_error_with_its_words(master: str) -> None:
    before = holdings()
    with pytest.raises(tunnel.SSHException, match="forwarding specification"):
        tunnel.openssh_tunnel(free_port(), 1, master, remoteip="no:host")
    assert holdings() == before


def test_forwardings_of_the_configuration_do_not_hinder(
    server: Sshd, configure: Configure, echo: int
) -> None:
    configure(f"ExitOnForwardFailure yes\nLocalForward {echo} 127.0.0.1:{echo}")
    assert tunnel.try_passwordless_ssh(server.address, str(server.trusted))
    port, _ = open_port(server, echo, paramiko=False)
    assert echoed(port) == b"hello"


def test_the_configuration_may_accept_unknown_keys(
    server: Sshd, configure: Configure, echo: int
) -> None:
    configure("StrictHostKeyChecking accept-new")
    port, _ = open_port(server, echo, paramiko=False, server=server.other_name)
    assert echoed(port) == b"hello"


def test_a_user_without_a_shell_may_tunnel(
    server: Sshd, echo: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/bin/false")
    port, _ = open_port(server, echo, paramiko=False)
    assert echoed(port) == b"hello"


def test_a_key_without_a_terminal_is_enough(server: Sshd, echo: int) -> None:
    port, _ = open_port(server, echo, paramiko=False, keyfile=str(server.plain))
    assert echoed(port) == b"hello"


def test_a_port_that_another_takes_meanwhile_is_an_error(
    server: Sshd, echo: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([True, False])
    monkeypatch.setattr(_openssh, "_is_free", lambda _: next(looks))
    with pytest.raises(tunnel.SSHException, match=f"(?s)already in use.* port {echo}"):
        tunnel.openssh_tunnel(echo, 1, server.address, keyfile=str(server.trusted))


def test_a_port_that_ssh_may_not_open_is_an_error(
    server: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_openssh, "_is_free", lambda _: True)
    port = free_port()
    with pytest.raises(tunnel.SSHException, match=f"does not listen on port {port}"):
        tunnel.openssh_tunnel(port, 1, server.address, keyfile=str(server.trusted))
    assert refuses(port)


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_openssh, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = f"127.0.0.1:{silent.getsockname()[1]}"
        before = holdings()
        with pytest.raises(tunnel.MaxRetryExceeded):
            tunnel.try_passwordless_ssh(server, None)
        with pytest.raises(tunnel.MaxRetryExceeded):
            tunnel.openssh_tunnel(free_port(), 1, server)
        assert holdings() == before


def test_without_ssh_the_error_names_it(
    tmp_path: Path, server: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="ssh"):
        tunnel.try_passwordless_ssh(server.address, None)
    with pytest.raises(FileNotFoundError, match="ssh"):
        tunnel.openssh_tunnel(free_port(), 1, server.address)
