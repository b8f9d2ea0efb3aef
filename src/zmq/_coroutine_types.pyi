"""What the methods of sockets return that are coroutines, for type checkers."""

# mypy: disable-error-code="override, empty-body"
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Self, TypeVar, overload

from _typeshed import WriteableBuffer

from zmq import _coroutine
from zmq.sugar.events import Connection
from zmq.sugar.frame import Frame
from zmq.sugar.tracker import MessageTracker

_T = TypeVar("_T")

class Socket(_coroutine.Socket):
    def __aiter__(self) -> Self: ...
    async def __anext__(self) -> list[bytes]: ...
    @overload
    async def recv(
        self, flags: int = 0, copy: Literal[True] = True, track: bool = False
    ) -> bytes: ...
    @overload
    async def recv(self, flags: int = 0, *, copy: Literal[False], track: bool = False) -> Frame: ...
    @overload
    async def recv(self, flags: int, copy: Literal[False], track: bool = False) -> Frame: ...
    @overload
    async def recv(
        self, flags: int = 0, copy: bool = True, track: bool = False
    ) -> bytes | Frame: ...
    @overload
    async def recv_multipart(
        self, flags: int = 0, copy: Literal[True] = True, track: bool = False
    ) -> list[bytes]: ...
    @overload
    async def recv_multipart(
        self, flags: int = 0, *, copy: Literal[False], track: bool = False
    ) -> list[Frame]: ...
    @overload
    async def recv_multipart(
        self, flags: int, copy: Literal[False], track: bool = False
    ) -> list[Frame]: ...
    @overload
    async def recv_multipart(
        self, flags: int = 0, copy: bool = True, track: bool = False
    ) -> list[bytes] | list[Frame]: ...
    @overload
    async def recv_many(
        self,
        max: int | None = None,
        flags: int = 0,
        *,
        copy: Literal[True] = True,
        multipart: Literal[True],
    ) -> list[list[bytes]]: ...
    @overload
    async def recv_many(
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> list[Any]: ...
    async def recv_into(
        self, buffer: WriteableBuffer, /, *, nbytes: int = 0, flags: int = 0
    ) -> int: ...
    async def recv_string(self, flags: int = 0, encoding: str = "utf-8") -> str: ...
    async def recv_unicode(self, flags: int = 0, encoding: str = "utf-8") -> str: ...
    async def recv_json(self, flags: int = 0, **kwargs: Any) -> Any: ...
    async def recv_pyobj(self, flags: int = 0) -> Any: ...
    async def recv_serialized(
        self, deserialize: Callable[[list[Any]], _T], flags: int = 0, copy: bool = True
    ) -> _T: ...
    @overload
    async def send(
        self, data: Any, flags: int = 0, copy: bool = True, *, track: Literal[True], **kwargs: Any
    ) -> MessageTracker: ...
    @overload
    async def send(
        self, data: Any, flags: int = 0, copy: bool = True, track: bool = False, **kwargs: Any
    ) -> MessageTracker | None: ...
    @overload
    async def send_multipart(
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        *,
        track: Literal[True],
        **kwargs: Any,
    ) -> MessageTracker: ...
    @overload
    async def send_multipart(
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        **kwargs: Any,
    ) -> MessageTracker | None: ...
    async def send_many(
        self, messages: Iterable[Any], flags: int = 0, copy: bool = True
    ) -> int: ...
    async def send_string(
        self, u: str, flags: int = 0, copy: bool = True, encoding: str = "utf-8", **kwargs: Any
    ) -> MessageTracker | None: ...
    async def send_unicode(
        self, u: str, flags: int = 0, copy: bool = True, encoding: str = "utf-8", **kwargs: Any
    ) -> MessageTracker | None: ...
    async def send_json(self, obj: Any, flags: int = 0, **kwargs: Any) -> MessageTracker | None: ...
    async def send_pyobj(
        self, obj: Any, flags: int = 0, protocol: int = ..., **kwargs: Any
    ) -> MessageTracker | None: ...
    async def send_serialized(
        self,
        msg: Any,
        serialize: Callable[[Any], Sequence[Any]],
        flags: int = 0,
        copy: bool = True,
        **kwargs: Any,
    ) -> MessageTracker | None: ...
    async def poll(self, timeout: float | None = None, flags: int = ...) -> int: ...
    async def wait_connected(
        self, n: int = 1, timeout: float | None = None
    ) -> list[Connection]: ...
    async def wait_subscribed(
        self, topic: str | bytes | None = None, n: int = 1, timeout: float | None = None
    ) -> None: ...
