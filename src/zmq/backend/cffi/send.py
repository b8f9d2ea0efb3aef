"""Sending: from what the user gives to the attempts that hand it to libzmq (c/send.c)."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.frame import (
    SIZES,
    Frame,
    SendEvent,
    Slot,
    clear_slot,
    fill_message,
    give_slot,
    require_draft,
    take_slot,
)
from zmq.backend.cffi.memory import view_data
from zmq.backend.cffi.wait import BUSY, NOTHING, NOW, NULL, fail, patiently, settle, would_block
from zmq.error import ZMQError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from zmq.backend.cffi.socket import Socket

SMALL: int = lib.SMALL
_TORN: int = lib.TORN
_LEAST = 16  # messages that a batch tries at once, however few went last time

_send_small_parts = lib.core_send_small_parts


def send_part(
    socket: Socket,
    data: Any,
    flags: int,
    copy: bool,
    track: bool,
    routing_id: int | None,
    group: str | None,
) -> Any:
    """Send any kind of part, waiting for room."""
    event = _event_for(data, copy, track)
    slot = take_slot()
    try:
        message = _add_part(slot)
        watch = NULL if event is None else event._event
        shared = fill_message(message, data, copy, socket.copy_threshold, watch)
        if routing_id is not None or group is not None:
            address_message(message, routing_id, group)
        sent = _attempt(lib.core_send_message, socket, message, flags)
    finally:
        clear_slot(slot)
    if sent == NOTHING:
        return would_block(flags)
    return sent_part(socket, data, copy, shared, event)


def _attempt(call: Any, socket: Socket, messages: Any, flags: int) -> int:
    """Send, waiting for room; return what is not an error, or NOTHING if it would block."""
    core, kind = socket._core, socket._type
    result = call(core, kind, messages, flags, NULL)
    return result if result >= 0 else _attempt_again(call, socket, messages, flags, result)


def _attempt_again(call: Any, socket: Socket, messages: Any, flags: int, result: int) -> int:
    if (result == NOTHING and not flags & NOW) or result == BUSY:
        result = patiently(call, socket._core, socket._type, messages, flags)
    if result < 0 and result != NOTHING:
        fail(result)
    return result


def _add_part(slot: Slot) -> Any:
    message = lib.core_add_part(slot.c)
    if message == NULL:
        raise MemoryError
    return message


def _event_for(data: Any, copy: bool, track: bool) -> SendEvent | None:
    """The event of a part whose memory may be shared, if it is to be tracked."""
    if not track:
        return None
    check_tracked((data,))
    return None if copy or isinstance(data, Frame) else SendEvent()


def event_for_parts(copy: bool, track: bool) -> SendEvent | None:
    return None if copy or not track else SendEvent()


def check_tracked(parts: Iterable[Any]) -> None:
    for part in parts:
        if isinstance(part, Frame) and part.tracker is None:
            raise ValueError("a tracked send needs a Frame made with track=True")


def sent_part(socket: Socket, data: Any, copy: bool, shared: bool, event: SendEvent | None) -> Any:
    """What a send of one part returns."""
    if isinstance(data, Frame):
        return data.tracker
    if copy:
        return None
    if not shared:
        return socket._track(None)
    return None if event is None else socket._track(event)


def sent_tracked(socket: Socket, parts: Iterable[Any], event: SendEvent | None) -> Any:
    """The tracker of all parts: of memory shared now and of Frames that were tracked before."""
    others = [part.tracker for part in parts if isinstance(part, Frame)]
    if event is None and not others:
        return None
    if event is not None and not event._is_used() and event.is_set():
        event = None
    return socket._track(event, *others)


def is_shared(socket: Socket, data: Any, copy: bool) -> bool:
    if copy or isinstance(data, Frame):
        return False
    return memoryview(data).nbytes >= socket.copy_threshold


def send_parts(
    socket: Socket, parts: tuple[Any, ...], flags: int, copy: bool, event: SendEvent | None
) -> bool:
    """Send a whole message, again from its first part if the peer went in the middle of it."""
    if copy and _send_small(socket, parts, flags):
        return True
    outcome = _TORN
    while outcome == _TORN:
        slot = take_slot()
        try:
            watch = NULL if event is None else event._event
            for part in parts:
                fill_message(_add_part(slot), part, copy, socket.copy_threshold, watch)
            outcome = _attempt(lib.core_send_parts, socket, slot.c, flags)
        finally:
            clear_slot(slot)
    return outcome == 0


def _send_small(socket: Socket, parts: tuple[Any, ...], flags: int) -> bool:
    """Send a whole message of small parts if that is possible at once; tell whether it was."""
    slot = take_slot()
    count = len(parts)
    if _note_sizes(slot, parts, count) == count:
        bodies = b"".join(parts)
        core = socket._core
        if _send_small_parts(core, socket._type, slot.c, bodies, count, flags) == 0:
            give_slot(slot)
            return True
    clear_slot(slot)
    return False


def _note_sizes(slot: Slot, messages: Any, count: int) -> int:
    """Note the sizes of the first messages that are bytes and small; return how many these are."""
    sizes = slot.sizes
    count = min(count, SIZES)
    for index in range(count):
        message = messages[index]
        if type(message) is not bytes or len(message) > SMALL:
            return index
        sizes[index] = len(message)
    return count


def send_batch(socket: Socket, batch: list[Any], flags: int, copy: bool) -> int:
    """Send messages; return how many went before one would have blocked."""
    done, attempts = 0, SIZES
    while done < len(batch):
        sent = _send_ready(socket, batch[done : done + attempts])
        attempts = min(SIZES, max(_LEAST, 2 * sent))
        done += sent
        if sent and done < len(batch):
            continue
        if done == len(batch):
            break
        message = batch[done]
        parts = message if isinstance(message, tuple) else (message,)
        try:
            sent = send_parts(socket, parts, flags, copy, None)
        except ZMQError:
            if done:
                break  # the error meets the next call
            raise
        if not sent:
            break
        done += 1
    return done


def _send_ready(socket: Socket, batch: list[Any]) -> int:
    """Send small one-part messages as long as they go at once; return how many did."""
    slot = take_slot()
    count = _note_sizes(slot, batch, len(batch))
    sent = 0
    if count:
        bodies = b"".join(batch[:count] if count < len(batch) else batch)
        sent = lib.core_send_batch(socket._core, bodies, slot.sizes, count)
    give_slot(slot)
    if sent < 0:
        settle(socket._core, sent)
    return max(sent, 0)


def checked_parts(parts: Any) -> tuple[Any, ...]:
    """The parts of a message, each of which can be sent; nothing has been sent when this raises."""
    if not isinstance(parts, list | tuple):
        if isinstance(parts, bytes | bytearray | memoryview | str):
            shown = f"{parts[:1]!r:.32}"
            raise TypeError(f"Frame 0 ({shown}): a multipart message is a list or tuple of parts")
        kind = type(parts).__name__
        raise TypeError(f"a multipart message is a list or tuple of parts, not {kind}")
    if not parts:
        raise IndexError("a message has at least one part")
    checked = tuple(parts)
    for part in checked:
        if type(part) is not bytes and not isinstance(part, Frame):
            _check_parts(checked)
            break
    return checked


def _check_parts(parts: tuple[Any, ...]) -> None:
    for index, part in enumerate(parts):
        if type(part) is not bytes and not isinstance(part, Frame):
            _check_part(index, part)


def _check_part(index: int, part: Any) -> None:
    if not isinstance(part, str):
        try:
            memoryview(part).release()
        except TypeError:
            part = ""
    if isinstance(part, str):
        shown = repr(part)[:32]
        raise TypeError(f"Frame {index} ({shown}) does not support the buffer interface.")
    ffi.release(view_data(part))


def check_messages(messages: list[Any]) -> None:
    """Check what ``send_many`` is to send before it sends the first; make multipart ones tuples."""
    for index, message in enumerate(messages):
        if type(message) is bytes or isinstance(message, Frame):
            continue
        if isinstance(message, list | tuple):
            messages[index] = checked_parts(message)
        else:
            _check_part(index, message)


def address_parts(
    parts: tuple[Any, ...], routing_id: int | None, group: str | None
) -> tuple[Any, ...]:
    """The parts as Frames that say to whom they go."""
    if routing_id is None and group is None:
        return parts
    addressed = tuple(Frame(part, copy=True) for part in parts)
    for frame in addressed:
        address_message(frame._message, routing_id, group)
    return addressed


def address_message(message: Any, routing_id: int | None, group: str | bytes | None) -> None:
    """Say to whom a SERVER's or RADIO's message goes."""
    require_draft("routing_id and group")
    result = 0
    if routing_id is not None:
        result = lib.core_set_routing_id(message, routing_id)
    if group is not None and result == 0:
        name = group.encode("utf-8") if isinstance(group, str) else group
        result = lib.core_set_group(message, name)
    if result:
        fail(result)
