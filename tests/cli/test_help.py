"""Each command tells what it does, with examples that can be parsed."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from commands import run
from zmq.cli.app import app

NAMES = app.list_commands(click.Context(app))


def test_all_commands_are_listed() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert re.findall(r"^  (\w+)  +\w.*[.]$", done.stdout, re.MULTILINE) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_help_shows_how_to_call_it(name: str) -> None:
    done = run(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^Examples?:", done.stdout, re.MULTILINE)
    assert f"zmq {name}" in done.stdout or name == "log"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "log"])
def test_the_examples_have_options_that_exist(name: str) -> None:
    context = click.Context(app)
    command = app.get_command(context, name)
    examples = re.findall(rf"zmq ({name} [^|&\n]*)", getattr(command, "examples", ""))
    assert examples
    for example in examples:
        _, *arguments = shlex.split(example)
        if name != "replay":  # whose file has to be there
            assert command is not None
            command.make_context(name, arguments, parent=context)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_of_help(option: str) -> None:
    assert run(option).stdout == run("--help").stdout
