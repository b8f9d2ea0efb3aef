"""A command on a terminal of its own, where a person would sit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pexpect

from commands import PROGRAM, environment
from waiting import PATIENCE

_STYLE = re.compile(r"\033\[[\d;?]*[a-zA-Z]")


class Screen:
    """What a command shows, and what is typed."""

    def __init__(self, child: pexpect.spawn[str]) -> None:
        self.child = child

    def type(self, text: str) -> None:
        self.child.sendline(text)

    def press(self, key: str) -> None:
        """Press a key together with Ctrl."""
        self.child.sendcontrol(key)

    def see(self, pattern: str) -> str:
        """Wait until something can be seen; return it."""
        self.child.expect(pattern)
        assert isinstance(self.child.after, str)
        return self.child.after

    def end(self) -> tuple[int | None, str]:
        """Wait for the end; return the exit status, and what was shown since, without colors."""
        self.child.expect(pexpect.EOF)
        self.child.wait()
        rest = _STYLE.sub("", self.child.before or "")
        return self.child.exitstatus, rest.replace("\r\n", "\n")


@contextmanager
def on_terminal(*arguments: str, columns: int = 120, **variables: str) -> Iterator[Screen]:
    """A command that runs while the block does."""
    command, *first = PROGRAM
    child = pexpect.spawn(
        command,
        [*first, *arguments],
        env=environment(**{"COLUMNS": str(columns), **variables}),
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(40, columns),
    )
    try:
        yield Screen(child)
    finally:
        child.close(force=True)
