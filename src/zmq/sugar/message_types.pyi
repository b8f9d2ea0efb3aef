"""What a socket sends and receives, in terms of the Frames and trackers that users see."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, overload

from _typeshed import ReadableBuffer as Buffer

from zmq import backend
from zmq.sugar.frame import Frame
from zmq.sugar.tracker import MessageTracker

_Part: TypeAlias = Buffer | backend.Frame

class Socket(backend.Socket):
    @overload
    def recv(self, flags: int = 0, copy: Literal[True] = True, track: bool = False) -> bytes: ...
    @overload
    def recv(self, flags: int = 0, *, copy: Literal[False], track: bool = False) -> Frame: ...
    @overload
    def recv(self, flags: int, copy: Literal[False], track: bool = False) -> Frame: ...
    @overload
    def recv(self, flags: int = 0, copy: bool = True, track: bool = False) -> bytes | Frame: ...
    @overload
    def recv_multipart(
        self, flags: int = 0, copy: Literal[True] = True, track: bool = False
    ) -> list[bytes]: ...
    @overload
    def recv_multipart(
        self, flags: int = 0, *, copy: Literal[False], track: bool = False
    ) -> list[Frame]: ...
    @overload
    def recv_multipart(
        self, flags: int, copy: Literal[False], track: bool = False
    ) -> list[Frame]: ...
    @overload
    def recv_multipart(
        self, flags: int = 0, copy: bool = True, track: bool = False
    ) -> list[bytes] | list[Frame]: ...
    @overload
    def try_recv(self, copy: Literal[True] = True) -> bytes | None: ...
    @overload
    def try_recv(self, copy: Literal[False]) -> Frame | None: ...
    @overload
    def try_recv(self, copy: bool = True) -> bytes | Frame | None: ...
    @overload
    def try_recv_multipart(self, copy: Literal[True] = True) -> list[bytes] | None: ...
    @overload
    def try_recv_multipart(self, copy: Literal[False]) -> list[Frame] | None: ...
    @overload
    def try_recv_multipart(self, copy: bool = True) -> list[bytes] | list[Frame] | None: ...
    @overload
    def recv_many(
        self,
        max: int | None = None,
        flags: int = 0,
        *,
        copy: Literal[True] = True,
        multipart: Literal[True],
    ) -> list[list[bytes]]: ...
    @overload
    def recv_many(
        self,
        max: int | None = None,
        flags: int = 0,
        *,
        copy: bool = True,
        multipart: bool = False,
    ) -> list[Any]: ...
    @overload
    def send(
        self,
        data: _Part,
        flags: int = 0,
        copy: bool = True,
        *,
        track: Literal[True],
        routing_id: int | None = None,
        group: str | None = None,
    ) -> MessageTracker: ...
    @overload
    def send(
        self,
        data: _Part,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> MessageTracker | None: ...
    @overload
    def send_multipart(
        self,
        msg_parts: Sequence[_Part],
        flags: int = 0,
        copy: bool = True,
        *,
        track: Literal[True],
        **kwargs: Any,
    ) -> MessageTracker: ...
    @overload
    def send_multipart(
        self,
        msg_parts: Sequence[_Part],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        **kwargs: Any,
    ) -> MessageTracker | None: ...
