"""An ssh and a paramiko that know of nothing but the servers of the tests."""

from __future__ import annotations

import os
import shutil
import socketserver
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from lacking import LACKING
from zmq.ssh import _leash

if "paramiko" not in LACKING:
    import password_sshd

if sys.platform == "win32":  # has neither terminals for ssh nor this sshd
    collect_ignore_glob = ["test_*.py"]
else:
    import sshd


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))  # sshd may have to be installed first


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sshd.Sshd]:
    with sshd.serve(tmp_path_factory.mktemp("sshd")) as serving:
        yield serving


@pytest.fixture(params=["password", "keyboard-interactive"])
def password_server(
    request: pytest.FixtureRequest, home: Path
) -> Iterator[password_sshd.PasswordSshd]:
    with password_sshd.serve(request.param) as serving:
        trust(home, serving.known_hosts)
        yield serving


@pytest.fixture
def code_server(home: Path) -> Iterator[password_sshd.PasswordSshd]:
    """Asks for something else than a password."""
    with password_sshd.serve("keyboard-interactive", "Verification code: ") as serving:
        trust(home, serving.known_hosts)
        yield serving


@pytest.fixture(params=["openssh", pytest.param("paramiko", marks=pytest.mark.needs("paramiko"))])
def paramiko(request: pytest.FixtureRequest) -> bool:
    """The argument of that name, for each of the two that tunnel."""
    return bool(request.param == "paramiko")


@pytest.fixture(autouse=True)
def home(server: sshd.Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home directory; ssh reads its configuration there instead of the user's."""
    folder, program = tmp_path / "home", shutil.which("ssh")
    for each in (".ssh", "bin"):
        (folder / each).mkdir(parents=True)
    (folder / ".ssh/known_hosts").write_text(server.known_hosts)
    (folder / ".ssh/config").write_text(
        f"UserKnownHostsFile {folder}/.ssh/known_hosts\nGlobalKnownHostsFile /dev/null\n"
        "IdentityAgent none\nIdentitiesOnly yes\n"
    )
    write_script(folder / "bin/ssh", f'exec "{program}" -F "{folder}/.ssh/config" "$@"')
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    yield folder
    for process in list(_leash._running):
        process.end()


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the user types (``answers``) when asked, and what was asked (``questions``)."""
    typed: dict[str, list[str]] = {"answers": [], "questions": []}

    def ask(question: str) -> str:
        typed["questions"].append(question)
        return typed["answers"].pop(0)

    monkeypatch.setattr("zmq.ssh._openssh.getpass", ask)
    if "paramiko" not in LACKING:
        monkeypatch.setattr("zmq.ssh._process.getpass", ask)
    return typed


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a service that sends back what it gets, until it gets no more."""

    class Echo(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while data := self.request.recv(65536):
                self.request.sendall(data)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as listener:
        listener.daemon_threads = True
        Thread(target=listener.serve_forever, args=[0.02], daemon=True).start()
        yield listener.server_address[1]
        listener.shutdown()


def write_script(path: Path, commands: str) -> None:
    path.write_text(f"#!/bin/sh\n{commands}\n")
    path.chmod(0o755)


def trust(home: Path, known_hosts: str) -> None:
    with (home / ".ssh/known_hosts").open("a") as known:
        known.write(f"{known_hosts}\n")
