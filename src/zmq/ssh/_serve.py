"""What runs in the process of a paramiko tunnel.

The order is read from standard input, which ends when the parent does; whether it could be carried
out is answered on standard output.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
from threading import Lock, Thread, Timer
from typing import TYPE_CHECKING, Any, NamedTuple

from zmq.ssh import _paramiko
from zmq.ssh._errors import SSHException
from zmq.ssh.forward import ForwardServer, handler_for

if TYPE_CHECKING:
    from paramiko import SSHClient, Transport


class Order(NamedTuple):
    lport: int
    rport: int
    remoteip: str
    server: str
    keyfile: str | None
    password: str | bool | None
    timeout: float


def serve() -> None:
    # The answer says why a login fails; paramiko's log would repeat it, with a traceback.
    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    try:
        order = Order(*pickle.load(sys.stdin.buffer))
        client = _paramiko.connect(order.server, order.keyfile, order.password)
        transport = _transport(client)
        server = _listen(order, transport)
    except Exception as error:  # noqa: BLE001 # the parent raises it
        _answer(error)
        sys.exit(1)
    _answer(None)
    Thread(target=server.serve_forever, daemon=True).start()
    Thread(target=_end_with_parent, args=[transport], daemon=True).start()
    transport.join()


def _transport(client: SSHClient) -> Transport:
    transport = client.get_transport()
    if transport is None:
        raise SSHException("the server has closed the connection")
    return transport


def _listen(order: Order, transport: Transport) -> ForwardServer:
    handler = handler_for(order.remoteip.strip("[]"), order.rport, transport)
    server = _IdleServer(("127.0.0.1", order.lport), handler)
    server.idle = _Idle(order.timeout, transport)
    return server


def _answer(error: Exception | None) -> None:
    sys.stdout.buffer.write(_pickled(error))
    sys.stdout.buffer.flush()


def _pickled(error: Exception | None) -> bytes:
    try:
        data = pickle.dumps(error)
        pickle.loads(data)
    except Exception:  # noqa: BLE001 # some exceptions cannot be made again from their arguments
        return pickle.dumps(SSHException(str(error)))
    return data


def _end_with_parent(transport: Transport) -> None:
    os.read(sys.stdin.fileno(), 1)  # sys.stdin would be locked when the interpreter wants to exit
    transport.close()


class _Idle:
    """Closes a transport when it was not in use for a time."""

    def __init__(self, timeout: float, transport: Transport) -> None:
        self._timeout = timeout
        self._transport = transport
        self._lock = Lock()
        self._uses = 0
        self._start()

    def _start(self) -> None:
        self._timer = Timer(self._timeout, self._transport.close)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> None:
        with self._lock:
            self._uses += 1
            self._timer.cancel()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._uses -= 1
            if self._uses == 0:
                self._start()


class _IdleServer(ForwardServer):
    idle: _Idle

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.idle:
            super().finish_request(request, client_address)
