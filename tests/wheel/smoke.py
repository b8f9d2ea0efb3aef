"""Try an installed wheel, with nothing but Python around: python smoke.py

It looks whether libzmq is the one inside, and whether messages get through.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import zmq
import zmq.asyncio

PATIENCE = 10_000  # ms
ECHO = """
import sys, zmq
with zmq.Context() as context, context.socket(zmq.REP) as socket:
    socket.connect(sys.argv[1])
    socket.send(socket.recv())
"""
DRAFTS = "+drafts" in version("pyzmq")


def check_package() -> None:
    """It is installed, and is what its version says."""
    package = Path(zmq.__file__).parent
    assert (package / "py.typed").exists()
    assert package.is_relative_to(sys.prefix), f"{package} is not of this environment"
    assert version("pyzmq").partition("+")[0] == zmq.__version__
    assert zmq.DRAFT_API is zmq.has("draft") is DRAFTS


def check_includes() -> None:
    """What ``cimport zmq`` includes is there."""
    folders = [Path(folder) for folder in zmq.get_includes()]
    for declarations in Path(zmq.__file__).parent.rglob("*.pxd"):
        for header in re.findall(r'cdef extern from "([^"]+)"', declarations.read_text("utf-8")):
            assert any((folder / header).exists() for folder in folders), header


def check_self_contained() -> None:
    """No library of the system's is in use. Only Linux tells."""
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return
    mapped = {line.split(maxsplit=5)[-1] for line in maps.read_text("utf-8").splitlines()}
    libraries = {path for path in mapped if re.search(r"lib(zmq|sodium)[^/]*\.so", path)}
    assert all(Path(path).is_relative_to(sys.prefix) for path in libraries), libraries


def check_processes(transport: str) -> None:
    """A message to another process and back."""
    with zmq.Context() as context, context.socket(zmq.REQ) as socket:
        socket.bind(transport)
        with subprocess.Popen([sys.executable, "-c", ECHO, socket.last_endpoint]) as process:
            socket.send(b"there and back")
            assert socket.poll(PATIENCE)
            assert socket.recv() == b"there and back"
            assert process.wait(PATIENCE / 1000) == 0


def check_curve() -> None:
    """A message that is encrypted."""
    assert zmq.has("curve")
    public, secret = zmq.curve_keypair()
    with (
        zmq.Context() as context,
        context.socket(zmq.PULL) as server,
        context.socket(zmq.PUSH) as client,
    ):
        server.curve_server, server.curve_secretkey = True, secret
        client.curve_serverkey = public
        client.curve_publickey, client.curve_secretkey = zmq.curve_keypair()
        server.bind("tcp://127.0.0.1:*")
        client.connect(server.last_endpoint)
        client.send(b"secret")
        assert server.poll(PATIENCE)
        assert server.recv() == b"secret"


async def check_asyncio() -> None:
    """A message of two parts."""
    with (
        zmq.asyncio.Context() as context,
        context.socket(zmq.PUSH) as push,
        context.socket(zmq.PULL) as pull,
    ):
        pull.bind("tcp://127.0.0.1:*")
        push.connect(pull.last_endpoint)
        await push.send_multipart([b"two", b"parts"])
        parts = await asyncio.wait_for(pull.recv_multipart(), PATIENCE / 1000)
        assert parts == [b"two", b"parts"]


def check_drafts() -> None:
    """A message between sockets of draft types, over a WebSocket."""
    with (
        zmq.Context() as context,
        context.socket(zmq.SERVER) as server,
        context.socket(zmq.CLIENT) as client,
    ):
        server.bind("ws://127.0.0.1:*")
        client.connect(server.last_endpoint)
        client.send(b"question")
        assert server.poll(PATIENCE)
        question = server.recv(copy=False)
        server.send(b"answer", routing_id=question.routing_id)
        assert client.poll(PATIENCE)
        assert client.recv() == b"answer"


def main() -> None:
    check_package()
    check_includes()
    check_processes("tcp://127.0.0.1:*")
    if zmq.has("ipc"):
        check_processes("ipc://*")
    check_curve()
    asyncio.run(check_asyncio())
    if DRAFTS:
        check_drafts()
    check_self_contained()
    print(f"pyzmq {version('pyzmq')} with libzmq {zmq.zmq_version()} inside works")


if __name__ == "__main__":
    main()
