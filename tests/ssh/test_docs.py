"""The examples of the page on tunnels, run against the sshd of the tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import zmq
from sshd import Sshd
from waiting import in_thread

PAGE = Path(__file__).parents[2] / "docs/ssh.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(
    server: Sshd, home: Path, socket: Any, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = home / ".ssh/config"
    config.write_text(f"IdentityFile {server.trusted}\n{config.read_text()}")
    rep = socket(zmq.REP)
    port = rep.bind_to_random_port("tcp://127.0.0.1")
    example = example.replace("me@server.example.org", server.address).replace("5555", str(port))
    answering = in_thread(lambda: rep.send(rep.recv())) if "req.send" in example else None
    names: dict[str, Any] = {}
    exec(example, names)
    if answering is not None:
        answering.result()
        names["req"].close()
