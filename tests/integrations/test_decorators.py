"""Decorated coroutine functions get the sockets of the context that they are called with."""

from __future__ import annotations

from typing import Any

import zmq
from integrations.frontends import Frontend
from zmq.decorators import socket


async def test_sockets_of_the_front_end(front: Frontend, context: Any) -> None:
    @socket("push", zmq.PUSH)
    @socket("pull", zmq.PULL)
    async def exchange(context: Any, *, push: Any, pull: Any) -> tuple[Any, Any, bytes]:
        assert isinstance(push, front.Socket)
        push.bind("inproc://decorated")
        pull.connect("inproc://decorated")
        await push.send(b"sent")
        return push, pull, await pull.recv()

    push, pull, received = await exchange(context)
    assert received == b"sent"
    assert push.closed
    assert pull.closed
