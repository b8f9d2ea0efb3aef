"""What the documentation says in Python and in shell holds."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from documentation.pages import PAGES, REFERENCE, ROOT, blocks, commands, outputs, program, prose
from programs import run
from waiting import PATIENCE
from zmq.cli.app import app

NEEDS_A_SERVER = {"ssh.md"}  # tests/ssh runs its examples
NEEDS = {
    "asyncio.md": "uvloop",
    "serialization.md": "msgspec",
    "tornado-and-gevent.md": "gevent",
}
WITH_PYTHON = [
    pytest.param(page, marks=pytest.mark.needs(NEEDS.get(page.name, "")))
    for page in PAGES
    if page.name not in NEEDS_A_SERVER and program(page)
]
WITH_SHELL = [page for page in PAGES if commands(page)]


def of_page(page: Path) -> str:
    return page.stem


@pytest.mark.parametrize("page", WITH_PYTHON, ids=of_page)
def test_the_examples_print_what_the_page_says(page: Path) -> None:
    done = run(program(page), PYTHONWARNINGS="error")
    rest = done.stdout
    for output in outputs(page):
        before, found, rest = rest.partition(output)
        assert found, f"{output!r} is not in what is left of the output: {before!r}"
    assert done.stderr == ""


@pytest.mark.parametrize("page", PAGES, ids=of_page)
def test_blocks_are_of_a_kind_that_is_tested(page: Path) -> None:
    kinds = {block.language for block in blocks(page) if block.runs}
    plain = {kind for kind in kinds if not kind.startswith("{")}
    assert plain <= {"python", "text", "sh", "console"}
    assert "console" not in plain or page.name == "command-line.md"  # tests/cli runs that one's


@pytest.mark.parametrize("page", PAGES, ids=of_page)
def test_no_example_hides_in_an_indented_block(page: Path) -> None:
    assert not re.search(r"(?<=\n\n)(?: {4}|\t)\S.*", prose(page))


@pytest.mark.parametrize("page", REFERENCE, ids=of_page)
def test_the_reference_has_examples_on_other_pages_only(page: Path) -> None:
    assert all(block.language.startswith("{") for block in blocks(page))


@pytest.mark.parametrize("page", WITH_SHELL, ids=of_page)
def test_commands_are_there(page: Path) -> None:
    for line in commands(page):
        check_command(shlex.split(line, comments=True))


def check_command(words: list[str]) -> None:
    match words:
        case [first, *rest] if re.fullmatch(r"[A-Z_]+=.*", first):
            check_command(rest)
        case ["make", *targets]:
            for target in targets:
                assert "=" in target or re.search(
                    rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
                )
        case ["pip", "install", requirement, *_]:
            assert set(extras(requirement)) <= known_extras()
        case ["zmq", name, *arguments]:
            context = click.Context(app)
            command = app.get_command(context, name)
            assert command is not None
            command.make_context(name, arguments, parent=context)
        case ["python", "-m", module, *_]:
            check_help("-m", module)
        case ["python", program, *_]:
            assert (ROOT / program).exists()
        case [] | ["$EDITOR", *_]:
            pass
        case [program, *_]:
            assert program in project().get("scripts", {}) or shutil.which(program)


def extras(requirement: str) -> list[str]:
    found = re.fullmatch(r"pyzmq(?:\[(.*)\])?|\.", requirement)
    assert found is not None
    return (found[1] or "").split(",") if found[1] else []


def known_extras() -> set[str]:
    return set(project()["optional-dependencies"])


def project() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return settings["project"]  # type: ignore[no-any-return]


def check_help(*arguments: str) -> None:
    command = [sys.executable, *arguments, "--help"]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, cwd=ROOT)
    assert done.returncode == 0
