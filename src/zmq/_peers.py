"""Waiting for peers and for subscriptions, whatever it is that waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Self

from zmq._waiters import IN, Loop, Parked, Waiters, Waiting
from zmq.backend import WOULD_BLOCK
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
    """Waits in a loop for subscriptions, and leaves what an XPUB received to be received.

    Others of the loop who receive come first. While something is held for us they find the budget
    spent, so that they are parked, and have it put back by ``Holder.give_way``.
    """

    __slots__ = ("_forget", "_holder", "_parked", "_socket", "_waiters", "_wanted")
    late: ClassVar = TOO_FEW_SUBSCRIPTIONS

    def __init__(
        self,
        waiters: Waiters,
        socket: MonitoredSocket,
        wanted: Subscriptions,
        forget: Callable[[Subscribing], object],
    ) -> None:
        super().__init__(waiters.loop)
        self._forget = forget
        self._waiters, self._socket, self._wanted = waiters, socket, wanted
        self._holder = socket._hold()  # noqa: SLF001
        self._holder.join(wanted)
        self._parked: Parked | None = None
        self._park()

    def _park(self) -> None:
        if self.done or self._parked is not None:
            return
        waiters = self._waiters
        self._parked = waiters.park(waiters.polls, self._socket, IN, self._attempt)
        if self._parked.done:
            self._end()
        else:
            self._parked.notify = self._end

    def step_behind(self) -> None:
        """Let others of the loop who are about to receive or poll be served before."""
        self.stop()
        self.loop.call_soon(self._park)

    def _attempt(self) -> Any:
        if self._waiters.receives:
            return WOULD_BLOCK
        if self._holder.take(self._socket, self._wanted):
            return True
        if self._holder.held:
            self._waiters.budget = 0
        return WOULD_BLOCK

    def _end(self) -> None:
        parked, self._parked = self._parked, None
        if self.done or parked is None:
            return
        if parked.error is not None:
            self.fail(parked.error)
        else:
            self._finish()

    def stop(self) -> None:
        parked, self._parked = self._parked, None
        if parked is not None:
            parked.cancel()

    def _finish(self) -> None:
        self._holder.leave(self._socket, self._wanted)
        self._forget(self)
        super()._finish()


__all__ = ["Meeting", "Subscribing"]
