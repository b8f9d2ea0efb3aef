"""``zmq bench``: that it measures what it is asked to; how much is not for a test to say."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest

import zmq
from commands import complaint, posix, printed, running
from waiting import until

TRANSPORTS = ["inproc", *(["ipc"] if zmq.has("ipc") else []), "tcp"]
APIS = ["sync", "many", "asyncio"]
QUICK = "--duration", "0.01"


def test_all_is_measured() -> None:
    lines = printed("bench", "--json", *QUICK, "-s", "1", "-s", "2k").splitlines()
    found = {(r["transport"], r["api"], r["size"]): r for r in map(json.loads, lines)}
    assert set(found) == set(product(TRANSPORTS, APIS, [1, 2048]))
    for (_, api, size), result in found.items():
        assert result["messages_per_second"] > 0
        assert result["bytes_per_second"] == pytest.approx(
            result["messages_per_second"] * size, 0.1
        )
        median, late = result["round_trip_seconds"], result["round_trip_99_percent_seconds"]
        assert (median is None) == (late is None) == (api == "many")
        assert median is None or 0 < median <= late


def test_a_table_and_a_plot(tmp_path: Path) -> None:
    drawing = tmp_path / "bench.svg"
    arguments = "-t", "tcp", "-a", "sync", "-a", "many", "-s", "16", "-s", "1k", "-s", "16"
    shown = printed("bench", *QUICK, *arguments, "--plot", str(drawing))
    rows = [line.split() for line in shown.splitlines() if "tcp" in line]
    assert [row[:3] for row in rows] == [
        ["tcp", api, size] for api in ("sync", "many") for size in ("16", "1k")
    ]
    assert all(row[-1].strip("━") == "" for row in rows)
    svg = "{http://www.w3.org/2000/svg}"
    root = ElementTree.parse(drawing).getroot()
    assert root.tag == f"{svg}svg"
    legend, panels = 2, 2 + 1  # many has no round trips
    assert len(root.findall(f"{svg}polyline")) == legend + panels
    assert "tcp sync" in [text.text for text in root.iter(f"{svg}text")]


@posix
def test_ctrl_c_leaves_nothing_behind() -> None:
    with running("bench", "-t", "tcp", "-a", "sync", "--duration", "1000") as program:
        children = Path(f"/proc/{program.process.pid}/task/{program.process.pid}/children")
        if children.exists():
            until(children.read_text)
            (child,) = children.read_text().split()
        program.until_asleep()
        status, words = program.interrupt()
        assert (status, words) == (130, "")
    if children.parts[1] == "proc" and Path("/proc/self/task").exists():
        until(lambda: not Path(f"/proc/{child}").exists())


@pytest.mark.parametrize(
    "arguments",
    [("-s", "0"), ("-s", "big"), ("-t", "pigeon"), ("--plot", "bench.png"), ("-a", "fast")],
)
def test_mistakes(arguments: tuple[str, ...]) -> None:
    complaint(2, "bench", *arguments)
