"""The examples of docs/asyncio.md, run one after the other as a reader would."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from programs import run

PAGE = Path(__file__).parents[2] / "docs" / "asyncio.md"


def test_the_examples_run() -> None:
    examples = re.findall(
        r"^( *)```python\n(.*?)^\1```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    program = "\n".join(textwrap.dedent(example) for _, example in examples)
    done = run(program, PYTHONWARNINGS="error")
    assert done.stdout.splitlines() == [
        "HELLO",
        "b'late, not lost'",
        "HELLO",
        "b'from a plain socket'",
        "b'to a plain socket'",
        "from another task",
        "HELLO",
    ]
    assert done.stderr == ""
