"""Proxies whose copies say which side a message came from."""

from __future__ import annotations

from zmq.backend import monitored_queue
from zmq.constants import SocketType
from zmq.devices.proxydevice import ProcessProxy, Proxy, ProxyBase, ThreadProxy

__all__ = ["MonitoredQueue", "MonitoredQueueBase", "ProcessMonitoredQueue", "ThreadMonitoredQueue"]


class MonitoredQueueBase(ProxyBase):
    """What monitored queues have in common: prefixes of the copies that the third socket gets.

    in_type, out_type, mon_type: of SocketType. in_prefix, out_prefix: what copies of messages that
    were received on the first and second socket begin with. Between two ROUTER sockets the first
    two parts of each message change places, so that peers on both sides can address each other.
    """

    def __init__(
        self,
        in_type: int,
        out_type: int,
        mon_type: int = SocketType.PUB,
        in_prefix: bytes = b"in",
        out_prefix: bytes = b"out",
    ) -> None:
        super().__init__(in_type, out_type, mon_type)
        for prefix in (in_prefix, out_prefix):
            if not isinstance(prefix, bytes):
                raise TypeError(f"a prefix is bytes, not {prefix!r}")
        self._in_prefix = in_prefix
        self._out_prefix = out_prefix

    def run_device(self) -> None:
        """Forward, and send copies with prefixes."""
        ins, outs, mons = self._setup_sockets()
        monitored_queue(ins, outs, mons, self._in_prefix, self._out_prefix)


class MonitoredQueue(MonitoredQueueBase, Proxy):
    """A monitored queue that ``start`` runs right here."""


class ThreadMonitoredQueue(MonitoredQueueBase, ThreadProxy):
    """A monitored queue in a thread."""


class ProcessMonitoredQueue(MonitoredQueueBase, ProcessProxy):
    """A monitored queue in another process."""
