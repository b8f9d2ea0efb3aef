"""The generated declarations of options are those of the table."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import zmq.sugar.option_types

TOOL = Path(__file__).parents[2] / "tools" / "option_types.py"


def test_the_declared_options_are_those_of_the_table() -> None:
    spec = importlib.util.spec_from_file_location("option_types_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = Path(zmq.sugar.option_types.__file__).read_text(encoding="utf-8")
    assert written == tool.source()
