"""The examples of docs/logging.md, run one after the other as a reader would."""

from __future__ import annotations

import re
from pathlib import Path

from programs import run

PAGE = Path(__file__).parents[2] / "docs" / "logging.md"


def test_the_examples_run() -> None:
    examples = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    done = run("\n".join(examples))
    topic, text, empty, collected = done.stdout.splitlines()
    assert topic == "b'shop.WARNING.orders.paid'"
    assert re.fullmatch(r"WARNING .*:\d+ - 3 are late", text)
    assert empty == ""
    assert collected == r"[b'worker-1.INFO', b'ready\n']"
    assert done.stderr == ""
