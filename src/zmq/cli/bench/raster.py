"""Drawings as PNG, by Pillow."""

from __future__ import annotations

import io

from PIL import Image, ImageColor, ImageDraw, ImageFont

from zmq.cli.bench.drawing import MARK, STROKE, Curve, Drawing, Label, Rule, Shape, dashed

_SCALE = 2  # pixels to a unit of the drawing
_FINER = 3  # it is drawn larger, and made smaller so that edges are smooth
_ANCHORS = {"l": "ls", "m": "ms", "r": "rs"}  # Pillow's, at the line that letters stand on


def png(drawing: Drawing) -> bytes:
    """Return a drawing as a PNG image."""
    width, height = round(drawing.width * _SCALE), round(drawing.height * _SCALE)
    image = Image.new("RGB", (width * _FINER, height * _FINER), "white")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _draw(pen, shape, _SCALE * _FINER)
    file = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, scale: int) -> None:
    match shape:
        case Rule((x1, y1), (x2, y2)):
            pen.line([x1 * scale, y1 * scale, x2 * scale, y2 * scale], "#ddd", scale)
        case Label((x, y), text, anchor, size):
            font = ImageFont.load_default(size * scale)
            pen.text((x * scale, y * scale), text, "black", font, _ANCHORS[anchor])
        case Curve(points, color):
            paint, radius = ImageColor.getrgb(color), MARK * scale
            for start, end in dashed(shape):
                stroke = [coordinate * scale for point in (start, end) for coordinate in point]
                pen.line(stroke, paint, STROKE * scale)
            for x, y in points:
                pen.circle((x * scale, y * scale), radius, paint)
