"""Each kind of device, in a thread and in a process: what it passes, copies and obeys."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pytest

import zmq
from zmq import devices

HERE = "tcp://127.0.0.1"
WHERE = ["Thread", "Process"]


@pytest.fixture
def context() -> Iterator[zmq.Context[Any]]:
    """The context that devices in threads share with the test."""
    context: zmq.Context[Any] = zmq.Context.instance()
    context.linger = 0
    yield context
    context.destroy()


class Ends:
    """The sockets outside a device, by the name of its side."""

    def __init__(self, context: zmq.Context[Any], device: Any) -> None:
        self.context = context
        self.device = device
        self.sockets: dict[str, Any] = {}

    def add(self, name: str, kind: int) -> Any:
        """Have a side of the device bound, and connect a socket to it."""
        port = getattr(self.device, f"bind_{name}_to_random_port")(HERE)
        self.sockets[name] = self.context.socket(kind)
        self.sockets[name].connect(f"{HERE}:{port}")
        return self.sockets[name]

    def close(self) -> None:
        for socket in self.sockets.values():
            socket.close(linger=0)


@pytest.fixture(params=WHERE)
def make(context: zmq.Context[Any], request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a function that makes a kind of device in a thread or process, and its ends."""
    made: list[Ends] = []

    def make(kind: str, *types: Any, **more: Any) -> Ends:
        device = getattr(devices, f"{request.param}{kind}")(*types, **more)
        made.append(Ends(context, device))
        return made[-1]

    yield make
    for ends in made:
        ends.close()
        if request.param == "Process" and ends.device.launcher:
            ends.device.launcher.terminate()
            ends.device.join()


def test_device(make: Any) -> None:
    ends = make("Device", zmq.QUEUE, zmq.ROUTER, zmq.DEALER)
    client, worker = ends.add("in", zmq.REQ), ends.add("out", zmq.REP)
    ends.device.start()
    client.send_multipart([b"what", b"is it?"])
    assert worker.recv_multipart() == [b"what", b"is it?"]
    worker.send(b"a queue")
    assert client.recv() == b"a queue"


def test_proxy(make: Any) -> None:
    ends = make("Proxy", zmq.PULL, zmq.PUSH, zmq.PUSH)
    source, sink = ends.add("in", zmq.PUSH), ends.add("out", zmq.PULL)
    captures = ends.add("mon", zmq.PULL)
    ends.device.start()
    source.send_multipart([b"a", b"b"])
    assert captures.recv_multipart() == sink.recv_multipart() == [b"a", b"b"]


def test_monitored_queue(make: Any) -> None:
    types = zmq.PAIR, zmq.PAIR, zmq.PUSH
    ends = make("MonitoredQueue", *types, in_prefix=b"to", out_prefix=b"from")
    one, other = ends.add("in", zmq.PAIR), ends.add("out", zmq.PAIR)
    copies = ends.add("mon", zmq.PULL)
    ends.device.start()
    one.send(b"question")
    other.send(other.recv() + b"!")
    assert one.recv() == b"question!"
    assert copies.recv_multipart() == [b"to", b"question"]
    assert copies.recv_multipart() == [b"from", b"question!"]


def test_steerable_proxy(make: Any) -> None:
    ends = make("ProxySteerable", zmq.PULL, zmq.PUSH, zmq.PUB, zmq.REP)
    source, sink = ends.add("in", zmq.PUSH), ends.add("out", zmq.PULL)
    control = ends.add("ctrl", zmq.REQ)
    ends.device.start()
    source.send(b"passes")
    assert sink.recv() == b"passes"

    def order(command: bytes) -> Any:
        control.send(command)
        return control.recv_multipart()

    assert order(b"PAUSE") == [b""]
    source.send(b"waits")
    assert struct.unpack("8Q", b"".join(order(b"STATISTICS"))) == (1, 6, 0, 0, 0, 0, 1, 6)
    assert order(b"RESUME") == [b""]
    assert sink.recv() == b"waits"
    assert not ends.device.done
    assert order(b"TERMINATE") == [b""]
    ends.device.join()
    assert ends.device.done


def test_a_steerable_proxy_without_control_is_a_proxy(make: Any) -> None:
    ends = make("ProxySteerable", zmq.PULL, zmq.PUSH)
    source, sink = ends.add("in", zmq.PUSH), ends.add("out", zmq.PULL)
    ends.device.start()
    source.send(b"x")
    assert sink.recv() == b"x"


@pytest.mark.parametrize("kind", ["Proxy", "MonitoredQueue", "ProxySteerable"])
@pytest.mark.parametrize("where", ["", *WHERE])
def test_the_monitoring_socket_is_a_pub_by_default(where: str, kind: str) -> None:
    device = getattr(devices, f"{where}{kind}")(zmq.PULL, zmq.PUSH)
    assert (device.in_type, device.out_type, device.mon_type) == (zmq.PULL, zmq.PUSH, zmq.PUB)
    assert device.device_type == zmq.QUEUE


@pytest.mark.parametrize("prefixes", [("in", b"out"), (b"in", "out"), (b"in", None)])
def test_prefixes_are_bytes(prefixes: Any) -> None:
    with pytest.raises(TypeError, match="prefix"):
        devices.ThreadMonitoredQueue(zmq.PULL, zmq.PUSH, zmq.PUB, *prefixes)


def test_options_and_connections_of_further_sockets(context: zmq.Context[Any]) -> None:
    device = devices.ThreadProxySteerable(zmq.PULL, zmq.PUSH, zmq.DEALER, zmq.DEALER)
    routers = {}
    for name in ("mon", "ctrl"):
        routers[name] = context.socket(zmq.ROUTER)
        routers[name].bind(f"inproc://{name}")
        getattr(device, f"setsockopt_{name}")(zmq.ROUTING_ID, name.encode())
        getattr(device, f"connect_{name}")(f"inproc://{name}")
    device.bind_mon("inproc://further")
    device.bind_ctrl("inproc://further-ctrl")
    device.bind_in("inproc://in")
    device.bind_out("inproc://out")
    device.start()
    with context.socket(zmq.PUSH) as source, context.socket(zmq.PULL) as sink:
        source.connect("inproc://in")
        sink.connect("inproc://out")
        source.send(b"x")
        assert sink.recv() == b"x"
        assert routers["mon"].recv_multipart() == [b"mon", b"x"]
        routers["ctrl"].send_multipart([b"ctrl", b"TERMINATE"])
        device.join()
    for router in routers.values():
        router.close()
