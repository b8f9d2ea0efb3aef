"""The programs in examples/ run, end by themselves, and print what they say."""

from __future__ import annotations

import ast
import ctypes.util
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from documentation.pages import ROOT
from lacking import FREE_THREADED
from waiting import PATIENCE

EXAMPLES = ROOT / "examples"
PROGRAMS = sorted(EXAMPLES.glob("*/*.py"))


def promised(program: Path) -> str:
    """What a program says that it prints."""
    said = ast.get_docstring(ast.parse(program.read_text("utf-8"))) or ""
    return dedent(said.partition("It prints::\n\n")[2])


def name(program: Path) -> str:
    return program.parent.name


def environment(program: Path) -> dict[str, str]:
    """What the program runs in: an extension knows the compiled core only, and this one a GIL."""
    core = {"PYZMQ_BACKEND": "cython"} if name(program) == "cimport" else {}
    gil = {"PYTHON_GIL": "1"} if name(program) == "cimport" and FREE_THREADED else {}
    return os.environ | {"PYTHONWARNINGS": "error"} | core | gil


@pytest.mark.parametrize(
    "program",
    [pytest.param(one, marks=pytest.mark.needs(one.parent.name), id=name(one)) for one in PROGRAMS],
)
def test_an_example_prints_what_it_promises(program: Path) -> None:
    if name(program) == "cimport" and sys.implementation.name != "cpython":
        pytest.skip("is of CPython only")
    if name(program) == "cimport" and ctypes.util.find_library("zmq") is None:
        pytest.skip("libzmq is inside the package: there is none to link an extension with")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(program)],
        env=environment(program),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == promised(program)


def test_the_list_of_examples_is_complete() -> None:
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()} - {"__pycache__"}
    assert {folder for folder in folders if f"[{folder}]({folder}/" in listed} == folders
