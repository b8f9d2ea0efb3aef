"""``zmq tunnel``: a way to an endpoint through SSH."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from zmq.cli.command import command
from zmq.ssh._address import split_endpoint
from zmq.ssh._leash import await_end
from zmq.ssh.tunnel import (
    SSHException,
    openssh_tunnel,
    paramiko_tunnel,
    select_random_ports,
)

if TYPE_CHECKING:
    from zmq.ssh._process import TunnelProcess

_MONTH = 30 * 24 * 3600.0


@command(
    "tunnel",
    examples="zmq tunnel me@server.example.org tcp://127.0.0.1:5555 --port 15555 &\n"
    "zmq req tcp://127.0.0.1:15555 -m hello",
)
@click.argument("server")
@click.argument("endpoint")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="The port here; by default a free one.",
)
@click.option(
    "-i", "--keyfile", type=click.Path(exists=True, dir_okay=False), help="A private key."
)
@click.option(
    "--paramiko/--openssh",
    default=sys.platform == "win32",
    help="What makes the tunnel; by default the ssh program, on Windows paramiko.",
)
@click.option(
    "--ask/--no-ask", default=True, help="Whether to ask for a password if one is needed."
)
def tunnel(
    server: str, endpoint: str, port: int | None, keyfile: str | None, paramiko: bool, ask: bool
) -> None:
    """Reach an endpoint through SSH.

    ENDPOINT is as SERVER sees it, which is host, user@host or user@host:port. The address to
    connect to here is printed once the tunnel is up, which it stays until Ctrl-C or a month without
    use.
    """
    try:
        transport, host, there = split_endpoint(endpoint)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    here = port or select_random_ports(1)[0]
    opener = paramiko_tunnel if paramiko else openssh_tunnel
    try:
        opened = opener(here, there, server, host, keyfile, None if ask else False, _MONTH)
    except (SSHException, ImportError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{transport}://127.0.0.1:{here}")
    _await_end(opened)
    raise click.ClickException("the tunnel has ended")


def _await_end(opened: int | TunnelProcess) -> None:
    if isinstance(opened, int):
        await_end(opened)
    else:
        opened.wait()


COMMANDS = {"tunnel": tunnel}
