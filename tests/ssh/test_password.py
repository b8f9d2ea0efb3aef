"""Tunnels to servers that want a password, or something else to be typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from password_sshd import PASSWORD, PasswordSshd
from tunnelling import echoed, free_port, holdings
from zmq.ssh import tunnel

# How ssh and paramiko say no.
DENIED = (
    "Permission denied|asks again",
    "Authentication failed|No authentication methods|allowed types",
)

Typed = dict[str, list[str]]


def open_port(server: PasswordSshd, port: int, paramiko: bool, **options: Any) -> int:
    lport = free_port()
    opener = tunnel.paramiko_tunnel if paramiko else tunnel.openssh_tunnel
    opener(lport, port, server.address, **options)
    return lport


def test_a_password_logs_in(
    password_server: PasswordSshd, echo: int, paramiko: bool, typed: Typed
) -> None:
    port = open_port(password_server, echo, paramiko, password=PASSWORD)
    assert echoed(port) == b"hello"
    assert typed["questions"] == []


def test_a_password_that_is_not_given_is_asked_for(
    password_server: PasswordSshd, echo: int, paramiko: bool, typed: Typed
) -> None:
    typed["answers"] = [PASSWORD]
    port = open_port(password_server, echo, paramiko)
    assert echoed(port) == b"hello"
    (question,) = typed["questions"]
    assert "assword:" in question


def test_ssh_asks_again_after_a_typing_error(
    password_server: PasswordSshd, echo: int, typed: Typed
) -> None:
    typed["answers"] = ["mistyped", PASSWORD]
    assert echoed(open_port(password_server, echo, False)) == b"hello"
    assert len(typed["questions"]) == 2


@pytest.mark.parametrize("password", ["wrong", "", False])
def test_a_wrong_password_is_an_error_and_asks_nobody(
    password_server: PasswordSshd, paramiko: bool, password: str | bool, typed: Typed
) -> None:
    before = holdings()
    with pytest.raises(tunnel.SSHException, match=DENIED[paramiko]):
        open_port(password_server, free_port(), paramiko, password=password)
    assert typed["questions"] == []
    assert holdings()[:2] == before[:2]


def test_a_wrong_password_that_was_typed_is_an_error(
    password_server: PasswordSshd, paramiko: bool, typed: Typed
) -> None:
    typed["answers"] = ["wrong"] * 3
    with pytest.raises(tunnel.SSHException, match=DENIED[paramiko]):
        open_port(password_server, free_port(), paramiko)


def test_giving_up_instead_of_typing_leaves_nothing(
    password_server: PasswordSshd, paramiko: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("zmq.ssh._openssh.getpass", give_up)
    monkeypatch.setattr("zmq.ssh._process.getpass", give_up)
    before = holdings()
    with pytest.raises(KeyboardInterrupt):
        open_port(password_server, free_port(), paramiko)
    assert holdings()[:2] == before[:2]


def test_there_is_no_login_without_the_password(
    password_server: PasswordSshd, paramiko: bool, typed: Typed
) -> None:
    assert tunnel.try_passwordless_ssh(password_server.address, None, paramiko) is False
    assert typed["questions"] == []


def test_other_questions_go_to_the_user(code_server: PasswordSshd, echo: int, typed: Typed) -> None:
    typed["answers"] = [PASSWORD]
    assert echoed(open_port(code_server, echo, False)) == b"hello"
    (question,) = typed["questions"]
    assert question.endswith("Verification code: ")


def test_no_password_is_given_to_other_questions(code_server: PasswordSshd) -> None:
    with pytest.raises(tunnel.SSHException, match="Verification code:"):
        open_port(code_server, free_port(), False, password=PASSWORD)


def test_no_other_program_asks_for_the_password(
    password_server: PasswordSshd,
    echo: int,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asker = home / "bin/ask"
    asker.write_text(f"#!/bin/sh\ntouch {home}/asked\necho wrong\n")
    asker.chmod(0o755)
    for name, value in [("ASKPASS", str(asker)), ("ASKPASS_REQUIRE", "force")]:
        monkeypatch.setenv(f"SSH_{name}", value)
    monkeypatch.setenv("DISPLAY", ":0")
    assert tunnel.try_passwordless_ssh(password_server.address, None) is False
    assert echoed(open_port(password_server, echo, False, password=PASSWORD)) == b"hello"
    assert not (home / "asked").exists()
