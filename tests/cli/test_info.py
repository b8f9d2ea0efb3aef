"""``zmq info``, with what the command line needs and without it."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import Any

import pytest

import zmq
from commands import printed, run, run_without

SECTIONS = ["versions", "capabilities", "places", "companions"]


def test_the_report_tells_what_the_library_tells() -> None:
    report: dict[str, dict[str, Any]] = json.loads(printed("info", "--json"))
    assert list(report) == SECTIONS
    versions = report["versions"]
    assert versions["pyzmq"] == zmq.__version__
    assert versions["libzmq"] == zmq.zmq_version()
    assert zmq.backend.Socket.__module__.startswith(f"zmq.backend.{versions['backend']}")
    assert versions["python"].endswith(platform.python_version())
    for name in ("draft", "curve", "ipc"):
        assert report["capabilities"][name] is zmq.has(name)
    assert report["capabilities"]["ws"] is zmq.has("WS")
    assert Path(report["places"]["extension"]).is_file()
    assert Path(report["places"]["package"], "error.py").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="where the linker's view can be checked")
def test_the_libzmq_is_the_one_that_is_loaded() -> None:
    told = json.loads(printed("info", "--json"))["places"]["libzmq"]
    mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    of_system = {name for name in mapped if "libzmq" in name}
    assert told in (of_system or {"linked into the extension"})


def test_in_a_pipe_it_is_plain() -> None:
    text = printed("info")
    assert all(f"{section}:" in text.splitlines() for section in SECTIONS)
    assert "\033" not in text
    assert "╭" not in text


@pytest.mark.parametrize("extras", ["click,rich", "click", "rich"])
def test_without_extras_there_is_still_info(extras: str) -> None:
    done = run_without(extras, "info")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("versions:")
    assert f"{zmq.zmq_version()}\n" in done.stdout
    as_json = run_without(extras, "info", "--json")
    assert list(json.loads(as_json.stdout)) == SECTIONS


@pytest.mark.parametrize("command", ["pub", "proxy", "bench", "keygen", "log"])
def test_without_extras_the_rest_says_how_to_get_them(command: str) -> None:
    done = run_without("click,rich", command, "tcp://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"zmq {command}: this needs click and rich: pip install 'pyzmq[cli]'\n"


def test_without_extras_help_says_how_to_get_them() -> None:
    done = run_without("click,rich", "--help")
    assert done.returncode == 0
    assert "pyzmq[cli]" in done.stdout
    assert run_without("click,rich").returncode == 2


def test_what_is_missing_otherwise_is_not_hidden() -> None:
    done = run_without("zmq.cli.app", "info")
    assert "No module named 'zmq.cli.app'" in done.stderr
    assert run("--version").stdout == f"pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}\n"
