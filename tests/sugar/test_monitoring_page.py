"""The examples of docs/monitoring.md, each run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from programs import run

PAGE = Path(__file__).parents[2] / "docs" / "monitoring.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
ADDRESS = r"tcp://127\.0\.0\.1:\d+"
PRINTED = [
    rf"{ADDRESS} is connected\nb'the first message has somebody to go to'\n",
    r"weather: fine\nb'\\x01weather'\n",
    r"you are heard\n",
    rf"{ADDRESS} {ADDRESS} [\d.]+ 0\n",
    rf"LISTENING {ADDRESS} .*\n(CLOSED {ADDRESS} .*\n)?MONITOR_STOPPED  0 - monitoring ended\n",
    rf"{ADDRESS}: listening \(descriptor \d+\)\n",
    r"LISTENING\nMONITOR_STOPPED\n",
]


@pytest.mark.parametrize(("example", "printed"), [*zip(EXAMPLES, PRINTED, strict=True)])
def test_the_examples_run(example: str, printed: str) -> None:
    done = run(example, PYTHONWARNINGS="error")
    assert re.fullmatch(printed, done.stdout)
    assert done.stderr == ""
