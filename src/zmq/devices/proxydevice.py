"""Devices that copy everything to a third socket."""

from __future__ import annotations

from typing import Any

from zmq.constants import DeviceType, SocketType
from zmq.devices.basedevice import Device, ProcessDevice, Side, ThreadDevice

__all__ = ["ProcessProxy", "Proxy", "ProxyBase", "ThreadProxy"]


class ProxyBase(Device):
    """What proxies have in common: a socket that gets a copy of each message.

    in_type, out_type, mon_type: of SocketType.
    """

    def __init__(self, in_type: int, out_type: int, mon_type: int = SocketType.PUB) -> None:
        super().__init__(DeviceType.QUEUE, in_type, out_type)
        self.mon_type = mon_type
        self._sides["mon"] = Side()

    def bind_mon(self, addr: str) -> None:
        """Have the monitoring socket bind."""
        self._sides["mon"].binds.append(addr)

    def bind_mon_to_random_port(self, addr: str, *args: Any, **kwargs: Any) -> int:
        """Have the monitoring socket bind to a port that is free now, and return the port."""
        return self._bind_to_random_port("mon", addr, *args, **kwargs)

    def connect_mon(self, addr: str) -> None:
        """Have the monitoring socket connect, after all that binds."""
        self._sides["mon"].connects.append(addr)

    def setsockopt_mon(self, opt: int, value: Any) -> None:
        """Have an option of the monitoring socket set, before it binds or connects."""
        self._sides["mon"].options.append((opt, value))


class Proxy(ProxyBase, Device):
    """A proxy that ``start`` runs right here."""


class ThreadProxy(ProxyBase, ThreadDevice):
    """A proxy in a thread."""


class ProcessProxy(ProxyBase, ProcessDevice):
    """A proxy in another process."""
