"""``zmq keygen``: CURVE keys, shown or kept in files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from zmq.auth import create_certificates
from zmq.backend import curve_keypair, curve_public
from zmq.cli.command import command
from zmq.error import ZMQError


@command(
    "keygen",
    examples="zmq keygen --save keys/server\n"
    "zmq pull --bind tcp://*:5557 --secret-key keys/server.key_secret\n"
    "zmq push tcp://localhost:5557 --server-key keys/server.key",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--secret", metavar="KEY", help="Take this secret key, and find its public one.")
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write new keys to PATH.key and, for its owner alone, PATH.key_secret.",
)
def keygen(as_json: bool, secret: str | None, save: Path | None) -> None:
    """Make a pair of CURVE keys.

    Public and secret, each is 40 characters of Z85.
    """
    if save is not None:
        if secret is not None:
            raise click.UsageError("--save makes keys of its own")
        click.echo("\n".join(create_certificates(save.parent, save.name)))
        return
    keys = _keys(secret)
    if as_json:
        click.echo(json.dumps(keys, indent=2))
    else:
        click.echo("\n".join(f"{name}: {key}" for name, key in keys.items()))


def _keys(secret: str | None) -> dict[str, str]:
    try:
        public_key, secret_key = (
            curve_keypair() if secret is None else (curve_public(secret), secret.encode())
        )
    except (ValueError, ZMQError) as error:
        raise click.UsageError(f"--secret: {error}") from None
    return {"public": public_key.decode(), "secret": secret_key.decode()}


COMMANDS = {"keygen": keygen}
