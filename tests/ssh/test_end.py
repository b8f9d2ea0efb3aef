"""A tunnel ends with the process that opened it, however that goes."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import zmq
from conftest import MakeSocket
from programs import finish, read_line, run, running
from sshd import Sshd
from tunnelling import free_port, refuses
from waiting import until

OPEN = """
import os, signal, sys, zmq
from zmq.ssh import tunnel
opener = getattr(tunnel, sys.argv[1])
lport, rport, server, key = sys.argv[2:6]
opened = opener(int(lport), int(rport), server, keyfile=key)
pid = opened if isinstance(opened, int) else opened.pid
"""

OPENERS = [
    "openssh_tunnel",
    pytest.param("paramiko_tunnel", marks=pytest.mark.needs("paramiko")),
]

ENDS = {
    "end": "",
    "sys.exit": "sys.exit(0)",
    "os._exit": "os._exit(0)",
    "SIGTERM": "os.kill(os.getpid(), signal.SIGTERM)",
    "SIGKILL": "os.kill(os.getpid(), signal.SIGKILL)",
    "end before that of a fork": """
if os.fork() == 0:
    sys.stdin.read()
    os._exit(0)
""",
}


def ended(pid: str) -> bool:
    """Whether a process has ended, though perhaps nobody has asked for its status yet."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True).stdout
    return state.strip()[:1] in {"", "Z"}


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("opener", OPENERS)
def test_a_tunnel_ends_with_the_process_that_opened_it(
    server: Sshd, echo: int, opener: str, how: str
) -> None:
    port = free_port()
    program = f"{OPEN}print(pid, flush=True)\ninput()\n{ENDS[how]}"
    arguments = opener, str(port), str(echo), server.address, str(server.trusted)
    with running(program, *arguments) as process:
        pid = read_line(process)
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"hello")
            assert client.recv(5) == b"hello"
            press_enter(process)
            process.wait()
            assert client.recv(5) == b""
        until(lambda: ended(pid) and refuses(port))


def press_enter(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize("opener", OPENERS)
def test_a_tunnel_ends_with_a_process_that_ignores_hangups(
    server: Sshd, echo: int, opener: str
) -> None:
    port = free_port()
    program = f"import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n{OPEN}print(pid)"
    done = run(program, opener, str(port), str(echo), server.address, str(server.trusted))
    until(lambda: ended(done.stdout.strip()) and refuses(port))


@pytest.mark.parametrize("opener", OPENERS)
def test_neither_a_tunnel_nor_its_end_has_anything_to_say(
    server: Sshd, echo: int, opener: str
) -> None:
    arguments = opener, str(free_port()), str(echo), server.address, str(server.trusted)
    done = run(OPEN, *arguments, PYTHONDEVMODE="1")
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("opener", OPENERS)
def test_a_script_without_a_guard_runs_once(
    server: Sshd, echo: int, opener: str, tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"print('runs')\n{OPEN}")
    arguments = opener, str(free_port()), str(echo), server.address, str(server.trusted)
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("runs\n", "")


@pytest.mark.parametrize("opener", OPENERS)
def test_ctrl_c_does_not_reach_a_tunnel(server: Sshd, echo: int, opener: str) -> None:
    """A terminal sends it to every process of its foreground group."""
    arguments = opener, str(free_port()), str(echo), server.address, str(server.trusted)
    run(OPEN + "assert os.getpgid(pid) != os.getpgid(0)", *arguments)


@pytest.mark.parametrize("opener", OPENERS)
def test_what_was_sent_is_delivered_through_the_tunnel_at_exit(
    socket: MakeSocket, server: Sshd, opener: str
) -> None:
    pull = socket(zmq.PULL)
    far = pull.bind_to_random_port("tcp://127.0.0.1")
    near = free_port()
    send = """
push = zmq.Context().socket(zmq.PUSH)
push.sndhwm = 0
push.connect(f"tcp://127.0.0.1:{lport}")
for i in range(5000):
    push.send(b"%d" % i)
"""
    with running(
        OPEN + send, opener, str(near), str(far), server.address, str(server.trusted)
    ) as process:
        assert [pull.recv() for _ in range(5000)] == [b"%d" % i for i in range(5000)]
        finish(process)
