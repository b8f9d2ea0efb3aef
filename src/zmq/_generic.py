"""What makes classes generic at run time, for modules that every program imports.

Importing typing takes longer than importing libzmq; type checkers are shown it instead of this.
"""

from __future__ import annotations

from types import GenericAlias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Generic"]


class Generic:
    """Lets a class be subscripted (``Socket[bytes]``), which means something to type checkers."""

    __slots__ = ()
    __class_getitem__: Any = classmethod(GenericAlias)
