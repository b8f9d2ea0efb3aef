"""What a Python cannot have, of what the tests use. Tests that need it are left out there, and the
header of the run says what and why.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig

import pytest

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def _reasons() -> dict[str, str]:
    reasons = _of_this_python()
    if not shutil.which("taskset"):
        reasons["taskset"] = "is of Linux"
    return reasons


def _of_this_python() -> dict[str, str]:
    if sys.implementation.name != "cpython":
        return dict.fromkeys(("msgspec", "tracemalloc", "uvloop"), "is for CPython's own API")
    if FREE_THREADED and sys.version_info < (3, 14):
        return {
            "cffi": "refuses free-threaded CPython before 3.14, so that core is not built either",
            "gevent": "is built with cffi",
            "msgspec": "refuses free-threaded CPython before 3.14",
            "paramiko": "needs cffi",
        }
    return {"uvloop": "is of POSIX systems"} if sys.platform == "win32" else {}


LACKING = _reasons()  # by distribution, module or program: why it is not to be had

# What imports it, under tests/; a single test, or one of its cases, has the mark `needs` instead.
_NEEDED_BY = {
    "cffi": ["utils/test_interop.py"],
    "gevent": ["documentation/test_build.py", "green"],
    "msgspec": ["codecs/test_msgspec.py"],
    "paramiko": ["ssh/test_paramiko.py", "ssh/test_password.py", "ssh/test_without.py"],
}
FILES = [file for name in LACKING for file in _NEEDED_BY.get(name, [])]


def needed(item: pytest.Item) -> list[str]:
    """What a test needs that is not to be had."""
    return [mark.args[0] for mark in item.iter_markers("needs") if mark.args[0] in LACKING]


def header() -> list[str]:
    return [f"left out: what needs {name}, which {reason}" for name, reason in LACKING.items()]
