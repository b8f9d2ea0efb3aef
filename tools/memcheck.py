"""memcheck.py PROGRAM ...: runs a Python program under valgrind, and fails for what is wrong in it.

Wrong are reads and writes of memory that is not the program's or not set, and memory of our
extension that is lost, which is to say that nothing points to it any more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

OURS = "_zmq.cpython-"
SUPPRESSIONS = Path(__file__).with_name("valgrind.supp")
INSTALL = {
    "apt-get": ["install", "-y", "--no-install-recommends", "valgrind", "libc6-dbg"],
    "dnf": ["install", "-y", "valgrind"],
    "apk": ["add", "valgrind", "musl-dbg"],
}
INSPECT = [
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect",
    "--errors-for-leak-kinds=none",  # those with a frame of ours are picked out below
    "--error-exitcode=9",
    "--num-callers=40",
    "--fair-sched=try",
    f"--suppressions={SUPPRESSIONS}",
]


def say(text: str) -> None:
    sys.stderr.write(text + "\n")


def get_valgrind() -> None:
    """Install valgrind with the system's package manager, which takes root or passwordless sudo."""
    manager = next(filter(shutil.which, INSTALL), None)
    if manager is None:
        sys.exit("valgrind is missing, and no package manager known here can install it")
    say(f"Installing valgrind with {manager}")
    root = [] if os.getuid() == 0 else ["sudo", "-n"]
    subprocess.run([*root, manager, *INSTALL[manager]], stdout=subprocess.DEVNULL, check=False)
    if shutil.which("valgrind") is None:
        sys.exit(f"{manager} could not install valgrind: do it, then try again")


def watched(program: list[str], report: Path) -> int:
    """Run Python on the program under valgrind, which writes its report; return the exit code."""
    inspect = [*INSPECT, "--xml=yes", f"--xml-file={report}"]
    environment = {**os.environ, "PYTHONMALLOC": "malloc"}  # no arenas, in which valgrind is blind
    return subprocess.run(
        ["valgrind", *inspect, sys.executable, *program], env=environment, check=False
    ).returncode


def is_ours(error: ET.Element) -> bool:
    return any(OURS in (frame.text or "") for frame in error.iterfind("stack/frame/obj"))


def wrongs(report: Path) -> Iterator[ET.Element]:
    """The errors, and the leaks that have a frame of ours."""
    for error in ET.parse(report).iterfind("error"):
        if not error.findtext("kind", "").startswith("Leak_") or is_ours(error):
            yield error


def describe(error: ET.Element) -> str:
    title = error.findtext("what") or error.findtext("xwhat/text") or "?"
    lines = [
        f"    {frame.findtext('fn', '?')} ({frame.findtext('file') or frame.findtext('obj')}"
        f":{frame.findtext('line', '')})"
        for frame in error.iterfind("stack/frame")
    ]
    return "\n".join([title, *lines])


def main(program: list[str]) -> int:
    if shutil.which("valgrind") is None:
        get_valgrind()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        code = watched(program, report)
        found = list(wrongs(report))
    for error in found:
        say(describe(error))
    say(f"{len(found)} errors and leaks of ours; the program ended with {code}")
    return 1 if found or code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
