"""Watching what happens to a socket's connections."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import zmq
from conftest import MakeSocket

Context = zmq.Context[Any]
Socket = zmq.Socket[bytes]


def next_event(monitor: Socket) -> tuple[zmq.Event, bytes]:
    """The next event that the monitor tells of, and its endpoint."""
    frame, endpoint = monitor.recv_multipart()
    event, _value = struct.unpack("=HI", frame)
    return zmq.Event(event), endpoint


def read_until(monitor: Socket, last: zmq.Event) -> list[zmq.Event]:
    """All events up to and including this one."""
    events = [next_event(monitor)[0]]
    while events[-1] != last:
        events.append(next_event(monitor)[0])
    return events


def test_the_monitor_is_a_connected_pair_of_the_same_context_and_class(
    socket: MakeSocket,
) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket() as monitor:
        assert monitor.type is zmq.PAIR
        assert monitor.context is rep.context
        assert type(monitor) is zmq.Socket
        assert monitor.last_endpoint == f"inproc://monitor.s-{rep.fd}".encode()


def test_the_monitor_is_of_the_class_that_the_context_makes() -> None:
    class OwnSocket(zmq.Socket[bytes]):
        pass

    class OwnContext(zmq.Context[OwnSocket]):
        _socket_class = OwnSocket

    with (
        OwnContext() as context,
        context.socket(zmq.REP) as rep,
        rep.get_monitor_socket() as monitor,
    ):
        assert type(monitor) is OwnSocket


def test_a_second_call_gives_the_same_monitor_while_it_is_open(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket() as monitor:
        assert rep.get_monitor_socket() is monitor


def test_after_disabling_there_is_a_new_monitor(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket() as first:
        rep.disable_monitor()
        with rep.get_monitor_socket() as second:
            assert second is not first
            rep.bind("tcp://127.0.0.1:*")
            assert next_event(second) == (zmq.Event.LISTENING, rep.last_endpoint)


def test_after_closing_the_monitor_there_is_a_new_one(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    first = rep.get_monitor_socket()
    first.close()
    with rep.get_monitor_socket() as second:
        assert second is not first
        rep.bind("tcp://127.0.0.1:*")
        assert next_event(second) == (zmq.Event.LISTENING, rep.last_endpoint)


def test_the_monitor_tells_only_of_the_events_asked_for(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket(zmq.Event.CLOSED) as monitor:
        rep.bind("tcp://127.0.0.1:*")
        rep.unbind(rep.last_endpoint)
        assert next_event(monitor)[0] == zmq.Event.CLOSED


def test_the_endpoint_of_the_monitor_can_be_given(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket(addr="inproc://own-name") as monitor:
        assert monitor.last_endpoint == b"inproc://own-name"


def test_disabling_tells_the_monitor_and_leaves_it_open(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket() as monitor:
        rep.disable_monitor()
        assert next_event(monitor)[0] == zmq.Event.MONITOR_STOPPED
        assert not monitor.closed


def test_disabling_what_is_not_monitored_is_harmless(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    rep.disable_monitor()
    with rep.get_monitor_socket():
        rep.disable_monitor()
        rep.disable_monitor()


def test_closing_the_socket_tells_the_monitor(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket() as monitor:
        rep.close()
        assert next_event(monitor)[0] == zmq.Event.MONITOR_STOPPED


def test_both_ends_tell_of_a_connection_and_of_its_end(socket: MakeSocket) -> None:
    rep, req = socket(zmq.REP), socket(zmq.REQ)
    with rep.get_monitor_socket() as listening, req.get_monitor_socket() as connecting:
        rep.bind("tcp://127.0.0.1:*")
        req.connect(rep.last_endpoint)
        assert next_event(listening) == (zmq.Event.LISTENING, rep.last_endpoint)
        assert zmq.Event.ACCEPTED in read_until(listening, zmq.Event.HANDSHAKE_SUCCEEDED)
        assert zmq.Event.CONNECTED in read_until(connecting, zmq.Event.HANDSHAKE_SUCCEEDED)
        req.close()
        read_until(listening, zmq.Event.DISCONNECTED)


def test_an_end_of_ones_own_can_be_monitored_with(socket: MakeSocket) -> None:
    rep, pair = socket(zmq.REP), socket(zmq.PAIR)
    pair.connect("inproc://watch")
    rep.monitor("inproc://watch")
    rep.bind("tcp://127.0.0.1:*")
    assert next_event(pair) == (zmq.Event.LISTENING, rep.last_endpoint)
    rep.monitor(None, 0)
    assert next_event(pair)[0] == zmq.Event.MONITOR_STOPPED


@pytest.mark.parametrize("address", ["inproc://watch", b"inproc://watch"])
def test_the_address_to_monitor_at_is_text_or_bytes(socket: MakeSocket, address: Any) -> None:
    rep, pair = socket(zmq.REP), socket(zmq.PAIR)
    pair.connect(address)
    rep.monitor(address, zmq.Event.LISTENING)
    rep.bind("tcp://127.0.0.1:*")
    assert next_event(pair) == (zmq.Event.LISTENING, rep.last_endpoint)


def test_monitoring_goes_over_inproc_only(socket: MakeSocket) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket(zmq.REP).monitor("tcp://127.0.0.1:*")
    assert caught.value.errno == zmq.EPROTONOSUPPORT


@pytest.mark.parametrize("address", [5, ["inproc://watch"]])
def test_an_address_of_another_type_is_refused(socket: MakeSocket, address: Any) -> None:
    with pytest.raises(TypeError):
        socket(zmq.REP).monitor(address)


def test_a_monitor_that_nobody_reads_holds_up_nothing(socket: MakeSocket) -> None:
    rep = socket(zmq.REP)
    with rep.get_monitor_socket() as monitor:
        for _ in range(3000):  # more than the high-water marks of both ends together
            with rep.bind("tcp://127.0.0.1:*"):
                pass
        assert next_event(monitor)[0] == zmq.Event.LISTENING


def test_traffic_goes_on_beside_a_monitor_that_nobody_reads(socket: MakeSocket) -> None:
    router = socket(zmq.ROUTER)
    with router.get_monitor_socket():
        router.bind("tcp://127.0.0.1:*")
        for number in range(1000):  # each with several events
            dealer = socket(zmq.DEALER)
            dealer.connect(router.last_endpoint)
            dealer.send(b"%d" % number)
            assert router.recv_multipart()[1] == b"%d" % number
            dealer.close()


def test_a_monitor_that_was_closed_holds_up_nothing(socket: MakeSocket) -> None:
    rep, req = socket(zmq.REP), socket(zmq.REQ)
    rep.get_monitor_socket().close()
    rep.bind("tcp://127.0.0.1:*")
    req.connect(rep.last_endpoint)
    req.send(b"question")
    assert rep.recv() == b"question"
    rep.unbind(rep.last_endpoint)
