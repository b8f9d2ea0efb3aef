"""What a codec is, and what codecs share: one error, and libraries that may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from zmq.error import ZMQBaseError

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Codec", "DecodeError", "library", "only_frame", "refusing"]

T = TypeVar("T")


class DecodeError(ZMQBaseError, ValueError):
    """A message is not what the codec expects."""


class Codec(Protocol[T]):
    """Turns objects into the frames of a message and back; write your own like this.

    name: tells codecs apart, so that what is signed for one is not read by another.
    """

    @property
    def name(self) -> str: ...

    def encode(self, obj: T, /) -> Sequence[Buffer]:
        """Return the frames for an object."""
        ...

    def decode(self, frames: Sequence[Buffer], /) -> T:
        """Return the object of frames, which anybody may have sent; raise DecodeError."""
        ...


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Whatever reading bytes from outside may raise becomes a DecodeError."""
    try:
        yield
    except DecodeError:
        raise
    except Exception as error:
        raise DecodeError(f"this is no {what}: {error}") from error


def only_frame(frames: Sequence[Buffer]) -> Buffer:
    """Return the frame of a message that has one."""
    if len(frames) != 1:
        raise DecodeError(f"a message of one frame is expected, this one has {len(frames)}")
    return frames[0]


def library(names: Sequence[str], codec: str, install: str) -> Any:
    """Import the first library that is there, for a codec that needs one of them."""
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(f"{codec} needs {' or '.join(names)}: pip install {install}")
