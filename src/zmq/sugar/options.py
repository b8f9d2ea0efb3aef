"""The option table as attributes: properties made once, in the usual letter cases."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    from zmq.sugar.attrsettr import AttributeSetter

    Class = TypeVar("Class", bound=type[AttributeSetter])


def spellings(name: str) -> set[str]:
    """The letter cases in which an option is found without a detour: rcvhwm, RCVHWM, Rcvhwm …"""
    return {name.lower(), name.upper(), name.capitalize(), name.title()}


def option_property(option: int, name: str) -> property:
    """Make the attribute that reads and sets one option."""
    number = int(option)

    def read(self: Any) -> Any:
        return self._read_option(name, number)

    def write(self: Any, value: Any) -> None:
        self.set(number, value)

    return property(read, write, doc=getattr(option, "summary", None))


def add_option_properties(cls: Class, names: Iterable[str]) -> Class:
    """Give a class a property for each option named, unless it has such an attribute itself."""
    taken = {name for base in cls.__mro__ for name in base.__dict__}
    for name in names:
        attribute = option_property(cls._options[name], name)
        for spelling in spellings(name) - taken:
            setattr(cls, spelling, attribute)
    return cls
