"""The pages of the documentation, as programs.

A page's blocks of Python are one program, run from top to bottom. A block of ``text`` says what it
prints. A comment ``<!-- not run: why -->`` before a block keeps it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


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


def program(page: Path) -> str:
    """The page's Python on the lines where it stands in the page, which errors then name."""
    lines: list[str] = []
    for block in blocks(page):
        if block.language == "python" and block.runs:
            lines += [""] * (block.first_line - 1 - len(lines))
            lines += block.lines
    return "\n".join(lines)


def outputs(page: Path) -> list[str]:
    """What the page says that its program prints."""
    return ["\n".join(block.lines) for block in blocks(page) if block.language == "text"]


def commands(page: Path) -> list[str]:
    """The page's lines of shell."""
    return [line for block in blocks(page) if block.language == "sh" for line in block.lines]
