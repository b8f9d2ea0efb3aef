"""Messages: Python data into libzmq's and back, and the Frame that holds one."""

from __future__ import annotations

import gc
import sys
from weakref import ref

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.memory import empty_released, share_with_message, view_data
from zmq.backend.cffi.wait import NULL, SECOND, deadline_after, fail, patiently
from zmq.constants import Errno
from zmq.error import NotDone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn, Self

    Exporter = object

    def add_memory_pressure(size: int, /) -> None: ...
elif sys.implementation.name == "pypy":
    from __pypy__ import add_memory_pressure
    from __pypy__.bufferable import bufferable

    class Exporter(bufferable):
        """Its buffer is that of what ``_body`` returns."""

        __slots__ = ()

        def __buffer__(self, flags: int, /) -> memoryview:
            return memoryview(self._body())
else:
    from zmq.backend.cffi._exporter import Exporter

_Bytes = bytes  # which is also the name of a property
_set = object.__setattr__  # past what classes of users make of setting an attribute

_COLLECTS = sys.implementation.name == "pypy"
_UNSEEN = 4096  # fewer bytes are not worth telling the collector of

ROOM: int = lib.SLOT_ROOM
SIZES: int = lib.SLOT_SIZES


class Slot:
    """What a call of C fills with messages, or sends (c/frame.c); of one call at a time."""

    __slots__ = ("c", "room", "sizes")

    def __init__(self) -> None:
        slot = lib.core_new_slot()
        if slot == NULL:
            raise MemoryError
        self.c: Any = ffi.gc(slot, lib.core_free_slot, 32768)
        self.room: Any = slot.room
        self.sizes: Any = slot.sizes


_spare: list[Slot] = []


def take_slot() -> Slot:
    try:
        return _spare.pop()
    except IndexError:
        return Slot()


def give_slot(slot: Slot) -> None:
    """Let others have a slot in which nothing is left."""
    _spare.append(slot)


def clear_slot(slot: Slot) -> None:
    """Close what is left in a slot, and give it back with the memory that this released."""
    lib.core_empty_slot(slot.c)
    _spare.append(slot)
    empty_released()


def default_copy_threshold() -> int:
    """Return ``zmq.COPY_THRESHOLD`` as it is now: programs assign to it on the package."""
    face = sys.modules.get("zmq")
    return 65536 if face is None else getattr(face, "COPY_THRESHOLD", 65536)


def fill_message(message: Any, data: Any, copy: bool, threshold: int, event: Any) -> bool:
    """Fill an empty message from a Frame or from a buffer; tell whether it shares memory."""
    if isinstance(data, Frame):
        result = lib.core_copy_message(message, data._message)
    elif type(data) is bytes and (copy or len(data) < threshold):
        result = lib.core_fill(message, data, len(data))
    else:
        view = view_data(data)
        if not copy and len(view) >= threshold:
            share_with_message(message, view, event)
            if type(data) is not bytes:
                # Two collections: one for what keeps it here, then one for data itself.
                _press_collector(4 * len(view))
            return True
        try:
            result = lib.core_fill(message, view, len(view))
        finally:
            ffi.release(view)
    if result:
        fail(result)
    return False


class SendEvent:
    """Set once libzmq no longer reads the buffers that belong to it."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        event = lib.core_new_event()
        if event == NULL:
            raise MemoryError
        self._event = ffi.gc(event, lib.core_drop_event)

    def is_set(self) -> bool:
        """Tell whether the buffers are no longer read."""
        empty_released()
        return not lib.core_event_pending(self._event)

    def fileno(self) -> int:
        """Return a descriptor that becomes, and stays, readable when the event is set.

        Raises NotDone in a forked child, which is not told of its parent's memory.
        """
        fd = lib.core_event_fd(self._event)
        if fd == lib.FORKED:
            raise NotDone
        if fd < 0:
            fail(fd)
        return int(fd)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most so many seconds (None: for ever) and tell whether the event is set."""
        deadline = deadline_after(None if timeout is None else max(timeout, 0), SECOND)
        for slice_end in _slices(deadline):
            if self.is_set():
                return True
            result = patiently(lib.core_await_event, self._event, deadline=slice_end)
            if result == lib.FORKED:
                return False
            if result < 0:
                fail(result)
        return self.is_set()

    def _is_used(self) -> bool:
        """Whether any buffer belongs to it."""
        return bool(lib.core_event_is_used(self._event))


def _slices(deadline: int) -> Iterator[int]:
    """Deadlines of the parts of a wait; between them, what nobody uses any more goes.

    With a collector instead of reference counts, a Frame that was dropped may still hold memory.
    """
    milliseconds = 10
    while _COLLECTS and lib.core_time_left(deadline):
        end = lib.core_deadline(milliseconds)
        yield end if deadline < 0 else min(end, deadline)
        gc.collect()
        milliseconds = min(2 * milliseconds, 5000)
    yield deadline


def _press_collector(unseen: int) -> None:
    """Tell a collector, where there is one, of bytes that it cannot see.

    Told of all of them, it would run more often than receiving takes.
    """
    if _COLLECTS and unseen > _UNSEEN:
        add_memory_pressure(unseen // 8)


def new_message() -> Any:
    message = lib.core_new_message()
    if message == NULL:
        raise MemoryError
    return ffi.gc(message, lib.core_free_message)


class Frame(Exporter):
    """One part of a message, without copying its body.

    data: bytes-like, or None for an empty frame; anything contiguous that has a buffer.
    track: whether ``tracker`` shall tell when libzmq no longer reads data.
    copy: True copies data, False shares its memory, None shares from ``copy_threshold`` bytes on.
    copy_threshold: in bytes; ``zmq.COPY_THRESHOLD`` if None.
    """

    __slots__ = (
        "__weakref__",
        "_bytes",
        "_data",
        "_message",
        "_view",
        "more",
        "tracker",
        "tracker_event",
    )

    more: bool
    tracker: Any
    tracker_event: Any
    _message: Any
    _data: Any
    _view: ref[memoryview] | None
    _bytes: _Bytes | None

    def __init__(
        self,
        data: Any = None,
        track: bool = False,
        copy: bool | None = None,
        copy_threshold: int | None = None,
        **kwargs: object,
    ) -> None:
        if _is_made(self):
            raise RuntimeError("a Frame is filled once")
        _prepare(self, new_message())
        event = None
        threshold = 0
        if data is None:
            if track:
                _set(self, "tracker", self._track(None))
            return
        if copy is None:
            threshold = default_copy_threshold() if copy_threshold is None else copy_threshold
        if track:
            event = SendEvent()
        watch = NULL if event is None else event._event
        fill_message(self._message, data, bool(copy), threshold, watch)
        _set(self, "_data", data)
        if event is not None:
            _set(self, "tracker_event", event if event._is_used() else None)
            _set(self, "tracker", self._track(self.tracker_event))

    def _track(self, event: SendEvent | None) -> Any:
        """Return what ``tracker`` is to be; the event is None if there is nothing to wait for."""
        return event

    def __copy__(self) -> Self:
        twin: Self = make_frame(type(self), new_message(), None)
        result = lib.core_copy_message(twin._message, self._message)
        if result:
            fail(result)
        for name in ("_data", "_bytes", "more", "tracker", "tracker_event"):
            _set(twin, name, getattr(self, name))
        return twin

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle a {type(self).__name__}: send its bytes")

    def _body(self) -> Any:
        """The body as an object with a buffer, which keeps the message alive."""
        message = self._message
        data = ffi.gc(lib.core_data(message), lambda _, kept=message: None)  # noqa: ARG005
        return ffi.buffer(data, lib.core_size(message))

    def __bytes__(self) -> _Bytes:
        return self.bytes

    def __len__(self) -> int:
        return int(lib.core_size(self._message))

    @property
    def buffer(self) -> memoryview:
        """The body as a writable memoryview of bytes; the same object while it is alive."""
        view = None if self._view is None else self._view()
        if view is None:
            view = memoryview(self)  # type: ignore[arg-type]
            _set(self, "_view", ref(view))
        return view

    @property
    def bytes(self) -> _Bytes:
        """The body as bytes, copied when first asked for."""
        body = self._bytes
        if body is None:
            message = self._message
            body = ffi.unpack(lib.core_data(message), lib.core_size(message))
            _set(self, "_bytes", body)
        return body

    def get(self, option: Any) -> int | str:
        """Return a property (int) or metadata (its name) of the message (zmq_msg_get(3),
        zmq_msg_gets(3)).

        Names: ``"Socket-Type"``, ``"Identity"``, ``"Peer-Address"``, ``"User-Id"``, and with drafts
        ``"routing_id"`` and ``"group"``. Raises ZMQError (EINVAL) for what the message does not
        have.
        """
        if isinstance(option, int):
            value = lib.core_get_property(self._message, option)
            if value < 0:
                fail(value)
            return int(value)
        if option == "routing_id":
            return int(lib.core_routing_id(self._message))
        if option == "group":
            require_draft("group")
            return _text(lib.core_group(self._message))
        return self._metadata(option)

    def _metadata(self, option: object) -> str:
        if not isinstance(option, str | _Bytes):
            raise TypeError(f"a message property is an int or a name, not {option!r}")
        name = option.encode("utf-8") if isinstance(option, str) else option
        text = lib.core_metadata(self._message, name)
        if text == NULL:
            fail(-Errno.EINVAL)
        return _text(text)

    def set(self, option: int | str, value: Any) -> None:
        """Set a property (zmq_msg_set(3)), or with drafts the routing_id or group."""
        if option == "routing_id":
            require_draft("routing_id")
            result = lib.core_set_routing_id(self._message, value)
        elif option == "group":
            require_draft("group")
            name = value.encode("utf-8") if isinstance(value, str) else value
            result = lib.core_set_group(self._message, name)
        else:
            result = lib.core_set_property(self._message, option, value)
        if result:
            fail(result)


def _is_made(frame: Frame) -> bool:
    try:
        object.__getattribute__(frame, "_message")
    except AttributeError:
        return False
    return True


def _prepare(frame: Any, message: Any) -> None:
    """Let a frame take a message over."""
    _set(frame, "_message", message)
    _set(frame, "_data", None)
    _set(frame, "_bytes", None)
    _set(frame, "_view", None)
    _set(frame, "more", False)
    _set(frame, "tracker", None)
    _set(frame, "tracker_event", None)


def make_frame(cls: type[Any], message: Any, tracker: Any) -> Any:
    """A frame of what was received."""
    frame: Any = Exporter.__new__(cls)
    _prepare(frame, message)
    if lib.core_more(message):
        _set(frame, "more", True)
    if _COLLECTS:
        _press_collector(lib.core_unseen(message))
    if tracker is not None:
        _set(frame, "tracker", tracker)
    return frame


def _text(text: Any) -> str:
    encoded: bytes = ffi.string(text)
    return encoded.decode("utf-8")


def require_draft(what: str) -> None:
    if not lib.PYZMQ_HAS_DRAFT:
        raise RuntimeError(f"{what} needs libzmq's draft API, which this build of pyzmq has not")
