"""What tests of tunnels share: opening, using and ending them."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import threading
from typing import Any

from sshd import Sshd
from waiting import in_thread
from zmq.ssh import tunnel


def free_port() -> int:
    return tunnel.select_random_ports(1)[0]


def open_port(sshd: Sshd, port: int, paramiko: bool, **options: Any) -> tuple[int, Any]:
    """Open a tunnel to a port, with the key that is trusted; return its port here, and it."""
    options = {"server": sshd.address, "keyfile": str(sshd.trusted)} | options
    lport = free_port()
    opener = tunnel.paramiko_tunnel if paramiko else tunnel.openssh_tunnel
    return lport, opener(lport, port, **options)


def echoed(port: int, message: bytes = b"hello") -> bytes:
    """What comes back through a port until its end, once the message and its end were sent."""

    def send() -> None:
        client.sendall(message)
        client.shutdown(socket.SHUT_WR)

    with socket.create_connection(("127.0.0.1", port)) as client:
        sending = in_thread(send)
        received = b"".join(iter(lambda: client.recv(65536), b""))
        sending.result()
        return received


def refuses(port: int) -> bool:
    """Whether nothing listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


def end(opened: Any) -> None:
    """Stop the process of a tunnel, and wait for its end."""
    os.kill(opened if isinstance(opened, int) else opened.pid, signal.SIGTERM)
    wait(opened)


def wait(opened: Any) -> None:
    """Wait for the process of a tunnel to end."""
    if isinstance(opened, int):
        os.waitpid(opened, 0)
    else:
        opened.join()


def holdings() -> tuple[int, int, int]:
    """How many processes, descriptors and threads this process has, garbage apart.

    What a collector finds may go a while later, as threads do.
    """
    before, now = None, _holdings()
    while now != before:
        before, now = now, _holdings()
    return now


def _holdings() -> tuple[int, int, int]:
    gc.collect()
    parents = subprocess.run(["ps", "-A", "-o", "ppid="], capture_output=True, text=True).stdout
    children = parents.split().count(str(os.getpid()))
    return children, len(os.listdir("/dev/fd")), threading.active_count()  # noqa: PTH208
