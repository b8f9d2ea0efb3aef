"""Write the types of socket options as attributes, src/zmq/sugar/option_types.py, from their table.

Run it after a change of the table: python tools/option_types.py
"""

from __future__ import annotations

from pathlib import Path

from zmq.constants import SocketOption

TARGET = Path(__file__).parents[1] / "src" / "zmq" / "sugar" / "option_types.py"
HEAD = '''"""Socket options as typed attributes, made by tools/option_types.py from a table."""

from __future__ import annotations


class SocketOptionTypes:
    """What type checkers are told; the attributes themselves are made in ``options``."""

    __slots__ = ()

'''
SPELLED_OUT = {"type", "hwm", "subscribe", "unsubscribe"}  # attributes of Socket itself
TYPES = {"text": "bytes", "binary": "bytes", "key": "bytes"}


def declarations() -> list[str]:
    lines = []
    for name, option in SocketOption.__members__.items():
        kind = (
            "str | bytes" if name in {"SUBSCRIBE", "UNSUBSCRIBE"} else TYPES.get(option.kind, "int")
        )
        spellings = [name] if name.lower() in SPELLED_OUT else [name.lower(), name]
        lines += [f"    {spelling}: {kind}" for spelling in spellings]
    return sorted(lines)


def source() -> str:
    return HEAD + "\n".join(declarations()) + "\n"


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
