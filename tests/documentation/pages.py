"""The pages of the documentation, as programs.

A page's blocks of Python are one program, run from top to bottom. A block of ``text`` after one
says what it prints. A comment ``<!-- not run: why -->`` before a block keeps it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
BESIDE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "examples/README.md")]
PAGES = [*BESIDE, *sorted((ROOT / "docs").glob("*.md"))]
REFERENCE = sorted((ROOT / "docs" / "reference").glob("*.md"))


@dataclass
class Block:
    language: str
    first_line: int
    lines: list[str]
    runs: bool = True


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    block, before = None, ""
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        if block is None and line.startswith("```"):
            runs = not before.startswith("<!-- not run: ")
            block = Block(line.strip("`"), number + 1, [], runs)
        elif block is not None and line.startswith("```"):
            yield block
            block = None
        elif block is not None:
            block.lines.append(line)
        before = line or before


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def program(page: Path) -> str:
    """The page's Python on the lines where it stands in the page, which errors then name."""
    lines: list[str] = []
    for block in blocks(page):
        if block.language == "python" and block.runs:
            lines += [""] * (block.first_line - 1 - len(lines))
            lines += block.lines
    return "\n".join(lines)


def outputs(page: Path) -> list[str]:
    """What the page says that its program prints: text that follows Python."""
    return [
        "\n".join(block.lines)
        for before, block in pairwise(blocks(page))
        if block.language == "text" and before.language == "python" and before.runs
    ]


def commands(page: Path) -> list[str]:
    """The page's commands for the shell."""
    script = "\n".join(
        line
        for block in blocks(page)
        if block.language == "sh" and block.runs
        for line in block.lines
    )
    pieces = re.split(r"\n|\||&&?|;", script.replace("\\\n", " "))
    return [piece.strip() for piece in pieces if piece.strip()]
