"""``python -m zmq.curve_keygen`` as a person would use it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

import zmq

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def keygen() -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "zmq.curve_keygen", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    return run


def is_pair(public: str, secret: str) -> bool:
    return zmq.curve_public(secret.encode()) == public.encode()


def test_two_headed_keys(keygen: Run) -> None:
    done = keygen()
    assert done.returncode == 0
    assert done.stdout.endswith("\n")
    head, public, empty, second_head, secret = done.stdout.splitlines()
    assert (head, empty, second_head) == (
        "== CURVE PUBLIC KEY ==",
        "",
        "== CURVE SECRET KEY ==",
    )
    assert is_pair(public, secret)


def test_json(keygen: Run) -> None:
    done = keygen("--json")
    keys = json.loads(done.stdout)
    assert set(keys) == {"public", "secret"}
    assert is_pair(keys["public"], keys["secret"])
    assert done.stdout.endswith("}\n")


def test_public_key_of_a_secret_one(keygen: Run) -> None:
    public, secret = (key.decode() for key in zmq.curve_keypair())
    done = keygen("--json", f"--secret={secret}")
    assert json.loads(done.stdout) == {"public": public, "secret": secret}
    assert public in keygen(f"--secret={secret}").stdout.splitlines()


@pytest.mark.parametrize("secret", ["short", " " * 40, ""])
def test_what_is_no_key_is_refused(keygen: Run, secret: str) -> None:
    done = keygen(f"--secret={secret}")
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "--secret" in done.stderr


def test_help(keygen: Run) -> None:
    done = keygen("--help")
    assert done.returncode == 0
    for option in ("--json", "--secret"):
        assert option in done.stdout
