"""Reading a socket's events in greenlets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent

from zmq._peers import Meeting
from zmq.green._hub import current_loop, settle
from zmq.sugar.monitor import Monitor

__all__ = ["GreenMonitor"]


class GreenMonitor(Monitor):
    """A monitor whose readers let other greenlets run; callbacks have a greenlet of their own."""

    def _settle(self, check: Callable[[], Any]) -> Any:
        return settle(Meeting(current_loop(), self._tap, check))

    def _start(self, function: Callable[..., object], *args: Any) -> None:
        gevent.spawn(function, *args)
