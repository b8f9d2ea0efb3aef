"""Contexts, as users see them, and what becomes of them when the process ends."""

from __future__ import annotations

import atexit
import os
import sys
import warnings
from _thread import RLock
from contextlib import ExitStack
from weakref import WeakSet

from zmq.backend import EXIT_LINGER, begin_exit, end_contexts
from zmq.backend import Context as ContextBase
from zmq.constants import ContextOption, Errno, SocketOption, SocketType
from zmq.error import ZMQError
from zmq.sugar.attrsettr import AttributeSetter
from zmq.sugar.interop import cast_int_addr
from zmq.sugar.socket import Socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar, overload

    AnySocket_co = TypeVar("AnySocket_co", bound="Socket[Any]", covariant=True)
    OtherSocket = TypeVar("OtherSocket", bound="Socket[Any]")
else:
    from zmq._generic import Generic

    AnySocket_co = "AnySocket_co"

_open_contexts: WeakSet[Context[Any]] = WeakSet()
_listing = RLock()
_making_instance = RLock()


class Context(ContextBase, AttributeSetter, Generic[AnySocket_co]):
    """Makes sockets, and the threads that move their messages (zmq_ctx_new(3)).

    io_threads: how many threads do the input and output; or a Context to shadow.
    shadow: a Context, or the address of one, to use without owning it.

    The context's options are attributes (``max_sockets``); the options of sockets are too, as
    defaults for sockets made later (``context.linger = 0``), which ignore what does not apply to
    them. As a context manager it destroys itself in the end.
    """

    sockopts: dict[int, Any]
    _instance: Any = None
    _socket_class: type[Socket[Any]] = Socket
    _shadow: bool = False
    _shadow_obj: Any = None
    _warns_of_sockets: bool = False
    _sockets: WeakSet[Socket[Any]]
    _lock: Any
    __weakref__: Any
    _options: ClassVar[Mapping[str, int]] = {
        **SocketOption.__members__,
        **ContextOption.__members__,
    }

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: Context[Socket[bytes]], io_threads: int = 1, shadow: Any = 0
        ) -> None: ...
        @overload
        def __init__(
            self: Context[Socket[bytes]], io_threads: ContextBase, shadow: Any = 0
        ) -> None: ...

    def __init__(self, io_threads: Any = 1, shadow: Any = 0) -> None:
        if isinstance(io_threads, ContextBase):
            io_threads, shadow = 1, io_threads
        self.sockopts = {}
        self._lock = RLock()
        self._sockets = WeakSet()
        if isinstance(shadow, ContextBase) and shadow.closed:
            raise ZMQError(Errno.EFAULT)
        address = shadow.underlying if isinstance(shadow, ContextBase) else cast_int_addr(shadow)
        super().__init__(io_threads=io_threads, shadow=address)
        if address:
            self._shadow, self._shadow_obj = True, shadow
        with _listing:
            _open_contexts.add(self)

    def __repr__(self) -> str:
        count = sum(not socket.closed for socket in self._snapshot())
        sockets = f"{count} socket{'s' * (count != 1)}" if count else ""
        closed = " closed" if self.closed else ""
        return f"<{_class_name(type(self))}({sockets}) at {hex(id(self))}{closed}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._warns_of_sockets = True
        self.destroy()

    def __copy__(self, memo: Any = None) -> Self:
        return type(self).shadow(self)

    __deepcopy__ = __copy__

    def __del__(self) -> None:
        """Close what is still open, without waiting for it."""
        if self._shadow or self.closed or sys.is_finalizing():
            return
        warnings.warn(f"Unclosed context {self}", ResourceWarning, stacklevel=2, source=self)
        for socket in self._snapshot():
            socket.close()
        _term(self, 0)

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle a {type(self).__name__}")

    # Life

    @classmethod
    def shadow(cls, address: ContextBase | int) -> Self:
        """Return a Context that uses another one, given as such or by its address."""
        return cls(shadow=address)

    @classmethod
    def shadow_pyczmq(cls, ctx: Any) -> Self:
        """Return a Context that uses one of the package pyczmq."""
        from pyczmq import zctx  # type: ignore[import-not-found]  # noqa: PLC0415

        return cls(shadow=cast_int_addr(zctx.underlying(ctx)))

    @classmethod
    def instance(cls, io_threads: int = 1) -> Self:
        """Return the one Context that all of the process shares; a new one once that is closed.

        io_threads counts only when it is made.
        """
        if cls._instance is None or cls._instance.closed:
            with _making_instance:
                if cls._instance is None or cls._instance.closed:
                    cls._instance = cls(io_threads=io_threads)
        return cls._instance  # type: ignore[no-any-return]

    def destroy(self, linger: float | None = None) -> None:
        """Close all sockets made through this object and terminate.

        linger: ms that sockets may keep trying to send, instead of their own LINGER; -1 for ever,
        0 drops what is unsent. Waits as ``term()`` does.
        """
        if not self.closed:
            self._close_sockets(linger)
            self.term()

    def _close_sockets(self, linger: float | None) -> None:
        for socket in self._snapshot():
            if socket.closed:
                continue
            if self._warns_of_sockets:
                warnings.warn(
                    f"Destroying context with unclosed socket {socket}",
                    ResourceWarning,
                    stacklevel=4,
                    source=socket,
                )
            _close(socket, linger)

    # Sockets

    if TYPE_CHECKING:

        @overload
        def socket(
            self, socket_type: int, socket_class: None = None, **kwargs: Any
        ) -> AnySocket_co: ...
        @overload
        def socket(
            self, socket_type: int, socket_class: type[OtherSocket], **kwargs: Any
        ) -> OtherSocket: ...

    def socket(self, socket_type: int, socket_class: type[Any] | None = None, **kwargs: Any) -> Any:
        """Make a socket.

        socket_type: one of SocketType. socket_class: what to make instead of this context's own
        kind. kwargs: for the class.

        Raises ZMQError: ENOTSUP on a closed context, EINVAL for an unknown type, EMFILE beyond
        MAX_SOCKETS, ETERM while the context terminates.
        """
        if self.closed:
            raise ZMQError(Errno.EFAULT if self._shadow else Errno.ENOTSUP)
        made = (socket_class or self._socket_class)(self, socket_type, **kwargs)
        for option, value in list(self.sockopts.items()):
            try:
                made.set(option, value)
            except ZMQError:
                continue  # this kind of socket has no use for the default
            except BaseException:
                _close(made, 0)
                raise
        self._add_socket(made)
        return made

    def _add_socket(self, socket: Socket[Any]) -> None:
        with self._lock:
            self._sockets.add(socket)

    def _snapshot(self) -> list[Socket[Any]]:
        with self._lock:
            return list(self._sockets)

    # Options

    def setsockopt(self, opt: int, value: Any) -> None:
        """Set a default for an option of sockets made later.

        opt: one of SocketOption. value: as for ``Socket.set``; None is a value like any other.
        """
        self.sockopts[opt] = value

    def getsockopt(self, opt: int) -> Any:
        """Return the default that was set for an option (opt) of sockets.

        Raises KeyError if there is none.
        """
        return self.sockopts[opt]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _OWN_ATTRIBUTES:
            object.__setattr__(self, name, value)
            return
        option = name.upper()
        if option in ContextOption.__members__ and not name.startswith("_"):
            self.set(ContextOption[option], value)
        elif option in SocketOption.__members__:
            self.sockopts[SocketOption[option]] = value
        else:
            super().__setattr__(name, value)

    def _read_option(self, name: str, number: int) -> Any:
        if name.upper() in ContextOption.__members__:
            return super()._read_option(name, number)
        try:
            return self.sockopts[number]
        except KeyError:
            self._refuse(name, "there is no default for it")

    def __delattr__(self, name: str) -> None:
        option = SocketOption.__members__.get(name.upper())
        if option not in self.sockopts:
            self._refuse(name)
        del self.sockopts[option]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *ContextOption.__members__})


_SUBSCRIBERS = (SocketType.SUB, SocketType.XSUB)
_OWN_ATTRIBUTES = frozenset(Context.__annotations__) - {"_options"}


def _class_name(cls: type) -> str:
    return "zmq.Context" if cls is Context else f"{cls.__module__}.{cls.__qualname__}"


def _close(socket: Socket[Any], linger: float | None) -> None:
    """Close a socket that somebody else may be closing too."""
    if linger is None:
        socket.close()
        return
    milliseconds = int(linger)
    try:
        socket.close(linger=milliseconds)
    except ZMQError:
        socket.close()
    except TypeError:  # a class of somebody's, whose ``close`` takes nothing
        socket.set(SocketOption.LINGER, milliseconds)
        socket.close()


def _end_process() -> None:
    """Close what is open, and wait a bounded time for what is unsent.

    A socket on which LINGER was set lingers as it says, -1 for ever; the others EXIT_LINGER ms, but
    subscribers not at all, as always: what they send are subscriptions.
    """
    begin_exit()
    with _listing:
        contexts = [context for context in _open_contexts if not context.closed]
    with ExitStack() as ending:  # which goes on after a warning that is an error
        ending.callback(end_contexts)
        for context in contexts:
            for socket in context._snapshot():
                ending.callback(_close_at_exit, socket)


def _close_at_exit(socket: Socket[Any]) -> None:
    if socket.closed:
        return
    as_set = socket._lingers_by_choice or socket.type in _SUBSCRIBERS
    try:
        socket._warn_unclosed()
    finally:
        _close(socket, None if as_set else EXIT_LINGER)


def _term(context: Context[Any], timeout: float | None) -> None:
    """Do without ``term`` of a class of somebody's, which may take no timeout."""
    try:
        ContextBase.term(context, timeout)
    except TimeoutError:
        return


def _after_fork() -> None:
    """In a child: locks that a thread of the parent held are nobody's, and multiprocessing ends
    without the exit handlers."""
    global _listing, _making_instance
    _listing, _making_instance = RLock(), RLock()
    for context in list(_open_contexts):
        context._lock = RLock()
    multiprocessing = sys.modules.get("multiprocessing.util")
    if multiprocessing is not None:
        multiprocessing.register_after_fork(
            Context, lambda _: multiprocessing.Finalize(None, _end_process, exitpriority=0)
        )


atexit.register(_end_process)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

SyncContext = Context[Socket[bytes]]

__all__ = ["Context", "SyncContext"]
