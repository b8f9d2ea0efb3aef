"""Forwarding a local port through a connection of paramiko's."""

from __future__ import annotations

import logging
import socket
import socketserver
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from zmq.ssh._errors import SSHException

if TYPE_CHECKING:
    from paramiko import Channel, Transport

__all__ = ["forward_tunnel"]

_CHUNK = 1 << 16

_log = logging.getLogger(__name__)


class ForwardServer(socketserver.ThreadingTCPServer):
    """Listens on the local port; each connection has a thread."""

    daemon_threads = True
    allow_reuse_address = True


class Handler(socketserver.BaseRequestHandler):
    """Relays a connection to ``chain_host:chain_port`` as seen from the far end."""

    chain_host: ClassVar[str]
    chain_port: ClassVar[int]
    ssh_transport: ClassVar[Transport]

    def handle(self) -> None:
        target = self.chain_host, self.chain_port
        try:
            channel = self.ssh_transport.open_channel("direct-tcpip", target, self.client_address)
        except (SSHException, OSError, EOFError) as error:
            _log.warning("cannot forward to %s:%s: %s", *target, error)
            return
        with channel:
            _relay(self.request, channel)


def handler_for(remote_host: str, remote_port: int, transport: Transport) -> type[Handler]:
    class BoundHandler(Handler):
        chain_host = remote_host
        chain_port = remote_port
        ssh_transport = transport

    return BoundHandler


def forward_tunnel(
    local_port: int, remote_host: str, remote_port: int, transport: Transport
) -> None:
    """Forward ``127.0.0.1:local_port`` to a port that the transport's far end reaches, for ever.

    remote_host, remote_port: as the far end sees them. transport: an open one of paramiko.
    """
    handler = handler_for(remote_host, remote_port, transport)
    with ForwardServer(("127.0.0.1", local_port), handler) as server:
        server.serve_forever()


def _relay(near: socket.socket, far: Channel) -> None:
    """Carry bytes both ways until both have ended, or one way is broken."""

    def end_near() -> None:
        near.shutdown(socket.SHUT_RDWR if far.closed else socket.SHUT_WR)

    def abort() -> None:
        far.close()
        near.shutdown(socket.SHUT_RDWR)

    # A thread for each way: one that waits to send must not keep the other from receiving.
    back = Thread(target=_pump, args=(far.recv, near.sendall, end_near, abort), daemon=True)
    back.start()
    _pump(near.recv, far.sendall, far.shutdown_write, abort)
    back.join()


def _pump(
    receive: Callable[[int], bytes],
    send: Callable[[bytes], object],
    end: Callable[[], object],
    abort: Callable[[], object],
) -> None:
    try:
        while data := receive(_CHUNK):
            send(data)
        end()
    except (OSError, EOFError):
        _quietly(abort)


def _quietly(step: Callable[[], object]) -> None:
    try:
        step()
    except (OSError, EOFError) as error:
        _log.debug("the connection is gone already: %s", error)
