"""The context of a core."""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

import pytest

import zmq


def test_a_context_lives_until_it_is_terminated(backend: ModuleType) -> None:
    ctx = backend.Context()
    assert not ctx.closed
    assert isinstance(ctx.underlying, int)
    assert ctx.underlying != 0
    ctx.term()
    assert ctx.closed
    assert ctx.underlying == 0


def test_terminating_twice_does_no_harm(backend: ModuleType) -> None:
    ctx = backend.Context()
    ctx.term()
    ctx.term()
    assert ctx.closed


def test_the_number_of_threads_is_its_first_argument(backend: ModuleType) -> None:
    for ctx in (backend.Context(3), backend.Context(io_threads=3)):
        assert ctx.get(zmq.IO_THREADS) == 3
        ctx.term()


def test_options_are_set_and_read(backend: ModuleType) -> None:
    ctx = backend.Context()
    ctx.set(zmq.MAX_SOCKETS, 7)
    assert ctx.get(zmq.MAX_SOCKETS) == 7
    with pytest.raises(zmq.ZMQError) as caught:
        ctx.get(9999)
    assert caught.value.errno == zmq.EINVAL
    ctx.term()


@pytest.mark.parametrize("threads", ["a", None, b"1"])
def test_the_number_of_threads_is_an_int(backend: ModuleType, threads: Any) -> None:
    with pytest.raises(TypeError):
        backend.Context(threads)


def test_a_negative_number_of_threads_is_refused(backend: ModuleType) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        backend.Context(-1)
    assert caught.value.errno == zmq.EINVAL


def test_a_shadow_shares_the_context_and_leaves_it_running(backend: ModuleType) -> None:
    ctx = backend.Context()
    shadow = backend.Context(shadow=ctx.underlying)
    assert shadow.underlying == ctx.underlying
    del shadow
    assert not ctx.closed
    socket = backend.Socket(ctx, zmq.PAIR)
    socket.close()
    ctx.term()


def test_a_terminated_context_has_no_options(backend: ModuleType) -> None:
    ctx = backend.Context()
    ctx.term()
    with pytest.raises(RuntimeError):
        ctx.get(zmq.IO_THREADS)
    with pytest.raises(RuntimeError):
        ctx.set(zmq.IO_THREADS, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="about descriptors that can be counted")
def test_contexts_that_have_ended_hold_no_descriptors(backend: ModuleType) -> None:
    def ended() -> Any:
        ctx = backend.Context()
        backend.Socket(ctx, zmq.PAIR).close()
        ctx.term()
        return ctx

    def descriptors() -> int:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208

    kept = [ended()]
    before = descriptors()
    kept += [ended() for _ in range(20)]
    assert descriptors() < before + 20
