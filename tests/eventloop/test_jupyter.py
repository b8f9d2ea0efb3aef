"""A real kernel of Jupyter: it and its client live on ZMQStream and on futures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

PATIENCE = 50

# What Jupyter itself does on the way is its own business.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def kernel() -> Iterator[tuple[Any, Any]]:
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=PATIENCE)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def outputs(client: Any, code: str) -> tuple[str, list[Any]]:
    """Execute code; return how it went and the messages it brought about."""
    messages: list[Any] = []
    reply = client.execute_interactive(code, timeout=PATIENCE, output_hook=messages.append)
    return reply["content"]["status"], messages


def test_a_kernel_executes_code_and_ends(kernel: tuple[Any, Any]) -> None:
    manager, client = kernel
    status, messages = outputs(client, "import zmq; print(zmq.__version__.split('.')[0], 6 * 7)")
    printed = [each["content"]["text"] for each in messages if each["msg_type"] == "stream"]
    assert (status, "".join(printed)) == ("ok", "28 42\n")
    assert outputs(client, "1 / 0")[0] == "error"
    assert client.complete("zm", 2, reply=True, timeout=PATIENCE)["content"]["matches"] == ["zmq"]
    manager.shutdown_kernel()
    assert not manager.is_alive()
