"""Attributes of sockets: how they are looked up, and options among them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    C = TypeVar("C", bound=type)
    SetAttribute = Callable[[Any, str, Any], None]


class OptionAttribute:
    """An option of sockets or contexts as an attribute of their class."""

    def __init__(self, option: int, name: str, summary: str | None) -> None:
        self._option = int(option)
        self._name = name
        self.__doc__ = summary

    def __get__(self, instance: Any, owner: type | None = None, /) -> Any:
        if instance is None:
            return self
        return instance._read_option(self._name, self._option)

    def __set__(self, instance: Any, value: Any, /) -> None:
        instance.set(self._option, value)

    def __delete__(self, instance: Any, /) -> None:
        raise AttributeError(f"an option cannot be deleted: {self._name}")


def set_plainly(names: frozenset[str]) -> Callable[[SetAttribute], SetAttribute]:
    """Decorate a ``__setattr__`` so that these names, which are set as usual, pass it by."""

    def decorate(otherwise: SetAttribute) -> SetAttribute:
        def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807
            if name in names:
                object.__setattr__(self, name, value)
            else:
                otherwise(self, name, value)

        return __setattr__

    return decorate


def plain_lookup(cls: C) -> C:
    """Return a class whose attributes are looked up as fast as this core can."""
    return cls
