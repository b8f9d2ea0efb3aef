"""JSON as UTF-8 bytes, as ``send_json`` and ``recv_json`` put it on the wire."""

from __future__ import annotations

import json
from typing import Any

jsonmod = json

__all__ = ["dumps", "loads"]


def dumps(o: Any, **kwargs: Any) -> bytes:
    """Return ``o`` as JSON; ``kwargs`` are those of :func:`json.dumps`."""
    return json.dumps(o, **kwargs).encode("utf-8")


def loads(s: Any, **kwargs: Any) -> Any:
    """Return the object of JSON in text or in UTF-8 bytes of any kind of buffer."""
    if not isinstance(s, str):
        s = str(s, "utf-8")
    return json.loads(s, **kwargs)
