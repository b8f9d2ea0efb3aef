"""The examples of docs/devices.md, run one after the other as a reader would."""

from __future__ import annotations

import re
from pathlib import Path

from programs import run

PAGE = Path(__file__).parents[2] / "docs" / "devices.md"


def test_the_examples_run() -> None:
    examples = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    end = "\ncontext.term()\n"
    done = run("\n".join(examples) + end, PYTHONWARNINGS="error")
    assert done.stdout.splitlines() == [
        "anybody there?",
        "I am",
        "True",
        "b'four'",
        "(1, 4, 0, 0, 0, 0, 1, 4)",
    ]
    assert done.stderr == ""
