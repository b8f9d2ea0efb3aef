"""Sockets and pollers whose methods are coroutines, in tasks of asyncio or Trio, over ``_waiters``.

In asyncio they wait for a future. In Trio a task that has been told that it is done cannot be
cancelled any more before it runs, so nothing needs to be undone then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Self

from zmq import _instance, _parking
from zmq._future import Pending
from zmq._instance import AnySocket_co
from zmq._loops import TrioLoop, asyncio_of, trio_here, trio_loop, watching
from zmq._waiters import Waiting, receive_now, send_now
from zmq.backend import WOULD_BLOCK
from zmq.backend import Socket as SocketBase
from zmq.constants import POLLIN, Errno
from zmq.error import ZMQError


def _current_loop() -> Any:
    trio = trio_here()
    return watching(asyncio.get_running_loop()) if trio is None else trio_loop(trio)


def _running_loop() -> Any:
    with suppress(RuntimeError):
        return _current_loop()


class _Awaited(Pending):
    """Ends with ZMQError (ENOTSOCK) when the socket is closed: nobody cancelled the task."""

    cancelled_by_closing = False


async def _settled(parked: Waiting) -> Any:
    """Wait until a parked operation is done; return its result."""
    if parked.done:
        return parked.collect()
    if not isinstance(parked.loop, TrioLoop):
        return await _Awaited(parked, asyncio_of(parked.loop))
    await _wait_in_trio(trio_here(), parked)
    return parked.collect()


async def _wait_in_trio(trio: Any, parked: Waiting) -> None:
    lowlevel = trio.lowlevel
    task = lowlevel.current_task()

    def abort(_: Any) -> Any:
        parked.cancel()
        return lowlevel.Abort.SUCCEEDED

    parked.notify = lambda: lowlevel.reschedule(task)
    await lowlevel.wait_task_rescheduled(abort)


_recv, _recv_multipart = SocketBase.recv, SocketBase.recv_multipart
_send, _send_multipart = SocketBase.send, SocketBase.send_multipart


class Socket(_parking.Socket):
    """A socket whose ``send``, ``recv`` and ``poll`` are coroutines; all else is as on plain ones.

    An operation that can be done at once is, without a checkpoint but now and then. One that is
    cancelled has not happened.
    """

    def _current_loop(self) -> Any:
        return _current_loop()

    def _running_loop(self) -> Any:
        return _running_loop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self.close()

    async def aclose(self) -> None:
        """Close the socket, as ``close`` does."""
        self.close()

    # Receiving

    async def recv(  # type: ignore[override]
        self, flags: int = 0, copy: bool = True, track: bool = False
    ) -> Any:
        received = receive_now(self, _recv, flags, copy, track)
        if received is not WOULD_BLOCK:
            return received
        return await _settled(self._park_recv(_recv, flags, copy, track))

    async def recv_multipart(self, flags: int = 0, copy: bool = True, track: bool = False) -> Any:  # type: ignore[override]
        received = receive_now(self, _recv_multipart, flags, copy, track)
        if received is not WOULD_BLOCK:
            return received
        return await _settled(self._park_recv(_recv_multipart, flags, copy, track))

    async def recv_many(  # type: ignore[override]
        self, max: int | None = None, flags: int = 0, *, copy: bool = True, multipart: bool = False
    ) -> Any:
        received = self._receive_many_now(max, flags, copy, multipart)
        if received is not WOULD_BLOCK:
            return received
        return await _settled(self._park_recv_many(max, flags, copy, multipart))

    async def recv_into(self, buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> Any:  # type: ignore[override]
        return await _settled(self._park_recv_into(buffer, nbytes, flags))

    async def _deserialize(self, received: Any, load: Callable[[Any], Any]) -> Any:  # type: ignore[override]
        return load(await received)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[bytes]:
        """Yield messages as lists of parts, until the socket is closed or the context ends."""
        try:
            return await self.recv_multipart()  # type: ignore[no-any-return]
        except ZMQError as error:
            if error.errno in {Errno.ENOTSOCK, Errno.ETERM}:
                raise StopAsyncIteration from None
            raise

    # Sending

    async def send(  # type: ignore[override]
        self,
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        address = (routing_id, group)
        sent = send_now(self, _send, data, flags, copy, track, *address)
        if sent is not WOULD_BLOCK:
            return sent
        return await _settled(self._park_send(_send, data, flags, copy, track, *address))

    async def send_multipart(  # type: ignore[override]
        self,
        msg_parts: Sequence[Any],
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        address = (routing_id, group)
        sent = send_now(self, _send_multipart, msg_parts, flags, copy, track, *address)
        if sent is not WOULD_BLOCK:
            return sent
        return await _settled(
            self._park_send(_send_multipart, msg_parts, flags, copy, track, *address)
        )

    async def send_many(self, messages: Iterable[Any], flags: int = 0, copy: bool = True) -> Any:  # type: ignore[override]
        return await _settled(self._park_send_many(messages, flags, copy))

    # Waiting

    async def poll(self, timeout: float | None = None, flags: int = POLLIN) -> Any:  # type: ignore[override]
        """Wait for events and return their mask (PollEvent), 0 if the time (ms) is over."""
        return await _settled(self._park_poll(timeout, flags))

    async def _settle(self, begin: Callable[[], Waiting]) -> Any:
        return await _settled(begin())


class Poller(_parking.Poller):
    """Polls sockets of any kind and descriptors; ``poll`` is a coroutine."""

    async def poll(self, timeout: float | None = None) -> Any:  # type: ignore[override]
        """Wait for any, and return the (socket, events) pairs that are ready.

        timeout: ms, None or negative for ever; when it is over the list is empty.
        """
        return await _settled(self._polling(_current_loop(), timeout))


# How often (s, at most) one looks whether a context has ended: libzmq has no descriptor for it.
LOOK_AGAIN = 0.05


class Context(_instance.Context[AnySocket_co]):
    """A context that can be ended while other tasks run."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._warns_of_sockets = True
        await self.aclose()

    async def aclose(self, linger: float | None = None) -> None:
        """Close all sockets made through this object and terminate, as ``destroy`` does.

        linger: ms that sockets may keep trying to send, instead of their own LINGER. If cancelled,
        it has closed the sockets; the context ends once they have sent what they had, or with the
        process.
        """
        if self.closed:
            return
        self._close_sockets(linger)
        pause = 0.001
        while not self._ends_now():
            await _sleep(pause)
            pause = min(2 * pause, LOOK_AGAIN)

    def _ends_now(self) -> bool:
        try:
            self.term(0)
        except TimeoutError:
            return False
        return True


async def _sleep(seconds: float) -> None:
    trio = trio_here()
    await (asyncio.sleep(seconds) if trio is None else trio.sleep(seconds))


__all__ = ["Context", "Poller", "Socket"]
