"""How `make docs` builds the documentation."""

from __future__ import annotations

import sys
from pathlib import Path

import zmq

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "PyZMQ"
author = "the authors of PyZMQ"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx's name
version = release = zmq.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "docstrings", "options"]
exclude_patterns = ["_build"]
# Every name that is linked must be there; what is not ours is not linked.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!zmq\.).*"), ("py:.*", r"zmq\.(backend|sugar|_).*")]

myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True

linkcheck_timeout = 20
linkcheck_ignore = [r"tcp://.*"]

html_theme = "furo"
html_title = f"PyZMQ {release}"
html_static_path = ["static"]
html_css_files = ["pyzmq.css"]
html_show_sphinx = False
html_show_sourcelink = False
