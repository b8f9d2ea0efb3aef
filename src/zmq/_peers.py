"""Waiting for peers and for subscriptions, whatever it is that waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Self

from zmq._polling import look
from zmq._waiters import IN, Loop, Parked, Waiters, Waiting
from zmq.constants import Errno
from zmq.error import ZMQError
from zmq.sugar.events import Subscriptions
from zmq.sugar.monitored import TOO_FEW_PEERS, TOO_FEW_SUBSCRIPTIONS, MonitoredSocket
from zmq.sugar.tap import Tap


class _Timed(Waiting):
    """What ends with a TimeoutError when its time is over."""

    __slots__ = ()
    late: ClassVar = ""  # what the error says

    def within(self, timeout: float | None) -> Self:
        """Start the clock; timeout: ms, None or negative for ever."""
        if timeout == 0:
            self.expire()
        elif not self.done and timeout is not None and timeout > 0:
            self.start_timer(timeout / 1000)
        return self

    def stop(self) -> None:
        """Give up whatever is under way."""

    def fail(self, error: Exception) -> None:
        self.error = error
        self.dropped = isinstance(error, ZMQError) and error.errno == Errno.ENOTSOCK
        self._finish()

    def expire(self) -> None:
        if not self.done:
            self.stop()
            self.fail(TimeoutError(self.late))

    def cancel(self) -> bool:
        if not self.done:
            self.stop()
            self.cancelled = True
            self.notify = None
            self._finish()
        return self.cancelled


class Meeting(_Timed):
    """Waits in a loop until a check of a tap returns something.

    convert: makes the result of it.
    """

    __slots__ = ("_convert", "_tap", "_wait")
    late = TOO_FEW_PEERS

    def __init__(
        self,
        loop: Loop,
        tap: Tap,
        check: Callable[[], Any],
        convert: Callable[[Any], Any] | None = None,
    ) -> None:
        super().__init__(loop)
        self._tap = tap
        self._convert = convert
        self._wait = tap.wait_for(check, self._ring)
        if self._wait.over:
            self._look()

    def _ring(self) -> None:
        """Called from whichever thread took the event."""
        with suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        if self.done:
            return
        try:
            found = self._wait.outcome()
            self.result = found if self._convert is None else self._convert(found)
        except ZMQError as error:
            self.fail(error)
        else:
            self._finish()

    def expire(self) -> None:
        if self._wait.over:
            self._look()
        else:
            super().expire()

    def stop(self) -> None:
        self._tap.forget(self._wait)


class Subscribing(_Timed):
    """Receives what an XPUB has for us until n subscriptions came; puts all back in the end."""

    __slots__ = ("_held", "_n", "_parked", "_socket", "_waiters", "_wanted")
    late = TOO_FEW_SUBSCRIPTIONS

    def __init__(
        self, waiters: Waiters, socket: MonitoredSocket, wanted: Subscriptions, n: int
    ) -> None:
        super().__init__(waiters.loop)
        self._waiters, self._socket, self._wanted, self._n = waiters, socket, wanted, n
        self._held: list[list[Any]] = []
        self._parked: Parked | None = None
        self._look()

    def _look(self) -> None:
        """End it if there were enough; else wait (again), behind those who receive."""
        try:
            if not self._waiters.receives and self._socket._hold(self._held, self._wanted, self._n):  # noqa: SLF001
                self._finish()
            else:
                self._park()
        except Exception as error:  # noqa: BLE001 - it is for whoever collects
            self.fail(error)

    def _park(self) -> None:
        attempt = look(self._socket, IN)
        parked = self._waiters.park(self._waiters.polls, self._socket, IN, attempt)
        self._parked = parked
        if parked.done:
            self.loop.call_soon(self._ring)
        else:
            parked.notify = self._ring

    def _ring(self) -> None:
        parked, self._parked = self._parked, None
        if self.done or parked is None:
            return
        if parked.error is not None:
            self.fail(parked.error)
        else:
            self._look()

    def stop(self) -> None:
        parked, self._parked = self._parked, None
        if parked is not None:
            parked.cancel()

    def _finish(self) -> None:
        held, self._held = self._held, []
        self._socket._release(held)  # noqa: SLF001
        super()._finish()


__all__ = ["Meeting", "Subscribing"]
