"""Contexts of other flavours share libzmq's context with ``zmq.Context.instance()``."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from zmq.sugar import context as _context
from zmq.sugar.socket import Socket

AnySocket_co = TypeVar("AnySocket_co", bound=Socket[Any], covariant=True)


class Context(_context.Context[AnySocket_co]):
    """A context whose ``instance()`` is a shadow of the plain one's.

    So sockets of all flavours reach each other over ``inproc``, and there is one set of I/O
    threads. Ending either ends both.
    """

    @classmethod
    def instance(cls, io_threads: int = 1) -> Self:
        """Return this flavour's face of the one context that all of the process shares.

        io_threads counts only when the context is made.
        """
        plain: Any = _context.Context.instance(io_threads)
        face = cls.__dict__.get("_instance")
        if face is None or face.closed or face.underlying != plain.underlying:
            face = cls._instance = cls.shadow(plain)
        return face


__all__ = ["Context"]
