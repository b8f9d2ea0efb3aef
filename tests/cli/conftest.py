"""What the tests of the command line share: sockets that programs talk with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

import zmq
from conftest import MakeSocket
from waiting import PATIENCE

if sys.platform == "win32":  # has no terminals for pexpect
    collect_ignore = ["test_terminal.py"]

Listen = Callable[..., tuple[Any, str]]


@pytest.fixture
def listen(socket: MakeSocket) -> Listen:
    """Return a function that binds a socket, and returns it and its address."""

    def listening(kind: int, **options: Any) -> tuple[zmq.Socket[bytes], str]:
        made = socket(kind, rcvtimeo=PATIENCE * 1000, sndtimeo=PATIENCE * 1000, **options)
        made.bind("tcp://127.0.0.1:*")
        return made, made.last_endpoint.decode()

    return listening
