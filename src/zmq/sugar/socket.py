"""Sockets, as users see them: what the core does, and conveniences on top of it."""

from __future__ import annotations

import errno
import sys
import warnings

from zmq.backend import plain_lookup, set_plainly
from zmq.constants import Errno, SocketOption, SocketType, _OptType
from zmq.error import ZMQBindError, ZMQError
from zmq.sugar.attrsettr import AttributeSetter
from zmq.sugar.frame import Frame
from zmq.sugar.interop import cast_int_addr
from zmq.sugar.monitored import MonitoredSocket
from zmq.sugar.options import add_option_attributes, spelled
from zmq.sugar.poll import Poller
from zmq.sugar.tracker import _FINISHED_TRACKER, MessageTracker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, Generic, Self, TypeVar

    from zmq.sugar.context import Context
    from zmq.sugar.message_types import Socket as SocketBase
    from zmq.sugar.option_types import SocketOptionTypes

    ReturnType_co = TypeVar("ReturnType_co", covariant=True)
    T = TypeVar("T")
else:
    from zmq._generic import Generic
    from zmq.backend import Socket as SocketBase

    ReturnType_co = "ReturnType_co"

    class SocketOptionTypes:
        """Only type checkers need to be told the names."""

        __slots__ = ()


# pickle's own. It and json are imported when first used: they take longer than all of sugar.
DEFAULT_PROTOCOL = 4 if sys.version_info < (3, 14) else 5

_TOPIC_OPTIONS = {"subscribe", "unsubscribe"}
_PLAIN_OPTIONS = SocketOption.__members__.keys() - {"TYPE", *map(str.upper, _TOPIC_OPTIONS)}


class _SocketContext:
    """Takes back a bind or a connect at the end of a ``with`` block."""

    def __init__(self, socket: Socket[Any], kind: str, addr: str) -> None:
        self.socket = socket
        self.kind = kind
        self.addr = addr

    def __repr__(self) -> str:
        return f"<SocketContext({self.kind}={self.addr!r})>"

    def __enter__(self) -> Any:
        return self.socket

    def __exit__(self, *exc_info: object) -> None:
        if self.socket.closed:
            return
        undo = self.socket.unbind if self.kind == "bind" else self.socket.disconnect
        undo(self.addr)


class Socket(MonitoredSocket, AttributeSetter, SocketOptionTypes, Generic[ReturnType_co]):
    """Sends and receives messages (zmq_socket(3)); any thread may use it.

    ctx_or_socket: the Context it belongs to, or a Socket to shadow.
    socket_type: one of SocketType. shadow: a Socket, or the address of one, to use without owning
    it.
    copy_threshold: bytes from which ``send(copy=False)`` shares memory; ``zmq.COPY_THRESHOLD`` if
    None.

    Options are attributes in any letter case (``socket.linger``). As a context manager it closes
    itself.
    """

    context: Context[Any]
    _shadow: bool = False
    _shadow_obj: Any = None
    _options = SocketOption.__members__
    _Frame = Frame
    _poller_class: type[Any] = Poller

    def __init__(
        self,
        ctx_or_socket: Any = None,
        socket_type: int = 0,
        *,
        shadow: Any = 0,
        copy_threshold: int | None = None,
    ) -> None:
        if isinstance(ctx_or_socket, SocketBase):
            ctx_or_socket, shadow = None, ctx_or_socket
        if isinstance(shadow, SocketBase):
            if shadow.closed:
                raise ZMQError(Errno.ENOTSOCK)
            context: Any = shadow.context
            original: Any = shadow
        else:
            context = ctx_or_socket
            original = cast_int_addr(shadow) if shadow else 0
        super().__init__(context, socket_type, shadow=original, copy_threshold=copy_threshold)
        if original:
            self._shadow, self._shadow_obj = True, shadow

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A class that sends or receives parts in its own way means those of whole messages too."""
        super().__init_subclass__(**kwargs)
        whole: Any = cls
        if cls.send is not SocketBase.send and cls.send_multipart is SocketBase.send_multipart:
            from zmq.sugar.parts import send_by_parts  # noqa: PLC0415 - few classes need it

            whole.send_multipart = send_by_parts
        if cls.recv is not SocketBase.recv and cls.recv_multipart is SocketBase.recv_multipart:
            from zmq.sugar.parts import recv_by_parts  # noqa: PLC0415 - as above

            whole.recv_multipart = recv_by_parts

    def __del__(self) -> None:
        if not self._shadow and not self.closed and warnings is not None:
            self._warn_unclosed()
            self.close()  # whoever records the warning keeps the socket

    def _warn_unclosed(self) -> None:
        warnings.warn(f"Unclosed socket {self}", ResourceWarning, stacklevel=3, source=self)

    def __repr__(self) -> str:
        closed = " closed" if self.closed else ""
        return f"<{self._repr_class()}(zmq.{self._type_name}) at {hex(id(self))}{closed}>"

    @classmethod
    def _repr_class(cls) -> str:
        return "zmq.Socket" if cls is Socket else f"{cls.__module__}.{cls.__qualname__}"

    @property
    def _type_name(self) -> str:
        return getattr(self.type, "name", str(int(self.type)))

    @property
    def type(self) -> SocketType:
        """What kind of socket it is; readable after closing too."""
        number = self._type
        return SocketType(number) if number in _socket_types else number  # type: ignore[return-value]

    @property
    def socket_type(self) -> SocketType:
        """Deprecated: use ``type``."""
        warnings.warn("Socket.socket_type is deprecated, use Socket.type", DeprecationWarning, 2)
        return self.type

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __copy__(self, memo: Any = None) -> Self:
        if self.closed:
            raise ZMQError(Errno.ENOTSOCK)
        return type(self).shadow(self.underlying)

    __deepcopy__ = __copy__

    def __iter__(self) -> Iterator[list[bytes]]:
        """Yield whole messages, lists of parts, until the socket is closed or its context ends."""
        while True:
            try:
                message = self.recv_multipart()
            except ZMQError as error:
                if error.errno in {Errno.ENOTSOCK, Errno.ETERM}:
                    return
                raise
            yield message

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *SocketOption.__members__} - _other_spellings)

    @classmethod
    def shadow(cls, address: Any) -> Self:
        """Return a Socket that uses another one, given as such or by its address, without owning
        it.
        """
        return cls(shadow=address)

    # Options

    def setsockopt(self, option: int, optval: int | bytes) -> None:
        """Set an option, as ``set`` does."""
        SocketBase.set(self, option, optval)

    def getsockopt(self, option: int) -> int | bytes:
        """Return an option, as ``get`` does."""
        return SocketBase.get(self, option)

    @set_plainly(spelled(_PLAIN_OPTIONS))
    def __setattr__(self, name: str, value: Any) -> None:
        option = name.lower()
        if option in _TOPIC_OPTIONS:
            getattr(self, option)(value)
        else:
            super().__setattr__(name, value)

    def set_string(self, option: int, optval: str, encoding: str = "utf-8") -> None:
        """Set an option of bytes to encoded text.

        option: one of SocketOption. optval: the text. encoding: how it becomes bytes. Raises
        TypeError for what is not str, ZMQError (EINVAL) for what libzmq refuses.
        """
        if not isinstance(optval, str):
            raise TypeError(f"only str can be encoded, not {optval!r}")
        self.set(option, optval.encode(encoding))

    def setsockopt_string(self, option: int, optval: str, encoding: str = "utf-8") -> None:
        """Set an option, as ``set_string`` does."""
        Socket.set_string(self, option, optval, encoding)

    def setsockopt_unicode(self, option: int, optval: str, encoding: str = "utf-8") -> None:
        """Set an option, as ``set_string`` does."""
        Socket.set_string(self, option, optval, encoding)

    def get_string(self, option: int, encoding: str = "utf-8") -> str:
        """Return an option of bytes as text.

        option: one of SocketOption. encoding: how bytes become text. Raises TypeError for an option
        that is not bytes, ValueError for an unknown one, ZMQError (EINVAL) for one that cannot be
        read.
        """
        if SocketOption(option)._opt_type is not _OptType.bytes:
            raise TypeError(f"option {option} is not text")
        return self.get(option).decode(encoding)  # type: ignore[union-attr]

    def getsockopt_string(self, option: int, encoding: str = "utf-8") -> str:
        """Return an option, as ``get_string`` does."""
        return Socket.get_string(self, option, encoding)

    def getsockopt_unicode(self, option: int, encoding: str = "utf-8") -> str:
        """Return an option, as ``get_string`` does."""
        return Socket.get_string(self, option, encoding)

    def subscribe(self, topic: str | bytes) -> None:
        """Receive messages whose first part begins with a topic (SUB sockets).

        topic: text, sent as UTF-8, or bytes; an empty one is for all messages. Raises ZMQError
        (EINVAL) if the socket is none that subscribes.
        """
        self.set(SocketOption.SUBSCRIBE, _encode_topic(topic))

    def unsubscribe(self, topic: str | bytes) -> None:
        """Take back one ``subscribe`` of a topic; one that was not subscribed to is ignored."""
        self.set(SocketOption.UNSUBSCRIBE, _encode_topic(topic))

    @property
    def hwm(self) -> int:
        """The high-water mark of both directions, in messages."""
        return self.get_hwm()

    @hwm.setter
    def hwm(self, value: int) -> None:
        self.set_hwm(value)

    def get_hwm(self) -> int:
        """Return the high-water mark (messages): SNDHWM, or RCVHWM where that has no meaning."""
        try:
            return self.get(SocketOption.SNDHWM)  # type: ignore[return-value]
        except ZMQError:
            return self.get(SocketOption.RCVHWM)  # type: ignore[return-value]

    def set_hwm(self, value: int) -> None:
        """Set both high-water marks; tries the second even if the first cannot be set.

        value: how many messages are queued per peer, 0 for no limit.
        """
        failure = None
        for option in (SocketOption.SNDHWM, SocketOption.RCVHWM):
            try:
                self.set(option, value)
            except ZMQError as error:
                failure = error
        if failure is not None:
            raise failure

    def fileno(self) -> int:
        """Return the descriptor FD: readable when the socket's events may have changed, and only
        then.
        """
        return self.get(SocketOption.FD)  # type: ignore[return-value]

    # Endpoints

    def bind(self, addr: str | bytes) -> _SocketContext:
        """Accept connections at an address (zmq_bind(3)); return a context manager that unbinds.

        addr: such as ``tcp://127.0.0.1:*``, where * is any free port: ``last_endpoint`` tells it.
        Raises ZMQError with the address in its text: EADDRINUSE, EADDRNOTAVAIL, EPROTONOSUPPORT,
        EINVAL, ENAMETOOLONG for the path of ``ipc://``.
        """
        return _SocketContext(self, "bind", _text(super().bind(addr)))

    def connect(self, addr: str | bytes) -> _SocketContext:
        """Connect to an address (zmq_connect(3)); return a context manager that disconnects.

        The call does not wait for the connection, which is made, and made anew, in the background.

        addr: such as ``tcp://127.0.0.1:5555``. Raises ZMQError with the address in its text:
        EPROTONOSUPPORT, EINVAL.
        """
        super().connect(addr)
        return _SocketContext(self, "connect", _text(addr))

    def bind_to_random_port(
        self, addr: str, min_port: int = 49152, max_port: int = 65536, max_tries: int = 100
    ) -> int:
        """Bind to a free port of an address without a port (``tcp://127.0.0.1``) and return it.

        addr: without a port. min_port, max_port: with the default range the system chooses; else
        ports are drawn from min_port up to, not including, max_port. max_tries: how many are tried.
        Raises ZMQBindError after max_tries ports in use, ValueError for an empty range.
        """
        if (min_port, max_port) == (49152, 65536):
            bound: Any = self.bind(f"{addr}:*")  # of a subclass, may return anything
            own = isinstance(bound, _SocketContext)
            endpoint = bound.addr if own else _text(self.get(SocketOption.LAST_ENDPOINT))
            return int(endpoint.rpartition(":")[2])
        import random  # noqa: PLC0415 - seldom needed, and slow to import

        for _ in range(max_tries):
            port = random.randrange(min_port, max_port)
            if self._try_bind(f"{addr}:{port}"):
                return port
        raise ZMQBindError("Could not bind socket to random port.")

    def _try_bind(self, addr: str) -> bool:
        """Bind, or tell that the port is not free."""
        try:
            self.bind(addr)
        except ZMQError as error:
            forbidden = error.errno == errno.EACCES and sys.platform == "win32"
            if error.errno != Errno.EADDRINUSE and not forbidden:
                raise
            return False
        return True

    # Messages of other kinds

    def _deserialize(self, received: Any, load: Callable[[Any], T]) -> T:
        """Apply what turns received data into an object; front-ends that wait otherwise override
        it.
        """
        return load(received)

    def send_serialized(
        self,
        msg: Any,
        serialize: Callable[[Any], Sequence[Any]],
        flags: int = 0,
        copy: bool = True,
        **kwargs: Any,
    ) -> Any:
        """Send what ``serialize(msg)`` returns, a sequence of parts, as one message.

        All else is as in ``send_multipart``: flags, copy, track, what is returned and raised.
        ``encode`` of a codec (``zmq.codecs``) is such a function.
        """
        parts = serialize(msg)
        return self.send_multipart(parts, flags=flags, copy=copy, **kwargs)

    def recv_serialized(
        self, deserialize: Callable[[list[Any]], T], flags: int = 0, copy: bool = True
    ) -> T:
        """Receive a message and return ``deserialize(parts)``.

        flags, copy: as in ``recv_multipart``. ``decode`` of a codec (``zmq.codecs``) is such a
        function; what it raises is raised here, and the message is gone.
        """
        return self._deserialize(self.recv_multipart(flags=flags, copy=copy), deserialize)

    def send_string(
        self, u: str, flags: int = 0, copy: bool = True, encoding: str = "utf-8", **kwargs: Any
    ) -> Any:
        """Send text as one encoded part.

        u: the text. encoding: how it becomes bytes. flags, copy: as in ``send``. Raises TypeError
        for what is not str.
        """
        if not isinstance(u, str):
            raise TypeError(f"send_string takes str, not {type(u).__name__}")
        body = u.encode(encoding)
        return self.send(body, flags=flags, copy=copy, **kwargs)

    send_unicode = send_string

    def recv_string(self, flags: int = 0, encoding: str = "utf-8") -> str:
        """Receive a part and decode it; the part is gone even if that fails.

        flags: as in ``recv``. encoding: how bytes become text. Raises UnicodeDecodeError.
        """

        def decode(part: bytes) -> str:
            return part.decode(encoding)

        return self._deserialize(self.recv(flags=flags), decode)

    recv_unicode = recv_string

    def send_pyobj(
        self, obj: Any, flags: int = 0, protocol: int = DEFAULT_PROTOCOL, **kwargs: Any
    ) -> Any:
        """Send an object pickled, as one part.

        obj: anything that can be pickled. protocol: pickle's. flags: as in ``send``.
        """
        import pickle  # noqa: PLC0415 - see DEFAULT_PROTOCOL

        body = pickle.dumps(obj, protocol)
        return self.send(body, flags=flags, **kwargs)

    def recv_pyobj(self, flags: int = 0) -> Any:
        """Receive a pickled object; flags as in ``recv``.

        Whoever can send such a message can run code here: use it among your own processes only, and
        elsewhere ``recv_serialized`` with ``zmq.codecs``: ``Signed``, or data that is no code.
        """
        import pickle  # noqa: PLC0415 - see DEFAULT_PROTOCOL

        return self._deserialize(self.recv(flags), pickle.loads)

    def send_json(self, obj: Any, flags: int = 0, **kwargs: Any) -> Any:
        """Send an object as JSON, as one part of UTF-8.

        obj: what JSON can express. flags: as in ``send``. kwargs: for ``json.dumps``, but
        routing_id and group for ``send``.
        """
        import json  # noqa: PLC0415 - see DEFAULT_PROTOCOL

        address = {name: kwargs.pop(name) for name in ("routing_id", "group") if name in kwargs}
        body = json.dumps(obj, **kwargs).encode("utf-8")
        return self.send(body, flags=flags, **address)

    def recv_json(self, flags: int = 0, **kwargs: Any) -> Any:
        """Receive JSON and return the object.

        flags: as in ``recv``. kwargs: for ``json.loads``. Raises ValueError for what is no JSON;
        the part is gone then.
        """
        import json  # noqa: PLC0415 - see DEFAULT_PROTOCOL

        return self._deserialize(self.recv(flags), lambda part: json.loads(part, **kwargs))

    # For the core

    def _track(self, event: Any, *others: Any) -> MessageTracker:
        if event is None and not others:
            return _FINISHED_TRACKER
        return MessageTracker(*others) if event is None else MessageTracker(event, *others)


_socket_types = SocketType._value2member_map_


def _encode_topic(topic: str | bytes) -> bytes:
    return topic.encode("utf-8") if isinstance(topic, str) else topic


def _text(addr: Any) -> str:
    return addr.decode("utf-8", "replace") if isinstance(addr, bytes) else str(addr)


add_option_attributes(Socket, SocketOption.__members__)
plain_lookup(Socket)
_other_spellings = {
    name
    for name in vars(Socket)
    if name.upper() in SocketOption.__members__ and not (name.isupper() or name.islower())
}

SyncSocket = Socket[bytes]

__all__ = ["Socket", "SyncSocket"]
