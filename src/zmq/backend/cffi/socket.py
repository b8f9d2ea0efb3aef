"""Sockets: each call is an attempt, whole in C (c/socket.c); who would block waits (wait.py)."""

from __future__ import annotations

import errno

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.context import Context
from zmq.backend.cffi.errors import has, strerror
from zmq.backend.cffi.frame import (
    ROOM,
    Frame,
    default_copy_threshold,
    give_slot,
    require_draft,
    take_slot,
)
from zmq.backend.cffi.memory import empty_released
from zmq.backend.cffi.put_back import put_parts_back
from zmq.backend.cffi.receive import (
    receive_frame,
    receive_into,
    receive_later,
    receive_many,
    receive_parts,
)
from zmq.backend.cffi.send import (
    SMALL,
    address_parts,
    check_messages,
    check_tracked,
    checked_parts,
    event_for_parts,
    is_shared,
    send_batch,
    send_part,
    send_parts,
    sent_part,
    sent_tracked,
)
from zmq.backend.cffi.wait import (
    MILLISECOND,
    NOTHING,
    NULL,
    WOULD_BLOCK,
    deadline_after,
    fail,
    manage,
    patiently,
    settle,
    would_block,
)
from zmq.constants import Errno, Flag, SocketOption, SocketType
from zmq.error import ZMQError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

_set = object.__setattr__
_send_small = lib.core_send_small
_receive = lib.core_receive
_get_int = lib.core_get_int
_unpack = ffi.unpack

_INT, _INT64, _BYTES, _FD, _KEY = range(5)
_KEY_SIZE = 41  # a key is only read into so much, as text
_TEXT_SIZE = 1024
_FAILED = -(1 << 40)  # what core_get_int adds to an error
_LEAST_INT = -(1 << 31)
_LAST_DRAFT_TYPE = 20  # CHANNEL
_EVERY_EVENT = 0xFFFF


def _read_option_table() -> list[int]:
    """The type of each socket option by its number."""
    kinds = {"int": _INT, "int64": _INT64, "bytes": _BYTES, "fd": _FD}
    table = [_INT] * 256
    for option in SocketOption:
        table[option] = _KEY if option.kind == "key" else kinds[option._opt_type.value]
    return table


_KINDS = _read_option_table()


class Socket:
    """A libzmq socket (zmq_socket(3)) that any thread may use.

    context: the Context that it belongs to; None for a shadow.
    socket_type: one of SocketType.
    shadow: an existing socket to use without owning it: a Socket, or the address of one.
    copy_threshold: bytes from which ``send(copy=False)`` shares memory; ``zmq.COPY_THRESHOLD`` if
    None.
    """

    context: Any = None
    copy_threshold: int = 0
    _core: Any = lib.core_none()
    _type: int = -1

    def __init__(
        self,
        context: Any = None,
        socket_type: int = -1,
        shadow: int | Socket = 0,
        copy_threshold: int | None = None,
    ) -> None:
        if "_core" in self.__dict__:
            return
        threshold = default_copy_threshold() if copy_threshold is None else copy_threshold
        if shadow:
            core = _share_socket(shadow)
            socket_type = lib.core_type(core)
        elif isinstance(context, Context):
            core = _open_socket(context, socket_type)
        else:
            raise TypeError(f"a socket needs a Context, not {context!r}")
        _set(self, "copy_threshold", threshold)
        _set(self, "context", context)
        _set(self, "_type", int(socket_type))
        _set(self, "_core", core)

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle a {type(self).__name__}")

    # Hooks for the class that users see.

    _Frame: type[Frame] = Frame

    def _track(self, event: Any, *others: Any) -> Any:
        """Return what a tracked send returns: for an event, None if there is none, and other
        trackers.
        """
        return event

    # Life

    @property
    def underlying(self) -> int:
        """The address of libzmq's socket; 0 once closed."""
        return 0 if self.closed else int(lib.core_handle(self._core))

    @property
    def closed(self) -> bool:
        """Whether the socket is closed, or belongs to the process this one was forked from."""
        return bool(lib.core_is_closed(self._core))

    @property
    def _lingers_by_choice(self) -> bool:
        """Whether LINGER has been set on this socket."""
        return bool(lib.core_linger_is_set(self._core))

    def close(self, linger: int | None = None) -> None:
        """Close the socket; who waits on it in another thread gets ZMQError (ENOTSOCK).

        linger: ms to keep trying to send what is queued, -1 for ever; LINGER as it stands if None.
        """
        result = lib.core_close(self._core, linger is not None, 0 if linger is None else linger)
        if result:
            fail(result)
        empty_released()

    # Options

    def get(self, option: int) -> int | bytes:
        """Return the value of an option (zmq_getsockopt(3)).

        Text options lose their closing NUL, the identity keeps every byte. Raises ZMQError: EINVAL
        for an option that is unknown, write-only or without meaning for this socket, ENOTSOCK on a
        closed socket.
        """
        kind = _KINDS[option] if 0 <= option < 256 else _INT
        if kind == _INT:
            value = _get_int(self._core, option)
            while value < _LEAST_INT:
                settle(self._core, value - _FAILED)
                value = _get_int(self._core, option)
            return int(value)
        slot = take_slot()
        try:
            value = self._get_otherwise(slot, kind, option)
        finally:
            give_slot(slot)
        return value

    def _get_otherwise(self, slot: Any, kind: int, option: int) -> int | bytes:
        if kind in {_INT64, _FD}:
            call = lib.core_get_int64 if kind == _INT64 else lib.core_get_fd
            manage(call, self._core, option, slot.c)
            return int(slot.c.number)
        capacity = _KEY_SIZE if kind == _KEY else _TEXT_SIZE
        size = manage(lib.core_get_bytes, self._core, option, slot.c, capacity)
        text: bytes = _unpack(slot.room, size)
        return text

    def set(self, option: int, optval: Any) -> None:
        """Set an option (zmq_setsockopt(3)).

        Raises TypeError for a value of the wrong type (text goes to ``set_string``), OverflowError
        for a number that does not fit, ZMQError (EINVAL) for what libzmq refuses.
        """
        kind = _KINDS[option] if 0 <= option < 256 else _INT
        if isinstance(optval, str):
            raise TypeError("unicode not allowed, use set_string (setsockopt_string)")
        if kind in {_BYTES, _KEY}:
            if not isinstance(optval, bytes):
                raise TypeError(f"expected bytes, got: {optval!r}")
            manage(lib.core_set_bytes, self._core, option, optval, len(optval))
            return
        if not isinstance(optval, int):
            raise TypeError(f"expected int, got: {optval!r}")
        call = lib.core_set_int64 if kind == _INT64 else lib.core_set_int
        manage(call, self._core, option, optval)

    # Endpoints

    def bind(self, addr: str | bytes) -> Any:
        """Accept connections at an address (zmq_bind(3)), such as ``tcp://127.0.0.1:*``; return
        which it became.

        Raises ZMQError with the address in its text: EADDRINUSE, EPROTONOSUPPORT, EINVAL …
        """
        slot = take_slot()
        error = self._call_endpoint(lib.core_bind, addr, slot.c)
        size = slot.c.number
        bound = _unpack(slot.room, size - 1) if size and not error else encode_address(addr)
        give_slot(slot)
        if error:
            _fail_for_address(error, addr)
        return bound

    def connect(self, addr: str | bytes) -> Any:
        """Connect to an address (zmq_connect(3)); raises ZMQError with the address in its text."""
        error = self._call_endpoint(lib.core_connect, addr)
        if error:
            fail(-error, f"{strerror(error)} (addr={addr!r})")

    def connect_peer(self, addr: str | bytes) -> int:
        """Connect to an address and return the routing_id of who is there (zmq_connect_peer(3),
        PEER, drafts).

        Raises as ``connect`` does.
        """
        require_draft("connect_peer")
        slot = take_slot()
        error = self._call_endpoint(lib.core_connect_peer, addr, slot.c)
        routing_id = int(slot.c.number)
        give_slot(slot)
        if error:
            fail(-error, f"{strerror(error)} (addr={addr!r})")
        return routing_id

    def unbind(self, addr: str | bytes) -> None:
        """Stop accepting at an address (zmq_unbind(3)); ZMQError (ENOENT) if it was not bound."""
        error = self._call_endpoint(lib.core_unbind, addr)
        if error:
            fail(-error)

    def disconnect(self, addr: str | bytes) -> None:
        """Disconnect from an address (zmq_disconnect(3)); ZMQError (ENOENT) if it was not
        connected.
        """
        error = self._call_endpoint(lib.core_disconnect, addr)
        if error:
            fail(-error)

    def _call_endpoint(self, call: Any, addr: str | bytes, *args: Any) -> int:
        """Return libzmq's errno, or 0; what keeps a socket from being used at all is raised."""
        endpoint = encode_address(addr)
        while True:
            result = call(self._core, endpoint, *args)
            if result > lib.FORKED:
                return -int(result)
            settle(self._core, result)

    def monitor(self, addr: str | bytes | None, events: int = _EVERY_EVENT) -> None:
        """Publish the socket's events on a PAIR socket at an inproc address
        (zmq_socket_monitor(3)).

        addr: None ends it. events: a mask of Event. Raises ZMQError (EPROTONOSUPPORT) for another
        transport.
        """
        endpoint = NULL if addr is None else encode_address(addr)
        manage(lib.core_monitor, self._core, endpoint, events)

    def join(self, group: str | bytes) -> None:
        """Receive what is sent to a group (zmq_join(), DISH sockets, drafts)."""
        require_draft("a group")
        manage(lib.core_join, self._core, encode_address(group))

    def leave(self, group: str | bytes) -> None:
        """No longer receive what is sent to a group (zmq_leave(), DISH sockets, drafts)."""
        require_draft("a group")
        manage(lib.core_leave, self._core, encode_address(group))

    # Sending

    def send(
        self,
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        """Send one part of a message (zmq_msg_send(3)).

        data: bytes-like, or a Frame. flags: NOBLOCK and SNDMORE. copy: False shares data's memory
        from ``copy_threshold`` bytes on. track: return a MessageTracker if memory is shared.
        routing_id, group: for SERVER and RADIO sockets (drafts).

        Raises Again if it would block (NOBLOCK, or SNDTIMEO is over), TypeError for str,
        ContextTerminated, ZMQError (ENOTSOCK if the socket is closed, also meanwhile).
        """
        if type(data) is bytes and copy and routing_id is None and group is None:
            size = len(data)
            if size <= SMALL and _send_small(self._core, data, size, flags) == 0:
                return None
        return send_part(self, data, flags, copy, track, routing_id, group)

    def send_multipart(
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Send a message of several parts, all or nothing (zmq_msg_send(3)).

        msg_parts: a list or tuple of bytes-like objects and Frames, checked before the first is
        sent. flags: NOBLOCK; SNDMORE leaves the message open for further parts. copy, track: as in
        ``send``; the tracker covers every part. Raises TypeError with the index of a part that
        cannot be sent.
        """
        parts = checked_parts(msg_parts)
        event = event_for_parts(copy, track)
        last = parts[-1]
        if track:
            check_tracked(parts)
        if kwargs:
            parts = address_parts(parts, kwargs.get("routing_id"), kwargs.get("group"))
        if not send_parts(self, parts, flags, copy, event):
            return would_block(flags)
        if track:
            return sent_tracked(self, parts, event)
        if copy:
            return last.tracker if isinstance(last, Frame) else None
        return sent_part(self, last, copy, is_shared(self, last, copy), None)

    def send_many(self, messages: Iterable[Any], flags: int = 0, copy: bool = True) -> Any:
        """Send many messages in one call and return how many went.

        messages: an iterable of bytes-like objects, Frames, or lists or tuples of them (multipart),
        all checked before the first is sent. Without NOBLOCK or SNDTIMEO all are sent; with them
        the number may be smaller, and Again is raised if none could be.
        """
        batch = list(messages)
        check_messages(batch)
        done = send_batch(self, batch, flags, copy)
        if done == 0 and batch:
            return would_block(flags)
        return done

    def try_send(self, data: Any, flags: int = 0, copy: bool = True) -> bool:
        """Send one part if that is possible at once; return False if it would block."""
        small = type(data) is bytes and copy and len(data) <= SMALL
        if small and _send_small(self._core, data, len(data), flags) == 0:
            return True
        now = flags | Flag.DONTWAIT | lib.TRY
        return send_part(self, data, now, copy, False, None, None) is not WOULD_BLOCK

    def try_send_multipart(
        self, msg_parts: Sequence[Any], flags: int = 0, copy: bool = True
    ) -> bool:
        """Send a message of several parts if that is possible at once; return False if it would
        block.
        """
        return send_parts(self, checked_parts(msg_parts), flags | Flag.DONTWAIT, copy, None)

    # Receiving

    def recv(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        """Receive one part of a message (zmq_msg_recv(3)).

        flags: NOBLOCK. copy: bytes if True, else a Frame. track: give the Frame a (finished)
        tracker.

        Raises Again if there is nothing (NOBLOCK, or RCVTIMEO is over), ContextTerminated,
        ZMQError (ENOTSOCK if the socket is closed, also meanwhile).
        """
        if not copy:
            frame = receive_frame(self, flags, track)
            return would_block(flags) if frame is None else frame
        slot = take_slot()
        size = _receive(self._core, slot.c, flags, NULL)
        if 0 <= size <= ROOM:
            body = _unpack(slot.room, size)
            give_slot(slot)
            return body
        body = receive_later(self, slot, size, flags)
        return would_block(flags) if body is None else body

    def try_recv(self, copy: bool = True) -> Any:
        """Receive one part, or None if there is nothing yet."""
        if not copy:
            return receive_frame(self, Flag.DONTWAIT, False)
        slot = take_slot()
        size = _receive(self._core, slot.c, Flag.DONTWAIT, NULL)
        if 0 <= size <= ROOM:
            body = _unpack(slot.room, size)
            give_slot(slot)
            return body
        return receive_later(self, slot, size, Flag.DONTWAIT)

    def recv_multipart(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        """Receive all parts of a message as a list; parameters and errors as in ``recv``."""
        parts = receive_parts(self, flags, copy, track)
        return would_block(flags) if parts is None else parts

    def try_recv_multipart(self, copy: bool = True) -> Any:
        """Receive all parts of a message as a list, or None if there is nothing yet."""
        return receive_parts(self, Flag.DONTWAIT, copy, False)

    def recv_many(
        self,
        max: int | None = None,
        flags: int = 0,
        *,
        copy: bool = True,
        multipart: bool = False,
    ) -> Any:
        """Receive many messages in one call: wait for one, then take whatever is there.

        max: how many at the most; None for what is there, up to a few thousand. A message of one
        part comes as it is, one of several parts as a list; with multipart=True each is a list.
        flags, copy, errors: as in ``recv``.
        """
        received = receive_many(self, max, flags, copy, multipart)
        return received or would_block(flags)

    def recv_into(self, buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> Any:
        """Receive one part into a writable contiguous buffer and return the part's full length in
        bytes.

        nbytes: how many bytes may be written, 0 for the whole buffer; what does not fit is thrown
        away. Raises BufferError or TypeError for an unfit buffer, ValueError for nbytes beyond it,
        and as ``recv``.
        """
        size = receive_into(self, buffer, nbytes, flags)
        return would_block(flags) if size is None else size

    def put_back(self, parts: list[Any], order: int = 0) -> None:
        """Undo a receive: the message is the next to be received again.

        parts: the Frames that it came as. order: of several messages that were put back, the one
        with the lowest number comes first. For front-ends whose receives are cancelled too late; a
        socket that is closed drops the message, as it does all that were not received.
        """
        put_parts_back(self._core, parts, order)

    # Polling

    def poll(self, timeout: float | None = None, flags: int = 1) -> int:
        """Wait for events and return their mask (PollEvent), 0 if the time is over.

        timeout: ms, None or negative for ever. flags: POLLIN, POLLOUT or both.
        Raises ZMQError (ENOTSUP) on a closed socket, ContextTerminated.
        """
        if self.closed:
            fail(-Errno.ENOTSUP)
        deadline = deadline_after(timeout, MILLISECOND)
        result = patiently(lib.core_poll, self._core, flags, deadline=deadline)
        if result == NOTHING:
            return 0
        if result < 0:
            fail(result)
        return result


def _open_socket(context: Context, socket_type: int) -> Any:
    if context.closed:
        fail(-Errno.EFAULT)
    if socket_type < 0:
        raise TypeError("a socket needs a type")
    is_draft = SocketType.STREAM < socket_type <= _LAST_DRAFT_TYPE
    if is_draft and not (lib.PYZMQ_HAS_DRAFT and has("draft")):
        fail(-Errno.EINVAL, f"socket type {socket_type} needs a libzmq and a pyzmq with drafts")
    error = ffi.new("int *")
    core = lib.core_new_socket(context._core, socket_type, error)
    if core == NULL:
        raise ZMQError(-error[0])
    return ffi.gc(core, lib.core_abandon_socket)


def _share_socket(shadow: int | Socket) -> Any:
    if isinstance(shadow, Socket):
        core = lib.core_share(shadow._core)
        if core == NULL:
            fail(-Errno.ENOTSOCK)
    else:
        core = lib.core_shadow_socket(shadow)
        if core == NULL:
            raise MemoryError
    return ffi.gc(core, lib.core_drop_socket)


def encode_address(address: str | bytes) -> bytes:
    if isinstance(address, bytes):
        return address
    if isinstance(address, str):
        return address.encode("utf-8")
    raise TypeError(f"an address is str or bytes, not {address!r}")


def _fail_for_address(error: int, address: str | bytes) -> NoReturn:
    """Raise what bind reports, with the address and, where one was broken, the limit."""
    text = strerror(error)
    given = f"(addr={address!r})"
    path = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    if path.startswith("ipc://"):
        path = path.removeprefix("ipc://")
        if error == errno.ENAMETOOLONG:
            limit = f"is longer than {lib.WAIT_IPC_PATH_MAX} characters (IPC_PATH_MAX_LEN)"
            fail(-error, f"{text}: ipc path {path!r} {limit} {given}")
        if error == errno.ENOENT:
            fail(-error, f'No such file or directory for ipc path "{path}". {given}')
    fail(-error, f"{text} {given}")
