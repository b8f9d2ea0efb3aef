"""Docstrings as this project writes them, in the words of Sphinx.

In a docstring a paragraph may begin with the name of a parameter and a colon; others may follow in
it, each after a full stop. What a call raises is a sentence that begins with "Raises". libzmq's
functions are named as manual pages are.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from sphinx.application import Sphinx

from zmq.constants import ContextOption, SocketOption

MANUAL = "https://libzmq.readthedocs.io/en/latest"
_OPTIONS_OWN = {"type", "hwm", "subscribe", "unsubscribe"}


def parameters(documented: Any) -> list[str]:
    """The names of the parameters of a function, or of those that make an object of a class."""
    try:
        names = inspect.signature(documented).parameters
    except (TypeError, ValueError):
        return []
    return [name for name in names if name not in {"self", "cls"}]


def split(paragraph: str, names: list[str]) -> list[str]:
    """Cut a paragraph where it speaks of a parameter, and before the errors raised."""
    name = "|".join(map(re.escape, names)) or r"\b\B"
    begins = rf"(?:(?:{name})(?:, (?:{name}))*: |Raises )"
    return re.split(rf"(?:(?<=^)|(?<=[.;)] ))(?={begins})", paragraph)


def as_parameters(piece: str, names: list[str]) -> str | None:
    """A line of the list of parameters, if the piece is about some."""
    subject, colon, rest = piece.partition(": ")
    subjects = subject.split(", ")
    if not colon or not set(subjects) <= set(names):
        return None
    bold = ", ".join(f"**{name}**" for name in subjects)
    return f"   - {bold}: {rest.rstrip()}"


def with_fields(lines: list[str], names: list[str]) -> list[str]:
    """Rewrite the paragraphs that speak of parameters or errors."""
    result: list[str] = []
    listing = False
    for paragraph in "\n".join(lines).split("\n\n"):
        literal = re.search(r"^(\s|[*-] )", paragraph, re.MULTILINE)
        pieces = [paragraph] if literal else split(" ".join(paragraph.splitlines()), names)
        for piece in filter(str.strip, pieces):
            parameter = None if literal else as_parameters(piece, names)
            if parameter and not listing:
                result += ["", ":Parameters:"]
            elif listing and not parameter:
                result.append("")
            listing = parameter is not None
            result += [parameter] if parameter else [*re.sub(r";\s*$", ".", piece).splitlines(), ""]
    return result


def with_manual(line: str) -> str:
    """Link libzmq's manual pages."""
    return re.sub(r"\b(zmq_\w+)\(([37])\)", rf"`\1(\2) <{MANUAL}/\1.html>`__", line)


def rewrite(_: Sphinx, what: str, name: str, obj: Any, __: Any, lines: list[str]) -> None:
    del what, name
    lines[:] = [with_manual(line) for line in with_fields(lines, parameters(obj))]


def leave_out(_: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """The options have a page of their own, where each of their spellings need not be shown."""
    del skip, options
    is_option = name.upper() in {*SocketOption.__members__, *ContextOption.__members__}
    if what == "class" and is_option and isinstance(obj, property) and name not in _OPTIONS_OWN:
        return True
    return None


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", rewrite)
    app.connect("autodoc-skip-member", leave_out)
    return {"parallel_read_safe": True}
