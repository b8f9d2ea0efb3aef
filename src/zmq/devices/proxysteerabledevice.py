"""Proxies that a further socket steers."""

from __future__ import annotations

from typing import Any

from zmq.backend import proxy_steerable
from zmq.constants import SocketType
from zmq.devices.basedevice import Side
from zmq.devices.proxydevice import ProcessProxy, Proxy, ProxyBase, ThreadProxy

__all__ = ["ProcessProxySteerable", "ProxySteerable", "ProxySteerableBase", "ThreadProxySteerable"]


class ProxySteerableBase(ProxyBase):
    """What steerable proxies have in common: a socket that receives commands.

    in_type, out_type, mon_type, ctrl_type: of SocketType; without a ctrl_type nothing steers it.
    The commands are ``PAUSE``, ``RESUME``, ``STATISTICS`` and ``TERMINATE``, which ends the device;
    see :func:`zmq.proxy_steerable` for the answers.
    """

    def __init__(
        self,
        in_type: int,
        out_type: int,
        mon_type: int = SocketType.PUB,
        ctrl_type: int | None = None,
    ) -> None:
        super().__init__(in_type, out_type, mon_type)
        self.ctrl_type = ctrl_type
        self._sides["ctrl"] = Side()

    def run_device(self) -> None:
        """Forward as the control socket commands."""
        proxy_steerable(*self._setup_sockets())

    def bind_ctrl(self, addr: str) -> None:
        """Have the control socket bind."""
        self._sides["ctrl"].binds.append(addr)

    def bind_ctrl_to_random_port(self, addr: str, *args: Any, **kwargs: Any) -> int:
        """Have the control socket bind to a port that is free now, and return the port."""
        return self._bind_to_random_port("ctrl", addr, *args, **kwargs)

    def connect_ctrl(self, addr: str) -> None:
        """Have the control socket connect, after all that binds."""
        self._sides["ctrl"].connects.append(addr)

    def setsockopt_ctrl(self, opt: int, value: Any) -> None:
        """Have an option of the control socket set, before it binds or connects."""
        self._sides["ctrl"].options.append((opt, value))


class ProxySteerable(ProxySteerableBase, Proxy):
    """A steerable proxy that ``start`` runs right here."""


class ThreadProxySteerable(ProxySteerableBase, ThreadProxy):
    """A steerable proxy in a thread."""


class ProcessProxySteerable(ProxySteerableBase, ProcessProxy):
    """A steerable proxy in another process."""
