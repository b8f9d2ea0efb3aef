"""How messages are written as bytes between two ends of line, and read back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

Message: TypeAlias = list[bytes]

FORMATS = "text", "raw", "hex", "json"

_FIRST, _PLAIN = "\033[36m", "\033[0m"


class Format(NamedTuple):
    """Takes the bytes of a line to a message, and a message to the bytes of a line.

    ``decode`` raises ValueError for what is no message.
    """

    decode: Callable[[bytes], Message]
    encode: Callable[[Message], bytes]


def choose(name: str, delimiter: str = "\t", *, paint: bool = False) -> Format:
    """Return a format by its name; ``paint`` colors the first of several parts."""
    if name == "json":
        return Format(from_json, to_json)
    between = delimiter.encode()
    if name == "raw":
        return Format(lambda line: _split(line, between), between.join)
    show, read = (bytes.hex, _from_hex) if name == "hex" else (escaped, bytes)

    def decode(line: bytes) -> Message:
        return [read(part) for part in _split(line, between)]

    def encode(message: Message) -> bytes:
        parts = [show(part) for part in message]
        if paint and len(parts) > 1:
            parts[0] = f"{_FIRST}{parts[0]}{_PLAIN}"
        return delimiter.join(parts).encode()

    return Format(decode, encode)


def escaped(part: bytes) -> str:
    """Return text without line ends and what else controls a terminal; not UTF-8 as ``\\xff``."""
    text = part.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def to_json(message: Message) -> bytes:
    """Return a JSON array: a string for a part that is UTF-8, else ``{"base64": …}``."""
    return json.dumps(as_json(message), ensure_ascii=False).encode()


def as_json(message: Message) -> list[Any]:
    return [_part_as_json(part) for part in message]


def _part_as_json(part: bytes) -> str | dict[str, str]:
    try:
        return part.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(part).decode()}


def from_json(line: bytes) -> Message:
    """Return the message of what ``to_json`` gives; a part alone stands for a message of one."""
    return message_of(json.loads(line))


def message_of(value: Any) -> Message:
    parts = value if isinstance(value, list) else [value]
    if not parts:
        raise ValueError("a message has at least one part")
    return [_part_of(part) for part in parts]


def _part_of(value: Any) -> bytes:
    match value:
        case str():
            return value.encode()
        case {"base64": str(text), **others} if not others:
            return base64.b64decode(text, validate=True)
    raise ValueError('a part of a message is a string or {"base64": "…"}')


def _from_hex(part: bytes) -> bytes:
    try:
        return bytes.fromhex(part.decode())
    except ValueError:
        raise ValueError(f"{escaped(part)!r} is not hexadecimal") from None


def _split(line: bytes, delimiter: bytes) -> Message:
    return line.split(delimiter) if delimiter else [line]
