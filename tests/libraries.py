"""Libraries that the tests do without on some Pythons; pyproject.toml says the same of them."""

from __future__ import annotations

import sys

# Written for CPython's own API, so that PyPy cannot have them.
FOR_CPYTHON = ("msgspec", "tracemalloc", "uvloop")
MISSING = () if sys.implementation.name == "cpython" else FOR_CPYTHON
