"""Codecs that need nothing but Python."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from zmq.codecs.base import only_frame, refusing

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Json", "Pickle", "Raw", "Text"]


class Raw:
    """Frames as they are, as ``send_multipart`` takes them: to be signed or compressed."""

    name = "raw"

    def encode(self, obj: Sequence[Buffer], /) -> list[Buffer]:
        return list(obj)

    def decode(self, frames: Sequence[Buffer], /) -> list[Buffer]:
        return list(frames)


class Text:
    """Text, encoded as UTF-8 by default."""

    name = "text"

    def __init__(self, encoding: str = "utf-8") -> None:
        self._encoding = encoding

    def encode(self, obj: str, /) -> list[Buffer]:
        if not isinstance(obj, str):
            raise TypeError(f"Text encodes str, not {type(obj).__name__}")
        return [obj.encode(self._encoding)]

    def decode(self, frames: Sequence[Buffer], /) -> str:
        with refusing(f"text in {self._encoding}"):
            return str(only_frame(frames), self._encoding)


class Json:
    """What JSON knows: None, bool, int, float, str, list, and dict with keys of str.

    default: returns something of these for an object that is not, as in ``json.dumps``.
    """

    name = "json"

    def __init__(self, default: Callable[[Any], Any] | None = None) -> None:
        self._encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=default)

    def encode(self, obj: Any, /) -> list[Buffer]:
        return [self._encoder.encode(obj).encode("utf-8")]

    def decode(self, frames: Sequence[Buffer], /) -> Any:
        with refusing("JSON"):
            return json.loads(str(only_frame(frames), "utf-8"))


class Pickle:
    """Any object that can be pickled. Large buffers, NumPy's for one, are frames of their own.

    Whoever can send you a pickle can run code in your process: put ``Signed`` around it, unless
    nobody but you can reach the socket.
    """

    name = "pickle"

    def encode(self, obj: Any, /) -> list[Buffer]:
        buffers: list[pickle.PickleBuffer] = []
        head = pickle.dumps(obj, protocol=5, buffer_callback=buffers.append)
        return [head, *(buffer.raw() for buffer in buffers)]

    def decode(self, frames: Sequence[Buffer], /) -> Any:
        with refusing("pickle that can be loaded"):
            head, *buffers = frames
            return pickle.loads(head, buffers=buffers)
