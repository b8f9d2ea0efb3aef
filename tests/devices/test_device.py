"""What all kinds of devices have in common, tried on those that run in a thread or right here."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from waiting import in_thread, until
from zmq import devices
from zmq.devices.basedevice import BackgroundDevice

ANYWHERE = "tcp://127.0.0.1"


@pytest.fixture(autouse=True)
def shared() -> Iterator[zmq.Context[Any]]:
    """The context that devices take by default, ended after the test as devices need it."""
    context: zmq.Context[Any] = zmq.Context.instance()
    context.linger = 0
    yield context
    context.destroy()


@pytest.fixture
def streamer() -> devices.ThreadDevice:
    """A device for a pipeline, not started."""
    device = devices.ThreadDevice(zmq.STREAMER, zmq.PULL, zmq.PUSH)
    device.bind_in("inproc://tasks")
    device.bind_out("inproc://work")
    return device


def ends(
    context: zmq.Context[Any], inner: str = "inproc://tasks", outer: str = "inproc://work"
) -> tuple[Any, Any]:
    """A PUSH and a PULL at the two addresses of a device."""
    push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    push.connect(inner)
    pull.connect(outer)
    return push, pull


def passes(context: zmq.Context[Any], *addresses: str) -> bool:
    """Whether a message comes through; the rest of the test would hang if not."""
    push, pull = ends(context, *addresses)
    with push, pull:
        push.send_multipart([b"a", b"b"])
        return bool(pull.recv_multipart() == [b"a", b"b"])


# What it is told beforehand


@pytest.mark.parametrize("kind", [devices.Device, devices.ThreadDevice, devices.ProcessDevice])
def test_both_types_are_needed(kind: Any) -> None:
    for types in ((), (zmq.QUEUE,), (zmq.QUEUE, zmq.PULL)):
        with pytest.raises(TypeError, match="must be specified"):
            kind(*types)
    device = kind(in_type=zmq.PULL, out_type=zmq.PUSH)
    assert (device.device_type, device.in_type, device.out_type) == (zmq.QUEUE, zmq.PULL, zmq.PUSH)


def test_a_device_makes_no_socket_before_it_starts(
    shared: zmq.Context[Any], streamer: devices.ThreadDevice
) -> None:
    assert not streamer.done
    assert repr(shared).startswith("<zmq.Context() ")
    streamer.start()
    assert repr(shared).startswith("<zmq.Context(2 sockets) ")


def test_start_returns_when_the_device_is_bound(
    shared: zmq.Context[Any], streamer: devices.ThreadDevice
) -> None:
    streamer.start()
    with pytest.raises(zmq.ZMQError), shared.socket(zmq.PULL) as late:
        late.bind("inproc://tasks")


def test_start_raises_what_keeps_a_device_in_a_thread_from_its_addresses(
    shared: zmq.Context[Any], streamer: devices.ThreadDevice
) -> None:
    with shared.socket(zmq.PULL) as first:
        first.bind("inproc://work")
        with pytest.raises(zmq.ZMQError) as caught:
            streamer.start()
        assert caught.value.errno == zmq.EADDRINUSE
        assert repr(shared).startswith("<zmq.Context(1 socket) ")
        assert streamer.launcher is None


def test_options_come_before_addresses_and_binding_before_connecting(
    shared: zmq.Context[Any],
) -> None:
    device = devices.ThreadDevice(in_type=zmq.ROUTER, out_type=zmq.DEALER)
    device.connect_in("inproc://loop")  # to the other side, which must have been bound before
    device.bind_out("inproc://loop")
    device.connect_out("inproc://service")
    device.setsockopt_out(zmq.ROUTING_ID, b"queue")
    with shared.socket(zmq.ROUTER) as service:
        service.bind("inproc://service")
        device.bind_in("inproc://door")
        device.start()
        with shared.socket(zmq.REQ) as client:
            client.connect("inproc://door")
            client.send(b"who asks?")
            identity, *question = service.recv_multipart()
            assert identity == b"queue"
            service.send_multipart([identity, *question])
            assert client.recv() == b"who asks?"


def test_a_side_may_have_many_addresses(shared: zmq.Context[Any]) -> None:
    device = devices.ThreadDevice(in_type=zmq.PULL, out_type=zmq.PUSH)
    for number in range(3):
        device.bind_in(f"inproc://in-{number}")
        device.bind_out(f"inproc://out-{number}")
    device.start()
    with shared.socket(zmq.PULL) as sink:
        for number in range(3):
            sink.connect(f"inproc://out-{number}")
        for number in range(3):
            with shared.socket(zmq.PUSH) as source:
                source.connect(f"inproc://in-{number}")
                source.send(b"x")
                assert sink.recv() == b"x"


def test_one_socket_can_be_both_sides(shared: zmq.Context[Any]) -> None:
    device = devices.ThreadDevice(zmq.QUEUE, zmq.REP, -1)
    device.bind_in("inproc://echo")
    device.bind_out("inproc://echo-too")
    device.start()
    for address in ("inproc://echo", "inproc://echo-too"):
        with shared.socket(zmq.REQ) as client:
            client.connect(address)
            client.send_multipart([b"hello", b"there"])
            assert client.recv_multipart() == [b"hello", b"there"]


# Ports


def test_random_ports_are_known_before_the_device_starts(shared: zmq.Context[Any]) -> None:
    device = devices.ThreadDevice(in_type=zmq.PULL, out_type=zmq.PUSH)
    inner = device.bind_in_to_random_port(ANYWHERE)
    outer = device.bind_out_to_random_port(ANYWHERE)
    device.start()
    assert passes(shared, f"{ANYWHERE}:{inner}", f"{ANYWHERE}:{outer}")


def test_no_port_is_given_twice() -> None:
    device = devices.ThreadProxySteerable(zmq.PULL, zmq.PUSH, zmq.PUB, zmq.REP)
    ports = [
        bind(ANYWHERE, min_port=20_000, max_port=20_100, max_tries=1000)
        for bind in 5
        * [
            device.bind_in_to_random_port,
            device.bind_out_to_random_port,
            device.bind_mon_to_random_port,
            device.bind_ctrl_to_random_port,
        ]
    ]
    assert len(set(ports)) == len(ports)
    assert all(20_000 <= port < 20_100 for port in ports)


def test_no_free_port_is_an_error() -> None:
    device = devices.ThreadDevice(in_type=zmq.PULL, out_type=zmq.PUSH)
    with zmq.Context() as context, context.socket(zmq.PULL) as taken:
        port = taken.bind_to_random_port(ANYWHERE)
        with pytest.raises(zmq.ZMQBindError):
            device.bind_in_to_random_port(ANYWHERE, min_port=port, max_port=port + 1)
    assert device.bind_in_to_random_port(ANYWHERE, min_port=port, max_port=port + 1) == port
    with pytest.raises(zmq.ZMQBindError):
        device.bind_in_to_random_port(ANYWHERE, min_port=port, max_port=port + 1)


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://no such host"])
def test_random_ports_need_a_good_address(address: str) -> None:
    device = devices.ThreadDevice(in_type=zmq.PULL, out_type=zmq.PUSH)
    with pytest.raises(zmq.ZMQError):
        device.bind_out_to_random_port(address)


# Contexts


def test_a_device_in_a_thread_shares_the_context_of_the_process(
    streamer: devices.ThreadDevice,
) -> None:
    streamer.start()
    assert passes(zmq.Context.instance())


@pytest.mark.parametrize("how", ["class", "instance"])
def test_another_context_can_be_named(context: zmq.Context[Any], how: str) -> None:
    class Device(devices.ThreadDevice):
        if how == "class":
            context_factory = staticmethod(lambda: context)

    device = Device(in_type=zmq.PULL, out_type=zmq.PUSH)
    if how == "instance":
        device.context_factory = lambda: context
    device.bind_in("inproc://tasks")
    device.bind_out("inproc://work")
    device.start()
    assert passes(context)
    context.destroy()
    device.join()
    assert device.done


def test_a_context_in_use_is_not_replaced_by_a_device(streamer: devices.ThreadDevice) -> None:
    before: zmq.Context[Any] = zmq.Context.instance()
    streamer.start()
    assert zmq.Context.instance() is before


# How it runs and ends


@pytest.mark.parametrize("end", ["term", "destroy"])
def test_a_device_in_a_thread_ends_with_its_context(
    streamer: devices.ThreadDevice, shared: zmq.Context[Any], end: str
) -> None:
    streamer.start()
    getattr(shared, end)()
    streamer.join()
    assert streamer.done
    assert not streamer.launcher.is_alive()


def test_a_device_whose_context_ends_while_it_makes_sockets_ends() -> None:
    context: zmq.Context[Any] = zmq.Context()
    device = devices.Device(zmq.STREAMER, zmq.PULL, zmq.PUSH)

    def gone() -> zmq.Context[Any]:
        context.term()
        return context

    device.context_factory = gone
    device.start()
    assert device.done


def test_a_device_right_here_runs_until_its_context_ends(shared: zmq.Context[Any]) -> None:
    device = devices.Device(zmq.STREAMER, zmq.PULL, zmq.PUSH)
    device.bind_in("inproc://tasks")
    device.bind_out("inproc://work")
    joining = in_thread(device.join)
    running = in_thread(device.start)
    assert passes(shared)
    assert not device.done
    device.join(timeout=0)
    shared.term()
    assert running.result() is None
    joining.result()
    assert device.done


def test_term_waits_for_nothing_but_the_device(
    streamer: devices.ThreadDevice, shared: zmq.Context[Any]
) -> None:
    """The device closes its sockets, though nobody has told it to."""
    streamer.start()
    assert passes(shared)
    shared.term()
    assert shared.closed


def test_many_devices_end_with_their_context(shared: zmq.Context[Any]) -> None:
    running = []
    for number in range(10):
        device = devices.ThreadProxy(zmq.ROUTER, zmq.DEALER)
        device.bind_in(f"inproc://in-{number}")
        device.bind_out(f"inproc://out-{number}")
        device.start()
        running.append(device)
    shared.term()
    for device in running:
        device.join()


def test_a_device_may_be_started_again(
    streamer: devices.ThreadDevice, shared: zmq.Context[Any]
) -> None:
    streamer.start()
    with pytest.raises(RuntimeError, match="already"):
        streamer.start()
    shared.term()
    streamer.join()
    streamer.start()
    assert passes(zmq.Context.instance())
    zmq.Context.instance().term()
    streamer.join()


def test_join_may_be_given_up(streamer: devices.ThreadDevice) -> None:
    streamer.start()
    streamer.join(timeout=0)
    assert not streamer.done


def test_only_what_was_started_can_be_joined(streamer: devices.ThreadDevice) -> None:
    with pytest.raises(RuntimeError, match="not been started"):
        streamer.join()


def test_errors_of_the_device_itself_come_out_of_start() -> None:
    class Broken(devices.Device):
        def run_device(self) -> None:
            self._setup_sockets()
            raise zmq.ZMQError(zmq.EINVAL)

    device = Broken(in_type=zmq.PULL, out_type=zmq.PUSH)
    with pytest.raises(zmq.ZMQError):
        device.start()
    assert device.done
    zmq.Context.instance().term()  # which would wait for sockets left open


@pytest.mark.parametrize("number", [zmq.ETERM, zmq.ENOTSOCK])
def test_the_end_of_context_or_socket_is_no_error(number: int) -> None:
    class Ended(devices.Device):
        def run_device(self) -> None:
            raise zmq.ZMQError(number)

    Ended(in_type=zmq.PULL, out_type=zmq.PUSH).start()


@pytest.mark.parametrize("daemon", [True, False])
def test_the_thread_is_a_daemon_if_the_device_is(
    streamer: devices.ThreadDevice, shared: zmq.Context[Any], daemon: bool
) -> None:
    assert streamer.daemon
    streamer.daemon = daemon
    streamer.start()
    assert isinstance(streamer.launcher, threading.Thread)
    assert streamer.launcher.daemon is daemon
    shared.term()
    streamer.join()


def test_a_device_may_be_used_by_what_it_does(shared: zmq.Context[Any]) -> None:
    """Subclasses forward in a way of their own."""

    class Shouter(devices.ThreadDevice):
        def run_device(self) -> None:
            receiver, sender = self._setup_sockets()
            while True:
                sender.send(receiver.recv().upper())

    device = Shouter(in_type=zmq.PULL, out_type=zmq.PUSH)
    device.bind_in("inproc://tasks")
    device.bind_out("inproc://work")
    device.start()
    push, pull = ends(shared)
    with push, pull:
        push.send(b"hello")
        assert pull.recv() == b"HELLO"


def test_a_device_has_to_say_where_it_runs() -> None:
    device = BackgroundDevice(in_type=zmq.PULL, out_type=zmq.PUSH)
    with pytest.raises(NotImplementedError):
        device.start()


def test_what_goes_to_another_process_is_what_was_said(
    streamer: devices.ThreadDevice, shared: zmq.Context[Any]
) -> None:
    streamer.setsockopt_in(zmq.RCVHWM, 7)
    streamer.daemon = False
    streamer.start()
    copy = pickle.loads(pickle.dumps(streamer))
    assert copy.launcher is None
    assert not copy.done
    assert (copy.in_type, copy.out_type, copy.daemon) == (zmq.PULL, zmq.PUSH, False)
    shared.term()
    streamer.join()
    until(lambda: streamer.done)
    copy.daemon = True
    copy.start()
    assert passes(zmq.Context.instance())
    zmq.Context.instance().term()
    copy.join()
