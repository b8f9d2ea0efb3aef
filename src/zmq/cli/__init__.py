"""The command line, ``zmq`` or ``python -m zmq``: a file per command or family of commands.

What it needs comes with ``pyzmq[cli]``; without that there is still ``info``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

__all__ = ["main"]

_EXTRAS = {"click", "rich"}


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command that the arguments name, and exit with its status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        import click  # noqa: F401, PLC0415 # optional
        import rich  # noqa: F401, PLC0415 # optional

        from zmq.cli.app import run  # noqa: PLC0415 # needs them
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            raise
        from zmq.cli import bare  # noqa: PLC0415 # the parser is for this case alone

        sys.exit(bare.run(arguments))
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(arguments))
