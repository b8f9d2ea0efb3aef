"""The examples of docs/command-line.md, run in a shell and compared with what they print."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import environment
from tunnelling import free_port
from waiting import PATIENCE

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"
EXAMPLES = re.findall(r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the examples are for a POSIX shell"
)


def with_free_ports(example: str) -> str:
    ports = {port: str(free_port()) for port in sorted(set(re.findall(r":(55\d\d)", example)))}
    return re.sub(r":(55\d\d)", lambda match: f":{ports[match[1]]}", example)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split()[2])
def test_an_example_prints_what_the_page_says(example: str, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "zmq"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zmq "$@"\n')
    program.chmod(0o755)
    lines = with_free_ports(example).splitlines()
    script = "\n".join(line.removeprefix("$ ") for line in lines if line.startswith("$ "))
    expected = "\n".join(line for line in lines if not line.startswith("$ "))
    shell = shutil.which("bash")
    assert shell
    done = subprocess.run(
        [shell, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=tmp_path,
        env=environment(PATH=f"{program.parent}:{environment()['PATH']}"),
        timeout=PATIENCE,
    )
    pattern = re.escape(expected).replace("…", ".+")
    assert re.fullmatch(pattern, done.stdout.rstrip("\n")), done.stdout
