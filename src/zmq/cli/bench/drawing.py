"""What a plot is made of, and how that becomes SVG; ``raster`` and ``braille`` draw it otherwise.

Places are in units of which the SVG has one to a pixel, from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]
Dashes: TypeAlias = Sequence[float]  # lengths of stroke and gap in turn; none: an unbroken line

FONT_SIZE = 12
STROKE, MARK = 2, 3  # the width of a line, the radius of what marks its points
_STYLE = f"font: {FONT_SIZE}px system-ui, sans-serif; background: white"
_ANCHORS = {"l": "start", "m": "middle", "r": "end"}


class Rule(NamedTuple):
    """A line of the grid."""

    start: Point
    end: Point


class Curve(NamedTuple):
    """A line through points, each of which has a mark."""

    points: list[Point]
    color: str
    dashes: Dashes = ()


class Label(NamedTuple):
    """A text on a line; ``at`` is its left end, its middle or its right end."""

    at: Point
    text: str
    anchor: str = "l"  # or m, or r
    size: int = FONT_SIZE


Shape: TypeAlias = Rule | Curve | Label


class Drawing(NamedTuple):
    """Shapes, the later ones over the others."""

    width: float
    height: float
    shapes: list[Shape]


def dashed(curve: Curve, least: float = 0) -> Iterator[tuple[Point, Point]]:
    """Return the strokes that a curve is drawn with; least: how short a stroke or gap may be."""
    larger = max(1.0, least / min(curve.dashes, default=1))
    pattern = [length * larger for length in curve.dashes]
    position, left = 0, pattern[0] if pattern else float("inf")
    for (x0, y0), (x1, y1) in zip(curve.points, curve.points[1:], strict=False):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        done = 0.0
        while done < length:
            step = min(left, length - done)
            shares = done / length, (done + step) / length
            if position % 2 == 0:
                start, end = ((x0 + (x1 - x0) * s, y0 + (y1 - y0) * s) for s in shares)
                yield start, end
            done, left = done + step, left - step
            if left <= 0:
                position += 1
                left = pattern[position % len(pattern)]


def svg(drawing: Drawing) -> str:
    """Return a drawing as an SVG document."""
    body = "".join(piece for shape in drawing.shapes for piece in _elements(shape))
    size = f"{drawing.width:g} {drawing.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" style="{_STYLE}">'
        f'<rect width="{drawing.width:g}" height="{drawing.height:g}" fill="white"/>{body}</svg>\n'
    )


def _elements(shape: Shape) -> Iterable[str]:
    match shape:
        case Rule((x1, y1), (x2, y2)):
            yield f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'
        case Label((x, y), text, anchor, size):
            yield (
                f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{_ANCHORS[anchor]}"'
                f' font-size="{size}">{escape(text)}</text>'
            )
        case Curve(points, color, dashes):
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            pattern = " ".join(map(str, dashes))
            yield (
                f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{STROKE}"'
                f' stroke-dasharray="{pattern}"/>'
            )
            for x, y in points:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK}" fill="{color}"/>'
