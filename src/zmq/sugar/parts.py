"""Whole messages, part by part: for sockets whose class has a ``send`` or ``recv`` of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zmq.constants import RCVMORE, SNDMORE
from zmq.sugar.tracker import MessageTracker

_ADDRESS: tuple[str, ...] = ("routing_id", "group")

__all__ = ["recv_by_parts", "send_by_parts"]


def send_by_parts(
    self: Any,
    msg_parts: Sequence[Any],
    flags: int = 0,
    copy: bool = True,
    track: bool = False,
    **kwargs: Any,
) -> Any:
    """Send a message of several parts, each by ``send``; parameters as for any Socket."""
    _check(msg_parts)
    address = {name: kwargs[name] for name in _ADDRESS if name in kwargs}
    how: dict[str, Any] = {"copy": copy, "track": track, **address}
    *first, last = msg_parts
    sent = [self.send(part, flags | SNDMORE, **how) for part in first]
    sent.append(self.send(last, flags, **how))
    return MessageTracker(*sent) if track and not copy and len(sent) > 1 else sent[-1]


def recv_by_parts(self: Any, flags: int = 0, copy: bool = True, track: bool = False) -> list[Any]:
    """Receive all parts of a message, each by ``recv``; parameters as for any Socket."""
    parts = [self.recv(flags, copy=copy, track=track)]
    while self.getsockopt(RCVMORE):
        parts.append(self.recv(flags, copy=copy, track=track))
    return parts


def _check(parts: Any) -> None:
    if not isinstance(parts, (list, tuple)):
        raise TypeError(
            f"a multipart message is a list or tuple of parts, not {type(parts).__name__}"
        )
    if not parts:
        raise IndexError("a message has at least one part")
    for index, part in enumerate(parts):
        try:
            contiguous = memoryview(part).c_contiguous
        except TypeError:
            shown = repr(part)[:32]
            raise TypeError(
                f"Frame {index} ({shown}) does not support the buffer interface."
            ) from None
        if not contiguous:
            raise BufferError("only contiguous buffers can be sent")
