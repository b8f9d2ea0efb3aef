"""Picks the core and binds each name of the contract that ``__init__.pyi`` states.

``PYZMQ_BACKEND`` forces one: ``cython``, ``cffi``, or the path of a module; a failure is then an
error. Without it the first core that imports is taken, and if none does every attempt is reported.
"""

import os
from importlib import import_module

from zmq import error

_CORES = ("cython", "cffi")


def _load(choice):
    path = f"zmq.backend.{choice}" if choice in _CORES else choice
    return import_module(path)


def _select():
    choice = os.environ.get("PYZMQ_BACKEND")
    if choice:
        return _load(choice)
    failures = []
    for core in _CORES:
        try:
            return _load(core)
        except ImportError as failure:
            failures.append(f"{core}: {failure}")
    raise ImportError("no backend of zmq can be imported; " + "; ".join(failures))


_core = _select()

Context = _core.Context
Frame = _core.Frame
Message = _core.Frame
OptionAttribute = _core.OptionAttribute
PollSet = _core.PollSet
SendEvent = _core.SendEvent
Socket = _core.Socket
Watch = _core.Watch
TRY_FLAG = _core.TRY_FLAG
WOULD_BLOCK = _core.WOULD_BLOCK
EXIT_LINGER = _core.EXIT_LINGER
IPC_PATH_MAX_LEN = _core.IPC_PATH_MAX_LEN
PYZMQ_DRAFT_API = _core.PYZMQ_DRAFT_API
begin_exit = _core.begin_exit
curve_keypair = _core.curve_keypair
curve_public = _core.curve_public
default_copy_threshold = _core.default_copy_threshold
end_contexts = _core.end_contexts
has = _core.has
monitored_queue = _core.monitored_queue
plain_lookup = _core.plain_lookup
proxy = _core.proxy
proxy_steerable = _core.proxy_steerable
set_plainly = _core.set_plainly
strerror = _core.strerror
zmq_errno = _core.zmq_errno
zmq_poll = _core.zmq_poll
zmq_version_info = _core.zmq_version_info

error.use_library(strerror, zmq_errno, zmq_version_info)

__all__ = [
    "EXIT_LINGER",
    "IPC_PATH_MAX_LEN",
    "PYZMQ_DRAFT_API",
    "TRY_FLAG",
    "WOULD_BLOCK",
    "Context",
    "Frame",
    "Message",
    "OptionAttribute",
    "PollSet",
    "SendEvent",
    "Socket",
    "Watch",
    "begin_exit",
    "curve_keypair",
    "curve_public",
    "default_copy_threshold",
    "end_contexts",
    "has",
    "monitored_queue",
    "plain_lookup",
    "proxy",
    "proxy_steerable",
    "set_plainly",
    "strerror",
    "zmq_errno",
    "zmq_poll",
    "zmq_version_info",
]
