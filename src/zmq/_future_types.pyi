"""What the methods of sockets return that return futures, for type checkers."""

# mypy: disable-error-code="override, empty-body"
import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Self, TypeVar, overload

from _typeshed import WriteableBuffer

from zmq import _future
from zmq.sugar.events import Connection
from zmq.sugar.frame import Frame
from zmq.sugar.tracker import MessageTracker

_T = TypeVar("_T")

class Socket(_future.Socket):
    def __aiter__(self) -> Self: ...
    async def __anext__(self) -> list[bytes]: ...
    @overload
    def recv(
        self, flags: int = 0, copy: Literal[True] = True, track: bool = False
    ) -> asyncio.Future[bytes]: ...
    @overload
    def recv(
        self, flags: int = 0, *, copy: Literal[False], track: bool = False
    ) -> asyncio.Future[Frame]: ...
    @overload
    def recv(
        self, flags: int, copy: Literal[False], track: bool = False
    ) -> asyncio.Future[Frame]: ...
    @overload
    def recv(
        self, flags: int = 0, copy: bool = True, track: bool = False
    ) -> asyncio.Future[bytes | Frame]: ...
    @overload
    def recv_multipart(
        self, flags: int = 0, copy: Literal[True] = True, track: bool = False
    ) -> asyncio.Future[list[bytes]]: ...
    @overload
    def recv_multipart(
        self, flags: int = 0, *, copy: Literal[False], track: bool = False
    ) -> asyncio.Future[list[Frame]]: ...
    @overload
    def recv_multipart(
        self, flags: int, copy: Literal[False], track: bool = False
    ) -> asyncio.Future[list[Frame]]: ...
    @overload
    def recv_multipart(
        self, flags: int = 0, copy: bool = True, track: bool = False
    ) -> asyncio.Future[list[bytes] | list[Frame]]: ...
    @overload
    def recv_many(
        self,
        max: int | None = None,
        flags: int = 0,
        *,
        copy: Literal[True] = True,
        multipart: Literal[True],
    ) -> asyncio.Future[list[list[bytes]]]: ...
    @overload
    def recv_many(
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> asyncio.Future[list[Any]]: ...
    def recv_into(
        self, buffer: WriteableBuffer, /, *, nbytes: int = 0, flags: int = 0
    ) -> asyncio.Future[int]: ...
    def recv_string(self, flags: int = 0, encoding: str = "utf-8") -> asyncio.Future[str]: ...
    def recv_unicode(self, flags: int = 0, encoding: str = "utf-8") -> asyncio.Future[str]: ...
    def recv_json(self, flags: int = 0, **kwargs: Any) -> asyncio.Future[Any]: ...
    def recv_pyobj(self, flags: int = 0) -> asyncio.Future[Any]: ...
    def recv_serialized(
        self, deserialize: Callable[[list[Any]], _T], flags: int = 0, copy: bool = True
    ) -> asyncio.Future[_T]: ...
    @overload
    def send(
        self, data: Any, flags: int = 0, copy: bool = True, *, track: Literal[True], **kwargs: Any
    ) -> asyncio.Future[MessageTracker]: ...
    @overload
    def send(
        self, data: Any, flags: int = 0, copy: bool = True, track: bool = False, **kwargs: Any
    ) -> asyncio.Future[MessageTracker | None]: ...
    @overload
    def send_multipart(
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        *,
        track: Literal[True],
        **kwargs: Any,
    ) -> asyncio.Future[MessageTracker]: ...
    @overload
    def send_multipart(
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        **kwargs: Any,
    ) -> asyncio.Future[MessageTracker | None]: ...
    def send_many(
        self, messages: Iterable[Any], flags: int = 0, copy: bool = True
    ) -> asyncio.Future[int]: ...
    def send_string(
        self, u: str, flags: int = 0, copy: bool = True, encoding: str = "utf-8", **kwargs: Any
    ) -> asyncio.Future[MessageTracker | None]: ...
    def send_unicode(
        self, u: str, flags: int = 0, copy: bool = True, encoding: str = "utf-8", **kwargs: Any
    ) -> asyncio.Future[MessageTracker | None]: ...
    def send_json(
        self, obj: Any, flags: int = 0, **kwargs: Any
    ) -> asyncio.Future[MessageTracker | None]: ...
    def send_pyobj(
        self, obj: Any, flags: int = 0, protocol: int = ..., **kwargs: Any
    ) -> asyncio.Future[MessageTracker | None]: ...
    def send_serialized(
        self,
        msg: Any,
        serialize: Callable[[Any], Sequence[Any]],
        flags: int = 0,
        copy: bool = True,
        **kwargs: Any,
    ) -> asyncio.Future[MessageTracker | None]: ...
    def poll(self, timeout: float | None = None, flags: int = ...) -> asyncio.Future[int]: ...
    def wait_connected(
        self, n: int = 1, timeout: float | None = None
    ) -> asyncio.Future[list[Connection]]: ...
    def wait_subscribed(
        self, topic: str | bytes | None = None, n: int = 1, timeout: float | None = None
    ) -> asyncio.Future[None]: ...
