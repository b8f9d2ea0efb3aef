"""PYZMQ_BACKEND chooses the core; without it the first that imports is taken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import zmq
from programs import run

CORE = zmq.backend.Socket.__module__.split(".")[2]


def failure(program: str, **environment: str) -> str:
    """Run a program that must not succeed; return what it says."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    return done.stderr


def test_a_backend_can_be_chosen_by_its_short_name() -> None:
    program = "import sys, zmq; print(zmq.backend.Socket.__module__)"
    assert run(program, PYZMQ_BACKEND=CORE).stdout.startswith(f"zmq.backend.{CORE}")


def test_a_backend_can_be_any_module(tmp_path: Path) -> None:
    source = f"import zmq.backend.{CORE} as core\nglobals().update(vars(core))\nprint('chosen')\n"
    (tmp_path / "own_backend.py").write_text(source)
    done = run("import zmq", PYZMQ_BACKEND="own_backend", PYTHONPATH=str(tmp_path))
    assert done.stdout == "chosen\n"


@pytest.mark.parametrize("name", ["no_such_backend", "no.such.backend"])
def test_a_chosen_backend_that_does_not_import_is_an_error(name: str) -> None:
    assert "ModuleNotFoundError" in failure("import zmq", PYZMQ_BACKEND=name)


def test_when_no_backend_imports_each_attempt_is_reported() -> None:
    program = """
import os, sys
os.environ.pop("PYZMQ_BACKEND", None)
sys.modules["zmq.backend.cython"] = sys.modules["zmq.backend.cffi"] = None
import zmq
"""
    complaint = failure(program)
    assert "zmq.backend.cython" in complaint
    assert "zmq.backend.cffi" in complaint
