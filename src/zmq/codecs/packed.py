"""Codecs on libraries for MessagePack and typed objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from zmq.codecs.base import library, only_frame, refusing

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Msgpack", "Msgspec"]

T = TypeVar("T")


class Msgpack:
    """MessagePack: what JSON knows, bytes, and dicts with other keys; needs ``msgpack``.

    default: returns something of these for an object that is not, as in ``msgpack.packb``.
    """

    name = "msgpack"

    def __init__(self, default: Callable[[Any], Any] | None = None) -> None:
        self._msgpack = library(["msgpack"], "zmq.codecs.Msgpack", "pyzmq[msgpack]")
        self._default = default

    def encode(self, obj: Any, /) -> list[Buffer]:
        return [self._msgpack.packb(obj, default=self._default)]

    def decode(self, frames: Sequence[Buffer], /) -> Any:
        with refusing("MessagePack"):
            return self._msgpack.unpackb(only_frame(frames), strict_map_key=False)


class Msgspec(Generic[T]):
    """Objects of a type, checked on arrival: a ``msgspec.Struct``, dataclass, TypedDict …

    type: what ``decode`` returns, or refuses. format: "msgpack" or "json". Needs ``msgspec``.
    """

    @overload
    def __init__(
        self: Msgspec[Any], type: None = None, format: Literal["msgpack", "json"] = ...
    ) -> None: ...
    @overload
    def __init__(self, type: type[T], format: Literal["msgpack", "json"] = ...) -> None: ...
    def __init__(self, type: Any = None, format: str = "msgpack") -> None:
        if format not in {"msgpack", "json"}:
            raise ValueError(f"format is 'msgpack' or 'json', not {format!r}")
        wire = getattr(library(["msgspec"], "zmq.codecs.Msgspec", "pyzmq[msgspec]"), format)
        self.name: str = f"msgspec-{format}"
        self._encoder = wire.Encoder()
        self._decoder = wire.Decoder(Any if type is None else type)

    def encode(self, obj: T, /) -> list[Buffer]:
        return [self._encoder.encode(obj)]

    def decode(self, frames: Sequence[Buffer], /) -> T:
        with refusing("object of the expected type"):
            decoded: T = self._decoder.decode(only_frame(frames))
            return decoded
