"""One part of a message, as users see it."""

from __future__ import annotations

from zmq.backend import PYZMQ_DRAFT_API
from zmq.backend import Frame as FrameBase
from zmq.constants import MessageOption
from zmq.sugar.attrsettr import AttributeSetter
from zmq.sugar.tracker import _FINISHED_TRACKER, MessageTracker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SHOWN_WHOLE = 16  # bytes that a repr shows; of more, a little less


class Frame(FrameBase, AttributeSetter):
    __slots__ = ()
    __doc__ = FrameBase.__doc__
    _options = MessageOption.__members__
    tracker: MessageTracker | None

    def __getitem__(self, key: int | str | bytes) -> int | str:
        return self.get(key)

    def __repr__(self) -> str:
        return f"<{_class_name(type(self))}({_shown(self.buffer)})>"

    def _track(self, event: Any) -> MessageTracker:
        return _FINISHED_TRACKER if event is None else MessageTracker(event)

    @property
    def group(self) -> str:
        """The group of a RADIO's or DISH's message (drafts; zmq_msg_group())."""
        _require_draft("group")
        return str(self.get("group"))

    @group.setter
    def group(self, group: str | bytes) -> None:
        _require_draft("group")
        self.set("group", group)

    @property
    def routing_id(self) -> int:
        """To or from which CLIENT a SERVER's message goes (drafts; zmq_msg_routing_id(3))."""
        _require_draft("routing_id")
        return int(self.get("routing_id"))

    @routing_id.setter
    def routing_id(self, routing_id: int) -> None:
        _require_draft("routing_id")
        self.set("routing_id", routing_id)


def _require_draft(what: str) -> None:
    if not PYZMQ_DRAFT_API:
        raise RuntimeError(f"{what} needs libzmq's draft API, which this build of pyzmq has not")


def _class_name(cls: type) -> str:
    return "zmq.Frame" if cls is Frame else f"{cls.__module__}.{cls.__qualname__}"


def _shown(buffer: memoryview) -> str:
    """A short body whole, of a longer one the beginning and the size."""
    size = len(buffer)
    if size <= _SHOWN_WHOLE:
        return repr(bytes(buffer))
    if size < 1000:
        measure = f"{size}B"
    elif size < 2**20:
        measure = f"{size // 1000}kB"
    else:
        measure = f"{size // 10**6}MB"
    return f"{bytes(buffer[:12])!r}...{measure}"


Message = Frame

__all__ = ["Frame", "Message"]
