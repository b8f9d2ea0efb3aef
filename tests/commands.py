"""The command line as a person uses it: in pipes, on a terminal, with Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from waiting import PATIENCE, until_asleep

PROGRAM = [sys.executable, "-m", "zmq"]
ANYWHERE = "tcp://127.0.0.1:*"

WITHOUT = """
import runpy, sys

missing = sys.argv[1].split(",")

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
sys.argv[:2] = ["zmq"]
runpy.run_module("zmq", run_name="__main__", alter_sys=True)
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals are POSIX's")


def environment(**more: str) -> dict[str, str]:
    """That of a terminal of a usual size and kind."""
    plain = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    return {**plain, "TERM": "xterm", "COLUMNS": "100", **more}


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with a text as its input."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=environment(),
    )


def printed(*arguments: str, text: str = "") -> str:
    """What a command prints that ends well and complains of nothing."""
    done = run(*arguments, text=text)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def complaint(status: int, *arguments: str, text: str = "") -> str:
    """The last words of a command that ends with a status."""
    done = run(*arguments, text=text)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.rstrip("\n").splitlines()[-1]


def run_without(extras: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command where modules are missing: their names, with commas between them."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, extras, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=environment(),
    )


class Program:
    """A command under way."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.input, self.output, self.errors = process.stdin, process.stdout, process.stderr

    def type(self, text: str) -> None:
        self.input.write(text.encode())
        self.input.flush()

    def close_input(self) -> None:
        self.input.close()
        self.process.stdin = None  # else `communicate` would flush it

    def line(self) -> str:
        """The next line that it prints, without its end."""
        return self.output.readline().decode().rstrip("\r\n")

    def lines(self, count: int) -> list[str]:
        return [self.line() for _ in range(count)]

    def address(self) -> str:
        """Where it says that it listens."""
        line = self.errors.readline().decode()
        assert line.startswith("listening at "), line
        return line.split()[-1]

    def until_asleep(self) -> None:
        until_asleep(self.process.pid, or_else=lambda: self.process.poll() is not None)

    def interrupt(self) -> tuple[int, str]:
        """Press Ctrl-C; return the exit status and the last words."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and the last words."""
        _, words = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, words.decode()


@contextmanager
def running(*arguments: str, **options: Any) -> Iterator[Program]:
    """A command that runs while the block does."""
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        **options,
    ) as process:
        try:
            yield Program(process)
        finally:
            process.kill()
