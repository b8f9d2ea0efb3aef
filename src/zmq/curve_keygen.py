"""Make a pair of CURVE keys: ``python -m zmq.curve_keygen``."""

from __future__ import annotations

import argparse
import json

from zmq.backend import curve_keypair, curve_public
from zmq.error import ZMQError

_TEXT = """\
== CURVE PUBLIC KEY ==
{public}

== CURVE SECRET KEY ==
{secret}"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m zmq.curve_keygen",
        description="Make a pair of CURVE keys, public and secret, each 40 characters of Z85.",
    )
    parser.add_argument("--json", action="store_true", help="print the keys as a JSON object")
    parser.add_argument(
        "--secret",
        type=str,
        help="take this secret key, and print its public one; as --secret=KEY if KEY begins with -",
    )
    return parser


def _keys(secret: str | None) -> dict[str, str]:
    if secret is None:
        public_key, secret_key = curve_keypair()
    else:
        secret_key = secret.encode()
        public_key = curve_public(secret_key)
    return {"public": public_key.decode(), "secret": secret_key.decode()}


def _main(argv: list[str] | None = None) -> None:
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        keys = _keys(options.secret)
    except (ValueError, ZMQError) as error:
        parser.error(str(error) if options.secret is None else f"--secret: {error}")
    print(json.dumps(keys, indent=1) if options.json else _TEXT.format_map(keys))


if __name__ == "__main__":
    _main()
