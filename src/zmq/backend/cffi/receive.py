"""Receiving: the attempts that take messages (c/receive.c), and what becomes of these."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.frame import (
    ROOM,
    SIZES,
    Slot,
    clear_slot,
    give_slot,
    make_frame,
    new_message,
    take_slot,
)
from zmq.backend.cffi.wait import BUSY, NOTHING, NOW, NULL, fail, patiently
from zmq.constants import Flag
from zmq.error import ZMQError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from zmq.backend.cffi.socket import Socket

BATCH = 4096  # how many messages recv_many takes if it is not told

_receive_parts = lib.core_receive_parts
_unpack = ffi.unpack


def wait_for(socket: Socket, result: int, flags: int, call: Any, *args: Any) -> int:
    """After a first attempt that failed: wait for a message; NOTHING if it would block."""
    if (result == NOTHING and not flags & NOW) or result == BUSY:
        result = patiently(call, socket._core, *args)
    if result < 0 and result != NOTHING:
        fail(result)
    return result


def receive_later(socket: Socket, slot: Slot, size: int, flags: int) -> bytes | None:
    """After a first attempt that was not easy: return a body, or None if it would block."""
    if size < 0:
        size = wait_for(socket, size, flags, lib.core_receive, slot.c, flags)
    if size < 0:
        give_slot(slot)
        return None
    body: bytes
    if size <= ROOM:
        body = _unpack(slot.room, size)
        give_slot(slot)
    else:
        body = _unpack(lib.core_part_data(slot.c, 0), size)
        clear_slot(slot)
    return body


def receive_frame(socket: Socket, flags: int, track: bool) -> Any:
    """Receive one part as a Frame, or None if it would block."""
    message = new_message()
    result = lib.core_receive_message(socket._core, message, flags, NULL)
    if result < 0:
        call = lib.core_receive_message
        result = wait_for(socket, result, flags, call, message, flags)
        if result < 0:
            return None
    return make_frame(socket._Frame, message, socket._track(None) if track else None)


def receive_parts(socket: Socket, flags: int, copy: bool, track: bool) -> list[Any] | None:
    """Receive a whole message, or None if it would block."""
    slot = take_slot()
    count = _receive_parts(socket._core, slot.c, flags, copy, NULL)
    if count < 0:
        count = wait_for(socket, count, flags, _receive_parts, slot.c, flags, copy)
        if count < 0:
            give_slot(slot)
            return None
    if not count:
        return _parts_left(socket, slot, copy, track)
    parts = _packed(slot, count)
    give_slot(slot)
    return parts


def _packed(slot: Slot, count: int) -> list[Any]:
    """The bodies that are in a slot's room."""
    sizes = slot.sizes
    if count == 1:
        return [_unpack(slot.room, sizes[0])]
    end = 0
    ends = [end := end + sizes[i] for i in range(count)]
    room = _unpack(slot.room, end)
    start = 0
    bodies = []
    for end in ends:
        bodies.append(room[start:end])
        start = end
    return bodies


def _parts_left(socket: Socket, slot: Slot, copy: bool, track: bool) -> list[Any]:
    """The parts that are still in a slot, which is free after that."""
    try:
        return [_part_left(socket, slot, index, copy, track) for index in range(slot.c.count)]
    finally:
        clear_slot(slot)


def _part_left(socket: Socket, slot: Slot, index: int, copy: bool, track: bool) -> Any:
    if copy:
        size = lib.core_part_size(slot.c, index)
        return _unpack(lib.core_part_data(slot.c, index), size)
    message = new_message()
    lib.core_move_message(message, lib.core_part(slot.c, index))
    return make_frame(socket._Frame, message, socket._track(None) if track else None)


def receive_many(
    socket: Socket, limit: int | None, flags: int, copy: bool, multipart: bool
) -> list[Any]:
    """Receive what is there, but wait for the first message."""
    limit = BATCH if limit is None else limit
    if limit < 1:
        raise ValueError(f"max is at least 1, not {limit}")
    received: list[Any] = []
    while len(received) < limit:
        if copy and not multipart:
            _receive_ready(socket, received, limit)
        if received:
            flags |= Flag.DONTWAIT
        if len(received) >= limit:
            break
        try:
            parts = receive_parts(socket, flags, copy, False)
        except ZMQError:
            if received:
                break  # such as REP, which must answer first; the error meets the next call
            raise
        if parts is None:
            break
        received.append(parts[0] if len(parts) == 1 and not multipart else parts)
    return received


def _receive_ready(socket: Socket, received: list[Any], limit: int) -> None:
    """Take messages that are there, as bytes, until there are no more or one is of another kind."""
    count = SIZES
    while count == SIZES and len(received) < limit:
        slot = take_slot()
        count = lib.core_receive_batch(socket._core, slot.c, min(SIZES, limit - len(received)))
        if count > 0:
            received.extend(_packed(slot, count))
        if count >= 0 and slot.c.count:
            parts = _parts_left(socket, slot, True, False)
            received.append(parts[0] if len(parts) == 1 else parts)
        else:
            give_slot(slot)


def receive_into(socket: Socket, buffer: Any, limit: int, flags: int) -> int | None:
    """Receive one part into a buffer; return its size, or None if it would block."""
    target = _view_target(buffer)
    try:
        if limit < 0 or limit > len(target):
            raise ValueError(f"nbytes={limit} is not within the buffer of {len(target)} bytes")
        slot = take_slot()
        size = lib.core_receive(socket._core, slot.c, flags, NULL)
        if size < 0:
            size = wait_for(socket, size, flags, lib.core_receive, slot.c, flags)
        if size < 0:
            give_slot(slot)
            return None
        source = slot.room if size <= ROOM else lib.core_part_data(slot.c, 0)
        ffi.memmove(target, source, min(size, limit or len(target)))
        clear_slot(slot)
        return int(size)
    finally:
        ffi.release(target)


def _view_target(buffer: Any) -> Any:
    """Get the writable contiguous buffer that is to be filled."""
    view = memoryview(buffer)
    if view.readonly:
        raise BufferError("the buffer is not writable")
    if not view.contiguous:
        raise BufferError("the buffer is not contiguous")
    return ffi.from_buffer(buffer, require_writable=True)
