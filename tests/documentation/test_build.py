"""The documentation builds, and whatever it links within itself is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from documentation.pages import ROOT
from waiting import PATIENCE


def test_sphinx_has_no_complaints(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "dummy", "-E"]
    done = subprocess.run(
        [*command, "-d", str(tmp_path), str(ROOT / "docs"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
