"""Handshakes of real sockets, decided by authenticators on each front-end."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

import zmq
from auth.conftest import Connect, Keys, Serve
from conftest import MakeSocket
from handshakes import ADMITTED, FAILED, REFUSED, bound
from waiting import PATIENCE
from zmq.auth import Authenticator, curve_client, curve_server
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils import z85

# NULL


def test_null_in_a_domain(authenticator: Authenticator, serve: Serve, connect: Connect) -> None:
    server = serve(zap_domain=b"global")
    connect(server.endpoint).send(b"hello")
    assert server.outcome() == ADMITTED
    assert server.received() == (b"hello", "anonymous")


def test_null_from_a_denied_address(
    authenticator: Authenticator, serve: Serve, connect: Connect
) -> None:
    authenticator.deny("127.0.0.1")
    server = serve(zap_domain=b"global")
    connect(server.endpoint)
    assert server.outcome() == REFUSED


def test_null_from_an_address_that_is_not_allowed(
    authenticator: Authenticator, serve: Serve, connect: Connect
) -> None:
    authenticator.allow("10.0.0.0/8")
    server = serve(zap_domain=b"global")
    connect(server.endpoint)
    assert server.outcome() == REFUSED


def test_rules_for_ipv4_hold_on_sockets_that_speak_ipv6(
    authenticator: Authenticator, serve: Serve, connect: Connect
) -> None:
    authenticator.deny("127.0.0.1")
    server = serve(zap_domain=b"global", host="[::]", ipv6=1)
    port = server.endpoint.rpartition(":")[2]
    connect(f"tcp://127.0.0.1:{port}")
    assert server.outcome() == REFUSED


# PLAIN


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [(b"ada", b"secret", ADMITTED), (b"ada", b"wrong", REFUSED), (b"bob", b"secret", REFUSED)],
)
def test_plain(
    authenticator: Authenticator,
    serve: Serve,
    connect: Connect,
    name: bytes,
    password: bytes,
    expected: object,
) -> None:
    authenticator.configure_plain("lab", {"ada": "secret"})
    server = serve(plain_server=1, zap_domain=b"lab")
    client = connect(server.endpoint, plain_username=name, plain_password=password)
    assert server.outcome() == expected
    if expected == ADMITTED:
        client.send(b"hello")
        assert server.received() == (b"hello", "ada")


def test_a_peer_without_a_password_does_not_get_to_a_plain_server(
    authenticator: Authenticator, serve: Serve, connect: Connect
) -> None:
    authenticator.configure_plain("*", {"ada": "secret"})
    server = serve(plain_server=1)
    connect(server.endpoint)
    assert server.outcome().event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL


# CURVE


def test_curve_with_keys_from_memory(
    authenticator: Authenticator,
    serve: Serve,
    connect: Connect,
    server_keys: Keys,
    keys: Keys,
) -> None:
    authenticator.configure_curve_keys("lab", {keys.public: "ada"})
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert server.outcome() == REFUSED
    client = connect(
        server.endpoint, lambda socket: curve_client(socket, server_keys.public, keys.secret)
    )
    assert server.outcome() == ADMITTED
    client.send(b"hello")
    assert server.received() == (b"hello", "ada")


def test_curve_with_certificates(
    authenticator: Authenticator, serve: Serve, connect: Connect, tmp_path: Path
) -> None:
    clients = tmp_path / "clients"
    clients.mkdir()
    _, client_secret = zmq.auth.create_certificates(clients, "ada")
    server_public, server_secret = zmq.auth.create_certificates(tmp_path, "server")
    authenticator.configure_curve(location=clients)
    server = serve(lambda socket: curve_server(socket, Path(server_secret)))
    client = connect(
        server.endpoint,
        lambda socket: curve_client(socket, Path(server_public), Path(client_secret)),
    )
    assert server.outcome() == ADMITTED
    client.send(b"hello")
    public, _ = zmq.auth.load_certificate(client_secret)
    assert server.received() == (b"hello", public.decode())


def test_curve_with_any_key(
    authenticator: Authenticator, serve: Serve, connect: Connect, server_keys: Keys
) -> None:
    authenticator.configure_curve("*", zmq.auth.CURVE_ALLOW_ANY)
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    own: list[bytes] = []
    client = connect(
        server.endpoint, lambda socket: own.append(curve_client(socket, server_keys.public))
    )
    assert server.outcome() == ADMITTED
    client.send(b"hello")
    assert server.received() == (b"hello", own[0].decode())


def test_curve_clients_do_not_accept_another_server(
    serve: Serve, connect: Connect, server_keys: Keys, keys: Keys
) -> None:
    server = serve(lambda socket: curve_server(socket, server_keys.secret))
    connect(server.endpoint, lambda socket: curve_client(socket, keys.public))
    assert server.outcome().event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL


class Provider:
    """Admits all; the coroutine function gives way to others on the way."""

    async def callback(self, domain: str, key: bytes) -> bool:
        await asyncio.sleep(0)
        return domain == "lab" and len(z85.decode(key)) == 32


class Failing:
    def callback(self, domain: str, key: bytes) -> bool:
        raise RuntimeError("no database")


def test_coroutines_as_callbacks(
    authenticator: Authenticator, serve: Serve, connect: Connect, server_keys: Keys
) -> None:
    authenticator.configure_curve_callback("lab", Provider())
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert server.outcome() == ADMITTED


def test_a_failing_callback_does_not_stop_the_authenticator(
    authenticator: Authenticator,
    serve: Serve,
    connect: Connect,
    server_keys: Keys,
    caplog: pytest.LogCaptureFixture,
) -> None:
    authenticator.configure_curve_callback("lab", Failing())
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert server.outcome() == FAILED
    assert "no database" in caplog.text
    authenticator.configure_curve_callback("lab", Provider())
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert server.outcome() == ADMITTED


class Gate:
    """Keeps those who ask for the first key waiting until another key was asked for."""

    def __init__(self) -> None:
        self.first: bytes | None = None
        self.asked = threading.Event()
        self.opened: asyncio.Event | None = None

    async def callback(self, domain: str, key: bytes) -> bool:
        if self.opened is None:
            self.first, self.opened = key, asyncio.Event()
            self.asked.set()
            await self.opened.wait()
        self.opened.set()
        return True


def test_a_callback_that_waits_delays_nobody_else(
    authenticator: Authenticator, serve: Serve, connect: Connect, server_keys: Keys
) -> None:
    gate = Gate()
    authenticator.configure_curve_callback("*", gate)
    server = serve(lambda socket: curve_server(socket, server_keys.secret))
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert gate.asked.wait(PATIENCE)
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert [server.outcome(), server.outcome()] == [ADMITTED, ADMITTED]


def test_many_peers_at_once(
    authenticator: Authenticator, serve: Serve, connect: Connect, server_keys: Keys
) -> None:
    authenticator.configure_curve_callback("lab", Provider())
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    for _ in range(40):
        connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert {server.outcome() for _ in range(40)} == {ADMITTED}


# Who else asks


def test_requests_that_are_none_do_not_stop_the_authenticator(
    authenticator: Authenticator, socket: MakeSocket, serve: Serve, connect: Connect
) -> None:
    asker = socket(zmq.DEALER, rcvtimeo=PATIENCE * 1000)
    asker.connect("inproc://zeromq.zap.01")
    for frames in (
        [b"x"],
        [b""],
        [b"", b""],
        [b"", b"1.0"],
        [b"", b"1.0", b"1"],
        [b"", b"2", b"2"],
    ):
        asker.send_multipart(frames)
    replies = [asker.recv_multipart()[1:] for _ in range(2)]
    text = b"Not enough frames"
    assert replies == [
        [b"1.0", b"1", b"400", text, b"", b""],
        [b"1.0", b"2", b"400", text, b"", b""],
    ]
    server = serve(zap_domain=b"global")
    connect(server.endpoint)
    assert server.outcome() == ADMITTED


def test_each_context_has_its_authenticator(
    authenticator: Authenticator, serve: Serve, connect: Connect
) -> None:
    with zmq.Context() as other:
        denying = ThreadAuthenticator(other)
        denying.start()
        denying.deny("127.0.0.1")
        with other.socket(zmq.PULL) as socket:
            socket.zap_domain = b"global"
            server = bound(socket)
            connect(server.endpoint)
            assert server.outcome() == REFUSED
            server.monitor.close()
        denying.stop()
    server = serve(zap_domain=b"global")
    connect(server.endpoint)
    assert server.outcome() == ADMITTED


def test_a_context_has_one_authenticator(
    authenticator: Authenticator, context: zmq.Context[Any]
) -> None:
    second = ThreadAuthenticator(context)
    with pytest.raises(zmq.ZMQError) as caught:
        second.start()
    assert caught.value.errno == zmq.EADDRINUSE
    assert second.zap_socket is None
    assert not second.is_alive()
    second.stop()


def test_without_an_authenticator_a_domain_lets_nobody_in(
    serve: Serve, connect: Connect, server_keys: Keys
) -> None:
    server = serve(lambda socket: curve_server(socket, server_keys.secret, domain="lab"))
    connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert server.outcome().event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL


def test_without_an_authenticator_and_a_domain_the_server_key_is_enough(
    serve: Serve, connect: Connect, server_keys: Keys
) -> None:
    server = serve(lambda socket: curve_server(socket, server_keys.secret))
    client = connect(server.endpoint, lambda socket: curve_client(socket, server_keys.public))
    assert server.outcome() == ADMITTED
    client.send(b"hello")
    assert server.socket.recv() == b"hello"
