"""The option table as attributes: made once, in the usual letter cases."""

from __future__ import annotations

from zmq.backend import OptionAttribute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from zmq.sugar.attrsettr import AttributeSetter

    Class = TypeVar("Class", bound=type[AttributeSetter])


def spellings(name: str) -> set[str]:
    """The letter cases in which an option is found without a detour: rcvhwm, RCVHWM, Rcvhwm …"""
    return {name.lower(), name.upper(), name.capitalize(), name.title()}


def spelled(names: Iterable[str]) -> frozenset[str]:
    """Options' names in all those letter cases."""
    return frozenset(spelling for name in names for spelling in spellings(name))


def add_option_attributes(cls: Class, names: Iterable[str]) -> Class:
    """Give a class an attribute for each option named, unless it has such an attribute itself."""
    taken = {name for base in cls.__mro__ for name in base.__dict__}
    for name in names:
        option = cls._options[name]
        attribute = OptionAttribute(option, name, getattr(option, "summary", None))
        for spelling in spellings(name) - taken:
            setattr(cls, spelling, attribute)
    return cls
