"""One call makes a socket a CURVE server or client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import zmq
from auth.conftest import Keys
from conftest import MakeSocket
from zmq.auth import create_certificates, curve_client, curve_server, load_certificate
from zmq.utils import z85


def forms(key: bytes) -> list[Any]:
    return [key, key.decode(), z85.decode(key)]


def test_a_server_has_the_public_key_of_its_secret_one(socket: MakeSocket, keys: Keys) -> None:
    for secret in forms(keys.secret):
        server = socket(zmq.PULL)
        assert curve_server(server, secret) == keys.public
        assert server.curve_server == 1
        assert server.zap_domain == b""
        assert server.mechanism == zmq.CURVE


def test_a_server_in_a_domain_enforces_it(socket: MakeSocket, keys: Keys) -> None:
    server = socket(zmq.PULL)
    curve_server(server, keys.secret, domain="lab")
    assert server.zap_domain == b"lab"
    assert server.get(zmq.ZAP_ENFORCE_DOMAIN) == 1


def test_a_client_has_the_public_key_of_its_secret_one(
    socket: MakeSocket, keys: Keys, server_keys: Keys
) -> None:
    for server, secret in zip(forms(server_keys.public), forms(keys.secret), strict=True):
        client = socket(zmq.PUSH)
        assert curve_client(client, server, secret) == keys.public
        assert client.mechanism == zmq.CURVE


def test_a_client_without_keys_makes_up_its_own(socket: MakeSocket, server_keys: Keys) -> None:
    own = {curve_client(socket(zmq.PUSH), server_keys.public) for _ in range(2)}
    assert len(own) == 2


def test_keys_from_files(socket: MakeSocket, tmp_path: Path) -> None:
    public_path, secret_path = map(Path, create_certificates(tmp_path, "ada"))
    public, _ = load_certificate(secret_path)
    server, client = socket(zmq.PULL), socket(zmq.PUSH)
    assert curve_server(server, secret_path) == public
    assert curve_client(client, public_path, secret_path) == public
    with pytest.raises(ValueError, match=r"no secret key in .*ada\.key$"):
        curve_server(server, public_path)


@pytest.mark.parametrize("key", ["", b"x" * 39, b"x" * 41, "~" * 40, b"\xff" * 40, "#####" * 8])
def test_what_is_no_key_is_refused_before_the_socket_changes(
    socket: MakeSocket, keys: Keys, key: Any
) -> None:
    calls: list[tuple[Any, ...]] = [
        (curve_server, key),
        (curve_client, key),
        (curve_client, keys.public, key),
    ]
    for secure, *arguments in calls:
        plain = socket(zmq.PULL)
        with pytest.raises(ValueError, match=r"^a CURVE key is 40 characters of Z85, or 32 bytes$"):
            secure(plain, *arguments)
        assert plain.mechanism == zmq.NULL
