"""The versions of this package and of the libzmq in use."""

from __future__ import annotations

from zmq.backend import zmq_version_info

VERSION_MAJOR = 28
VERSION_MINOR = 0
VERSION_PATCH = 0
VERSION_EXTRA = ""
__version__: str = "28.0.0"
__revision__: str = ""

version_info: tuple[int, int, int] | tuple[int, int, int, float] = (
    VERSION_MAJOR,
    VERSION_MINOR,
    VERSION_PATCH,
)
if VERSION_EXTRA:
    version_info = (*version_info[:3], float("inf"))  # later than any release it leads to


def pyzmq_version() -> str:
    """Return the version of this package, with its revision if it is no release."""
    return f"{__version__}+{__revision__[:9]}" if __revision__ else __version__


def pyzmq_version_info() -> tuple[int, int, int] | tuple[int, int, int, float]:
    """Return the version as three ints, followed by infinity if it is no release."""
    return version_info


def zmq_version() -> str:
    """Return the version of libzmq, such as ``4.3.5``."""
    return "{}.{}.{}".format(*zmq_version_info())


__all__ = [
    "__revision__",
    "__version__",
    "pyzmq_version",
    "pyzmq_version_info",
    "zmq_version",
    "zmq_version_info",
]
