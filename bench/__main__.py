"""`python -m bench`: measure our build beside the others; see README.md."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench import HERE, ROOT, columns
from bench.columns import Column, Settings, Unavailable
from bench.registry import matching
from bench.report import Report, Terminal, as_json, markdown
from bench.session import measure

RESULTS = HERE / "results"
MATPLOTLIB = ("--only-binary=:all:", "matplotlib==3.11.2")  # compiling it takes many minutes
QUICK = Settings(seconds=0.01, share=100)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--ours", type=Path, default=ROOT / ".venv/bin/python", metavar="PYTHON")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="part of a name, or a glob")
    parser.add_argument("--columns", default="c,pyzmq,ours,pyomq", help="which to measure")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="time of each sample")
    parser.add_argument("--quick", action="store_true", help="see in a minute that all runs")
    parser.add_argument("--list", action="store_true", help="name the workloads")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    workloads = matching(options.only)
    if options.list or not workloads:
        print("\n".join(f"{w.name:34} {w.title}" for w in workloads) or "no such workload")
        return
    wanted, left_out = set_up(options.ours, options.columns.split(","))
    settings = QUICK if options.quick else Settings(seconds=options.seconds)
    rounds = 1 if options.quick else options.rounds
    results = measure(workloads, wanted, settings, rounds, Terminal().show)
    report = Report(wanted, left_out, results, rounds, options.quick)
    print("", *report.surroundings(), *report.warnings(), *report.failures(), sep="\n")
    whole = options.only == "*" and not options.quick
    write(report, "latest" if whole else "partial", wanted)


def set_up(python: Path, names: list[str]) -> tuple[list[Column], dict[str, str]]:
    """Make the columns that can be had; say of the others why not."""
    try:
        ours = columns.ours(python)
    except Unavailable as error:
        sys.exit(str(error))
    makers: dict[str, Callable[[], Column]] = {
        "c": columns.libzmq_in_c,
        "pyzmq": lambda: columns.released(ours),
        "ours": lambda: ours,
        "pyomq": lambda: columns.pyomq(ours),
    }
    made: list[Column] = []
    left_out: dict[str, str] = {}
    for name, make in makers.items():
        if name in names:
            try:
                made.append(make())
            except Unavailable as error:
                left_out[name] = str(error)
    return made, left_out


def write(report: Report, name: str, made: list[Column]) -> None:
    """Leave the results in files: whole runs as `latest`, others as `partial`."""
    path = RESULTS / name
    path.with_suffix(".json").write_text(as_json(report))
    path.with_suffix(".md").write_text(markdown(report))
    reason = plot(path, made)
    written = f"{path.relative_to(ROOT)}.json, .md"
    print(f"\nwritten: {written}{f'; no plot: {reason}' if reason else ', .svg'}")


def plot(path: Path, made: list[Column]) -> str:
    """Draw the results beside them; say why if that cannot be done."""
    if not any(column.name == "pyzmq" for column in made):
        return "there is no pyzmq to compare with"
    like = next(column for column in made if column.name == "pyzmq")
    try:
        python = columns.make_venv(f"plot-{like.about['tag']}", like.about["base"], MATPLOTLIB)
    except Unavailable as error:
        return str(error)
    subprocess.run([python, "-m", "bench.plot", path], cwd=ROOT, check=True)
    return ""


if __name__ == "__main__":
    main()
