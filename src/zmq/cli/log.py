"""``zmq log``: what ``python -m zmq.log`` does."""

from __future__ import annotations

import click

from zmq.cli.command import Command, command
from zmq.log import __main__ as watcher

_EXAMPLES = "zmq log --align --timestamp -t shop.ERROR tcp://127.0.0.1:5558"


@command("log", examples=_EXAMPLES)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def log(arguments: tuple[str, ...]) -> None:
    """Show the log records that a PUBHandler publishes."""
    watcher.main(list(arguments))


def _passing_on(command: Command) -> Command:
    """Let a command leave its options, --help too, to what it calls."""
    command.context_settings = {"ignore_unknown_options": True, "help_option_names": []}
    return command


COMMANDS = {"log": _passing_on(log)}
