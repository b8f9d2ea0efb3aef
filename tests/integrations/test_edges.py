"""What sockets of asyncio do where there is nothing to do, or nothing that can be done."""

from __future__ import annotations

import asyncio
import importlib
import warnings
from types import ModuleType

import pytest

import zmq
import zmq.asyncio


def test_iterating_over_a_closed_socket_ends_at_once() -> None:
    async def main() -> list[list[bytes]]:
        with zmq.asyncio.Context() as context:
            socket = context.socket(zmq.PULL)
            socket.close()
            return [message async for message in socket]

    assert asyncio.run(main()) == []


def test_messages_that_are_none_are_an_error_for_who_awaits() -> None:
    async def main() -> None:
        with zmq.asyncio.Context() as context, context.socket(zmq.PUSH) as push:
            sending = push.send_many(5)  # type: ignore[arg-type]
            assert sending.done()
            with pytest.raises(TypeError, match="iterable"):
                await sending

    asyncio.run(main())


def eventloop(place: str) -> ModuleType:
    with warnings.catch_warnings():  # of its age, once
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module(f"zmq.{place}eventloop.ioloop")


@pytest.mark.needs("gevent")
def test_the_old_loop_of_green_is_the_old_loop() -> None:
    plain = eventloop("")
    green = eventloop("green.")
    assert all(getattr(green, name) is getattr(plain, name) for name in green.__all__)
