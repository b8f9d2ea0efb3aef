"""The constants of libzmq 4.3.5, drafts included, as enums and as names of this module.

The options are one table: a row of :class:`SocketOption`, :class:`ContextOption` or
:class:`MessageOption` says all there is to know about an option, and attributes, stubs and the
reference page are made from it.  The columns:

number
    What libzmq calls the option; the member *is* this number.
kind
    ``int``, ``bool`` (an int, 0 or 1), ``int64``, ``fd`` (a descriptor; on Windows a handle),
    ``text`` (bytes without a NUL; libzmq returns them with one at the end), ``binary`` (any bytes)
    or ``key`` (a CURVE key: 32 bytes or 40 characters of Z85; libzmq returns it into a buffer of
    32 or 41 bytes only).
access
    ``r``, ``w`` or ``rw``; empty for an option that libzmq no longer has.
owner
    The socket types for which the option means something, or ``all``; ``context`` where
    ``Context.get`` and ``set`` take it; ``frame`` where ``Frame.get`` does.
default
    What a new object has; ``None`` if there is nothing to have, or the system decides.
unit
    Of numbers, where it is not obvious.
summary
    What it is, in a few words.

Nothing here depends on the libzmq in use: whether it knows an option, only calling it tells.
"""

from __future__ import annotations

import errno as _errno
import sys as _sys
from enum import Enum, IntEnum, IntFlag

TYPE_CHECKING = False  # importing typing would cost more than all of this module
if TYPE_CHECKING:
    from typing import Any, Self


class SocketType(IntEnum):
    """What a socket does with its messages and to whom it talks."""

    PAIR = 0
    PUB = 1
    SUB = 2
    REQ = 3
    REP = 4
    DEALER = 5
    ROUTER = 6
    PULL = 7
    PUSH = 8
    XPUB = 9
    XSUB = 10
    STREAM = 11
    XREQ = DEALER
    XREP = ROUTER
    SERVER = 12
    CLIENT = 13
    RADIO = 14
    DISH = 15
    GATHER = 16
    SCATTER = 17
    DGRAM = 18
    PEER = 19
    CHANNEL = 20

    @property
    def draft(self) -> bool:
        """Whether the type needs a libzmq that is built with its drafts."""
        return self >= SocketType.SERVER


class _OptType(Enum):
    """How the value of an option crosses the border to C."""

    int = "int"
    int64 = "int64"
    bytes = "bytes"
    fd = "fd"


_OPT_TYPES = {
    "int": _OptType.int,
    "bool": _OptType.int,
    "int64": _OptType.int64,
    "text": _OptType.bytes,
    "binary": _OptType.bytes,
    "key": _OptType.bytes,
    "fd": _OptType.fd,
}


class _Option:
    """A row of the option table: what the enums of options have in common."""

    kind: str
    access: str
    owner: str
    default: int | bytes | None
    unit: str
    summary: str

    def _describe(
        self,
        kind: str,
        access: str,
        owner: str,
        default: int | bytes | None,
        unit: str,
        summary: str,
    ) -> None:
        self.kind = kind
        self.access = access
        self.owner = owner
        self.default = default
        self.unit = unit
        self.summary = summary

    @property
    def readable(self) -> bool:
        return "r" in self.access

    @property
    def writable(self) -> bool:
        return "w" in self.access

    @property
    def draft(self) -> bool:
        """Whether libzmq must be built with its drafts to have the option, and may change it."""
        return False

    @property
    def of_context(self) -> bool:
        """Whether a context has the option."""
        return "context" in self.owner

    @property
    def socket_types(self) -> frozenset[SocketType]:
        """The socket types for which the option means something."""
        words = self.owner.split()
        if "all" in words:
            return frozenset(SocketType)
        return frozenset(SocketType[word] for word in words if word in SocketType.__members__)


class SocketOption(_Option, IntEnum):
    """Options of sockets, for ``Socket.get`` and ``Socket.set``."""

    _opt_type: _OptType

    def __new__(cls, number: int, *row: Any) -> Self:
        self = int.__new__(cls, number)
        self._value_ = number
        self._describe(*row)
        self._opt_type = _OPT_TYPES[self.kind]
        return self

    @property
    def draft(self) -> bool:
        # Numbers are given in order of time, and none since this one has left draft state.
        return self >= SocketOption.ZAP_ENFORCE_DOMAIN

    HWM = 1, "int", "", "", None, "messages", "gone; see SNDHWM and RCVHWM"
    AFFINITY = 4, "int64", "rw", "all", 0, "bit mask", "I/O threads that new connections may use"
    ROUTING_ID = 5, "binary", "rw", "REQ REP ROUTER DEALER", b"", "", "name that a ROUTER peer sees"
    IDENTITY = ROUTING_ID
    SUBSCRIBE = 6, "binary", "w", "SUB XPUB", None, "", "prefix of messages to receive from now on"
    UNSUBSCRIBE = 7, "binary", "w", "SUB XPUB", None, "", "prefix of messages to receive no more"
    RATE = 8, "int", "rw", "all", 100, "kbit/s", "rate of multicast"
    RECOVERY_IVL = 9, "int", "rw", "all", 10000, "ms", "time a multicast receiver may lag behind"
    SNDBUF = 11, "int", "rw", "all", -1, "bytes", "send buffer of the system; -1: its default"
    RCVBUF = 12, "int", "rw", "all", -1, "bytes", "receive buffer of the system; -1: its default"
    RCVMORE = 13, "bool", "r", "all", 0, "", "whether the part received last has others after it"
    FD = 14, "fd", "r", "all", None, "", "descriptor that tells of changes, edge-triggered"
    EVENTS = 15, "int", "r", "all", None, "PollEvent", "what can be done now without waiting"
    TYPE = 16, "int", "r", "all", None, "SocketType", "type of the socket"
    LINGER = 17, "int", "rw", "all", -1, "ms", "life of unsent messages after close; -1: no end"
    RECONNECT_IVL = 18, "int", "rw", "all", 100, "ms", "wait before connecting again; -1: never"
    BACKLOG = 19, "int", "rw", "all", 100, "connections", "queue of connections not yet accepted"
    RECONNECT_IVL_MAX = 21, "int", "rw", "all", 0, "ms", "limit of the wait; 0: it does not grow"
    MAXMSGSIZE = 22, "int64", "rw", "all", -1, "bytes", "largest message accepted; -1: no limit"
    SNDHWM = 23, "int", "rw", "all", 1000, "messages", "most queued to send, per peer; 0: no limit"
    RCVHWM = 24, "int", "rw", "all", 1000, "messages", "most queued received, per peer; 0: no limit"
    MULTICAST_HOPS = 25, "int", "rw", "all", 1, "hops", "reach of multicast packets"
    RCVTIMEO = 27, "int", "rw", "all", -1, "ms", "longest wait for a message; -1: no limit"
    SNDTIMEO = 28, "int", "rw", "all", -1, "ms", "longest wait to send; -1: no limit"
    IPV4ONLY = 31, "bool", "rw", "all", 1, "", "opposite of IPV6; use that"
    LAST_ENDPOINT = 32, "text", "r", "all", b"", "", "endpoint bound or connected last"
    ROUTER_MANDATORY = 33, "bool", "w", "ROUTER", 0, "", "whether an unknown peer is an error"
    FAIL_UNROUTABLE = ROUTER_MANDATORY
    ROUTER_BEHAVIOR = ROUTER_MANDATORY
    TCP_KEEPALIVE = 34, "int", "rw", "all", -1, "", "SO_KEEPALIVE; -1: left to the system"
    TCP_KEEPALIVE_CNT = 35, "int", "rw", "all", -1, "", "TCP_KEEPCNT; -1: left to the system"
    TCP_KEEPALIVE_IDLE = 36, "int", "rw", "all", -1, "s", "TCP_KEEPIDLE; -1: left to the system"
    TCP_KEEPALIVE_INTVL = 37, "int", "rw", "all", -1, "s", "TCP_KEEPINTVL; -1: left to the system"
    TCP_ACCEPT_FILTER = 38, "text", "w", "all", None, "", "network to accept peers from; use ZAP"
    IMMEDIATE = 39, "bool", "rw", "all", 0, "", "whether only completed connections get messages"
    DELAY_ATTACH_ON_CONNECT = IMMEDIATE
    XPUB_VERBOSE = 40, "bool", "w", "XPUB", 0, "", "whether repeated subscriptions are passed on"
    ROUTER_RAW = 41, "bool", "w", "ROUTER", 0, "", "whether peers speak raw TCP; use STREAM"
    IPV6 = 42, "bool", "rw", "all context", 0, "", "whether IPv6 is used beside IPv4"
    MECHANISM = 43, "int", "r", "all", 0, "SecurityMechanism", "security in use"
    PLAIN_SERVER = 44, "bool", "rw", "all", 0, "", "whether the socket is a server for PLAIN"
    PLAIN_USERNAME = 45, "text", "rw", "all", b"", "", "user name for PLAIN"
    PLAIN_PASSWORD = 46, "text", "rw", "all", b"", "", "password for PLAIN"
    CURVE_SERVER = 47, "bool", "rw", "all", 0, "", "whether the socket is a server for CURVE"
    CURVE_PUBLICKEY = 48, "key", "rw", "all", None, "", "public key of the socket"
    CURVE_SECRETKEY = 49, "key", "rw", "all", None, "", "secret key of the socket"
    CURVE_SERVERKEY = 50, "key", "rw", "all", None, "", "public key of the server to talk to"
    PROBE_ROUTER = 51, "bool", "w", "ROUTER DEALER REQ", 0, "", "whether peers get an empty message"
    REQ_CORRELATE = 52, "bool", "w", "REQ", 0, "", "whether requests are numbered to match replies"
    REQ_RELAXED = 53, "bool", "w", "REQ", 0, "", "whether a request may follow one without reply"
    CONFLATE = 54, "bool", "rw", "PULL PUSH SUB PUB DEALER", 0, "", "whether only the last is kept"
    ZAP_DOMAIN = 55, "text", "rw", "all", b"", "", "domain for authentication; empty: none"
    ROUTER_HANDOVER = 56, "bool", "w", "ROUTER", 0, "", "whether a newer peer may take over a name"
    TOS = 57, "int", "rw", "all", 0, "", "type of service (IP_TOS) of packets"
    IPC_FILTER_PID = 58, "int", "w", "all", None, "", "process to accept on ipc; use ZAP"
    IPC_FILTER_UID = 59, "int", "w", "all", None, "", "user to accept on ipc; use ZAP"
    IPC_FILTER_GID = 60, "int", "w", "all", None, "", "group to accept on ipc; use ZAP"
    CONNECT_ROUTING_ID = 61, "binary", "w", "ROUTER STREAM", None, "", "name for the next peer"
    CONNECT_RID = CONNECT_ROUTING_ID
    GSSAPI_SERVER = 62, "bool", "rw", "all", 0, "", "whether the socket is a server for GSSAPI"
    GSSAPI_PRINCIPAL = 63, "text", "rw", "all", b"", "", "principal of the socket"
    GSSAPI_SERVICE_PRINCIPAL = 64, "text", "rw", "all", b"", "", "principal of the server"
    GSSAPI_PLAINTEXT = 65, "bool", "rw", "all", 0, "", "whether nothing is encrypted"
    HANDSHAKE_IVL = 66, "int", "rw", "all", 30000, "ms", "time for the handshake; 0: no limit"
    SOCKS_PROXY = 68, "text", "rw", "all", b"", "", "address of the SOCKS5 proxy; empty: none"
    XPUB_NODROP = 69, "bool", "w", "XPUB PUB", 0, "", "whether a full queue makes send wait"
    BLOCKY = 70, "bool", "rw", "context", 1, "", "whether new sockets linger for ever"
    XPUB_MANUAL = 71, "bool", "w", "XPUB", 0, "", "whether subscribing is left to SUBSCRIBE"
    XPUB_WELCOME_MSG = 72, "binary", "w", "XPUB", b"", "", "message for each new subscriber"
    STREAM_NOTIFY = 73, "bool", "w", "STREAM", 1, "", "whether peers that come and go are told of"
    INVERT_MATCHING = 74, "bool", "rw", "PUB XPUB SUB", 0, "", "whether what matches is left out"
    HEARTBEAT_IVL = 75, "int", "rw", "all", 0, "ms", "time between pings; 0: none"
    HEARTBEAT_TTL = 76, "int", "rw", "all", 0, "ms", "silence after which the peer gives up"
    HEARTBEAT_TIMEOUT = 77, "int", "rw", "all", -1, "ms", "wait for an answer; -1: HEARTBEAT_IVL"
    XPUB_VERBOSER = 78, "bool", "w", "XPUB", 0, "", "whether all (un)subscriptions are passed on"
    CONNECT_TIMEOUT = 79, "int", "rw", "all", 0, "ms", "time to connect; 0: the system's"
    TCP_MAXRT = 80, "int", "rw", "all", 0, "ms", "time TCP retransmits; 0: the system's"
    THREAD_SAFE = 81, "bool", "r", "all", None, "", "whether libzmq itself locks the socket"
    MULTICAST_MAXTPDU = 84, "int", "rw", "all", 1500, "bytes", "largest packet of multicast"
    VMCI_BUFFER_SIZE = 85, "int64", "rw", "all", 65546, "bytes", "buffer of VMCI"
    VMCI_BUFFER_MIN_SIZE = 86, "int64", "rw", "all", 128, "bytes", "least buffer of VMCI"
    VMCI_BUFFER_MAX_SIZE = 87, "int64", "rw", "all", 262144, "bytes", "greatest buffer of VMCI"
    VMCI_CONNECT_TIMEOUT = 88, "int", "rw", "all", -1, "ms", "time to connect by VMCI"
    USE_FD = 89, "int", "rw", "all", -1, "", "descriptor to bind, already listening; -1: a new one"
    GSSAPI_PRINCIPAL_NAMETYPE = 90, "int", "rw", "all", 0, "", "kind of name of the principal"
    GSSAPI_SERVICE_PRINCIPAL_NAMETYPE = 91, "int", "rw", "all", 0, "", "kind of name of the server"
    BINDTODEVICE = 92, "text", "rw", "all", b"", "", "network interface to use"
    ZAP_ENFORCE_DOMAIN = 93, "bool", "rw", "all", 0, "", "whether authentication needs a ZAP_DOMAIN"
    LOOPBACK_FASTPATH = 94, "bool", "rw", "all", 0, "", "whether to use Windows' fast loopback"
    METADATA = 95, "text", "w", "all", None, "", "property X-name:value for peers to see"
    MULTICAST_LOOP = 96, "bool", "rw", "RADIO", 1, "", "whether a sender's own host hears it"
    ROUTER_NOTIFY = 97, "int", "rw", "ROUTER", 0, "RouterNotify", "events of peers to report"
    XPUB_MANUAL_LAST_VALUE = 98, "bool", "w", "XPUB", 0, "", "whether only the latest peer gets it"
    SOCKS_USERNAME = 99, "text", "rw", "all", b"", "", "user name at the proxy"
    SOCKS_PASSWORD = 100, "text", "rw", "all", b"", "", "password at the proxy"
    IN_BATCH_SIZE = 101, "int", "rw", "all", 8192, "bytes", "most to receive in one system call"
    OUT_BATCH_SIZE = 102, "int", "rw", "all", 8192, "bytes", "most to send in one system call"
    WSS_KEY_PEM = 103, "text", "w", "all", None, "", "private key for wss, as PEM"
    WSS_CERT_PEM = 104, "text", "w", "all", None, "", "certificate for wss, as PEM"
    WSS_TRUST_PEM = 105, "text", "w", "all", None, "", "certificates to trust, as PEM"
    WSS_HOSTNAME = 106, "text", "w", "all", None, "", "name the server must prove"
    WSS_TRUST_SYSTEM = 107, "bool", "w", "all", 0, "", "whether to trust the system's certificates"
    ONLY_FIRST_SUBSCRIBE = 108, "bool", "w", "XSUB XPUB", 0, "", "whether first parts alone count"
    RECONNECT_STOP = 109, "int", "rw", "all", 0, "ReconnectStop", "reasons not to connect again"
    HELLO_MSG = 110, "binary", "w", "ROUTER DEALER CLIENT SERVER PEER", b"", "", "sent to each peer"
    DISCONNECT_MSG = 111, "binary", "w", "ROUTER SERVER PEER", b"", "", "received when a peer goes"
    PRIORITY = 112, "int", "rw", "all", 0, "", "priority (SO_PRIORITY) of packets"
    BUSY_POLL = 113, "int", "w", "all", 0, "us", "time to poll the device (SO_BUSY_POLL)"
    HICCUP_MSG = 114, "binary", "w", "DEALER CLIENT PEER", b"", "", "received at a lost connection"
    XSUB_VERBOSE_UNSUBSCRIBE = 115, "bool", "w", "XSUB", 0, "", "whether unsubscriptions repeat"
    TOPICS_COUNT = 116, "int", "r", "PUB XPUB SUB XSUB", 0, "", "number of subscriptions received"
    NORM_MODE = 117, "int", "rw", "all", 1, "NormMode", "congestion control of NORM"
    NORM_UNICAST_NACK = 118, "bool", "rw", "all", 0, "", "whether losses are reported by unicast"
    NORM_BUFFER_SIZE = 119, "int", "rw", "all", 2048, "kB", "buffer of NORM"
    NORM_SEGMENT_SIZE = 120, "int", "rw", "all", 1400, "bytes", "largest packet of NORM"
    NORM_BLOCK_SIZE = 121, "int", "rw", "all", 16, "segments", "block that can be repaired"
    NORM_NUM_PARITY = 122, "int", "rw", "all", 4, "segments", "most repair data made for a block"
    NORM_NUM_AUTOPARITY = 123, "int", "rw", "all", 0, "segments", "repair data sent unasked"
    NORM_PUSH = 124, "bool", "rw", "all", 0, "", "whether the oldest is dropped when full"


class ContextOption(_Option, IntEnum):
    """Options of contexts, for ``Context.get`` and ``Context.set``."""

    def __new__(cls, number: int, *row: Any) -> Self:
        self = int.__new__(cls, number)
        self._value_ = number
        self._describe(*row)
        return self

    IO_THREADS = 1, "int", "rw", "context", 1, "threads", "I/O threads, begun with the first socket"
    MAX_SOCKETS = 2, "int", "rw", "context", 1023, "sockets", "most sockets at a time"
    # One number, two options: libzmq reads the one and writes the other.
    SOCKET_LIMIT = 3, "int", "rw", "context", 65535, "sockets", "most that MAX_SOCKETS may be"
    THREAD_PRIORITY = SOCKET_LIMIT
    THREAD_SCHED_POLICY = 4, "int", "rw", "context", -1, "", "scheduling of I/O threads"
    MAX_MSGSZ = 5, "int", "rw", "context", 2**31 - 1, "bytes", "largest message to send"
    MSG_T_SIZE = 6, "int", "r", "context", 64, "bytes", "size of C's zmq_msg_t"
    THREAD_AFFINITY_CPU_ADD = 7, "int", "w", "context", None, "", "CPU that I/O threads may use"
    THREAD_AFFINITY_CPU_REMOVE = 8, "int", "w", "context", None, "", "CPU they may use no more"
    THREAD_NAME_PREFIX = 9, "int", "rw", "context", 0, "", "number before the name of I/O threads"


class MessageOption(_Option, IntEnum):
    """Options of messages, for ``Frame.get``."""

    def __new__(cls, number: int, *row: Any) -> Self:
        self = int.__new__(cls, number)
        self._value_ = number
        self._describe(*row)
        return self

    MORE = 1, "bool", "r", "frame", 0, "", "whether other parts follow"
    SRCFD = 2, "fd", "r", "frame", None, "", "descriptor it came from; deprecated"
    SHARED = 3, "bool", "r", "frame", 0, "", "whether a copy may share its memory"


class Flag(IntFlag):
    """Flags of send and receive."""

    DONTWAIT = 1
    SNDMORE = 2
    NOBLOCK = DONTWAIT


class PollEvent(IntFlag):
    """What to poll for, and what was found."""

    POLLIN = 1
    POLLOUT = 2
    POLLERR = 4
    POLLPRI = 8


class Event(IntFlag):
    """What a socket monitor reports; ``PROTOCOL_ERROR_*`` are values of HANDSHAKE_FAILED_PROTOCOL.

    At module level the names begin with ``EVENT_``, except those of protocol errors.
    """

    CONNECTED = 0x1
    CONNECT_DELAYED = 0x2
    CONNECT_RETRIED = 0x4
    LISTENING = 0x8
    BIND_FAILED = 0x10
    ACCEPTED = 0x20
    ACCEPT_FAILED = 0x40
    CLOSED = 0x80
    CLOSE_FAILED = 0x100
    DISCONNECTED = 0x200
    MONITOR_STOPPED = 0x400
    HANDSHAKE_FAILED_NO_DETAIL = 0x800
    HANDSHAKE_SUCCEEDED = 0x1000
    HANDSHAKE_FAILED_PROTOCOL = 0x2000
    HANDSHAKE_FAILED_AUTH = 0x4000
    PIPES_STATS = 0x10000
    ALL_V1 = 0xFFFF
    ALL = ALL_V1
    ALL_V2 = ALL_V1 | PIPES_STATS

    PROTOCOL_ERROR_ZMTP_UNSPECIFIED = 0x10000000
    PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND = 0x10000001
    PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE = 0x10000002
    PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE = 0x10000003
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED = 0x10000011
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE = 0x10000012
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO = 0x10000013
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE = 0x10000014
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR = 0x10000015
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY = 0x10000016
    PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME = 0x10000017
    PROTOCOL_ERROR_ZMTP_INVALID_METADATA = 0x10000018
    PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC = 0x11000001
    PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH = 0x11000002
    PROTOCOL_ERROR_ZAP_UNSPECIFIED = 0x20000000
    PROTOCOL_ERROR_ZAP_MALFORMED_REPLY = 0x20000001
    PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID = 0x20000002
    PROTOCOL_ERROR_ZAP_BAD_VERSION = 0x20000003
    PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE = 0x20000004
    PROTOCOL_ERROR_ZAP_INVALID_METADATA = 0x20000005
    PROTOCOL_ERROR_WS_UNSPECIFIED = 0x30000000


class SecurityMechanism(IntEnum):
    """How peers prove who they are."""

    NULL = 0
    PLAIN = 1
    CURVE = 2
    GSSAPI = 3


class ReconnectStop(IntEnum):
    """Reasons not to connect again, for SocketOption.RECONNECT_STOP."""

    CONN_REFUSED = 1
    HANDSHAKE_FAILED = 2
    AFTER_DISCONNECT = 4


class NormMode(IntEnum):
    """Congestion control of NORM, for SocketOption.NORM_MODE."""

    FIXED = 0
    CC = 1
    CCL = 2
    CCE = 3
    CCE_ECNONLY = 4


class RouterNotify(IntEnum):
    """What a ROUTER tells of, for SocketOption.ROUTER_NOTIFY."""

    CONNECT = 1
    DISCONNECT = 2


class DeviceType(IntEnum):
    """Kinds of device, which differ in name only."""

    STREAMER = 1
    FORWARDER = 2
    QUEUE = 3


def _number(name: str, windows: int, spare: int) -> int:
    """Return the errno that libzmq uses for a name.

    Python's errno module on Windows has the numbers of Winsock, libzmq those of the C library.
    Where the C library has none, libzmq counts on from a number of its own.
    """
    if _sys.platform == "win32":
        return windows
    return getattr(_errno, name, _HAUSNUMERO + spare)


_HAUSNUMERO = 156384712


class Errno(IntEnum):
    """Numbers of errors, as libzmq reports them."""

    EAGAIN = _errno.EAGAIN
    EFAULT = _errno.EFAULT
    EINVAL = _errno.EINVAL
    ENOTSUP = _number("ENOTSUP", 129, 1)
    EPROTONOSUPPORT = _number("EPROTONOSUPPORT", 135, 2)
    ENOBUFS = _number("ENOBUFS", 119, 3)
    ENETDOWN = _number("ENETDOWN", 116, 4)
    EADDRINUSE = _number("EADDRINUSE", 100, 5)
    EADDRNOTAVAIL = _number("EADDRNOTAVAIL", 101, 6)
    ECONNREFUSED = _number("ECONNREFUSED", 107, 7)
    EINPROGRESS = _number("EINPROGRESS", 112, 8)
    ENOTSOCK = _number("ENOTSOCK", 128, 9)
    EMSGSIZE = _number("EMSGSIZE", 115, 10)
    EAFNOSUPPORT = _number("EAFNOSUPPORT", 102, 11)
    ENETUNREACH = _number("ENETUNREACH", 118, 12)
    ECONNABORTED = _number("ECONNABORTED", 106, 13)
    ECONNRESET = _number("ECONNRESET", 108, 14)
    ENOTCONN = _number("ENOTCONN", 126, 15)
    ETIMEDOUT = _number("ETIMEDOUT", 138, 16)
    EHOSTUNREACH = _number("EHOSTUNREACH", 110, 17)
    ENETRESET = _number("ENETRESET", 117, 18)
    EFSM = _HAUSNUMERO + 51
    ENOCOMPATPROTO = _HAUSNUMERO + 52
    ETERM = _HAUSNUMERO + 53
    EMTHREAD = _HAUSNUMERO + 54


PAIR: SocketType = SocketType.PAIR
PUB: SocketType = SocketType.PUB
SUB: SocketType = SocketType.SUB
REQ: SocketType = SocketType.REQ
REP: SocketType = SocketType.REP
DEALER: SocketType = SocketType.DEALER
ROUTER: SocketType = SocketType.ROUTER
PULL: SocketType = SocketType.PULL
PUSH: SocketType = SocketType.PUSH
XPUB: SocketType = SocketType.XPUB
XSUB: SocketType = SocketType.XSUB
STREAM: SocketType = SocketType.STREAM
XREQ: SocketType = SocketType.XREQ
XREP: SocketType = SocketType.XREP
SERVER: SocketType = SocketType.SERVER
CLIENT: SocketType = SocketType.CLIENT
RADIO: SocketType = SocketType.RADIO
DISH: SocketType = SocketType.DISH
GATHER: SocketType = SocketType.GATHER
SCATTER: SocketType = SocketType.SCATTER
DGRAM: SocketType = SocketType.DGRAM
PEER: SocketType = SocketType.PEER
CHANNEL: SocketType = SocketType.CHANNEL

HWM: SocketOption = SocketOption.HWM
AFFINITY: SocketOption = SocketOption.AFFINITY
ROUTING_ID: SocketOption = SocketOption.ROUTING_ID
IDENTITY: SocketOption = SocketOption.IDENTITY
SUBSCRIBE: SocketOption = SocketOption.SUBSCRIBE
UNSUBSCRIBE: SocketOption = SocketOption.UNSUBSCRIBE
RATE: SocketOption = SocketOption.RATE
RECOVERY_IVL: SocketOption = SocketOption.RECOVERY_IVL
SNDBUF: SocketOption = SocketOption.SNDBUF
RCVBUF: SocketOption = SocketOption.RCVBUF
RCVMORE: SocketOption = SocketOption.RCVMORE
FD: SocketOption = SocketOption.FD
EVENTS: SocketOption = SocketOption.EVENTS
TYPE: SocketOption = SocketOption.TYPE
LINGER: SocketOption = SocketOption.LINGER
RECONNECT_IVL: SocketOption = SocketOption.RECONNECT_IVL
BACKLOG: SocketOption = SocketOption.BACKLOG
RECONNECT_IVL_MAX: SocketOption = SocketOption.RECONNECT_IVL_MAX
MAXMSGSIZE: SocketOption = SocketOption.MAXMSGSIZE
SNDHWM: SocketOption = SocketOption.SNDHWM
RCVHWM: SocketOption = SocketOption.RCVHWM
MULTICAST_HOPS: SocketOption = SocketOption.MULTICAST_HOPS
RCVTIMEO: SocketOption = SocketOption.RCVTIMEO
SNDTIMEO: SocketOption = SocketOption.SNDTIMEO
IPV4ONLY: SocketOption = SocketOption.IPV4ONLY
LAST_ENDPOINT: SocketOption = SocketOption.LAST_ENDPOINT
ROUTER_MANDATORY: SocketOption = SocketOption.ROUTER_MANDATORY
FAIL_UNROUTABLE: SocketOption = SocketOption.FAIL_UNROUTABLE
ROUTER_BEHAVIOR: SocketOption = SocketOption.ROUTER_BEHAVIOR
TCP_KEEPALIVE: SocketOption = SocketOption.TCP_KEEPALIVE
TCP_KEEPALIVE_CNT: SocketOption = SocketOption.TCP_KEEPALIVE_CNT
TCP_KEEPALIVE_IDLE: SocketOption = SocketOption.TCP_KEEPALIVE_IDLE
TCP_KEEPALIVE_INTVL: SocketOption = SocketOption.TCP_KEEPALIVE_INTVL
TCP_ACCEPT_FILTER: SocketOption = SocketOption.TCP_ACCEPT_FILTER
IMMEDIATE: SocketOption = SocketOption.IMMEDIATE
DELAY_ATTACH_ON_CONNECT: SocketOption = SocketOption.DELAY_ATTACH_ON_CONNECT
XPUB_VERBOSE: SocketOption = SocketOption.XPUB_VERBOSE
ROUTER_RAW: SocketOption = SocketOption.ROUTER_RAW
IPV6: SocketOption = SocketOption.IPV6
MECHANISM: SocketOption = SocketOption.MECHANISM
PLAIN_SERVER: SocketOption = SocketOption.PLAIN_SERVER
PLAIN_USERNAME: SocketOption = SocketOption.PLAIN_USERNAME
PLAIN_PASSWORD: SocketOption = SocketOption.PLAIN_PASSWORD
CURVE_SERVER: SocketOption = SocketOption.CURVE_SERVER
CURVE_PUBLICKEY: SocketOption = SocketOption.CURVE_PUBLICKEY
CURVE_SECRETKEY: SocketOption = SocketOption.CURVE_SECRETKEY
CURVE_SERVERKEY: SocketOption = SocketOption.CURVE_SERVERKEY
PROBE_ROUTER: SocketOption = SocketOption.PROBE_ROUTER
REQ_CORRELATE: SocketOption = SocketOption.REQ_CORRELATE
REQ_RELAXED: SocketOption = SocketOption.REQ_RELAXED
CONFLATE: SocketOption = SocketOption.CONFLATE
ZAP_DOMAIN: SocketOption = SocketOption.ZAP_DOMAIN
ROUTER_HANDOVER: SocketOption = SocketOption.ROUTER_HANDOVER
TOS: SocketOption = SocketOption.TOS
IPC_FILTER_PID: SocketOption = SocketOption.IPC_FILTER_PID
IPC_FILTER_UID: SocketOption = SocketOption.IPC_FILTER_UID
IPC_FILTER_GID: SocketOption = SocketOption.IPC_FILTER_GID
CONNECT_ROUTING_ID: SocketOption = SocketOption.CONNECT_ROUTING_ID
CONNECT_RID: SocketOption = SocketOption.CONNECT_RID
GSSAPI_SERVER: SocketOption = SocketOption.GSSAPI_SERVER
GSSAPI_PRINCIPAL: SocketOption = SocketOption.GSSAPI_PRINCIPAL
GSSAPI_SERVICE_PRINCIPAL: SocketOption = SocketOption.GSSAPI_SERVICE_PRINCIPAL
GSSAPI_PLAINTEXT: SocketOption = SocketOption.GSSAPI_PLAINTEXT
HANDSHAKE_IVL: SocketOption = SocketOption.HANDSHAKE_IVL
SOCKS_PROXY: SocketOption = SocketOption.SOCKS_PROXY
XPUB_NODROP: SocketOption = SocketOption.XPUB_NODROP
BLOCKY: SocketOption = SocketOption.BLOCKY
XPUB_MANUAL: SocketOption = SocketOption.XPUB_MANUAL
XPUB_WELCOME_MSG: SocketOption = SocketOption.XPUB_WELCOME_MSG
STREAM_NOTIFY: SocketOption = SocketOption.STREAM_NOTIFY
INVERT_MATCHING: SocketOption = SocketOption.INVERT_MATCHING
HEARTBEAT_IVL: SocketOption = SocketOption.HEARTBEAT_IVL
HEARTBEAT_TTL: SocketOption = SocketOption.HEARTBEAT_TTL
HEARTBEAT_TIMEOUT: SocketOption = SocketOption.HEARTBEAT_TIMEOUT
XPUB_VERBOSER: SocketOption = SocketOption.XPUB_VERBOSER
CONNECT_TIMEOUT: SocketOption = SocketOption.CONNECT_TIMEOUT
TCP_MAXRT: SocketOption = SocketOption.TCP_MAXRT
THREAD_SAFE: SocketOption = SocketOption.THREAD_SAFE
MULTICAST_MAXTPDU: SocketOption = SocketOption.MULTICAST_MAXTPDU
VMCI_BUFFER_SIZE: SocketOption = SocketOption.VMCI_BUFFER_SIZE
VMCI_BUFFER_MIN_SIZE: SocketOption = SocketOption.VMCI_BUFFER_MIN_SIZE
VMCI_BUFFER_MAX_SIZE: SocketOption = SocketOption.VMCI_BUFFER_MAX_SIZE
VMCI_CONNECT_TIMEOUT: SocketOption = SocketOption.VMCI_CONNECT_TIMEOUT
USE_FD: SocketOption = SocketOption.USE_FD
GSSAPI_PRINCIPAL_NAMETYPE: SocketOption = SocketOption.GSSAPI_PRINCIPAL_NAMETYPE
GSSAPI_SERVICE_PRINCIPAL_NAMETYPE: SocketOption = SocketOption.GSSAPI_SERVICE_PRINCIPAL_NAMETYPE
BINDTODEVICE: SocketOption = SocketOption.BINDTODEVICE
ZAP_ENFORCE_DOMAIN: SocketOption = SocketOption.ZAP_ENFORCE_DOMAIN
LOOPBACK_FASTPATH: SocketOption = SocketOption.LOOPBACK_FASTPATH
METADATA: SocketOption = SocketOption.METADATA
MULTICAST_LOOP: SocketOption = SocketOption.MULTICAST_LOOP
ROUTER_NOTIFY: SocketOption = SocketOption.ROUTER_NOTIFY
XPUB_MANUAL_LAST_VALUE: SocketOption = SocketOption.XPUB_MANUAL_LAST_VALUE
SOCKS_USERNAME: SocketOption = SocketOption.SOCKS_USERNAME
SOCKS_PASSWORD: SocketOption = SocketOption.SOCKS_PASSWORD
IN_BATCH_SIZE: SocketOption = SocketOption.IN_BATCH_SIZE
OUT_BATCH_SIZE: SocketOption = SocketOption.OUT_BATCH_SIZE
WSS_KEY_PEM: SocketOption = SocketOption.WSS_KEY_PEM
WSS_CERT_PEM: SocketOption = SocketOption.WSS_CERT_PEM
WSS_TRUST_PEM: SocketOption = SocketOption.WSS_TRUST_PEM
WSS_HOSTNAME: SocketOption = SocketOption.WSS_HOSTNAME
WSS_TRUST_SYSTEM: SocketOption = SocketOption.WSS_TRUST_SYSTEM
ONLY_FIRST_SUBSCRIBE: SocketOption = SocketOption.ONLY_FIRST_SUBSCRIBE
RECONNECT_STOP: SocketOption = SocketOption.RECONNECT_STOP
HELLO_MSG: SocketOption = SocketOption.HELLO_MSG
DISCONNECT_MSG: SocketOption = SocketOption.DISCONNECT_MSG
PRIORITY: SocketOption = SocketOption.PRIORITY
BUSY_POLL: SocketOption = SocketOption.BUSY_POLL
HICCUP_MSG: SocketOption = SocketOption.HICCUP_MSG
XSUB_VERBOSE_UNSUBSCRIBE: SocketOption = SocketOption.XSUB_VERBOSE_UNSUBSCRIBE
TOPICS_COUNT: SocketOption = SocketOption.TOPICS_COUNT
NORM_MODE: SocketOption = SocketOption.NORM_MODE
NORM_UNICAST_NACK: SocketOption = SocketOption.NORM_UNICAST_NACK
NORM_BUFFER_SIZE: SocketOption = SocketOption.NORM_BUFFER_SIZE
NORM_SEGMENT_SIZE: SocketOption = SocketOption.NORM_SEGMENT_SIZE
NORM_BLOCK_SIZE: SocketOption = SocketOption.NORM_BLOCK_SIZE
NORM_NUM_PARITY: SocketOption = SocketOption.NORM_NUM_PARITY
NORM_NUM_AUTOPARITY: SocketOption = SocketOption.NORM_NUM_AUTOPARITY
NORM_PUSH: SocketOption = SocketOption.NORM_PUSH

IO_THREADS: ContextOption = ContextOption.IO_THREADS
MAX_SOCKETS: ContextOption = ContextOption.MAX_SOCKETS
SOCKET_LIMIT: ContextOption = ContextOption.SOCKET_LIMIT
THREAD_PRIORITY: ContextOption = ContextOption.THREAD_PRIORITY
THREAD_SCHED_POLICY: ContextOption = ContextOption.THREAD_SCHED_POLICY
MAX_MSGSZ: ContextOption = ContextOption.MAX_MSGSZ
MSG_T_SIZE: ContextOption = ContextOption.MSG_T_SIZE
THREAD_AFFINITY_CPU_ADD: ContextOption = ContextOption.THREAD_AFFINITY_CPU_ADD
THREAD_AFFINITY_CPU_REMOVE: ContextOption = ContextOption.THREAD_AFFINITY_CPU_REMOVE
THREAD_NAME_PREFIX: ContextOption = ContextOption.THREAD_NAME_PREFIX

MORE: MessageOption = MessageOption.MORE
SRCFD: MessageOption = MessageOption.SRCFD
SHARED: MessageOption = MessageOption.SHARED

DONTWAIT: Flag = Flag.DONTWAIT
SNDMORE: Flag = Flag.SNDMORE
NOBLOCK: Flag = Flag.NOBLOCK

POLLIN: PollEvent = PollEvent.POLLIN
POLLOUT: PollEvent = PollEvent.POLLOUT
POLLERR: PollEvent = PollEvent.POLLERR
POLLPRI: PollEvent = PollEvent.POLLPRI

EVENT_CONNECTED: Event = Event.CONNECTED
EVENT_CONNECT_DELAYED: Event = Event.CONNECT_DELAYED
EVENT_CONNECT_RETRIED: Event = Event.CONNECT_RETRIED
EVENT_LISTENING: Event = Event.LISTENING
EVENT_BIND_FAILED: Event = Event.BIND_FAILED
EVENT_ACCEPTED: Event = Event.ACCEPTED
EVENT_ACCEPT_FAILED: Event = Event.ACCEPT_FAILED
EVENT_CLOSED: Event = Event.CLOSED
EVENT_CLOSE_FAILED: Event = Event.CLOSE_FAILED
EVENT_DISCONNECTED: Event = Event.DISCONNECTED
EVENT_MONITOR_STOPPED: Event = Event.MONITOR_STOPPED
EVENT_HANDSHAKE_FAILED_NO_DETAIL: Event = Event.HANDSHAKE_FAILED_NO_DETAIL
EVENT_HANDSHAKE_SUCCEEDED: Event = Event.HANDSHAKE_SUCCEEDED
EVENT_HANDSHAKE_FAILED_PROTOCOL: Event = Event.HANDSHAKE_FAILED_PROTOCOL
EVENT_HANDSHAKE_FAILED_AUTH: Event = Event.HANDSHAKE_FAILED_AUTH
EVENT_PIPES_STATS: Event = Event.PIPES_STATS
EVENT_ALL_V1: Event = Event.ALL_V1
EVENT_ALL: Event = Event.ALL
EVENT_ALL_V2: Event = Event.ALL_V2
PROTOCOL_ERROR_ZMTP_UNSPECIFIED: Event = Event.PROTOCOL_ERROR_ZMTP_UNSPECIFIED
PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND: Event = Event.PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND
PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE: Event = Event.PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE
PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE: Event = Event.PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED
)
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE
)
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO
)
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE
)
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR
)
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY
)
PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME: Event = (
    Event.PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME
)
PROTOCOL_ERROR_ZMTP_INVALID_METADATA: Event = Event.PROTOCOL_ERROR_ZMTP_INVALID_METADATA
PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC: Event = Event.PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC
PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH: Event = Event.PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH
PROTOCOL_ERROR_ZAP_UNSPECIFIED: Event = Event.PROTOCOL_ERROR_ZAP_UNSPECIFIED
PROTOCOL_ERROR_ZAP_MALFORMED_REPLY: Event = Event.PROTOCOL_ERROR_ZAP_MALFORMED_REPLY
PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID: Event = Event.PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID
PROTOCOL_ERROR_ZAP_BAD_VERSION: Event = Event.PROTOCOL_ERROR_ZAP_BAD_VERSION
PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE: Event = Event.PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE
PROTOCOL_ERROR_ZAP_INVALID_METADATA: Event = Event.PROTOCOL_ERROR_ZAP_INVALID_METADATA
PROTOCOL_ERROR_WS_UNSPECIFIED: Event = Event.PROTOCOL_ERROR_WS_UNSPECIFIED

NULL: SecurityMechanism = SecurityMechanism.NULL
PLAIN: SecurityMechanism = SecurityMechanism.PLAIN
CURVE: SecurityMechanism = SecurityMechanism.CURVE
GSSAPI: SecurityMechanism = SecurityMechanism.GSSAPI

RECONNECT_STOP_CONN_REFUSED: ReconnectStop = ReconnectStop.CONN_REFUSED
RECONNECT_STOP_HANDSHAKE_FAILED: ReconnectStop = ReconnectStop.HANDSHAKE_FAILED
RECONNECT_STOP_AFTER_DISCONNECT: ReconnectStop = ReconnectStop.AFTER_DISCONNECT

NORM_FIXED: NormMode = NormMode.FIXED
NORM_CC: NormMode = NormMode.CC
NORM_CCL: NormMode = NormMode.CCL
NORM_CCE: NormMode = NormMode.CCE
NORM_CCE_ECNONLY: NormMode = NormMode.CCE_ECNONLY

NOTIFY_CONNECT: RouterNotify = RouterNotify.CONNECT
NOTIFY_DISCONNECT: RouterNotify = RouterNotify.DISCONNECT

STREAMER: DeviceType = DeviceType.STREAMER
FORWARDER: DeviceType = DeviceType.FORWARDER
QUEUE: DeviceType = DeviceType.QUEUE

EAGAIN: Errno = Errno.EAGAIN
EFAULT: Errno = Errno.EFAULT
EINVAL: Errno = Errno.EINVAL
ENOTSUP: Errno = Errno.ENOTSUP
EPROTONOSUPPORT: Errno = Errno.EPROTONOSUPPORT
ENOBUFS: Errno = Errno.ENOBUFS
ENETDOWN: Errno = Errno.ENETDOWN
EADDRINUSE: Errno = Errno.EADDRINUSE
EADDRNOTAVAIL: Errno = Errno.EADDRNOTAVAIL
ECONNREFUSED: Errno = Errno.ECONNREFUSED
EINPROGRESS: Errno = Errno.EINPROGRESS
ENOTSOCK: Errno = Errno.ENOTSOCK
EMSGSIZE: Errno = Errno.EMSGSIZE
EAFNOSUPPORT: Errno = Errno.EAFNOSUPPORT
ENETUNREACH: Errno = Errno.ENETUNREACH
ECONNABORTED: Errno = Errno.ECONNABORTED
ECONNRESET: Errno = Errno.ECONNRESET
ENOTCONN: Errno = Errno.ENOTCONN
ETIMEDOUT: Errno = Errno.ETIMEDOUT
EHOSTUNREACH: Errno = Errno.EHOSTUNREACH
ENETRESET: Errno = Errno.ENETRESET
EFSM: Errno = Errno.EFSM
ENOCOMPATPROTO: Errno = Errno.ENOCOMPATPROTO
ETERM: Errno = Errno.ETERM
EMTHREAD: Errno = Errno.EMTHREAD

__all__ = [
    "AFFINITY",
    "BACKLOG",
    "BINDTODEVICE",
    "BLOCKY",
    "BUSY_POLL",
    "CHANNEL",
    "CLIENT",
    "CONFLATE",
    "CONNECT_RID",
    "CONNECT_ROUTING_ID",
    "CONNECT_TIMEOUT",
    "CURVE",
    "CURVE_PUBLICKEY",
    "CURVE_SECRETKEY",
    "CURVE_SERVER",
    "CURVE_SERVERKEY",
    "DEALER",
    "DELAY_ATTACH_ON_CONNECT",
    "DGRAM",
    "DISCONNECT_MSG",
    "DISH",
    "DONTWAIT",
    "EADDRINUSE",
    "EADDRNOTAVAIL",
    "EAFNOSUPPORT",
    "EAGAIN",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EFAULT",
    "EFSM",
    "EHOSTUNREACH",
    "EINPROGRESS",
    "EINVAL",
    "EMSGSIZE",
    "EMTHREAD",
    "ENETDOWN",
    "ENETRESET",
    "ENETUNREACH",
    "ENOBUFS",
    "ENOCOMPATPROTO",
    "ENOTCONN",
    "ENOTSOCK",
    "ENOTSUP",
    "EPROTONOSUPPORT",
    "ETERM",
    "ETIMEDOUT",
    "EVENTS",
    "EVENT_ACCEPTED",
    "EVENT_ACCEPT_FAILED",
    "EVENT_ALL",
    "EVENT_ALL_V1",
    "EVENT_ALL_V2",
    "EVENT_BIND_FAILED",
    "EVENT_CLOSED",
    "EVENT_CLOSE_FAILED",
    "EVENT_CONNECTED",
    "EVENT_CONNECT_DELAYED",
    "EVENT_CONNECT_RETRIED",
    "EVENT_DISCONNECTED",
    "EVENT_HANDSHAKE_FAILED_AUTH",
    "EVENT_HANDSHAKE_FAILED_NO_DETAIL",
    "EVENT_HANDSHAKE_FAILED_PROTOCOL",
    "EVENT_HANDSHAKE_SUCCEEDED",
    "EVENT_LISTENING",
    "EVENT_MONITOR_STOPPED",
    "EVENT_PIPES_STATS",
    "FAIL_UNROUTABLE",
    "FD",
    "FORWARDER",
    "GATHER",
    "GSSAPI",
    "GSSAPI_PLAINTEXT",
    "GSSAPI_PRINCIPAL",
    "GSSAPI_PRINCIPAL_NAMETYPE",
    "GSSAPI_SERVER",
    "GSSAPI_SERVICE_PRINCIPAL",
    "GSSAPI_SERVICE_PRINCIPAL_NAMETYPE",
    "HANDSHAKE_IVL",
    "HEARTBEAT_IVL",
    "HEARTBEAT_TIMEOUT",
    "HEARTBEAT_TTL",
    "HELLO_MSG",
    "HICCUP_MSG",
    "HWM",
    "IDENTITY",
    "IMMEDIATE",
    "INVERT_MATCHING",
    "IN_BATCH_SIZE",
    "IO_THREADS",
    "IPC_FILTER_GID",
    "IPC_FILTER_PID",
    "IPC_FILTER_UID",
    "IPV4ONLY",
    "IPV6",
    "LAST_ENDPOINT",
    "LINGER",
    "LOOPBACK_FASTPATH",
    "MAXMSGSIZE",
    "MAX_MSGSZ",
    "MAX_SOCKETS",
    "MECHANISM",
    "METADATA",
    "MORE",
    "MSG_T_SIZE",
    "MULTICAST_HOPS",
    "MULTICAST_LOOP",
    "MULTICAST_MAXTPDU",
    "NOBLOCK",
    "NORM_BLOCK_SIZE",
    "NORM_BUFFER_SIZE",
    "NORM_CC",
    "NORM_CCE",
    "NORM_CCE_ECNONLY",
    "NORM_CCL",
    "NORM_FIXED",
    "NORM_MODE",
    "NORM_NUM_AUTOPARITY",
    "NORM_NUM_PARITY",
    "NORM_PUSH",
    "NORM_SEGMENT_SIZE",
    "NORM_UNICAST_NACK",
    "NOTIFY_CONNECT",
    "NOTIFY_DISCONNECT",
    "NULL",
    "ONLY_FIRST_SUBSCRIBE",
    "OUT_BATCH_SIZE",
    "PAIR",
    "PEER",
    "PLAIN",
    "PLAIN_PASSWORD",
    "PLAIN_SERVER",
    "PLAIN_USERNAME",
    "POLLERR",
    "POLLIN",
    "POLLOUT",
    "POLLPRI",
    "PRIORITY",
    "PROBE_ROUTER",
    "PROTOCOL_ERROR_WS_UNSPECIFIED",
    "PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID",
    "PROTOCOL_ERROR_ZAP_BAD_VERSION",
    "PROTOCOL_ERROR_ZAP_INVALID_METADATA",
    "PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE",
    "PROTOCOL_ERROR_ZAP_MALFORMED_REPLY",
    "PROTOCOL_ERROR_ZAP_UNSPECIFIED",
    "PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC",
    "PROTOCOL_ERROR_ZMTP_INVALID_METADATA",
    "PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE",
    "PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED",
    "PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME",
    "PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH",
    "PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND",
    "PROTOCOL_ERROR_ZMTP_UNSPECIFIED",
    "PUB",
    "PULL",
    "PUSH",
    "QUEUE",
    "RADIO",
    "RATE",
    "RCVBUF",
    "RCVHWM",
    "RCVMORE",
    "RCVTIMEO",
    "RECONNECT_IVL",
    "RECONNECT_IVL_MAX",
    "RECONNECT_STOP",
    "RECONNECT_STOP_AFTER_DISCONNECT",
    "RECONNECT_STOP_CONN_REFUSED",
    "RECONNECT_STOP_HANDSHAKE_FAILED",
    "RECOVERY_IVL",
    "REP",
    "REQ",
    "REQ_CORRELATE",
    "REQ_RELAXED",
    "ROUTER",
    "ROUTER_BEHAVIOR",
    "ROUTER_HANDOVER",
    "ROUTER_MANDATORY",
    "ROUTER_NOTIFY",
    "ROUTER_RAW",
    "ROUTING_ID",
    "SCATTER",
    "SERVER",
    "SHARED",
    "SNDBUF",
    "SNDHWM",
    "SNDMORE",
    "SNDTIMEO",
    "SOCKET_LIMIT",
    "SOCKS_PASSWORD",
    "SOCKS_PROXY",
    "SOCKS_USERNAME",
    "SRCFD",
    "STREAM",
    "STREAMER",
    "STREAM_NOTIFY",
    "SUB",
    "SUBSCRIBE",
    "TCP_ACCEPT_FILTER",
    "TCP_KEEPALIVE",
    "TCP_KEEPALIVE_CNT",
    "TCP_KEEPALIVE_IDLE",
    "TCP_KEEPALIVE_INTVL",
    "TCP_MAXRT",
    "THREAD_AFFINITY_CPU_ADD",
    "THREAD_AFFINITY_CPU_REMOVE",
    "THREAD_NAME_PREFIX",
    "THREAD_PRIORITY",
    "THREAD_SAFE",
    "THREAD_SCHED_POLICY",
    "TOPICS_COUNT",
    "TOS",
    "TYPE",
    "UNSUBSCRIBE",
    "USE_FD",
    "VMCI_BUFFER_MAX_SIZE",
    "VMCI_BUFFER_MIN_SIZE",
    "VMCI_BUFFER_SIZE",
    "VMCI_CONNECT_TIMEOUT",
    "WSS_CERT_PEM",
    "WSS_HOSTNAME",
    "WSS_KEY_PEM",
    "WSS_TRUST_PEM",
    "WSS_TRUST_SYSTEM",
    "XPUB",
    "XPUB_MANUAL",
    "XPUB_MANUAL_LAST_VALUE",
    "XPUB_NODROP",
    "XPUB_VERBOSE",
    "XPUB_VERBOSER",
    "XPUB_WELCOME_MSG",
    "XREP",
    "XREQ",
    "XSUB",
    "XSUB_VERBOSE_UNSUBSCRIBE",
    "ZAP_DOMAIN",
    "ZAP_ENFORCE_DOMAIN",
    "ContextOption",
    "DeviceType",
    "Enum",
    "Errno",
    "Event",
    "Flag",
    "IntEnum",
    "IntFlag",
    "MessageOption",
    "NormMode",
    "PollEvent",
    "ReconnectStop",
    "RouterNotify",
    "SecurityMechanism",
    "SocketOption",
    "SocketType",
]
