"""Examples in docstrings run, between what they take for granted and what should come of them."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from textwrap import dedent

import pytest

from documentation.pages import ROOT
from programs import run

PAIR = """
import zmq
context = zmq.Context()
socket, other = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
socket.bind("inproc://here")
other.connect("inproc://here")
"""
# By module: what stands before its example, and after it.
AROUND = {
    "zmq.codecs": (
        PAIR + "from zmq.codecs import *; key = Signed.new_key(); job = {'number': 1}",
        "assert job == {'number': 1}; context.destroy()",
    ),
    "zmq.decorators": (
        "import zmq; from zmq.decorators import context, socket",
        "publish('more')",
    ),
    "zmq.log.handlers": (
        "import logging; from zmq.log.handlers import PUBHandler",
        "handler.socket.close(); handler.ctx.term()",
    ),
}


def examples(module: str) -> list[str]:
    documentation = importlib.import_module(module).__doc__ or ""
    blocks: list[str] = re.findall(r"::\n\n((?:    .*\n|\n)+)", documentation + "\n")
    return [dedent(block) for block in blocks]


@pytest.mark.parametrize("module", AROUND)
def test_an_example_runs(module: str) -> None:
    before, after = AROUND[module]
    (example,) = examples(module)
    example = example.replace(":5558", ":*")  # which may be in use
    run(f"{before}\n{example}\n{after}", PYTHONWARNINGS="error")


def test_there_are_no_others() -> None:
    sources = (ROOT / "src").rglob("*.py")
    with_examples = {path for path in sources if re.search(r"::\n\n    ", path.read_text("utf-8"))}
    assert {Path(importlib.import_module(name).__file__ or "") for name in AROUND} == with_examples
