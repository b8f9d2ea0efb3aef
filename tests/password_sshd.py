"""A server to which one logs in with a password, made of paramiko's parts.

OpenSSH's own would check the password of a real user of this machine.
"""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED
from paramiko.server import InteractiveQuery

USER, PASSWORD = "somebody", "correct horse"


@dataclass
class PasswordSshd:
    port: int
    host_key: str

    @property
    def address(self) -> str:
        return f"{USER}@127.0.0.1:{self.port}"

    @property
    def known_hosts(self) -> str:
        return f"[127.0.0.1]:{self.port} {self.host_key}"


class _Server(paramiko.ServerInterface):
    """Takes the password in one way: as such, or as the answer to a question."""

    def __init__(self, method: str, question: str) -> None:
        self._method = method
        self._question = question
        self.targets: dict[int, tuple[str, int]] = {}

    def get_allowed_auths(self, username: str) -> str:
        return self._method

    def check_auth_password(self, username: str, password: str) -> int:
        return self._judge(self._method == "password" and (username, password) == (USER, PASSWORD))

    def check_auth_interactive(self, username: str, submethods: str) -> int | InteractiveQuery:
        return InteractiveQuery("", "", (self._question, False))

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        return self._judge(responses == [PASSWORD])

    def _judge(self, good: bool) -> int:
        return AUTH_SUCCESSFUL if good else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        return True  # it never ends, and so outlasts any sleep

    def check_channel_direct_tcpip_request(
        self, chanid: int, origin: tuple[str, int], destination: tuple[str, int]
    ) -> int:
        self.targets[chanid] = destination
        return OPEN_SUCCEEDED


@contextmanager
def serve(method: str, question: str = "Password: ") -> Iterator[PasswordSshd]:
    key = paramiko.ECDSAKey.generate()

    class Connection(_Connection):
        host_key = key
        login = method, question

    with _Listener(("127.0.0.1", 0), Connection) as listener:
        Thread(target=listener.serve_forever, args=[0.02], daemon=True).start()
        try:
            port = listener.server_address[1]
            yield PasswordSshd(port, f"{key.get_name()} {key.get_base64()}")
        finally:
            listener.shutdown()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Connection(socketserver.BaseRequestHandler):
    host_key: paramiko.PKey
    login: tuple[str, str]

    def handle(self) -> None:
        server = _Server(*self.login)
        with paramiko.Transport(self.request) as transport:
            transport.add_server_key(self.host_key)
            try:
                transport.start_server(server=server)
            except (paramiko.SSHException, EOFError):
                return  # a client that only looks
            self._talk(transport, server)

    def _talk(self, transport: paramiko.Transport, server: _Server) -> None:
        channels = []
        while transport.is_active():
            channel = transport.accept(1)
            if channel is not None:
                channels.append(channel)  # one that is dropped is closed
                target = server.targets.get(channel.get_id())
                if target is not None:
                    Thread(target=_relay, args=(channel, target), daemon=True).start()


def _relay(channel: paramiko.Channel, target: tuple[str, int]) -> None:
    with channel, socket.create_connection(target) as connection:
        there = partial(connection.shutdown, socket.SHUT_WR)
        forth = Thread(target=_pump, args=(channel, connection, there), daemon=True)
        forth.start()
        _pump(connection, channel, channel.shutdown_write)
        forth.join()


def _pump(source: Any, sink: Any, end: Callable[[], object]) -> None:
    try:
        while data := source.recv(4096):
            sink.sendall(data)
        end()
    except OSError:
        return
