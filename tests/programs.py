"""Small Python programs that a test runs in a process of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import dedent

from waiting import PATIENCE, until_asleep


def _command(source: str, args: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-X", "faulthandler", "-c", dedent(source), *args]


def run(source: str, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; fail with its own words if that was not a success."""
    done = subprocess.run(
        _command(source, args),
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}{done.stderr}"
    return done


@contextmanager
def running(source: str, *args: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A program that runs while the block does; it is killed if it outlives it."""
    with subprocess.Popen(
        _command(source, args),
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_line(process: subprocess.Popen[str]) -> str:
    """The next line that the program prints, without its end."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for the end of a program that succeeds; return what it printed since."""
    printed, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, f"exit status {process.returncode}\n{printed}{complaints}"
    return printed.rstrip("\n")


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> None:
    """Press Ctrl-C on a program, or send another signal, once it waits for a descriptor."""
    until_asleep(process.pid, or_else=lambda: process.poll() is not None)
    process.send_signal(number)
