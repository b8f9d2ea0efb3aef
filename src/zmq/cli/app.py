"""The commands by name; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from zmq.cli.command import INTERRUPTED, forget_output
from zmq.sugar import pyzmq_version, zmq_version

_NETCAT = "pub", "sub", "push", "pull", "req", "rep", "dealer", "router", "pair", "xpub", "xsub"
_OTHERS = "proxy", "replay", "monitor", "bench", "keygen", "tunnel", "log"
_MODULES: dict[str, str] = dict.fromkeys(_NETCAT, "netcat") | {
    name: name for name in ("info", *_OTHERS)
}
_MODULES["bench"] = "bench.command"


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"zmq.cli.{_MODULES[cmd_name]}")
        found: click.Command = module.COMMANDS[cmd_name]
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(pyzmq_version(), message=f"pyzmq %(version)s, libzmq {zmq_version()}")
def app() -> None:
    """Messages over ØMQ sockets, from the command line.

    The commands that are named after types of sockets send the lines of standard input and show
    what they receive. `zmq COMMAND --help` tells more, with examples.

    Exit status: 0 when all was done, 1 after a failure, 2 for a wrong option or endpoint, 124 when
    time ran out, 130 after Ctrl-C.
    """


def run(arguments: Sequence[str]) -> int:
    """Run a command; return its exit status."""
    try:
        return int(app.main(list(arguments), "zmq", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        forget_output()
        return 0
