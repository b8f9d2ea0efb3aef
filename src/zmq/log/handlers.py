"""Publishing log records: a handler for them, and a logger whose calls name a topic.

A record becomes a message of two parts, its topic and its text, so that subscribers can choose. The
topic is made of the handler's root topic, the name of the level, and what the message itself begins
with before ``::``, joined by dots::

    handler = PUBHandler("tcp://127.0.0.1:5558", root_topic="shop")
    logging.getLogger().addHandler(handler)
    logging.warning("orders.paid::late by %d days", 3)  # b"shop.WARNING.orders.paid", b"WARNING …"
"""

from __future__ import annotations

import os
from copy import copy
from logging import (
    CRITICAL,
    DEBUG,
    ERROR,
    INFO,
    NOTSET,
    WARNING,
    Formatter,
    Handler,
    Logger,
    LogRecord,
)
from threading import Lock
from typing import Any

from zmq.backend import Socket as SocketBase
from zmq.constants import SocketType
from zmq.sugar.context import Context
from zmq.sugar.socket import Socket

__all__ = ["TOPIC_DELIM", "PUBHandler", "TopicLogger"]

TOPIC_DELIM = "::"

_WHERE = "%(levelname)s %(filename)s:%(lineno)d - %(message)s"


class PUBHandler(Handler):
    """Publishes log records on a socket.

    interface_or_socket: a socket to use, or an address for a PUB socket of the handler's own to
    bind to. context: for that socket; a new one if None. root_topic: what each topic begins with.
    connect: have the handler's own socket connect to the address, where a SUB socket is bound that
    collects from many processes.

    Logging neither waits nor raises here. What cannot be sent at once, or no longer, is not sent;
    what cannot be formatted goes to ``handleError``. Any thread may log, and none waits for
    another.

    In a forked child, a handler that connects makes a new socket when it first has a record; what
    others publish there is dropped, since the address is the parent's.
    """

    socket: Socket[Any]
    ctx: Context[Any]

    def __init__(
        self,
        interface_or_socket: str | bytes | Socket[Any],
        context: Context[Any] | None = None,
        root_topic: str = "",
        *,
        connect: bool = False,
    ) -> None:
        super().__init__()
        self.dropped: int = 0  # records that would have had to wait
        self._root_topic = ""
        PUBHandler.setRootTopic(self, root_topic)
        self.formatters: dict[int, Formatter] = {
            DEBUG: Formatter(f"{_WHERE}\n"),
            INFO: Formatter("%(message)s\n"),
            WARNING: Formatter(f"{_WHERE}\n"),
            ERROR: Formatter(f"{_WHERE} - %(exc_info)s\n"),
            CRITICAL: Formatter(f"{_WHERE}\n"),
        }
        self._address: str | bytes | None = None  # where to connect to in a forked child
        self._process = os.getpid()
        self._reopening: dict[int, Lock] = {}
        if isinstance(interface_or_socket, SocketBase):
            self.socket, self.ctx = interface_or_socket, interface_or_socket.context
        else:
            self._open(interface_or_socket, context, connect)

    def createLock(self) -> None:  # noqa: N802
        """Do without: the socket needs none, and a daemon thread cannot be stopped holding it."""
        self.lock: Any = None

    def handle(self, record: LogRecord) -> Any:
        """Publish the record, or what the filters make of it; return what they say."""
        verdict: Any = self.filter(record)
        if verdict:
            self.emit(verdict if isinstance(verdict, LogRecord) else record)
        return verdict

    # Topics and formats

    @property
    def root_topic(self) -> str:
        """What each topic begins with."""
        return self._root_topic

    @root_topic.setter
    def root_topic(self, value: str) -> None:
        self.setRootTopic(value)

    def setRootTopic(self, root_topic: str | bytes) -> None:  # noqa: N802
        """Set what each topic begins with (root_topic); bytes are decoded as UTF-8."""
        topic = root_topic.decode("utf-8") if isinstance(root_topic, bytes) else root_topic
        if not isinstance(topic, str):
            raise TypeError(f"a topic is text, not {topic!r}")
        self._root_topic = topic

    def setFormatter(self, fmt: Formatter | None, level: int = NOTSET) -> None:  # noqa: N802
        """Set how records are formatted.

        fmt: a Formatter; None for the plain message. level: of those records; without it, of all
        levels that have a format. Raises TypeError for text.
        """
        if isinstance(fmt, str):
            raise TypeError("a format is a logging.Formatter, not text")
        fmt = fmt or Formatter()
        for each in self.formatters if level == NOTSET else (level,):
            self.formatters[each] = fmt

    def format(self, record: LogRecord) -> str:
        """Return the text of a record, as the formatter of its level has it."""
        return self.formatters[record.levelno].format(record)

    # Publishing

    def emit(self, record: LogRecord) -> None:
        """Publish a record if that is possible at once."""
        try:
            if self.socket.closed and not self._is_open_again():
                return
            parts = [part.encode("utf-8", "backslashreplace") for part in self._parts(record)]
            # The method of the core itself, since those of asynchronous sockets return futures.
            if not SocketBase.try_send_multipart(self.socket, parts):
                self.dropped += 1
        except Exception:  # noqa: BLE001
            self.handleError(record)

    def _parts(self, record: LogRecord) -> tuple[str, str]:
        """The topic and the text of a record."""
        subtopic = ""
        if TOPIC_DELIM in str(record.msg):
            subtopic, _, message = record.getMessage().partition(TOPIC_DELIM)
            record = copy(record)  # other handlers get it as it was
            record.msg, record.args = message, None
        topics = (self.root_topic, record.levelname, subtopic)
        return ".".join(filter(None, topics)), self.format(record)

    # The socket, here and after a fork

    def _open(self, address: str | bytes, context: Context[Any] | None, connect: bool) -> None:
        ctx: Context[Any] = Context() if context is None else context
        socket = ctx.socket(SocketType.PUB, Socket)
        try:
            (socket.connect if connect else socket.bind)(address)
        except BaseException:
            socket.close()
            if context is None:
                ctx.term()
            raise
        self.socket, self.ctx = socket, ctx
        self._address = address if connect else None
        self._process = os.getpid()

    def _is_open_again(self) -> bool:
        """Whether a closed socket could be replaced because it was the parent's."""
        process = os.getpid()
        if self._address is None or self._process == process:
            return False
        with self._reopening.setdefault(process, Lock()):
            if self._process != process:
                context: Context[Any] = Context()
                context.sockopts.update(self.ctx.sockopts)
                self._open(self._address, context, connect=True)
        return not self.socket.closed


class TopicLogger(Logger):
    """A logger whose calls take a topic first: ``logger.info("orders.paid", "%d of them", 3)``.

    name, level: as of any logger.

    A PUBHandler publishes the record under that topic; other handlers show it before the message.
    """

    def log(self, level: int, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log under a topic; all else is as with any logger."""
        self._log_topic(level, topic, msg, args, kwargs)

    def debug(self, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log with level DEBUG under a topic."""
        self._log_topic(DEBUG, topic, msg, args, kwargs)

    def info(self, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log with level INFO under a topic."""
        self._log_topic(INFO, topic, msg, args, kwargs)

    def warning(self, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log with level WARNING under a topic."""
        self._log_topic(WARNING, topic, msg, args, kwargs)

    def error(self, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log with level ERROR under a topic."""
        self._log_topic(ERROR, topic, msg, args, kwargs)

    def exception(self, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log with level ERROR under a topic, with the exception that is being handled."""
        self._log_topic(ERROR, topic, msg, args, {"exc_info": True, **kwargs})

    def critical(self, topic: str, msg: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Log with level CRITICAL under a topic."""
        self._log_topic(CRITICAL, topic, msg, args, kwargs)

    warn = warning  # type: ignore[assignment]
    fatal = critical  # type: ignore[assignment]

    def _log_topic(
        self, level: int, topic: str, msg: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if not self.isEnabledFor(level):
            return  # before a text is made of the message
        if args:
            topic = topic.replace("%", "%%")  # of the topic nothing is to be filled in
        # Two calls lie between the user's and the logger's, which says where it came from.
        kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 2
        super().log(level, f"{topic}{TOPIC_DELIM}{msg}", *args, **kwargs)
