"""What a PUBHandler publishes, and that it neither waits nor raises."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from waiting import in_thread, until
from zmq.log.handlers import TOPIC_DELIM, PUBHandler

Message = list[bytes]


class Published:
    """A logger whose records are published, and a subscriber to them."""

    def __init__(self, context: zmq.Context[Any]) -> None:
        self.publisher = context.socket(zmq.XPUB)
        self.publisher.bind("inproc://log")
        self.subscriber = context.socket(zmq.SUB)
        self.subscriber.subscribe(b"")
        self.subscriber.connect("inproc://log")
        self.publisher.recv()
        self.handler = PUBHandler(self.publisher)
        self.logger = logging.Logger("test", level=1)  # noqa: LOG001 # one that nobody shares
        self.logger.addHandler(self.handler)

    def message(self) -> Message:
        """The next message; there must be one already."""
        message: Message = self.subscriber.recv_multipart(zmq.NOBLOCK)
        return message

    def nothing(self) -> bool:
        return self.subscriber.try_recv() is None


@pytest.fixture
def published(context: zmq.Context[Any]) -> Iterator[Published]:
    published = Published(context)
    yield published
    published.handler.close()
    published.publisher.close()
    published.subscriber.close()


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> list[logging.LogRecord]:
    """What went to ``handleError``."""
    records: list[logging.LogRecord] = []
    monkeypatch.setattr(PUBHandler, "handleError", lambda _, record: records.append(record))
    return records


# Topics and texts


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_a_record_is_its_level_and_its_text(published: Published, level: str) -> None:
    published.logger.log(getattr(logging, level), "hello %s", "you")
    topic, text = published.message()
    assert topic == level.encode()
    assert b"hello you" in text
    assert text.endswith(b"\n")


def test_info_is_the_bare_message(published: Published) -> None:
    published.logger.info("hello")
    assert published.message() == [b"INFO", b"hello\n"]


def test_other_levels_say_where_they_come_from(published: Published) -> None:
    published.logger.warning("hello")
    assert published.message()[1].startswith(b"WARNING test_handler.py:")


def test_errors_show_the_exception(published: Published) -> None:
    try:
        raise KeyError("lost")
    except KeyError:
        published.logger.exception("oh")
    text = published.message()[1]
    assert b"oh - (<class 'KeyError'>" in text
    assert b"Traceback" in text


@pytest.mark.parametrize(
    ("message", "topic", "text"),
    [
        ("a.b::text", b"INFO.a.b", b"text\n"),
        ("a::b::c", b"INFO.a", b"b::c\n"),
        ("::text", b"INFO", b"text\n"),
        ("a.b::", b"INFO.a.b", b"\n"),
        ("a:b", b"INFO", b"a:b\n"),
        ("", b"INFO", b"\n"),
        (5, b"INFO", b"5\n"),
        (None, b"INFO", b"None\n"),
        (["a::b"], b"INFO.['a", b"b']\n"),
        ("größe::äöü", "INFO.größe".encode(), "äöü\n".encode()),
        ("\udc80::\udc81", b"INFO.\\udc80", b"\\udc81\n"),
        ("a\nb", b"INFO", b"a\nb\n"),
    ],
)
def test_what_precedes_the_delimiter_is_a_topic(
    published: Published, message: Any, topic: bytes, text: bytes
) -> None:
    published.logger.info(message)
    assert published.message() == [topic, text]


def test_a_delimiter_among_the_arguments_is_text(published: Published) -> None:
    published.logger.info("%s", "a::b")
    assert published.message() == [b"INFO", b"a::b\n"]


def test_arguments_may_be_in_the_topic(published: Published) -> None:
    published.logger.info("user.%d::said %s", 7, "hello")
    assert published.message() == [b"INFO.user.7", b"said hello\n"]


def test_other_handlers_get_the_record_as_it_was(published: Published) -> None:
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    published.logger.addHandler(Keeper())
    published.logger.info("a::b %d", 5)
    assert (records[0].msg, records[0].args) == ("a::b %d", (5,))
    assert records[0].getMessage() == "a::b 5"


@given(st.text(), st.text(), st.text())
def test_any_text_arrives(published: Published, root: str, topic: str, text: str) -> None:
    published.handler.root_topic = root
    published.logger.info("%s::%s", topic, text)
    parts = published.message()
    message = f"{topic}::{text}".partition("::")
    expected = ".".join(filter(None, (root, "INFO", message[0]))), f"{message[2]}\n"
    assert parts == [part.encode("utf-8", "backslashreplace") for part in expected]


@pytest.mark.parametrize("root", ["root", b"root"])
def test_the_root_topic_comes_first(published: Published, root: Any) -> None:
    published.handler.root_topic = root
    assert published.handler.root_topic == "root"
    published.logger.info("a::b")
    assert published.message()[0] == b"root.INFO.a"
    published.handler.setRootTopic("other")
    published.logger.info("b")
    assert published.message()[0] == b"other.INFO"


def test_a_subclass_may_have_a_root_topic_of_its_own(context: zmq.Context[Any]) -> None:
    class Engine(PUBHandler):
        @property  # type: ignore[misc]
        def root_topic(self) -> str:
            return "engine.7"

    published = Published(context)
    handler = Engine(published.publisher)
    published.logger.addHandler(handler)
    published.logger.info("a")
    assert [published.message()[0], published.message()[0]] == [b"INFO", b"engine.7.INFO"]
    published.publisher.close()
    published.subscriber.close()


@pytest.mark.parametrize("root", [5, None, ["a"]])
def test_a_root_topic_is_text(published: Published, root: Any) -> None:
    with pytest.raises(TypeError, match="topic"):
        published.handler.root_topic = root


def test_a_subscriber_chooses_by_topic(published: Published) -> None:
    published.subscriber.unsubscribe(b"")
    published.subscriber.subscribe(b"WARNING.disk")
    until(lambda: published.publisher.poll(0))
    published.logger.info("disk::fine")
    published.logger.warning("net::slow")
    published.logger.warning("disk::full")
    assert published.message()[0] == b"WARNING.disk"
    assert published.nothing()


# Formats


def test_a_format_for_all_levels(published: Published) -> None:
    published.handler.setFormatter(logging.Formatter("<%(message)s>"))
    for level in (logging.DEBUG, logging.INFO, logging.ERROR):
        published.logger.log(level, "x")
        assert published.message()[1] == b"<x>"


def test_a_format_for_one_level(published: Published) -> None:
    published.handler.setFormatter(logging.Formatter("<%(message)s>"), logging.ERROR)
    published.logger.error("x")
    assert published.message()[1] == b"<x>"
    published.logger.info("x")
    assert published.message()[1] == b"x\n"


def test_no_format_is_logging_s_own(published: Published) -> None:
    published.handler.setFormatter(None)
    published.logger.info("x")
    assert published.message()[1] == b"x"


def test_a_format_is_no_text(published: Published) -> None:
    with pytest.raises(TypeError, match="Formatter"):
        published.handler.setFormatter("%(message)s")  # type: ignore[arg-type]


def test_a_level_without_format_is_not_published_until_it_has_one(
    published: Published, complaints: list[Any]
) -> None:
    published.logger.log(25, "x")
    assert published.nothing()
    assert [record.levelno for record in complaints] == [25]
    published.handler.setFormatter(logging.Formatter("%(message)s"), 25)
    published.logger.log(25, "x")
    assert published.message() == [b"Level 25", b"x"]


def test_a_filter_decides(published: Published) -> None:
    published.handler.addFilter(lambda record: "secret" not in record.getMessage())
    published.logger.info("secret")
    published.logger.info("open")
    assert published.message()[1] == b"open\n"
    assert published.nothing()


# Sockets


def test_a_socket_is_used_with_its_context(published: Published) -> None:
    assert published.handler.socket is published.publisher
    assert published.handler.ctx is published.publisher.context


def own(handler: PUBHandler) -> Any:
    """Subscribe to a handler that has a socket of its own."""
    subscriber = handler.ctx.socket(zmq.SUB)
    subscriber.subscribe(b"")
    subscriber.connect(handler.socket.last_endpoint)
    return subscriber


def test_an_address_is_bound_in_a_new_context() -> None:
    handler = PUBHandler("inproc://own", root_topic="root")
    assert handler.ctx is not zmq.Context.instance()
    assert (handler.socket.type, handler.root_topic) == (zmq.PUB, "root")
    with own(handler) as subscriber:
        until(lambda: handler.handle(record()) and subscriber.poll(1))
        assert subscriber.recv_multipart() == [b"root.INFO", b"hello\n"]
    handler.close()
    assert not handler.socket.closed
    handler.socket.close()
    handler.ctx.term()


def record() -> logging.LogRecord:
    return logging.LogRecord("x", logging.INFO, __file__, 1, "hello", None, None)


def test_an_address_can_be_in_a_given_context(context: zmq.Context[Any]) -> None:
    handler = PUBHandler("inproc://own", context)
    assert handler.ctx is context
    handler.socket.close()


def test_a_handler_may_connect_to_who_collects(context: zmq.Context[Any]) -> None:
    with context.socket(zmq.SUB) as collector:
        collector.subscribe(b"")
        port = collector.bind_to_random_port("tcp://127.0.0.1")
        handler = PUBHandler(f"tcp://127.0.0.1:{port}", context, connect=True)
        until(lambda: handler.handle(record()) and collector.poll(1))
        assert collector.recv_multipart() == [b"INFO", b"hello\n"]
        handler.socket.close()


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://127.0.0.1:no-port"])
def test_a_bad_address_is_an_error_that_leaves_nothing(
    context: zmq.Context[Any], address: str
) -> None:
    for owner in (None, context):
        with pytest.raises(zmq.ZMQError):
            PUBHandler(address, owner)
    assert repr(context).startswith("<zmq.Context() ")


def test_what_is_no_address_is_an_error(context: zmq.Context[Any]) -> None:
    with pytest.raises(TypeError):
        PUBHandler(5, context)  # type: ignore[arg-type]


# Neither waiting nor raising


def test_a_record_that_would_have_to_wait_is_dropped(
    context: zmq.Context[Any], complaints: list[Any]
) -> None:
    with context.socket(zmq.PUSH) as socket:
        handler = PUBHandler(socket)
        for _ in range(3):
            handler.handle(record())
        assert handler.dropped == 3
        assert not complaints


def test_a_publisher_that_must_not_drop_stops_nobody(context: zmq.Context[Any]) -> None:
    context.sndhwm = context.rcvhwm = 1
    published = Published(context)
    published.publisher.xpub_nodrop = True
    for number in range(10):
        published.logger.info("%d", number)
    assert published.handler.dropped > 0
    assert published.message() == [b"INFO", b"0\n"]
    published.publisher.close()
    published.subscriber.close()


def test_a_slow_subscriber_stops_nobody(published: Published) -> None:
    for number in range(10_000):
        published.logger.info("%d", number)
    assert published.message() == [b"INFO", b"0\n"]
    assert published.handler.dropped == 0


@pytest.mark.parametrize(
    "bad",
    [
        lambda logger: logger.info("%d", "x"),
        lambda logger: logger.info("a::%s %s", 1),
        lambda logger: logger.info(Unprintable()),
        lambda logger: logger.info("%s", Unprintable()),
    ],
)
def test_what_cannot_be_formatted_is_handled_as_an_error(
    published: Published, complaints: list[Any], bad: Callable[[logging.Logger], None]
) -> None:
    bad(published.logger)
    assert published.nothing()
    assert len(complaints) == 1
    published.logger.info("next")
    assert published.message()[1] == b"next\n"


class Unprintable:
    def __str__(self) -> str:
        raise ValueError("no text")


def test_logging_on_a_closed_socket_does_nothing(
    published: Published, complaints: list[Any]
) -> None:
    published.publisher.close()
    published.logger.info("hello")
    assert not complaints


def test_logging_while_the_context_ends_is_handled_as_an_error(
    published: Published, complaints: list[Any]
) -> None:
    terminating = in_thread(published.publisher.context.term)

    def complained() -> bool:
        published.logger.info("x")
        return bool(complaints)

    until(complained)
    published.publisher.close()
    published.subscriber.close()
    terminating.result()


def test_while_others_close_and_log_nothing_is_raised(
    published: Published, complaints: list[Any]
) -> None:
    running = [in_thread(log_for_ever, published) for _ in range(4)]
    for _ in range(100):
        published.subscriber.recv_multipart()
    published.publisher.close()
    published.logger.disabled = True
    for each in running:
        each.result()


def log_for_ever(published: Published) -> None:
    while not published.logger.disabled:
        published.logger.info("a::b")


# Threads


def test_messages_of_many_threads_arrive_whole(published: Published) -> None:
    published.subscriber.rcvhwm = published.publisher.sndhwm = 0
    with published.publisher.context.socket(zmq.SUB) as subscriber:
        subscriber.rcvhwm = 0
        subscriber.subscribe(b"INFO.thread")
        subscriber.connect("inproc://log")
        until(lambda: published.publisher.poll(0))
        threads = [
            threading.Thread(target=log_numbers, args=(published.logger, name)) for name in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        received: dict[bytes, list[int]] = {}
        for _ in range(8 * 500):
            topic, text = subscriber.recv_multipart()
            received.setdefault(topic, []).append(int(text))
        assert all(numbers == list(range(500)) for numbers in received.values())
        assert len(received) == 8


def log_numbers(logger: logging.Logger, name: int) -> None:
    for number in range(500):
        logger.info("thread%d::%d", name, number)


def test_a_thread_that_hangs_in_a_format_holds_up_nobody(published: Published) -> None:
    release = threading.Event()

    class Slow:
        def __str__(self) -> str:
            release.wait()
            return "slow"

    hanging = in_thread(published.logger.info, "%s", Slow())
    published.logger.info("quick")
    assert published.message() == [b"INFO", b"quick\n"]
    release.set()
    hanging.result()
    assert published.message() == [b"INFO", b"slow\n"]


def test_the_delimiter_is_public() -> None:
    assert TOPIC_DELIM == "::"
