"""The directive ``option-table``: a row for each option of a kind, from the table in the source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from zmq.constants import ContextOption, MessageOption, SocketOption

MANUAL = "https://libzmq.readthedocs.io/en/latest"
HEADINGS = ["option", "value", "default", "access", "sockets"]
KINDS: dict[str, tuple[Any, str, str]] = {
    "socket": (SocketOption, "zmq_getsockopt", "zmq_setsockopt"),
    "draft": (SocketOption, "zmq_getsockopt", "zmq_setsockopt"),
    "context": (ContextOption, "zmq_ctx_get", "zmq_ctx_set"),
    "message": (MessageOption, "zmq_msg_get", "zmq_msg_set"),
}
VALUES = {"bool": "0 or 1", "text": "bytes", "binary": "bytes", "key": "key", "fd": "descriptor"}
ACCESS = {"r": "read", "w": "write", "rw": "read, write", "": "none"}


def options_of(kind: str) -> list[tuple[str, Any]]:
    """The options of a kind by name, those that are the same number under two names included."""
    members = KINDS[kind][0].__members__.items()
    drafts = kind == "draft"
    return [(name, option) for name, option in members if option.draft == drafts]


def value(option: Any) -> str:
    """What a value of the option is, with its unit."""
    kind = VALUES.get(option.kind, "int")
    return f"{kind}, {option.unit}" if option.unit else kind


def default(option: Any) -> str:
    if option.default is None:
        return "none"
    return "empty" if option.default == b"" else str(option.default)


def owners(option: Any) -> str:
    if "all" in option.owner.split():
        return "every socket"
    return ", ".join(option.owner.split()) or "nothing"


class OptionTable(Directive):
    """``option-table:: socket`` and others of KINDS."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        self.kind = self.arguments[0]
        group = nodes.tgroup(cols=len(HEADINGS))
        group += [nodes.colspec(colwidth=width) for width in (44, 18, 12, 10, 16)]
        group += nodes.thead("", row(nodes.paragraph("", text) for text in HEADINGS))
        body = nodes.tbody()
        body += [self.row(name, option) for name, option in options_of(self.kind)]
        group += body
        return [nodes.table("", group, classes=["options"])]

    def row(self, name: str, option: Any) -> nodes.row:
        texts = (value(option), default(option), ACCESS[option.access], owners(option))
        made = row([self.title(name, option), *(nodes.paragraph("", text) for text in texts)])
        made["ids"].append(f"{self.kind}-{name.lower().replace('_', '-')}")
        return made

    def title(self, name: str, option: Any) -> nodes.paragraph:
        """The name, which leads to libzmq's page, and below it what the option is."""
        _, read, write = KINDS[self.kind]
        page = f"{MANUAL}/{write if option.writable else read}.html"
        link = nodes.reference("", "", nodes.literal("", name), refuri=page)
        alias = "" if option.name == name else f"same as {option.name}: "
        return nodes.paragraph("", "", link, nodes.Text(f" {alias}{option.summary}"))


def row(cells: Iterable[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("option-table", OptionTable)
    return {"parallel_read_safe": True}
