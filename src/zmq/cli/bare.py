"""What the command line can do without its extras: ``info``, and say how to get the rest."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from zmq.cli import report

_HOW = "pip install 'pyzmq[cli]'"


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="zmq",
        description="The command line of pyzmq. Without its extras, click and rich, there is only"
        f" `info`; the other commands come with {_HOW}",
    )
    commands = parser.add_subparsers(required=True, metavar="info")
    info = commands.add_parser("info", description="Tell what this build of pyzmq has.")
    info.add_argument("--json", action="store_true", help="print a JSON object")
    if arguments and not arguments[0].startswith("-") and arguments[0] != "info":
        parser.exit(1, f"zmq {arguments[0]}: this needs click and rich: {_HOW}\n")
    _print(as_json=parser.parse_args(arguments).json)
    return 0


def _print(*, as_json: bool) -> None:
    found = report.gather()
    print(json.dumps(found, indent=2) if as_json else report.as_text(found))  # noqa: T201
