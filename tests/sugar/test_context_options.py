"""Options of a context, and the defaults it gives to its sockets."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

import zmq

Context = zmq.Context[Any]


def test_options_are_got_and_set_by_number(context: Context) -> None:
    context.set(zmq.MAX_SOCKETS, 17)
    assert context.get(zmq.MAX_SOCKETS) == 17
    assert context.get(zmq.IO_THREADS) == 1


def test_options_are_attributes_in_any_case(context: Context) -> None:
    context.max_sockets = 17
    assert (context.max_sockets, context.MAX_SOCKETS) == (17, 17)
    context.MAX_SOCKETS = 19
    assert context.get(zmq.MAX_SOCKETS) == 19


def test_an_unknown_option_is_refused(context: Context) -> None:
    for call in (lambda: context.get(9999), lambda: context.set(9999, 1)):
        with pytest.raises(zmq.ZMQError) as caught:
            call()
        assert caught.value.errno == zmq.EINVAL


@pytest.mark.parametrize("value", ["1", b"1", 1.0, None])
def test_the_value_of_an_option_must_be_an_int(context: Context, value: Any) -> None:
    with pytest.raises(TypeError):
        context.set(zmq.IO_THREADS, value)


def test_the_number_of_an_option_must_be_an_int(context: Context) -> None:
    with pytest.raises(TypeError):
        context.get("IO_THREADS")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "use",
    [
        lambda context: context.get(zmq.IO_THREADS),
        lambda context: context.set(zmq.IO_THREADS, 1),
        lambda context: context.io_threads,
        lambda context: setattr(context, "io_threads", 2),
    ],
    ids=["get", "set", "read", "assign"],
)
def test_options_of_a_closed_context_are_gone(use: Any) -> None:
    context = zmq.Context()
    context.term()
    with pytest.raises(RuntimeError):
        use(context)


def test_an_unknown_attribute_is_refused(context: Context) -> None:
    for name in ("nonsense", "NONSENSE"):
        with pytest.raises(AttributeError, match=r"(?i)nonsense"):
            getattr(context, name)
        with pytest.raises(AttributeError, match=r"(?i)nonsense"):
            setattr(context, name, 1)


def test_a_constant_that_is_no_option_cannot_be_assigned(context: Context) -> None:
    with pytest.raises(AttributeError, match="PUSH"):
        context.PUSH = 1


def test_a_subclass_can_assign_what_its_body_names() -> None:
    class Own(zmq.Context[Any]):
        annotated: int
        given = 5

    with Own() as context:
        context.annotated = 3
        context.given = 4
        assert (context.annotated, context.given) == (3, 4)
        with pytest.raises(AttributeError):
            context.other = 5


def test_a_subclass_can_assign_what_it_names_before_init() -> None:
    class Own(zmq.Context[Any]):
        label: str

        def __init__(self, label: str) -> None:
            self.label = label
            super().__init__()

    with Own("mine") as context:
        assert context.label == "mine"


def test_dir_has_the_options_of_contexts_and_not_those_of_sockets(context: Context) -> None:
    names = dir(context)
    assert {option.name for option in zmq.ContextOption} <= set(names)
    assert "LINGER" not in names
    assert "socket" in names


def test_a_context_can_be_a_spec_for_a_mock(context: Context) -> None:
    assert mock.Mock(spec=context).socket(zmq.PUSH)


# Defaults for sockets


def test_a_socket_option_is_the_default_of_later_sockets(context: Context) -> None:
    with context.socket(zmq.PUSH) as earlier:
        context.linger = 5
        with context.socket(zmq.PUSH) as later:
            assert (earlier.linger, later.linger) == (-1, 5)


def test_a_default_can_be_assigned_and_read_in_any_case(context: Context) -> None:
    context.LINGER = 5
    assert (context.linger, context.LINGER) == (5, 5)
    context.linger = 7
    assert context.LINGER == 7


def test_a_default_can_be_set_like_an_option_of_a_socket(context: Context) -> None:
    context.setsockopt(zmq.LINGER, 5)
    assert context.getsockopt(zmq.LINGER) == 5
    assert context.linger == 5
    assert context.sockopts == {zmq.LINGER: 5}


def test_a_default_that_was_not_set_is_absent(context: Context) -> None:
    with pytest.raises(AttributeError, match="LINGER"):
        _ = context.linger
    with pytest.raises(KeyError):
        context.getsockopt(zmq.LINGER)


def test_a_default_can_be_deleted_once(context: Context) -> None:
    context.linger = 5
    del context.linger
    assert context.sockopts == {}
    with context.socket(zmq.PUSH) as socket:
        assert socket.linger == -1
    with pytest.raises(AttributeError):
        del context.linger


def test_an_unknown_default_cannot_be_deleted(context: Context) -> None:
    with pytest.raises(AttributeError, match=r"(?i)nonsense"):
        del context.nonsense


def test_a_default_passes_by_the_sockets_to_which_it_means_nothing(context: Context) -> None:
    context.subscribe = b"topic"
    context.linger = 5
    with context.socket(zmq.REQ) as socket:
        assert socket.linger == 5


def test_a_default_subscription_works(context: Context) -> None:
    context.subscribe = b"topic"
    with context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://topics")
        subscriber.connect("inproc://topics")
        assert publisher.recv() == b"\x01topic"


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_default_of_the_wrong_type_shows_when_a_socket_is_made(context: Context) -> None:
    context.linger = "x"
    with pytest.raises(TypeError):
        context.socket(zmq.PUSH)


@pytest.mark.parametrize("name", ["blocky", "ipv6"])
def test_blocky_and_ipv6_as_attributes_are_defaults_for_sockets(
    context: Context, name: str
) -> None:
    option = getattr(zmq, name.upper())
    before = context.get(option)
    setattr(context, name, not before)
    assert getattr(context, name) is (not before)
    assert context.get(option) == before


def test_blocky_and_ipv6_are_options_of_the_context_by_number(context: Context) -> None:
    assert context.get(zmq.BLOCKY) == 1
    context.set(zmq.IPV6, 1)
    assert context.get(zmq.IPV6) == 1
