"""Options as attributes, for names that a class does not spell out."""

from __future__ import annotations

from zmq.constants import Errno
from zmq.error import ZMQError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, ClassVar, NoReturn


class AttributeSetter:
    """Turns attributes of any letter case into options, by ``get`` and ``set``.

    Python asks here only for names that the class does not have. ``_options`` maps the upper-case
    names of what counts as an option to its number.
    """

    __slots__ = ()
    _options: ClassVar[Mapping[str, int]] = {}

    def __getattr__(self, name: str) -> Any:
        number = type(self)._options.get(name.upper())
        if number is None:
            self._refuse(name)
        return self._read_option(name, number)

    def __setattr__(self, name: str, value: Any) -> None:
        if _declares(type(self), name):
            object.__setattr__(self, name, value)
            return
        number = type(self)._options.get(name.upper())
        if number is None:
            self._refuse(name)
        self.set(number, value)

    def _read_option(self, name: str, number: int) -> Any:
        """Get an option, where libzmq's "there is no such thing" means a missing attribute."""
        try:
            return self.get(number)
        except ZMQError as error:
            if error.errno in {Errno.EINVAL, Errno.EFAULT}:
                self._refuse(name, str(error))
            raise

    def _refuse(self, name: str, why: str = "") -> NoReturn:
        reason = f": {why}" if why else ""
        raise AttributeError(f"{type(self).__name__} has no such option: {name.upper()}{reason}")

    def get(self, option: int) -> Any:
        """Return the value of an option; the class that is mixed in with says how."""
        raise NotImplementedError

    def set(self, option: int, value: Any) -> None:
        """Set an option; the class that is mixed in with says how."""
        raise NotImplementedError


def _declares(cls: type, name: str) -> bool:
    """Tell whether a class has an attribute of this name, or annotates one."""
    for base in cls.__mro__:
        attributes = base.__dict__
        if name in attributes or name in attributes.get("__annotations__", ()):
            return True
    return False


__all__ = ["AttributeSetter"]
