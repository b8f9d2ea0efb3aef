"""Decorators that give a function a context or a socket for the time of a call.

They may be stacked; the outermost comes first among the arguments::

    @context()
    @socket(zmq.PUB)
    def publish(ctx, pub, *more): ...

A coroutine function keeps what it is given until it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from zmq.sugar import Context, Socket

__all__ = ["context", "socket"]

_T = TypeVar("_T")
_Args = tuple[Any, ...]
_Kwargs = dict[str, Any]


class _Given:
    """A decorator that passes on what ``make`` makes of a call's arguments, then closes it.

    It is passed by ``name``, or else after the positional arguments.
    """

    def __init__(
        self, name: str | None, make: Callable[[_Args, _Kwargs], AbstractContextManager[Any]]
    ) -> None:
        self._name = name
        self._make = make

    def __call__(self, func: Callable[..., _T]) -> Callable[..., _T]:
        wrapper = self._around_coroutine(func) if iscoroutinefunction(func) else self._around(func)
        return wraps(func)(wrapper)

    def _around(self, func: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with self._made(func, args, kwargs) as made:
                return self._call(func, made, args, kwargs)

        return wrapper

    def _around_coroutine(self, func: Callable[..., Any]) -> Callable[..., Any]:
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            with self._made(func, args, kwargs) as made:
                return await self._call(func, made, args, kwargs)

        return wrapper

    def _made(
        self, func: Callable[..., Any], args: _Args, kwargs: _Kwargs
    ) -> AbstractContextManager[Any]:
        if self._name in kwargs:
            raise TypeError(
                f"{func.__qualname__}() got multiple values for argument {self._name!r}"
            )
        return self._make(args, kwargs)

    def _call(self, func: Callable[..., Any], made: Any, args: _Args, kwargs: _Kwargs) -> Any:
        if self._name is None:
            return func(*args, made, **kwargs)
        return func(*args, **kwargs, **{self._name: made})


def _take_name(args: _Args, kwargs: _Kwargs) -> tuple[str | None, _Args]:
    """Take the name to pass by from the keywords or the first argument; return it and the rest."""
    if "name" in kwargs:
        return kwargs.pop("name") or None, args
    if args and isinstance(args[0], str):
        return args[0] or None, args[1:]
    return None, args


def context(*args: Any, **kwargs: Any) -> _Given:
    """Give the function a new context.

    A first argument that is a string, or the keyword ``name``, names the argument to pass it by;
    without, it follows the positional arguments.  All others are those of :class:`zmq.Context`.
    """
    name, args = _take_name(args, kwargs)
    return _Given(name, lambda _args, _kwargs: Context(*args, **kwargs))


def socket(*args: Any, **kwargs: Any) -> _Given:
    """Give the function a new socket.

    The name is given as to :func:`context`; all other arguments are those of ``Context.socket``.
    The socket is of the context that the function is called with: by the keyword ``context`` (or
    the one that ``context_name`` names), else the first positional one, else
    ``Context.instance()``.
    """
    name, args = _take_name(args, kwargs)
    context_name: str = kwargs.pop("context_name", "context")

    def context_of(call_args: _Args, call_kwargs: _Kwargs) -> Context[Any]:
        for offered in (call_kwargs.get(context_name), *call_args):
            if isinstance(offered, Context):
                return offered
        return Context.instance()

    def make(call_args: _Args, call_kwargs: _Kwargs) -> AbstractContextManager[Any]:
        made: Socket[Any] = context_of(call_args, call_kwargs).socket(*args, **kwargs)
        return made

    return _Given(name, make)
