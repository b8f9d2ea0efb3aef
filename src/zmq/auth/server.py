"""Receives ZAP requests on an event loop, and has each answered in a task of its own.

A slow or hanging callback thus delays nobody but the peer it is asked about.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from zmq.error import ZMQError
from zmq.sugar.socket import Socket

# Elsewhere a loop may be unable to watch descriptors, or those that are no sockets of Python's.
_LOOP_WATCHES_DESCRIPTORS = os.name == "posix"

# How many requests are received before other tasks have their turn.
_BATCH = 64


class ZapSocket(Socket[bytes]):
    """A ROUTER, since it may have many requests at once, that tells its server when it was closed.

    Anybody may close it: ``Context.destroy`` does.
    """

    on_close: Callable[[], None] | None = None

    def close(self, linger: int | None = None) -> None:
        super().close(linger)
        tell = self.on_close
        if tell is not None:
            tell()


class ZapMessage(list[bytes]):
    """The frames of a request, with those before it that say where the reply goes."""

    def __init__(self, frames: list[bytes]) -> None:
        body = frames.index(b"") + 1 if b"" in frames else len(frames)
        self.envelope: list[bytes] = frames[:body]
        super().__init__(frames[body:])


class Server:
    """Serves one socket until that is closed or its context ends.

    answer: the coroutine function that answers a message. log: where its failures go.
    """

    def __init__(
        self,
        socket: ZapSocket,
        answer: Callable[[ZapMessage], Awaitable[None]],
        loop: asyncio.AbstractEventLoop,
        log: Any,
    ) -> None:
        self._socket = socket
        self._answer = answer
        self._loop = loop
        self.log = log
        self._closed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        socket.on_close = self._tell_closed

    async def serve(self) -> None:
        """Serve; when cancelled, leave the socket open, so that peers wait rather than get in."""
        try:
            with self._receiving():
                await self._closed.wait()
        finally:
            self._socket.on_close = None
            for task in self._tasks:
                task.cancel()

    def _tell_closed(self) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._closed.set)

    def _receiving(self) -> AbstractContextManager[None]:
        return self._watched() if _LOOP_WATCHES_DESCRIPTORS else self._threaded()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Receive when the loop sees the socket's descriptor readable.

        It watches a duplicate, since whoever closes the socket closes the descriptor too, and the
        loop does not know.
        """
        try:
            descriptor = os.dup(self._socket.fileno())
        except (ZMQError, OSError):  # closed already
            self._closed.set()
            yield
            return
        try:
            self._loop.add_reader(descriptor, self._receive)
            self._receive()
            yield
        finally:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.remove_reader(descriptor)
            os.close(descriptor)

    def _receive(self) -> None:
        """Receive all there is, as the descriptor tells of it only once."""
        try:
            for _ in range(_BATCH):
                frames = self._socket.try_recv_multipart()
                if frames is None:
                    return
                self._dispatch(frames)
        except ZMQError:  # the socket is closed, or the context ends and waits for that
            self._socket.close()
        else:
            self._loop.call_soon(self._receive)

    @contextmanager
    def _threaded(self) -> Iterator[None]:
        """Receive in a thread."""
        threading.Thread(target=self._receive_in_thread, daemon=True).start()
        yield

    def _receive_in_thread(self) -> None:
        try:
            for frames in self._socket:
                self._loop.call_soon_threadsafe(self._dispatch, frames)
        except RuntimeError:  # the loop is closed
            return
        self._socket.close()

    def _dispatch(self, frames: list[bytes]) -> None:
        task = self._loop.create_task(self._serve_one(ZapMessage(frames)))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if _LOOP_WATCHES_DESCRIPTORS and not self._closed.is_set():
            self._receive()  # sending the reply may have swallowed what the descriptor had to tell

    async def _serve_one(self, message: ZapMessage) -> None:
        try:
            await self._answer(message)
        except ZMQError:  # the socket was closed meanwhile
            self.log.debug("a ZAP request came too late")
        except Exception:
            self.log.exception("a ZAP request was not answered")
