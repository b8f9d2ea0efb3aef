"""Draw the pictures of the documentation: python docs/pictures/draw.py

A picture is boxes on a grid and arrows between them. Each is written beside this file, as SVG.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot
from pathlib import Path
from xml.sax.saxutils import escape

WIDE, HIGH = 142, 54  # of a box
COLUMN, ROW, MARGIN = 240, 88, 22
INK, LINE, PAPER = "#1f2937", "#2563eb", "#f8fafc"
FILLS = {"plain": "#ffffff", "middle": "#e0edff", "quiet": "#eef0f3"}
STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;text-anchor:middle}"
    f".title{{font-size:15px;fill:{INK}}}"
    f".socket{{font-size:13px;font-weight:700;fill:{LINE}}}"
    f".label{{font-size:12.5px;fill:{INK};paint-order:stroke;stroke:{PAPER};stroke-width:5px}}"
)

HEAD = (
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
    'markerHeight="7" orient="auto-start-reverse">'
    f'<path d="M0 0L10 5L0 10z" fill="{LINE}"/></marker></defs>'
)

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A program, at a column and a row, and the socket by which it takes part."""

    column: float
    row: float
    title: str
    socket: str = ""
    fill: str = "plain"

    @property
    def middle(self) -> Point:
        return MARGIN + WIDE / 2 + self.column * COLUMN, MARGIN + HIGH / 2 + self.row * ROW

    def edge_towards(self, other: Box) -> Point:
        """Where a line from the middle to another box leaves this one."""
        (x, y), (to_x, to_y) = self.middle, other.middle
        right, down = to_x - x, to_y - y
        share = min(
            (WIDE / 2 + 4) / abs(right) if right else 9, (HIGH / 2 + 4) / abs(down) if down else 9
        )
        return x + right * share, y + down * share

    def svg(self) -> str:
        x, y = self.middle
        fill = FILLS[self.fill]
        frame = (
            f'<rect x="{x - WIDE / 2:g}" y="{y - HIGH / 2:g}" width="{WIDE}" height="{HIGH}" '
            f'rx="9" fill="{fill}" stroke="{INK}" stroke-width="1.3"/>'
        )
        shift = -3 if self.socket else 5
        lines = [frame, text(x, y + shift, self.title, "title")]
        if self.socket:
            lines.append(text(x, y + 16, self.socket, "socket"))
        return "\n".join(lines)


@dataclass(frozen=True)
class Arrow:
    """What goes from one box to another."""

    begin: Box
    end: Box
    label: str = ""
    both: bool = False
    shift: float = 0  # sideways, so that two arrows between the same boxes do not meet
    dashed: bool = False
    place: float = 0.5  # of the label, between begin and end

    def svg(self) -> str:
        (x1, y1), (x2, y2) = self.begin.edge_towards(self.end), self.end.edge_towards(self.begin)
        length = hypot(x2 - x1, y2 - y1)
        aside = (y1 - y2) / length * self.shift, (x2 - x1) / length * self.shift
        x1, x2, y1, y2 = x1 + aside[0], x2 + aside[0], y1 + aside[1], y2 + aside[1]
        ends = ' marker-start="url(#head)"' if self.both else ""
        dash = ' stroke-dasharray="5 4"' if self.dashed else ""
        line = (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}" '
            f'stroke-width="1.8" marker-end="url(#head)"{ends}{dash}/>'
        )
        if not self.label:
            return line
        x, y = x1 + (x2 - x1) * self.place, y1 + (y2 - y1) * self.place
        return f"{line}\n{self.beside(x, y, aside[0], aside[1])}"

    def beside(self, x: float, y: float, right: float, down: float) -> str:
        """The label, on the side to which the arrow is shifted; on it or above it if it is not."""
        if abs(right) > abs(down):
            anchor, away = ("start", 7) if right > 0 else ("end", -7)
            return text(x + away, y + 4, self.label, "label", f"text-anchor:{anchor}")
        level = self.begin.middle[1] == self.end.middle[1]
        return text(x, y + (15 if down > 0 else -7 if level else 4), self.label, "label")


@dataclass
class Picture:
    """Boxes and arrows, and what somebody hears who cannot see them."""

    name: str
    says: str
    boxes: list[Box]
    arrows: list[Arrow] = field(default_factory=list)

    def svg(self) -> str:
        wide = 2 * MARGIN + WIDE + COLUMN * max(box.column for box in self.boxes)
        high = 2 * MARGIN + HIGH + ROW * max(box.row for box in self.boxes)
        size = f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
                f"<title>{escape(self.says)}</title>",
                f"<style>{STYLE}</style>",
                HEAD,
                f'<rect width="{wide:g}" height="{high:g}" rx="12" fill="{PAPER}"/>',
                *(arrow.svg() for arrow in self.arrows),
                *(box.svg() for box in self.boxes),
                "</svg>\n",
            ]
        )


def text(x: float, y: float, words: str, kind: str, style: str = "") -> str:
    how = f' style="{style}"' if style else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{how}>{escape(words)}</text>'


def request_reply() -> Picture:
    client, server = Box(0, 0, "client", "REQ"), Box(1.3, 0, "server", "REP")
    return Picture(
        "request-reply",
        "A client asks, a server answers",
        [client, server],
        [Arrow(client, server, "request", shift=-8), Arrow(server, client, "reply", shift=-8)],
    )


def publish_subscribe() -> Picture:
    publisher = Box(0, 1, "publisher", "PUB")
    readers = [
        Box(1.5, row, f"wants “{topic}”", "SUB")
        for row, topic in enumerate(("rain", "sun", "rain"))
    ]
    return Picture(
        "publish-subscribe",
        "A publisher sends to every subscriber of a topic",
        [publisher, *readers],
        [
            Arrow(publisher, readers[0], "rain"),
            Arrow(publisher, readers[1], "sun", place=0.55),
            Arrow(publisher, readers[2], "rain"),
        ],
    )


def pipeline() -> Picture:
    source, sink = Box(0, 1, "ventilator", "PUSH"), Box(2, 1, "sink", "PULL")
    workers = [Box(1, row, "worker", "PULL → PUSH", "middle") for row in range(3)]
    return Picture(
        "pipeline",
        "Tasks are dealt to workers, whose results are collected",
        [source, *workers, sink],
        [
            *(Arrow(source, worker, f"task {n}", place=0.5) for n, worker in enumerate(workers, 1)),
            *(Arrow(worker, sink) for worker in workers),
        ],
    )


def broker() -> Picture:
    clients = [Box(0, row, "client", "REQ") for row in (0, 1)]
    workers = [Box(2.2, row, "worker", "REP") for row in (0, 1)]
    middle = Box(1.1, 0.5, "broker", "ROUTER | DEALER", "middle")
    return Picture(
        "broker",
        "A broker stands between clients and workers",
        [*clients, middle, *workers],
        [Arrow(box, middle, both=True) for box in (*clients, *workers)],
    )


def routing() -> Picture:
    router = Box(1.4, 1, "server", "ROUTER", "middle")
    peers = [Box(0, row, name, "DEALER") for row, name in enumerate(("ada", "bob", "cid"))]
    return Picture(
        "routing",
        "A router addresses each of its peers by name",
        [router, *peers],
        [
            Arrow(peers[0], router, both=True),
            Arrow(router, peers[1], "[bob, …]", both=True),
            Arrow(peers[2], router, both=True),
        ],
    )


def pair() -> Picture:
    here, there = Box(0, 0, "thread", "PAIR"), Box(1.3, 0, "thread", "PAIR")
    return Picture("pair", "Two threads talk", [here, there], [Arrow(here, there, both=True)])


def attempt() -> Picture:
    try_it, done = Box(0, 0, "attempt"), Box(1.1, 0, "result", fill="quiet")
    look, wait = Box(0, 1.3, "look at EVENTS"), Box(1.1, 1.3, "wait outside", fill="middle")
    return Picture(
        "attempt",
        "A call attempts; if it would block it waits outside libzmq, and tries again",
        [try_it, done, look, wait],
        [
            Arrow(try_it, done, "done"),
            Arrow(try_it, look, "would block", shift=-14),
            Arrow(look, try_it, "ready", shift=-14),
            Arrow(look, wait, "not ready", shift=-8),
            Arrow(wait, look, "woken", shift=-8),
        ],
    )


PICTURES = [
    request_reply(),
    publish_subscribe(),
    pipeline(),
    broker(),
    routing(),
    pair(),
    attempt(),
]

if __name__ == "__main__":
    for picture in PICTURES:
        Path(__file__).with_name(f"{picture.name}.svg").write_text(picture.svg(), encoding="utf-8")
