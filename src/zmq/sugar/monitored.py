"""What a socket tells of its peers: who is connected, and waiting for them.

None of this costs anything before it is used; then a ``Tap`` follows the socket's events. Waiting
is what a front-end with an event loop does in its own way: it overrides ``wait_connected`` and
``wait_subscribed``, and has what they share here.
"""

from __future__ import annotations

import errno
import time
from itertools import count
from operator import index

from zmq.backend import Watch, zmq_poll
from zmq.constants import POLLIN, Errno, Event, SocketOption, SocketType
from zmq.error import ZMQError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from zmq.sugar.events import Connection, Subscriptions
    from zmq.sugar.holding import Holder
    from zmq.sugar.message_types import Socket as SocketBase
    from zmq.sugar.monitor import Monitor
    from zmq.sugar.tap import Tap
else:
    from zmq.backend import Socket as SocketBase

__all__ = ["TOO_FEW_PEERS", "TOO_FEW_SUBSCRIPTIONS", "MonitoredSocket", "seconds_of"]

TOO_FEW_PEERS = "too few peers connected in time"
TOO_FEW_SUBSCRIPTIONS = "too few subscriptions came in time"

_TOO_LATE = (
    "some peers may have connected before the socket was watched: "
    "call watch() before its first bind or connect"
)


class MonitoredSocket(SocketBase):
    """A socket that can be watched."""

    _monitor_socket: Self | None = None
    _shadow_obj: Any
    _face: Monitor | None = None
    _holder: Holder | None = None

    def fileno(self) -> int:
        """Return the socket's descriptor; the class that is mixed in with says how."""
        raise NotImplementedError

    def watch(self) -> Monitor:
        """Begin to watch who connects and leaves, and return the Monitor of the socket.

        Call it before the first bind or connect, so that every peer counts; calling it again
        returns the same Monitor. It costs a thread and two sockets of libzmq, which end with the
        socket.
        """
        tap = self._tap()
        tap.watched = True
        if self._face is None or self._face._tap is not tap:
            self._face = self._new_monitor(tap)
        return self._face

    def connections(self) -> list[Connection]:
        """Return the peers that are connected now, handshake included.

        Watches the socket. Raises RuntimeError if that began only after the first bind or connect.
        Peers over inproc are not listed: libzmq does not report them.
        """
        return self._tap_of_all().connections()

    def wait_connected(self, n: int = 1, timeout: float | None = None) -> list[Connection]:
        """Wait until n peers are connected, those from before included, and return them all.

        timeout: ms, None or negative for ever. Watches the socket: call ``watch`` before the first
        bind or connect. Raises TimeoutError; ZMQError: ENOTSUP if the socket is on inproc, which
        has no events (peers are connected once both bind and connect have returned), ENOTSOCK and
        ContextTerminated as when receiving; RuntimeError as ``connections``.
        """
        from zmq.sugar.monitor import settle  # noqa: PLC0415 - not before it is needed

        tap = self._tap_of_peers()
        try:
            return self._meet(settle(tap, tap.peers(n), seconds_of(timeout)))
        except TimeoutError:
            raise TimeoutError(TOO_FEW_PEERS) from None

    def wait_subscribed(
        self, topic: str | bytes | None = None, n: int = 1, timeout: float | None = None
    ) -> None:
        """Wait until n subscriptions cover messages that begin with a topic (XPUB sockets).

        topic: None for any subscription at all. timeout: ms, None or negative for ever. What is
        counted are the subscriptions that wait to be received, and they stay so: receive them
        afterwards, or don't. Those that have been received do not count; let no other thread
        receive meanwhile, nor poll. XPUB tells only of the first subscription to each topic, unless
        XPUB_VERBOSER is set. Raises TimeoutError; ZMQError: ENOTSUP on other sockets, for libzmq
        does not tell a PUB who subscribes.
        """
        wanted = self._subscriptions(topic, n)
        seconds = seconds_of(timeout)
        deadline = None if seconds is None else time.monotonic() + seconds
        holder, watch = self._hold(), Watch(self)
        holder.join(wanted)
        watch.want = POLLIN
        try:
            while not holder.take(self, wanted):
                _sleep(watch, deadline)
        finally:
            watch.close()
            holder.leave(self, wanted)

    def monitor(self, addr: str | bytes | None, events: int = Event.ALL) -> None:
        """Publish the socket's events on a PAIR socket at an address (zmq_socket_monitor(3)).

        addr: over inproc; None ends it. events: a mask of Event. Unlike libzmq's own monitor it
        never waits for its reader: events that find no room, or no reader yet, are kept up to a
        bound. Raises ZMQError: EPROTONOSUPPORT for another transport, EADDRINUSE.
        """
        from zmq.sugar.tap import open_tap_of  # noqa: PLC0415 - as above

        mask = index(events)
        if addr is not None and not _is_inproc(addr):
            super().monitor(addr, mask)  # refuses it
        elif addr is not None:
            self._tap().forward(addr, mask)
        elif self.closed:
            raise ZMQError(Errno.ENOTSOCK)
        elif (tap := open_tap_of(self)) is not None:
            tap.stop_forward()

    def get_monitor_socket(self, events: int | None = None, addr: str | None = None) -> Self:
        """Return a PAIR socket that receives this socket's events, as ``monitor`` publishes them.

        events: a mask of Event, all if None. addr: an inproc address for it. The same socket is
        returned until it is closed or ``disable_monitor`` called.
        """
        if self._monitor_socket is not None and not self._monitor_socket.closed:
            return self._monitor_socket
        address = self._monitor_at(addr, Event.ALL if events is None else events)
        monitor: Self = self.context.socket(SocketType.PAIR)
        monitor.connect(address)
        self._monitor_socket = monitor
        return monitor

    def _monitor_at(self, addr: str | None, events: int) -> str:
        """Begin to monitor at an address, by default one that nobody else uses."""
        address = addr or f"inproc://monitor.s-{self.fileno()}"
        for serial in count(1):
            try:
                self.monitor(address, events)
            except ZMQError as error:
                if addr or error.errno != Errno.EADDRINUSE:
                    raise
                address = f"inproc://monitor.s-{self.fileno()}-{serial}"
            else:
                break
        return address

    def disable_monitor(self) -> None:
        """End what ``get_monitor_socket`` began; the monitor socket gets MONITOR_STOPPED."""
        self._monitor_socket = None
        self.monitor(None, 0)

    # Shared with front-ends that wait in their own way

    def _new_monitor(self, tap: Tap) -> Monitor:
        from zmq.sugar.monitor import Monitor  # noqa: PLC0415 - as above

        return Monitor(tap)

    def _tap(self) -> Tap:
        from zmq.sugar.tap import tap_of  # noqa: PLC0415 - as above

        return tap_of(self)

    def _tap_of_all(self) -> Tap:
        """The tap, if it knows every peer; opened if it can."""
        from zmq.sugar.tap import open_tap_of  # noqa: PLC0415 - as above

        tap = open_tap_of(self)
        if tap is None and self.get(SocketOption.LAST_ENDPOINT):
            raise RuntimeError(_TOO_LATE)
        tap = tap or self._tap()
        if not tap.complete:
            raise RuntimeError(_TOO_LATE)
        tap.watched = True
        return tap

    def _tap_of_peers(self) -> Tap:
        """The same, if there will be any events of peers."""
        tap = self._tap_of_all()
        if _is_inproc(self._unless_in_proxy(SocketOption.LAST_ENDPOINT)):
            raise ZMQError(
                Errno.ENOTSUP,
                "libzmq reports no connections over inproc: "
                "they are there once both bind and connect have returned",
            )
        return tap

    def _meet(self, connections: list[Connection]) -> list[Connection]:
        """Have libzmq learn of its new peers now, and not in the course of later calls."""
        self._unless_in_proxy(SocketOption.EVENTS)
        return connections

    def _unless_in_proxy(self, option: int) -> int | bytes | None:
        """Get an option, or None while a proxy has the socket."""
        try:
            return self.get(option)
        except ZMQError as error:
            if error.errno != errno.EBUSY:
                raise
            return None

    def _subscriptions(self, topic: str | bytes | None, n: int) -> Subscriptions:
        """What counts the subscriptions that cover a topic."""
        from zmq.sugar.events import Subscriptions  # noqa: PLC0415 - as above

        if self._type != SocketType.XPUB:
            raise ZMQError(
                Errno.ENOTSUP,
                "only an XPUB socket knows of subscriptions; it does all that a PUB socket does",
            )
        if self.closed:
            raise ZMQError(Errno.ENOTSOCK)
        return Subscriptions(topic.encode() if isinstance(topic, str) else topic, n)

    def _hold(self) -> Holder:
        """What holds the messages of this socket, or of the one that it shadows."""
        from zmq.sugar.holding import Holder  # noqa: PLC0415 - as above

        if isinstance(self._shadow_obj, MonitoredSocket):
            self._holder = self._shadow_obj._hold()
            return self._holder
        holder: Holder = vars(self).setdefault("_holder", Holder())
        return holder


def _sleep(watch: Watch, deadline: float | None) -> None:
    """Wait until there may be something new since the watch was made, or since the last wait."""
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        raise TimeoutError(TOO_FEW_SUBSCRIPTIONS)
    pairs = [(fd, POLLIN) for fd in watch.filenos()]
    zmq_poll(pairs, None if left is None else int(left * 1000) + 1)
    watch.calm()


def seconds_of(timeout: float | None) -> float | None:
    """A time in ms, None or negative for ever, as seconds."""
    return None if timeout is None or timeout < 0 else timeout / 1000


def _is_inproc(address: Any) -> bool:
    if isinstance(address, str):
        return address.startswith("inproc:")
    return isinstance(address, bytes) and address.startswith(b"inproc:")
