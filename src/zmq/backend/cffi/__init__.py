"""The core that is built with CFFI, for PyPy and, when it is asked for, for CPython."""

from zmq.backend.cffi._cffi import lib

if lib.wait_watch_forks():
    raise OSError("forks cannot be watched")

from zmq.backend.cffi.attributes import OptionAttribute, plain_lookup, set_plainly
from zmq.backend.cffi.context import EXIT_LINGER, Context, end_contexts
from zmq.backend.cffi.curve import curve_keypair, curve_public
from zmq.backend.cffi.errors import has, strerror, zmq_errno, zmq_version_info
from zmq.backend.cffi.frame import Frame, SendEvent, default_copy_threshold
from zmq.backend.cffi.poll import PollSet, zmq_poll
from zmq.backend.cffi.proxy import monitored_queue, proxy, proxy_steerable
from zmq.backend.cffi.socket import Socket
from zmq.backend.cffi.wait import TRY as TRY_FLAG
from zmq.backend.cffi.wait import WOULD_BLOCK, begin_exit
from zmq.backend.cffi.watch import Watch

IPC_PATH_MAX_LEN: int = lib.WAIT_IPC_PATH_MAX
PYZMQ_DRAFT_API = bool(lib.PYZMQ_HAS_DRAFT)
Message = Frame

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
