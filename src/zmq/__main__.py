"""The command line: ``python -m zmq --help``."""

from __future__ import annotations

from zmq.cli import main

if __name__ == "__main__":
    main()
