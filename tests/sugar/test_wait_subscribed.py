"""An XPUB waits for its subscribers, and still receives all that they have sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import zmq
from conftest import MakeSocket
from programs import finish, interrupt, running
from waiting import PATIENCE, in_thread, until


@pytest.fixture
def publisher(socket: MakeSocket, endpoint: str) -> Any:
    """A bound XPUB, on each transport."""
    xpub = socket(zmq.XPUB, rcvtimeo=0)
    xpub.bind(endpoint)
    return xpub


@pytest.fixture
def subscribe(socket: MakeSocket, publisher: Any) -> Callable[..., Any]:
    """Return a function that makes a subscriber to topics."""

    def make(*topics: str) -> Any:
        subscriber = socket(zmq.SUB, rcvtimeo=PATIENCE * 1000)
        subscriber.connect(publisher.last_endpoint)
        for topic in topics:
            subscriber.subscribe(topic)
        return subscriber

    return make


def test_what_is_sent_then_arrives(publisher: Any, subscribe: Callable[..., Any]) -> None:
    subscriber = subscribe("weather")
    publisher.wait_subscribed("weather", timeout=PATIENCE * 1000)
    publisher.send(b"weather: fine")
    assert subscriber.recv() == b"weather: fine"


@pytest.mark.parametrize("topic", [None, "", b"weather.paris"])
def test_a_subscription_to_all_covers_every_topic(
    publisher: Any, subscribe: Callable[..., Any], topic: str | bytes | None
) -> None:
    subscribe("")
    publisher.wait_subscribed(topic, timeout=PATIENCE * 1000)


def test_other_subscriptions_will_not_do(publisher: Any, subscribe: Callable[..., Any]) -> None:
    subscriber = subscribe("sports", "weather.paris")
    waiting = in_thread(publisher.wait_subscribed, "weather")
    subscriber.subscribe("wea")
    waiting.result()


def test_several(publisher: Any, subscribe: Callable[..., Any]) -> None:
    subscribe("a", "b")
    waiting = in_thread(publisher.wait_subscribed, n=3)
    subscribe("c")
    waiting.result()


def has_subscribers(xpub: Any, n: int) -> bool:
    try:
        xpub.wait_subscribed(n=n, timeout=0)
    except TimeoutError:
        return False
    return True


def test_several_to_the_same_topic(socket: MakeSocket) -> None:
    xpub = socket(zmq.XPUB, xpub_verboser=1)
    xpub.bind("tcp://127.0.0.1:*")
    subscribers = [socket(zmq.SUB) for _ in range(3)]
    for subscriber in subscribers:
        subscriber.connect(xpub.last_endpoint)
        subscriber.subscribe("a")
    xpub.wait_subscribed("a", n=3, timeout=PATIENCE * 1000)
    subscribers[0].close()
    until(lambda: not has_subscribers(xpub, 3))
    assert has_subscribers(xpub, 2)


def test_the_subscriptions_are_still_received(
    publisher: Any, subscribe: Callable[..., Any]
) -> None:
    subscriber = subscribe("a")
    publisher.wait_subscribed("a", timeout=PATIENCE * 1000)
    subscriber.subscribe("b")
    publisher.wait_subscribed("b", timeout=PATIENCE * 1000)
    publisher.wait_subscribed(n=2, timeout=0)
    assert publisher.poll(0) == zmq.POLLIN
    assert publisher.recv_many() == [b"\x01a", b"\x01b"]
    assert publisher.poll(0) == 0


def test_also_when_the_time_is_over(publisher: Any, subscribe: Callable[..., Any]) -> None:
    subscribe("a")
    publisher.wait_subscribed("a", timeout=PATIENCE * 1000)
    with pytest.raises(TimeoutError, match="too few subscriptions"):
        publisher.wait_subscribed("b", timeout=0)
    assert publisher.recv() == b"\x01a"


def test_what_one_has_received_does_not_count(
    publisher: Any, subscribe: Callable[..., Any]
) -> None:
    subscribe("a")
    publisher.wait_subscribed("a", timeout=PATIENCE * 1000)
    publisher.recv()
    with pytest.raises(TimeoutError):
        publisher.wait_subscribed("a", timeout=0)


def test_messages_of_subscribers_stay_in_their_order(socket: MakeSocket, publisher: Any) -> None:
    xsub = socket(zmq.XSUB)
    xsub.connect(publisher.last_endpoint)
    for message in ([b"hello", b"there"], [b"\x01a"], [b"bye"]):
        xsub.send_multipart(message)
    publisher.wait_subscribed("a", timeout=PATIENCE * 1000)
    publisher.rcvtimeo = PATIENCE * 1000
    received = [publisher.recv_multipart() for _ in range(3)]
    assert received == [[b"hello", b"there"], [b"\x01a"], [b"bye"]]


def test_several_may_wait_at_once(publisher: Any, subscribe: Callable[..., Any]) -> None:
    waiting = {topic: in_thread(publisher.wait_subscribed, topic) for topic in "abc"}
    for each in waiting.values():
        each.until_blocked()
    subscriber = subscribe("b")
    waiting["b"].result()
    subscriber.subscribe("c")
    waiting["c"].result()
    with pytest.raises(TimeoutError):
        publisher.wait_subscribed("a", timeout=0)
    assert not waiting["a"].done()
    subscriber.subscribe("a")
    waiting["a"].result()
    assert publisher.recv_many() == [b"\x01b", b"\x01c", b"\x01a"]


def test_interrupting_the_wait_loses_nothing() -> None:
    program = """
        import zmq

        with zmq.Context() as context, context.socket(zmq.XPUB) as publisher:
            publisher.bind("inproc://here")
            with context.socket(zmq.SUB) as subscriber:
                subscriber.connect("inproc://here")
                subscriber.subscribe("a")
                try:
                    publisher.wait_subscribed("b")
                except KeyboardInterrupt:
                    print(publisher.recv())
    """
    with running(program) as process:
        interrupt(process)
        assert finish(process) == "b'\\x01a'"


def test_closing_the_socket_ends_the_wait(publisher: Any) -> None:
    waiting = in_thread(publisher.wait_subscribed).until_blocked()
    publisher.close()
    error = waiting.error()
    assert isinstance(error, zmq.ZMQError)
    assert error.errno in {zmq.ENOTSOCK, zmq.ENOTSUP}


@pytest.mark.parametrize("kind", [zmq.PUB, zmq.PUSH])
def test_other_sockets_cannot_know(socket: MakeSocket, kind: int) -> None:
    with pytest.raises(zmq.ZMQError, match="XPUB") as refused:
        socket(kind).wait_subscribed()
    assert refused.value.errno == zmq.ENOTSUP
