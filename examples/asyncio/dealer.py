"""asyncio: a client with many requests under way at once, and a server that answers out of turn.

It prints::

    0 .. 9 squared: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]
"""

from __future__ import annotations

import asyncio
import random

import zmq
import zmq.asyncio


class Client:
    """Asks over a DEALER; each question has a number, by which its answer is known."""

    def __init__(self, socket: zmq.asyncio.Socket) -> None:
        self.socket = socket
        self.waiting: dict[int, asyncio.Future[int]] = {}

    async def ask(self, value: int) -> int:
        number = len(self.waiting)
        self.waiting[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"number": number, "value": value})
        return await self.waiting[number]

    async def run(self) -> None:
        """Hand out answers."""
        async for (part,) in self.socket:
            number, answer = map(int, part.split())
            self.waiting[number].set_result(answer)


async def answer(server: zmq.asyncio.Socket, client: bytes, number: int, value: int) -> None:
    await asyncio.sleep(random.random() / 100)  # some take longer
    await server.send_multipart([client, b"%d %d" % (number, value**2)])


async def serve(server: zmq.asyncio.Socket) -> None:
    async with asyncio.TaskGroup() as tasks:
        while True:
            client = await server.recv()
            question = await server.recv_json()
            tasks.create_task(answer(server, client, **question))


async def main() -> None:
    with (
        zmq.asyncio.Context() as context,
        context.socket(zmq.ROUTER) as server,
        context.socket(zmq.DEALER) as dealer,
    ):
        server.bind("tcp://127.0.0.1:*")
        dealer.connect(server.last_endpoint)
        client = Client(dealer)
        background = asyncio.gather(serve(server), client.run())
        squares = await asyncio.gather(*(client.ask(value) for value in range(10)))
        print("0 .. 9 squared:", squares)
        background.cancel()
        await asyncio.gather(background, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
