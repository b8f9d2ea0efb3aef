"""``zmq bench``: that it measures what it is asked to; how much is not for a test to say."""

from __future__ import annotations

import json
import sys
from itertools import product
from math import dist
from pathlib import Path
from xml.etree import ElementTree

import pytest

import zmq
from commands import complaint, posix, printed, run_without, running
from waiting import until
from zmq.cli.bench.drawing import Curve, dashed

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


def test_a_table_has_a_row_for_each_case() -> None:
    arguments = "-t", "tcp", "-a", "sync", "-a", "many", "-s", "16", "-s", "1k", "-s", "16"
    rows = [line.split() for line in printed("bench", *QUICK, *arguments).splitlines()]
    rows = [row for row in rows if "tcp" in row]
    assert [row[:3] for row in rows] == [
        ["tcp", api, size] for api in ("sync", "many") for size in ("16", "1k")
    ]
    assert all(row[-1].strip("━") == "" for row in rows)


PLOTTED = "-t", "tcp", "-t", "inproc", "-a", "sync", "-a", "many", "-s", "16", "-s", "1k"


def test_a_plot_as_svg(tmp_path: Path) -> None:
    drawing = tmp_path / "bench.svg"
    printed("bench", *QUICK, *PLOTTED, "--plot", str(drawing))
    svg = "{http://www.w3.org/2000/svg}"
    root = ElementTree.parse(drawing).getroot()
    assert root.tag == f"{svg}svg"
    legend, panels = 4, 4 + 2  # many has no round trips
    assert len(root.findall(f"{svg}polyline")) == legend + panels
    assert "tcp sync" in [text.text for text in root.iter(f"{svg}text")]


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="Pillow is tested on CPython only")
def test_a_plot_as_png(tmp_path: Path) -> None:
    from PIL import Image, ImageColor  # noqa: PLC0415

    drawing = tmp_path / "bench.PNG"
    printed("bench", *QUICK, *PLOTTED, "--plot", str(drawing))
    with Image.open(drawing) as image:
        assert image.format == "PNG"
        colors = {color for _, color in image.getcolors(1 << 24) or []}
    transports = {ImageColor.getrgb(color) for color in ("#2f6f9f", "#3a8f5c")}
    assert transports < colors


def test_without_pillow_png_says_how_to_get_it(tmp_path: Path) -> None:
    done = run_without("PIL", "bench", "--plot", str(tmp_path / "bench.png"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: PNG needs Pillow: pip install 'pyzmq[plot]'\n"


@pytest.mark.parametrize("dashes", [(), (2, 3), (8, 4)])
def test_the_strokes_of_a_dashed_line(dashes: tuple[int, ...]) -> None:
    curve = Curve([(0, 0), (30, 40), (30, 140)], "#000000", dashes)
    strokes = list(dashed(curve))
    assert strokes[0][0] == pytest.approx((0, 0))
    lengths = [dist(*stroke) for stroke in strokes]
    share = dashes[0] / sum(dashes) if dashes else 1
    assert sum(lengths) == pytest.approx(150 * share, abs=sum(dashes))
    assert max(lengths) <= (dashes[0] if dashes else 100) + 1e-9


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


PLOTS_THAT_CANNOT_BE = [("--plot", "bench.gif"), ("--plot", "bench"), ("--plot", "-", "--json")]


@pytest.mark.parametrize(
    "arguments",
    [("-s", "0"), ("-s", "big"), ("-t", "pigeon"), ("-a", "fast"), *PLOTS_THAT_CANNOT_BE],
)
def test_mistakes(arguments: tuple[str, ...]) -> None:
    complaint(2, "bench", *arguments)
