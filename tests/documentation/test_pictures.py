"""The pictures of the documentation are those that its script draws."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from documentation.pages import ROOT

FOLDER = ROOT / "docs" / "pictures"
PICTURES = runpy.run_path(str(FOLDER / "draw.py"))["PICTURES"]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.name))
def test_a_picture_is_as_drawn(picture: Any) -> None:
    assert (FOLDER / f"{picture.name}.svg").read_text("utf-8") == picture.svg()


def test_there_are_no_others() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == {picture.name for picture in PICTURES}
