"""Signals during calls that wait: handlers run, their errors come out, timeouts hold."""

from __future__ import annotations

import contextlib
import gc
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

import zmq
from waiting import in_thread, until

if TYPE_CHECKING:
    from conftest import MakePair

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_kill"), reason="about systems that send signals to threads"
)

BIG = 100_000
Handler = Callable[[int, "FrameType | None"], object]


class InterruptionError(Exception):
    """What a handler raises."""


@contextlib.contextmanager
def signals(handler: Handler, every: float = 0.002) -> Iterator[None]:
    """Interrupt the main thread again and again with a call of the handler."""
    over = threading.Event()
    main = threading.main_thread().ident or 0

    def tick() -> None:
        while not over.wait(every):
            signal.pthread_kill(main, signal.SIGUSR1)

    ticker = threading.Thread(target=tick, daemon=True)
    previous = signal.signal(signal.SIGUSR1, handler)
    try:
        ticker.start()
        yield
    finally:
        over.set()
        ticker.join()
        signal.signal(signal.SIGUSR1, previous)


def on_call(number: int, act: Callable[[], object]) -> Handler:
    """Return a handler that acts once, when it has been called so many times."""
    calls = iter(range(number, 0, -1))

    def handler(*_: object) -> None:
        if next(calls, None) == 1:
            act()

    return handler


def interrupt() -> None:
    raise InterruptionError


def fill(a: Any) -> None:
    while a.poll(0, zmq.POLLOUT):
        a.send(b"filling")


def drain(b: Any) -> None:
    while b.poll(0):
        b.recv_multipart()


def poller_of(socket: Any) -> Any:
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    return poller


RECEIVERS = {
    "recv": (lambda b: b.recv(), b"body"),
    "recv as frame": (lambda b: b.recv(copy=False).bytes, b"body"),
    "recv_into": (lambda b: b.recv_into(bytearray(4)), 4),
    "recv_multipart": (lambda b: b.recv_multipart(), [b"body"]),
    "recv_string": (lambda b: b.recv_string(), "body"),
    "recv_many": (lambda b: b.recv_many(), [b"body"]),
    "iteration": (lambda b: next(iter(b)), [b"body"]),
    "poll": (lambda b: b.poll(), zmq.POLLIN),
    "Poller": (lambda b: [mask for _, mask in poller_of(b).poll()], [zmq.POLLIN]),
    "zmq_poll": (lambda b: len(zmq.zmq_poll([(b, zmq.POLLIN)])), 1),
    "select": (lambda b: zmq.select([b], [], [])[0] == [b], True),
}

SENDERS: dict[str, Callable[[Any], object]] = {
    "send": lambda a: a.send(b"body"),
    "send uncopied": lambda a: a.send(bytes(BIG), copy=False),
    "send_multipart": lambda a: a.send_multipart([b"one", b"two"]),
    "send_many": lambda a: a.send_many([b"one", b"two"]),
    "poll": lambda a: a.poll(None, zmq.POLLOUT),
}


@pytest.mark.parametrize(("receive", "result"), RECEIVERS.values(), ids=RECEIVERS)
def test_a_call_that_waits_for_a_message_goes_on_after_the_handler(
    pair: MakePair, receive: Callable[[Any], object], result: object
) -> None:
    a, b = pair()
    with signals(on_call(3, lambda: a.send(b"body"))):
        assert receive(b) == result


@pytest.mark.parametrize("send", SENDERS.values(), ids=SENDERS)
def test_a_call_that_waits_for_room_goes_on_after_the_handler(
    pair: MakePair, send: Callable[[Any], object]
) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2)
    fill(a)
    with signals(on_call(3, lambda: drain(b))):
        send(a)


@pytest.mark.parametrize("receive", [one for one, _ in RECEIVERS.values()], ids=RECEIVERS)
def test_an_error_of_the_handler_ends_a_wait_for_a_message(
    pair: MakePair, receive: Callable[[Any], object]
) -> None:
    a, b = pair()
    with pytest.raises(InterruptionError), signals(on_call(1, interrupt)):
        receive(b)
    a.send(b"next")
    assert b.recv() == b"next"


@pytest.mark.parametrize("send", SENDERS.values(), ids=SENDERS)
def test_an_error_of_the_handler_ends_a_wait_for_room_and_nothing_is_sent(
    pair: MakePair, send: Callable[[Any], object]
) -> None:
    a, b = pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2)
    fill(a)
    with pytest.raises(InterruptionError), signals(on_call(1, interrupt)):
        send(a)
    while b.poll(0):
        assert b.recv_multipart() == [b"filling"]


def test_an_error_of_the_handler_ends_a_wait_for_a_tracker() -> None:
    frame: Any = zmq.Frame(bytes(BIG), track=True)
    with pytest.raises(InterruptionError), signals(on_call(1, interrupt)):
        frame.tracker.wait()


def test_a_wait_for_a_tracker_goes_on_after_the_handler(pair: MakePair) -> None:
    a, b = pair()
    tracker = a.send(bytes(BIG), copy=False, track=True)
    with signals(on_call(3, b.recv)):
        tracker.wait()
    assert tracker.done


@pytest.mark.parametrize("receive", [one for one, _ in RECEIVERS.values()], ids=RECEIVERS)
def test_ctrl_c_ends_a_wait_for_a_message(pair: MakePair, receive: Callable[[Any], object]) -> None:
    a, b = pair()
    with pytest.raises(KeyboardInterrupt):
        ctrl_c_during(lambda: receive(b))
    a.send(b"next")
    assert b.recv() == b"next"


@pytest.mark.parametrize("send", SENDERS.values(), ids=SENDERS)
def test_ctrl_c_ends_a_wait_for_room(pair: MakePair, send: Callable[[Any], object]) -> None:
    a, _ = pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2)
    fill(a)
    with pytest.raises(KeyboardInterrupt):
        ctrl_c_during(lambda: send(a))


def ctrl_c_during(call: Callable[[], object]) -> None:
    main = threading.main_thread().ident or 0
    in_thread(signal.pthread_kill, main, signal.SIGINT)
    call()


def lasting_too_long() -> Handler:
    """A handler that fails the test when the call has been interrupted for seconds."""

    def fail() -> None:
        raise AssertionError("signals prolong the timeout")

    return on_call(2000, fail)


TIMED_RECEIVERS: dict[str, Callable[[Any], object]] = {
    "recv": lambda b: b.recv(),
    "recv_into": lambda b: b.recv_into(bytearray(4)),
    "recv_multipart": lambda b: b.recv_multipart(),
    "recv_many": lambda b: b.recv_many(),
}


@pytest.mark.parametrize("receive", TIMED_RECEIVERS.values(), ids=TIMED_RECEIVERS)
def test_signals_do_not_prolong_the_timeout_of_a_receive(
    pair: MakePair, receive: Callable[[Any], object]
) -> None:
    _, b = pair(rcvtimeo=50)
    with signals(lasting_too_long()), pytest.raises(zmq.Again):
        receive(b)


@pytest.mark.parametrize("name", ["send", "send uncopied", "send_multipart", "send_many"])
def test_signals_do_not_prolong_the_timeout_of_a_send(pair: MakePair, name: str) -> None:
    a, _ = pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2, sndtimeo=50)
    fill(a)
    with signals(lasting_too_long()), pytest.raises(zmq.Again):
        SENDERS[name](a)


def test_signals_do_not_prolong_the_timeout_of_a_poll(pair: MakePair) -> None:
    _, b = pair()
    with signals(lasting_too_long()):
        assert b.poll(50) == 0
        assert poller_of(b).poll(50) == []
        assert zmq.select([b], [], [], 0.05) == ([], [], [])


def test_signals_do_not_prolong_the_timeout_of_a_tracker() -> None:
    frame: Any = zmq.Frame(bytes(BIG), track=True)
    with signals(lasting_too_long()), pytest.raises(zmq.NotDone):
        frame.tracker.wait(0.05)


def callers(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield frame.f_code.co_name
        frame = frame.f_back


@contextlib.contextmanager
def interruptions(of: Callable[..., object]) -> Iterator[list[int]]:
    """Raise in the given function, again and again; yield a list with an entry for each time."""
    times: list[int] = []

    def handler(_: int, frame: FrameType | None) -> None:
        if of.__name__ in callers(frame):
            times.append(1)
            raise InterruptionError

    gc.collect()
    gc.disable()  # a finalizer that the handler interrupts can tell nobody
    try:
        with signals(handler, every=0.0005):
            yield times
    finally:
        gc.enable()


def is_whole(message: list[bytes]) -> bool:
    return len(message) == 20 and len(set(message)) == 1


def test_a_handler_that_raises_never_tears_a_message_being_sent(pair: MakePair) -> None:
    a, b = pair()

    def send_once(serial: int) -> None:
        a.send_multipart([b"%d" % serial] * 20)

    received = []
    with interruptions(send_once) as times:
        for serial in range(50_000):
            with contextlib.suppress(InterruptionError):
                send_once(serial)
            while b.poll(0):
                received.append(b.recv_multipart())
            if len(times) > 50:
                break
    assert all(is_whole(message) for message in received)


def test_a_handler_that_raises_never_tears_a_message_being_received(pair: MakePair) -> None:
    a, b = pair()
    received = []

    def receive_once() -> None:
        received.append(b.recv_multipart())

    with interruptions(receive_once) as times:
        for serial in range(50_000):
            a.send_multipart([b"%d" % serial] * 20)
            with contextlib.suppress(InterruptionError):
                receive_once()
            if len(times) > 50:
                break
    assert all(is_whole(message) for message in received)


def test_a_signal_to_another_thread_does_not_end_its_wait(pair: MakePair) -> None:
    a, b = pair()
    ident = []

    def receive() -> Any:
        ident.append(threading.get_ident())
        return b.recv()

    with signals(lambda *_: None):
        receiving = in_thread(receive)
        until(lambda: ident)
        for _ in range(10):
            signal.pthread_kill(ident[0], signal.SIGUSR1)
        a.send(b"body")
        assert receiving.result() == b"body"


def test_signals_break_no_call_that_runs_the_commands_of_libzmq(pair: MakePair) -> None:
    a, _ = pair()
    previous = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 5e-5, 5e-5)
    try:
        for _ in range(20_000):
            with a.bind("inproc://interrupted"):
                assert a.events == zmq.POLLOUT
                assert a.poll(0) == 0
                assert zmq.zmq_poll([(a, zmq.POLLIN)], 0) == []
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
