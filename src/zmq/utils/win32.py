"""Ctrl-C on Windows, where it does not interrupt a wait in C."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_CTRL_C_EVENT = 0

_Handler = Callable[[int], bool]

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _callback = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)
    _set_handler = ctypes.WinDLL("kernel32", use_last_error=True).SetConsoleCtrlHandler
    _set_handler.argtypes = (_callback, wintypes.BOOL)
    _set_handler.restype = wintypes.BOOL

    def _install(handler: Any) -> None:
        if not _set_handler(handler, True):
            raise ctypes.WinError(ctypes.get_last_error())

    def _remove(handler: Any) -> None:
        if not _set_handler(handler, False):
            raise ctypes.WinError(ctypes.get_last_error())
else:

    def _callback(handler: _Handler) -> _Handler:
        return handler

    def _install(handler: _Handler) -> None:
        """Elsewhere Ctrl-C is a signal, and wakes a wait of itself."""

    def _remove(handler: _Handler) -> None:
        pass


class allow_interrupt:
    """Within this context Ctrl-C on Windows calls ``action``, which should end the wait.

    Windows calls it in a thread of its own; after it Python's handler raises KeyboardInterrupt.
    On other systems nothing is done.
    """

    def __init__(self, action: Callable[[], Any] | None = None) -> None:
        self._action = action
        self._handler = _callback(self._on_event)  # must live as long as it is installed

    def _on_event(self, event: int) -> bool:
        if event == _CTRL_C_EVENT and self._action is not None:
            self._action()
        return False  # not dealt with: the next handler is Python's

    def __enter__(self) -> None:
        _install(self._handler)

    def __exit__(self, *args: object) -> None:
        _remove(self._handler)
