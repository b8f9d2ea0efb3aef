"""What the reference makes of the table of options and of docstrings."""

from __future__ import annotations

import runpy

import pytest

from documentation.pages import ROOT
from zmq.constants import ContextOption, MessageOption, SocketOption

EXTENSIONS = ROOT / "docs" / "extensions"
OPTIONS = runpy.run_path(str(EXTENSIONS / "options.py"))
DOCSTRINGS = runpy.run_path(str(EXTENSIONS / "docstrings.py"))


def names(*kinds: str) -> list[str]:
    return [name for kind in kinds for name, _ in OPTIONS["options_of"](kind)]


def test_every_option_has_a_row() -> None:
    assert sorted(names("socket", "draft")) == sorted(SocketOption.__members__)
    assert names("context") == list(ContextOption.__members__)
    assert names("message") == list(MessageOption.__members__)


@pytest.mark.parametrize(
    ("option", "cells"),
    [
        (SocketOption.LINGER, ("int, ms", "-1", "every socket")),
        (SocketOption.ZAP_DOMAIN, ("bytes", "empty", "every socket")),
        (SocketOption.CURVE_SECRETKEY, ("key", "none", "every socket")),
        (SocketOption.REQ_RELAXED, ("0 or 1", "0", "REQ")),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_row_says_what_the_table_says(option: SocketOption, cells: tuple[str, ...]) -> None:
    assert tuple(OPTIONS[what](option) for what in ("value", "default", "owners")) == cells


def test_parameters_and_errors_of_a_docstring_are_told_apart() -> None:
    docstring = """Send a letter; stamp: how much it costs.

        text: what it says. to, cc: who gets it,
        each by name. Raises ValueError for nobody (see to: nobody).

        Sent is sent.""".splitlines()
    lines = [line.strip() for line in docstring]
    assert DOCSTRINGS["with_fields"](lines, ["text", "to", "cc", "stamp"]) == [
        "Send a letter.",
        "",
        "",
        ":Parameters:",
        "   - **stamp**: how much it costs.",
        "   - **text**: what it says.",
        "   - **to**, **cc**: who gets it, each by name.",
        "",
        "Raises ValueError for nobody (see to: nobody).",
        "",
        "Sent is sent.",
        "",
    ]


def test_manual_pages_are_linked() -> None:
    linked = DOCSTRINGS["with_manual"]("as zmq_bind(3) says")
    assert (
        linked == "as `zmq_bind(3) <https://libzmq.readthedocs.io/en/latest/zmq_bind.html>`__ says"
    )
