"""What a socket tells of its peers: who is connected, and waiting for them.

Nothing here costs anything before ``watch`` is called or implied. Waiting goes through two methods
that a front-end with an event loop overrides; all else is shared:

- ``_wait(future, timeout, finish)`` returns ``finish(result)`` of a ``concurrent.futures.Future``
  that a thread resolves. A front-end returns an awaitable of it: ``outcome(future)`` of
  ``zmq.sugar.outcome`` awaits the future under asyncio and trio. Giving up cancels the future.
- ``_receive_until(enough, timeout)`` receives messages until there are no more and
  ``enough(message)`` held for the last one, and puts all of them back, also when it fails. A
  front-end awaits a message where this one polls.

Both raise TimeoutError when the time, in seconds, is over.
"""

from __future__ import annotations

import errno
from _thread import allocate_lock
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from zmq.backend import Socket as SocketBase
from zmq.constants import Errno, Event, SocketOption, SocketType
from zmq.error import ZMQError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from zmq.sugar.events import Connection
    from zmq.sugar.monitor import Monitor

__all__ = ["MonitoredSocket"]

_TOO_LATE = (
    "some peers may have connected before the socket was watched: "
    "call watch() before its first bind or connect"
)

_starting = allocate_lock()


class MonitoredSocket(SocketBase):
    """A socket that can be watched."""

    _watched: Monitor | None = None
    _monitored: bool = False
    _monitor_socket: Any
    _shadow_obj: Any

    def watch(self) -> Monitor:
        """Begin to watch who connects and leaves, and return the Monitor of the socket.

        Call it before the first bind or connect, so that every peer counts; calling it again
        returns the same Monitor. It costs a thread and two sockets of libzmq, which end with the
        socket. Raises ZMQError: EBUSY if ``monitor`` or ``get_monitor_socket`` is in use.
        """
        owner = self._owner
        if owner.closed:
            raise ZMQError(Errno.ENOTSOCK)
        with _starting:
            if owner._watched is None or owner._watched.ended:
                owner._watched = owner._start_watching()
            return owner._watched

    @property
    def _owner(self) -> MonitoredSocket:
        """The socket that this one shadows, or itself."""
        shadowed = self._shadow_obj
        return shadowed._owner if isinstance(shadowed, MonitoredSocket) else self

    def _start_watching(self) -> Monitor:
        # Imported when needed: importing zmq is to stay quick, and this brings in threading.
        from zmq.sugar.monitor import Monitor  # noqa: PLC0415

        if self._monitored:
            raise ZMQError(
                errno.EBUSY,
                "the socket has a monitor (get_monitor_socket); disable_monitor ends it",
            )
        if self.context is None:
            raise ZMQError(Errno.ENOTSUP, "a socket known by its address only cannot be watched")
        return Monitor(self)

    def _watch_all(self) -> Monitor:
        """The monitor, if it knows every peer; started if it can."""
        if self._owner._watched is None and self.get(SocketOption.LAST_ENDPOINT):
            raise RuntimeError(_TOO_LATE)
        monitor = self.watch()
        if not monitor.complete:
            raise RuntimeError(_TOO_LATE)
        return monitor

    def connections(self) -> list[Connection]:
        """Return the peers that are connected now, handshake included.

        Watches the socket. Raises RuntimeError if that began only after the first bind or connect.
        Peers over inproc are not listed: libzmq does not report them.
        """
        return self._watch_all().connections()

    def wait_connected(self, n: int = 1, timeout: float | None = None) -> Any:
        """Wait until n peers are connected, those from before included, and return them all.

        timeout: seconds, None for ever. Watches the socket: call ``watch`` before the first bind or
        connect. Raises TimeoutError; ZMQError: ENOTSUP if the socket is on inproc, which has no
        events (peers are connected once both bind and connect have returned), ENOTSOCK and
        ContextTerminated as when receiving; RuntimeError as ``connections``.
        """
        monitor = self._watch_all()
        last = self.get(SocketOption.LAST_ENDPOINT)
        if isinstance(last, bytes) and last.startswith(b"inproc:"):
            raise ZMQError(
                Errno.ENOTSUP,
                "libzmq reports no connections over inproc: "
                "they are there once both bind and connect have returned",
            )
        return self._wait(monitor.when_connected(n), timeout, self._meet)

    def _meet(self, connections: list[Connection]) -> list[Connection]:
        """Have libzmq learn of its new peers now, and not in the course of later calls."""
        self.get(SocketOption.EVENTS)
        return connections

    def wait_subscribed(
        self, topic: str | bytes | None = None, n: int = 1, timeout: float | None = None
    ) -> Any:
        """Wait until n subscriptions cover messages that begin with a topic (XPUB sockets).

        topic: None for any subscription at all. timeout: seconds, None for ever. What is counted
        are the subscriptions that wait to be received, and they stay so: receive them afterwards,
        or don't. Those that you have received before do not count. XPUB tells only of the first
        subscription to each topic, unless XPUB_VERBOSER is set. Raises TimeoutError; ZMQError:
        ENOTSUP on other sockets, for libzmq does not tell a PUB who subscribes.
        """
        if self._type != SocketType.XPUB:
            raise ZMQError(
                Errno.ENOTSUP,
                "only an XPUB socket knows of subscriptions; it does all that a PUB socket does",
            )
        from zmq.sugar.events import Subscriptions  # noqa: PLC0415  (as above)

        seen = Subscriptions()
        wanted = topic.encode() if isinstance(topic, str) else topic

        def enough(message: list[Any]) -> bool:
            seen.feed(message)
            return seen.count(wanted) >= n

        return self._receive_until(enough, timeout)

    def monitor(self, addr: str | bytes | None, events: int = Event.ALL) -> None:
        """Publish the socket's events on a PAIR socket at an address (zmq_socket_monitor(3)).

        addr: over inproc; None ends it. events: a mask of Event. Raises ZMQError: EPROTONOSUPPORT
        for another transport, EBUSY if the socket is watched, for libzmq has one monitor for each.
        """
        owner = self._owner
        if owner._watched is not None and not owner._watched.ended:
            if addr is None:
                return
            raise ZMQError(errno.EBUSY, "the socket is watched: read its events from watch()")
        super().monitor(addr, events)
        owner._monitored = addr is not None

    # What front-ends with an event loop do in their own way

    def _wait(
        self,
        future: Future[list[Connection]],
        timeout: float | None,
        finish: Callable[[list[Connection]], list[Connection]],
    ) -> Any:
        try:
            return finish(future.result(timeout))
        except TimeoutError:
            raise TimeoutError(f"too few peers connected within {timeout} s") from None
        finally:
            future.cancel()

    def _receive_until(self, enough: Callable[[list[Any]], bool], timeout: float | None) -> Any:
        deadline = None if timeout is None else monotonic() + timeout
        received: list[list[Any]] = []
        is_enough = False
        try:
            while True:
                message = SocketBase.try_recv_multipart(self, copy=False)
                if message is not None:
                    received.append(message)
                    is_enough = enough(message)
                elif is_enough:
                    return
                else:
                    self._poll_until(deadline)
        finally:
            if not self.closed:
                self._put_back(received)

    def _poll_until(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - monotonic()
        if left is not None and left <= 0:
            raise TimeoutError("too few subscriptions came in time")
        SocketBase.poll(self, None if left is None else int(left * 1000) + 1)
