"""Options of a socket: as attributes in any case, by number, as text, and what is refused."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

import zmq
from conftest import MakeSocket

Socket = zmq.Socket[bytes]


# As attributes


def test_options_are_attributes_in_any_case(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    for value, name in enumerate(("linger", "LINGER", "Linger")):
        setattr(push, name, value)
        assert (push.linger, push.LINGER, push.Linger) == (value,) * 3
    assert push.get(zmq.LINGER) == 2


def test_an_unknown_attribute_is_refused_and_named_with_the_class(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    with pytest.raises(AttributeError, match=r"Socket.*nonsense"):
        _ = push.nonsense
    with pytest.raises(AttributeError, match=r"Socket.*NONSENSE"):
        push.nonsense = 5


def test_a_constant_that_is_no_option_is_no_attribute(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    with pytest.raises(AttributeError):
        _ = push.POLLIN
    with pytest.raises((AttributeError, zmq.ZMQError)):
        push.POLLIN = 5


def test_a_write_only_option_cannot_be_read(socket: MakeSocket) -> None:
    router = socket(zmq.ROUTER)
    router.router_mandatory = 1
    with pytest.raises(AttributeError, match=r"(?i)router_mandatory"):
        _ = router.router_mandatory
    with pytest.raises(zmq.ZMQError) as caught:
        router.get(zmq.ROUTER_MANDATORY)
    assert caught.value.errno == zmq.EINVAL


def test_hasattr_answers_for_every_name_in_dir(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    for name in set(dir(push)) - {"socket_type"}:  # which warns
        hasattr(push, name)  # raises what is no AttributeError


def test_dir_has_all_options_of_sockets(socket: MakeSocket) -> None:
    names = dir(socket(zmq.PUSH))
    assert {option.name for option in zmq.SocketOption} <= set(names)
    assert "send" in names


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_socket_can_be_a_spec_for_a_mock(socket: MakeSocket) -> None:
    assert mock.Mock(spec=socket(zmq.PUSH)).send(b"")


def test_a_bad_value_is_an_error_of_libzmq(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    for name in ("linger", "sndhwm"):
        with pytest.raises(zmq.ZMQError) as caught:
            setattr(push, name, -5)
        assert caught.value.errno == zmq.EINVAL


# By number


def test_options_are_got_and_set_by_number(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    push.set(zmq.LINGER, 5)
    push.setsockopt(zmq.SNDHWM, 7)
    assert (push.get(zmq.LINGER), push.getsockopt(zmq.SNDHWM)) == (5, 7)


@pytest.mark.parametrize("setter", ["set", "setsockopt"])
@pytest.mark.parametrize("getter", ["get", "getsockopt"])
def test_options_have_older_methods(socket: MakeSocket, setter: str, getter: str) -> None:
    push = socket(zmq.PUSH)
    getattr(push, setter)(zmq.SNDHWM, 7)
    assert getattr(push, getter)(zmq.SNDHWM) == 7


@pytest.mark.parametrize("setter", ["set_string", "setsockopt_string", "setsockopt_unicode"])
@pytest.mark.parametrize("getter", ["get_string", "getsockopt_string", "getsockopt_unicode"])
def test_options_of_text_have_older_methods(socket: MakeSocket, setter: str, getter: str) -> None:
    push = socket(zmq.PUSH)
    getattr(push, setter)(zmq.ROUTING_ID, "näme", "latin-1")
    assert getattr(push, getter)(zmq.ROUTING_ID, "latin-1") == "näme"


def test_an_older_method_does_not_call_what_overrides_the_newer(context: zmq.Context[Any]) -> None:
    class Quiet(zmq.Socket[bytes]):
        def set(self, option: int, optval: int | bytes) -> None:
            self.setsockopt(option, optval)

    with Quiet(context, zmq.PUSH) as push:
        push.set(zmq.SNDHWM, 7)
        assert push.sndhwm == 7


def test_an_unknown_number_is_asked_of_libzmq(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    with pytest.raises(zmq.ZMQError) as reading:
        push.get(9999)
    with pytest.raises(zmq.ZMQError) as writing:
        push.set(9999, 1)
    assert (reading.value.errno, writing.value.errno) == (zmq.EINVAL, zmq.EINVAL)


def test_an_unknown_number_takes_no_bytes(socket: MakeSocket) -> None:
    with pytest.raises(TypeError):
        socket(zmq.PUSH).set(9999, b"")


@pytest.mark.parametrize("option", ["LINGER", None, 1.5j])
def test_the_number_of_an_option_must_be_an_int(socket: MakeSocket, option: Any) -> None:
    with pytest.raises(TypeError):
        socket(zmq.PUSH).get(option)


def test_values_are_plain_ints_and_bytes(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    for name in ("mechanism", "events", "rcvmore", "type", "linger", "fd"):
        assert type(pull.get(getattr(zmq, name.upper()))) is int
    assert [type(pull.mechanism), type(pull.events), type(pull.rcvmore)] == [int, int, int]
    assert type(pull.last_endpoint) is bytes


# Types of values


@pytest.mark.parametrize("option", [zmq.LINGER, zmq.IDENTITY, 9999])
def test_text_is_refused_in_favour_of_set_string(socket: MakeSocket, option: int) -> None:
    dealer = socket(zmq.DEALER)
    with pytest.raises(TypeError, match="string"):
        dealer.set(option, "text")


@pytest.mark.parametrize("value", [bytearray(b"a"), memoryview(b"a"), 5, None, [b"a"]])
def test_an_option_of_bytes_takes_only_bytes(socket: MakeSocket, value: Any) -> None:
    dealer = socket(zmq.DEALER)
    with pytest.raises(TypeError):
        dealer.set(zmq.IDENTITY, value)
    with pytest.raises(TypeError):
        dealer.identity = value


@pytest.mark.parametrize("value", [b"5", 5.0, None, [5]])
def test_an_option_of_ints_takes_only_ints(socket: MakeSocket, value: Any) -> None:
    push = socket(zmq.PUSH)
    with pytest.raises(TypeError):
        push.set(zmq.LINGER, value)
    with pytest.raises(TypeError):
        push.linger = value


def test_an_option_of_ints_takes_bools(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    push.immediate = True
    assert push.immediate == 1


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**80])
def test_an_int_that_does_not_fit_is_refused(socket: MakeSocket, value: int) -> None:
    with pytest.raises(OverflowError):
        socket(zmq.PUSH).linger = value


@pytest.mark.parametrize("name", ["maxmsgsize", "affinity"])
def test_some_options_have_64_bits(socket: MakeSocket, name: str) -> None:
    push = socket(zmq.PUSH)
    setattr(push, name, 2**40 + 1)
    assert getattr(push, name) == 2**40 + 1
    with pytest.raises(OverflowError):
        setattr(push, name, 2**64)


def test_an_identity_keeps_every_byte(socket: MakeSocket) -> None:
    dealer = socket(zmq.DEALER)
    for identity in (b"a", b"a\0", b"\1\0\0", bytes(range(1, 256))):
        dealer.identity = identity
        assert dealer.identity == dealer.routing_id == dealer.get(zmq.ROUTING_ID) == identity


def test_other_byte_options_lose_the_nul_that_libzmq_adds(socket: MakeSocket) -> None:
    push = socket(zmq.PUSH)
    push.plain_username = b"name"
    assert push.plain_username == b"name"


# As text


def test_text_options_are_encoded_and_decoded(socket: MakeSocket) -> None:
    dealer = socket(zmq.DEALER)
    dealer.set_string(zmq.IDENTITY, "näme")
    assert dealer.identity == "näme".encode()
    assert dealer.get_string(zmq.IDENTITY) == "näme"
    dealer.set_string(zmq.IDENTITY, "näme", encoding="latin-1")
    assert dealer.identity == "näme".encode("latin-1")
    assert dealer.get_string(zmq.IDENTITY, encoding="latin-1") == "näme"


def test_set_string_takes_only_text(socket: MakeSocket) -> None:
    with pytest.raises(TypeError):
        socket(zmq.DEALER).set_string(zmq.IDENTITY, b"bytes")


def test_set_string_of_an_int_option_is_refused(socket: MakeSocket) -> None:
    with pytest.raises(TypeError):
        socket(zmq.DEALER).set_string(zmq.LINGER, "5")


def test_get_string_of_an_int_option_is_refused(socket: MakeSocket) -> None:
    with pytest.raises(TypeError):
        socket(zmq.DEALER).get_string(zmq.LINGER)


def test_get_string_of_an_unknown_option_is_refused(socket: MakeSocket) -> None:
    with pytest.raises(ValueError, match="9999"):
        socket(zmq.DEALER).get_string(9999)


# The high-water mark of both directions


def test_hwm_sets_both_directions(socket: MakeSocket) -> None:
    dealer = socket(zmq.DEALER)
    assert dealer.hwm == 1000
    dealer.hwm = 7
    assert (dealer.hwm, dealer.sndhwm, dealer.rcvhwm) == (7, 7, 7)
    dealer.set_hwm(9)
    assert (dealer.get_hwm(), dealer.sndhwm, dealer.rcvhwm) == (9, 9, 9)


def test_hwm_reads_the_sending_direction(socket: MakeSocket) -> None:
    dealer = socket(zmq.DEALER, sndhwm=3, rcvhwm=4)
    assert (dealer.hwm, dealer.get_hwm()) == (3, 3)


def test_a_hwm_that_is_refused_is_an_error(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.DEALER).hwm = -1
    assert caught.value.errno == zmq.EINVAL


def test_the_raw_hwm_option_is_gone_from_libzmq(socket: MakeSocket) -> None:
    dealer = socket(zmq.DEALER)
    with pytest.raises(AttributeError):
        _ = dealer.HWM
    with pytest.raises(zmq.ZMQError) as caught:
        dealer.set(zmq.HWM, 5)
    assert caught.value.errno == zmq.EINVAL


# Subscriptions


@pytest.mark.parametrize("topic", ["täpic", "täpic".encode()], ids=["text", "bytes"])
def test_subscribe_and_unsubscribe_are_methods(socket: MakeSocket, topic: Any) -> None:
    publisher, subscriber = socket(zmq.XPUB), socket(zmq.SUB)
    publisher.bind("inproc://topics")
    subscriber.connect("inproc://topics")
    subscriber.subscribe(topic)
    assert publisher.recv() == b"\x01" + "täpic".encode()
    subscriber.unsubscribe(topic)
    assert publisher.recv() == b"\x00" + "täpic".encode()


@pytest.mark.parametrize("topic", ["täpic", "täpic".encode()], ids=["text", "bytes"])
def test_subscribe_and_unsubscribe_may_be_assigned_in_any_case(
    socket: MakeSocket, topic: Any
) -> None:
    publisher, subscriber = socket(zmq.XPUB), socket(zmq.SUB)
    publisher.bind("inproc://topics")
    subscriber.connect("inproc://topics")
    for subscribe, unsubscribe in (("subscribe", "unsubscribe"), ("SUBSCRIBE", "UNSUBSCRIBE")):
        setattr(subscriber, subscribe, topic)
        assert publisher.recv() == b"\x01" + "täpic".encode()
        setattr(subscriber, unsubscribe, topic)
        assert publisher.recv() == b"\x00" + "täpic".encode()


def test_subscriptions_may_be_set_by_number(socket: MakeSocket) -> None:
    publisher, subscriber = socket(zmq.XPUB), socket(zmq.SUB)
    publisher.bind("inproc://topics")
    subscriber.connect("inproc://topics")
    subscriber.set(zmq.SUBSCRIBE, b"a")
    subscriber.set_string(zmq.UNSUBSCRIBE, "a")
    assert [publisher.recv(), publisher.recv()] == [b"\x01a", b"\x00a"]


def test_subscriptions_cannot_be_read(socket: MakeSocket) -> None:
    subscriber = socket(zmq.SUB)
    for name in ("SUBSCRIBE", "UNSUBSCRIBE"):
        with pytest.raises(AttributeError):
            getattr(subscriber, name)


@pytest.mark.parametrize("topic", [5, None, ["a"]])
def test_a_topic_is_text_or_bytes(socket: MakeSocket, topic: Any) -> None:
    with pytest.raises(TypeError):
        socket(zmq.SUB).subscribe(topic)


def test_only_a_subscriber_subscribes(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.PUSH).subscribe("a")
    assert caught.value.errno == zmq.EINVAL


# Particular options


def test_the_descriptor_has_three_names(socket: MakeSocket) -> None:
    pull = socket(zmq.PULL)
    assert type(pull.fd) is int
    assert pull.fd == pull.FD == pull.fileno() == pull.get(zmq.FD)


@pytest.mark.parametrize("name", ["fd", "events", "last_endpoint", "rcvmore", "type", "mechanism"])
def test_what_libzmq_only_tells_cannot_be_set(socket: MakeSocket, name: str) -> None:
    pull = socket(zmq.PULL)
    with pytest.raises(zmq.ZMQError) as caught:
        pull.set(getattr(zmq, name.upper()), b"x" if name == "last_endpoint" else 1)
    assert caught.value.errno == zmq.EINVAL


@pytest.mark.parametrize("name", ["fd", "events"])
def test_fd_and_events_cannot_be_assigned(socket: MakeSocket, name: str) -> None:
    with pytest.raises((zmq.ZMQError, AttributeError)):
        setattr(socket(zmq.PULL), name, 1)


def test_events_tell_what_a_socket_can_do(socket: MakeSocket) -> None:
    here, there = socket(zmq.PAIR), socket(zmq.PAIR)
    assert here.events == 0
    here.bind("inproc://pair")
    there.connect("inproc://pair")
    there.send(b"")
    assert here.events == zmq.POLLIN | zmq.POLLOUT


def test_last_endpoint_is_empty_at_first(socket: MakeSocket) -> None:
    assert socket(zmq.PULL).last_endpoint == b""


@pytest.mark.skipif(zmq.DRAFT_API, reason="this build has drafts")
@pytest.mark.parametrize("name", ["join", "leave"])
def test_groups_need_draft_support(socket: MakeSocket, name: str) -> None:
    with pytest.raises(RuntimeError, match="draft"):
        getattr(socket(zmq.PUSH), name)("group")


@pytest.mark.skipif(not zmq.has("curve"), reason="this libzmq has no CURVE")
def test_curve_keys_are_bytes_of_40_or_32(socket: MakeSocket) -> None:
    public, secret = zmq.curve_keypair()
    push = socket(zmq.PUSH)
    push.curve_publickey, push.curve_secretkey = public, secret
    push.curve_serverkey = bytes(32)
    assert push.mechanism == zmq.CURVE
    with pytest.raises(zmq.ZMQError) as caught:
        push.curve_publickey = b"short"
    assert caught.value.errno == zmq.EINVAL
    with pytest.raises(TypeError):
        push.curve_publickey = public.decode()


WRITABLE = {
    "backlog": 50,
    "connect_timeout": 100,
    "conflate": 1,
    "handshake_ivl": 100,
    "heartbeat_ivl": 100,
    "immediate": 1,
    "ipv6": 1,
    "linger": 100,
    "maxmsgsize": 100,
    "plain_password": b"secret",
    "plain_server": 1,
    "rcvhwm": 5,
    "rcvtimeo": 100,
    "reconnect_ivl": 5,
    "reconnect_ivl_max": 50,
    "sndhwm": 5,
    "sndtimeo": 100,
    "tcp_keepalive": 1,
    "tos": 8,
    "zap_domain": b"domain",
}


@pytest.mark.parametrize("option", zmq.SocketOption, ids=lambda option: option.name)
def test_an_attribute_reads_what_get_reads(socket: MakeSocket, option: zmq.SocketOption) -> None:
    dealer = socket(zmq.DEALER)
    try:
        value = dealer.get(option)
    except zmq.ZMQError:
        with pytest.raises(AttributeError):
            getattr(dealer, option.name)
    else:
        assert getattr(dealer, option.name) == value


@pytest.mark.parametrize(("name", "value"), WRITABLE.items())
def test_what_is_assigned_is_read_again(socket: MakeSocket, name: str, value: Any) -> None:
    dealer = socket(zmq.DEALER)
    setattr(dealer, name, value)
    assert getattr(dealer, name) == dealer.get(getattr(zmq, name.upper())) == value
