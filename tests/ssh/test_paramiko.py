"""What only tunnels of paramiko have: a process object, policies for host keys, forwarding."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest

from programs import read_line, running
from sshd import Sshd
from tunnelling import echoed, free_port, open_port, refuses
from waiting import until
from zmq.ssh import tunnel

POLICY = "PYZMQ_PARAMIKO_HOST_KEY_POLICY"


def test_the_process_can_be_asked_and_ended(server: Sshd, echo: int) -> None:
    port, process = open_port(server, echo, paramiko=True)
    running_then = process.is_alive(), process.exitcode
    process.terminate()
    process.join()
    assert running_then == (True, None)
    assert (process.is_alive(), process.exitcode) == (False, -15)
    assert refuses(port)


def test_joining_a_running_process_may_time_out(server: Sshd, echo: int) -> None:
    port, process = open_port(server, echo, paramiko=True)
    process.join(timeout=0)
    assert process.is_alive()
    process.close()
    assert process.exitcode == 0
    assert refuses(port)


def test_a_policy_may_accept_unknown_keys_and_remember_them(
    server: Sshd, echo: int, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POLICY, "AutoAdd")
    (home / ".ssh/known_hosts").unlink()
    port, _ = open_port(server, echo, paramiko=True, server=server.other_name)
    assert echoed(port) == b"hello"
    monkeypatch.delenv(POLICY)
    assert tunnel.try_passwordless_ssh(server.other_name, str(server.trusted), paramiko=True)


def test_a_policy_may_warn_of_unknown_keys(server: Sshd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POLICY, "Warning")
    with pytest.warns(UserWarning, match="Unknown .* host key"):
        assert tunnel.try_passwordless_ssh(server.other_name, str(server.trusted), True)


def test_an_unknown_policy_is_an_error(server: Sshd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POLICY, "Trusting")
    with pytest.raises(ValueError, match=POLICY):
        tunnel.try_passwordless_ssh(server.address, str(server.trusted), paramiko=True)
    with pytest.raises(ValueError, match=POLICY):
        open_port(server, 1, paramiko=True)


def test_a_missing_key_file_is_an_error(server: Sshd) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-key"):
        open_port(server, 1, paramiko=True, keyfile="no-such-key", password=False)


def test_a_reset_at_either_end_ends_the_connection(server: Sshd) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, _ = open_port(server, listener.getsockname()[1], paramiko=True)
        with socket.create_connection(("127.0.0.1", port)) as near:
            far, _ = listener.accept()
            reset(far)
            assert near.recv(1) == b""
        near = socket.create_connection(("127.0.0.1", port))
        far, _ = listener.accept()
        with far:
            reset(near)
            assert far.recv(1) == b""


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_a_port_is_forwarded_through_a_connection_of_one_s_own(server: Sshd, echo: int) -> None:
    program = """
        import sys, paramiko
        from zmq.ssh import forward
        client = paramiko.SSHClient()
        client.load_system_host_keys()
        user, host, port, key, near, far = sys.argv[1:]
        client.connect(host, int(port), user, key_filename=key)
        print("connected", flush=True)
        forward.forward_tunnel(int(near), "127.0.0.1", int(far), client.get_transport())
    """
    user, _, address = server.address.partition("@")
    host, _, port = address.partition(":")
    near = free_port()
    with running(program, user, host, port, str(server.trusted), str(near), str(echo)) as process:
        assert read_line(process) == "connected"
        until(lambda: not refuses(near))
        assert echoed(near) == b"hello"
