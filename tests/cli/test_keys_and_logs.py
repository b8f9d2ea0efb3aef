"""``zmq keygen``, and ``zmq log`` as another name of ``python -m zmq.log``."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

import zmq
from commands import complaint, posix, printed, run, running
from zmq.auth import load_certificate


def test_a_new_pair() -> None:
    keys = dict(line.split(": ") for line in printed("keygen").splitlines())
    assert zmq.curve_public(keys["secret"].encode()) == keys["public"].encode()
    assert printed("keygen") != printed("keygen")


def test_the_public_key_of_a_secret_one() -> None:
    public, secret = (key.decode() for key in zmq.curve_keypair())
    found = json.loads(printed("keygen", "--json", f"--secret={secret}"))
    assert found == {"public": public, "secret": secret}


def test_keys_in_files(tmp_path: Path) -> None:
    public, secret = printed("keygen", "--save", str(tmp_path / "server")).splitlines()
    assert load_certificate(secret)[0] == load_certificate(public)[0]
    if sys.platform != "win32":
        assert stat.S_IMODE(Path(secret).stat().st_mode) == 0o600


@pytest.mark.parametrize("secret", ["", "short", "x" * 39 + "é"])
def test_what_is_no_secret_key(secret: str) -> None:
    assert "--secret: " in complaint(2, "keygen", f"--secret={secret}")


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in complaint(1, "keygen", "--save", str(tmp_path / "no" / "place"))
    complaint(2, "keygen", "--save", str(tmp_path / "x"), "--secret=y")


@posix
def test_log_records_are_shown(listen: Any) -> None:
    publisher, where = listen(zmq.XPUB)
    with running("log", "--topic", "shop", "--separator", " @ ", where) as program:
        assert publisher.recv() == b"\x01shop"
        publisher.send_multipart([b"shop.INFO", b"three of them\n"])
        assert program.line() == "shop.INFO @ three of them"
        assert program.interrupt() == (0, "")


def test_log_has_the_help_of_the_watcher() -> None:
    assert "zmq_pub_url" in printed("log", "--help")
    assert run("log").returncode == 2
