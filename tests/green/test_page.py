"""The examples of docs/tornado-and-gevent.md, run one after the other as a reader would."""

from __future__ import annotations

import re
from pathlib import Path

from programs import run

PAGE = Path(__file__).parents[2] / "docs" / "tornado-and-gevent.md"


def test_the_examples_run() -> None:
    examples = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    done = run("\n".join(examples), PYTHONWARNINGS="error")
    assert done.stdout.splitlines() == [
        "b'hello'",
        "[b'SHOUT']",
        "['one', 'two']",
        "b'late'",
        "b'important'",
    ]
    assert done.stderr == ""
