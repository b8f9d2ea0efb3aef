"""Trio, by ``zmq.anyio``: tasks in a nursery, a timeout, and no message lost to it.

It prints::

    ['3', '2', '1', 'lift-off']
    waited in vain
    ['still here']
"""

from __future__ import annotations

import trio

import zmq
import zmq.anyio


async def count_down(context: zmq.anyio.Context, address: bytes) -> None:
    async with context.socket(zmq.PUSH) as push:
        push.connect(address)
        await push.send_many([b"3", b"2", b"1", b"lift-off"])


async def main() -> None:
    with zmq.anyio.Context() as context, context.socket(zmq.PULL) as pull:
        pull.bind("tcp://127.0.0.1:*")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(count_down, context, pull.last_endpoint)
            print([await pull.recv_string() for _ in range(4)])

        with trio.move_on_after(0.05) as scope:  # seconds
            await pull.recv()
        if scope.cancelled_caught:
            print("waited in vain")

        async with context.socket(zmq.PUSH) as push:
            push.connect(pull.last_endpoint)
            await push.send(b"still here")
            print([await pull.recv_string()])


if __name__ == "__main__":
    trio.run(main)
