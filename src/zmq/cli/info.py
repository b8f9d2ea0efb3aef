"""``zmq info``: what this build of pyzmq has."""

from __future__ import annotations

import json

import click
from rich import box
from rich.console import Console
from rich.table import Table

from zmq.cli import report
from zmq.cli.command import command


@command("info", examples="zmq info\nzmq info --json | jq .capabilities.draft")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def info(as_json: bool) -> None:
    """Tell what this build of pyzmq has.

    That is versions, capabilities, where its libzmq is, and what else is installed.
    """
    found = report.gather()
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    console = Console()
    if console.is_terminal:
        console.print(*(_table(*section) for section in found.items()), sep="\n")
    else:
        click.echo(report.as_text(found))


def _table(title: str, section: report.Section) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_header=False)
    table.add_column(style="cyan")
    table.add_column(overflow="fold")
    for name, value in section.items():
        table.add_row(name, report.shown(value), style=_style(value))
    return table


def _style(value: report.Value) -> str:
    return "green" if value is True else "dim" if value in {False, None} else ""


COMMANDS = {"info": info}
