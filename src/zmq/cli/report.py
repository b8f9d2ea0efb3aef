"""What this build of pyzmq is made of, for people and for reports of bugs."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
import sysconfig
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any, TypeAlias

from zmq import backend
from zmq.sugar import pyzmq_version, zmq_version

Value: TypeAlias = str | bool | int | None
Section: TypeAlias = dict[str, Value]
Report: TypeAlias = dict[str, Section]

_CAPABILITIES = "draft", "curve", "gssapi", "ipc", "tipc", "vmci", "norm", "pgm", "ws", "wss"
_COMPANIONS = (
    *("anyio", "cffi", "click", "cython", "gevent", "msgpack", "msgspec", "numpy", "paramiko"),
    *("pexpect", "rich", "tornado", "trio", "uvloop", "zstandard"),
)


def gather() -> Report:
    """Return the sections of the report."""
    return {
        "versions": _versions(),
        "capabilities": {name: _has(name) for name in _CAPABILITIES},
        "places": _places(),
        "companions": {name: _installed(name) for name in _COMPANIONS},
    }


def as_text(report: Report) -> str:
    """Return the report as lines of plain text."""
    lines: list[str] = []
    for title, section in report.items():
        width = max(map(len, section))
        lines += [f"{title}:", *(f"  {k:{width}}  {shown(v)}" for k, v in section.items()), ""]
    return "\n".join(lines).rstrip()


def shown(value: Value) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def _has(capability: str) -> bool:
    """Ask libzmq, which spells ``WS`` and ``WSS`` in capitals."""
    return backend.has(capability) or backend.has(capability.upper())


def _versions() -> Section:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return {
        "pyzmq": pyzmq_version(),
        "libzmq": zmq_version(),
        "backend": _core().rpartition(".")[2],
        "python": python,
        "GIL": _gil(),
        "platform": platform.platform(),
        "drafts compiled": backend.PYZMQ_DRAFT_API,
        "longest ipc path": backend.IPC_PATH_MAX_LEN,
    }


def _gil() -> bool:
    enabled: Any = getattr(sys, "_is_gil_enabled", lambda: True)
    return bool(enabled())


def _places() -> Section:
    extension = _extension()
    return {
        "package": str(Path(__file__).parents[1]),
        "extension": extension,
        "libzmq": _libzmq(extension),
        "interpreter": sys.executable,
        "platform tag": sysconfig.get_platform(),
    }


def _core() -> str:
    """The package of the core that is in use: ``zmq.backend.cython``, ``zmq.backend.cffi``."""
    return ".".join(backend.Socket.__module__.split(".")[:3])


def _extension() -> str:
    """The compiled module that calls libzmq."""
    modules = (sys.modules.get(f"{_core()}.{name}") for name in ("_zmq", "_cffi"))
    files = (getattr(module, "__file__", None) for module in modules)
    return next(filter(None, files), "unknown")


def _libzmq(extension: str) -> str:
    """Where the libzmq is that the extension calls, if the dynamic linker tells."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(extension)
        try:
            function = library.zmq_version
        except AttributeError:
            return "linked into the extension"
        return _file_of(ctypes.cast(function, ctypes.c_void_p))
    return "unknown"


class _Symbol(ctypes.Structure):
    """``Dl_info`` of dlfcn.h."""

    _fields_ = (
        ("file", ctypes.c_char_p),
        ("base", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
    )


def _file_of(address: ctypes.c_void_p) -> str:
    """The shared library that an address lies in."""
    symbol = _Symbol()
    find = ctypes.CDLL(None).dladdr
    find.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Symbol)]
    if not find(address, ctypes.byref(symbol)) or not symbol.file:
        return "unknown"
    return str(Path(os.fsdecode(symbol.file)).resolve())


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
