"""The peer of a measurement, in a process of its own or in a thread."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from zmq.cli.bench.loads import LOADS
from zmq.sugar import Context


@contextmanager
def process(role: str, api: str, endpoint: str, size: int) -> Iterator[None]:
    """A peer that works until the block ends."""
    program = f"from {__name__} import main; main({role!r}, {api!r}, {endpoint!r}, {size})"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as running:
        try:
            yield
        finally:
            running.kill()


def thread(context: Context[Any], role: str, api: str, endpoint: str, size: int) -> Thread:
    """Start a peer that works until the context is terminated."""
    work = Thread(target=_work, args=(context, role, api, endpoint, size), daemon=True)
    work.start()
    return work


def _work(context: Context[Any], role: str, api: str, endpoint: str, size: int) -> None:
    load = LOADS[api]
    peer = load.flood if role == "flood" else load.echo
    assert peer is not None, f"{api} has no {role}"
    peer(context, endpoint, size)


def _end_with_parent() -> None:
    """Wait for the end of standard input, which is the parent's."""
    os.read(0, 1)
    os._exit(0)


def main(role: str, api: str, endpoint: str, size: int) -> None:
    """Work as a process that measures, our parent, wants it."""
    Thread(target=_end_with_parent, daemon=True).start()
    _work(Context(), role, api, endpoint, size)
