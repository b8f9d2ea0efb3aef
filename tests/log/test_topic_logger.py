"""A logger whose calls take a topic first."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from zmq.log.handlers import PUBHandler, TopicLogger

LEVELS = {
    "debug": "DEBUG",
    "info": "INFO",
    "warning": "WARNING",
    "warn": "WARNING",
    "error": "ERROR",
    "exception": "ERROR",
    "critical": "CRITICAL",
    "fatal": "CRITICAL",
}


class Keeper(logging.Handler):
    """Keeps the records it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def logger(keeper: Keeper) -> TopicLogger:
    logger = TopicLogger("test", level=1)
    logger.addHandler(keeper)
    return logger


@pytest.fixture
def subscriber(context: zmq.Context[Any], logger: TopicLogger) -> Iterator[Any]:
    """Receives what the logger's records are published as."""
    with context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://log")
        subscriber.subscribe(b"")
        subscriber.connect("inproc://log")
        publisher.recv()
        handler = PUBHandler(publisher)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)
        yield subscriber


@pytest.mark.parametrize("method", LEVELS)
def test_each_method_logs_under_a_topic(logger: TopicLogger, subscriber: Any, method: str) -> None:
    getattr(logger, method)("a.b", "%d and %s", 1, "two", exc_info=False)
    level = LEVELS[method]
    assert subscriber.recv_multipart() == [f"{level}.a.b".encode(), b"1 and two"]


def test_log_takes_a_level(logger: TopicLogger, subscriber: Any) -> None:
    logger.log(logging.INFO, "a", "b")
    assert subscriber.recv_multipart() == [b"INFO.a", b"b"]


@pytest.mark.parametrize("topic", ["100%", "%s", "%%", "%(name)s"])
@pytest.mark.parametrize("args", [(), ("x",)])
def test_a_topic_is_taken_as_it_is(
    logger: TopicLogger, subscriber: Any, topic: str, args: tuple[str, ...]
) -> None:
    logger.info(topic, "text %s", *args)
    assert subscriber.recv_multipart()[0] == f"INFO.{topic}".encode()


def test_an_empty_topic_is_none(logger: TopicLogger, subscriber: Any) -> None:
    logger.info("", "text::with a delimiter")
    assert subscriber.recv_multipart() == [b"INFO", b"text::with a delimiter"]


def test_messages_need_not_be_text(logger: TopicLogger, subscriber: Any) -> None:
    logger.info("a", 5)
    assert subscriber.recv_multipart() == [b"INFO.a", b"5"]


@pytest.mark.parametrize("method", LEVELS)
def test_a_record_comes_from_where_it_is_logged(
    logger: TopicLogger, keeper: Keeper, method: str
) -> None:
    getattr(logger, method)("topic", "text")
    assert keeper.records[0].funcName == "test_a_record_comes_from_where_it_is_logged"


def test_or_from_further_up(logger: TopicLogger, keeper: Keeper) -> None:
    def helper() -> None:
        logger.info("topic", "text", stacklevel=2)
        logger.log(logging.INFO, "topic", "text", stacklevel=2)

    helper()
    assert {record.funcName for record in keeper.records} == {"test_or_from_further_up"}


def test_exception_shows_what_is_being_handled(logger: TopicLogger, keeper: Keeper) -> None:
    try:
        raise KeyError
    except KeyError:
        logger.exception("topic", "text")
    info = keeper.records[0].exc_info
    assert info is not None
    assert info[0] is KeyError


def test_levels_that_are_off_cost_no_text(logger: TopicLogger, keeper: Keeper) -> None:
    class Unprintable:
        def __str__(self) -> str:
            raise AssertionError("it was formatted")

    logger.setLevel(logging.WARNING)
    logger.info("topic", Unprintable())
    assert not keeper.records


def test_other_handlers_show_topic_and_text(logger: TopicLogger, keeper: Keeper) -> None:
    logger.info("topic", "text %d", 1)
    assert keeper.records[0].getMessage() == "topic::text 1"


def test_it_can_be_the_class_of_all_loggers() -> None:
    manager = logging.Manager(logging.RootLogger(logging.WARNING))
    manager.setLoggerClass(TopicLogger)
    assert isinstance(manager.getLogger("a.b"), TopicLogger)
