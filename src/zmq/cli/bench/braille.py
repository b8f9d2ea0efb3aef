"""Drawings as text for a terminal: lines are dots of braille, eight to a character."""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style
from rich.text import Text

from zmq.cli.bench.drawing import Curve, Drawing, Label, Point, Rule, dashed

CELL_WIDTH, CELL_HEIGHT = 10, 20  # units of the drawing to a character
_DOT = 5  # and to a dot: two columns of four
_BITS = (0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)
_BLANK = 0x2800
_GRID = Style(dim=True)

Cell = tuple[int, int]


class Canvas:
    """Characters in rows, and the style of each."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._characters: dict[Cell, str] = {}
        self._styles: dict[Cell, Style] = {}

    def put(self, cell: Cell, character: str, style: Style) -> None:
        self._characters[cell], self._styles[cell] = character, style

    def dot(self, x: float, y: float, style: Style) -> None:
        """Add a dot to those that its character has, if it is braille."""
        column, row = int(x // _DOT), int(y // _DOT)
        cell = column // 2, row // 4
        before = ord(self._characters.get(cell, " "))
        dots = before if _BLANK <= before < _BLANK + 0x100 else _BLANK
        self.put(cell, chr(dots | _BITS[column % 2][row % 4]), style)

    def text(self) -> Text:
        lines = (self._line(row) for row in range(self._height))
        return Text("\n", no_wrap=True).join(lines)

    def _line(self, row: int) -> Text:
        line = Text()
        for column in range(self._width):
            cell = column, row
            line.append(self._characters.get(cell, " "), self._styles.get(cell))
        line.rstrip()
        return line


def text(drawing: Drawing) -> Text:
    """Return a drawing as lines of text."""
    canvas = Canvas(int(drawing.width // CELL_WIDTH), int(drawing.height // CELL_HEIGHT))
    for shape in drawing.shapes:
        match shape:
            case Rule(start, end):
                for x, y in _along(start, end, CELL_WIDTH):
                    canvas.put((int(x // CELL_WIDTH), int(y // CELL_HEIGHT)), "·", _GRID)
            case Curve():
                _curve(canvas, shape)
            case Label():
                _label(canvas, shape)
    return canvas.text()


def _curve(canvas: Canvas, curve: Curve) -> None:
    style = Style(color=curve.color)
    for start, end in dashed(curve, least=2 * _DOT):
        for x, y in _along(start, end, _DOT / 2):
            canvas.dot(x, y, style)


def _label(canvas: Canvas, label: Label) -> None:
    width = len(label.text)
    before = {"l": 0.0, "m": width / 2, "r": float(width)}[label.anchor]
    first = int(label.at[0] / CELL_WIDTH - before)
    row = int((label.at[1] - label.size / 2) // CELL_HEIGHT)
    for column, character in enumerate(label.text, first):
        canvas.put((column, row), character, Style.null())


def _along(start: Point, end: Point, step: float) -> Iterator[Point]:
    """Points from one to another, no further than a step from each other."""
    (x0, y0), (x1, y1) = start, end
    count = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / step))
    for number in range(count + 1):
        share = number / count
        yield x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
