"""Devices between two sockets: what they are told beforehand, and where they run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from multiprocessing import Process
from threading import Event, Thread
from typing import Any

from zmq.backend import EXIT_LINGER, proxy
from zmq.constants import DeviceType, Errno, SocketType
from zmq.error import ContextTerminated, ZMQBindError, ZMQError
from zmq.sugar.context import Context
from zmq.sugar.socket import Socket

AnyContext = Context[Any]

__all__ = ["BackgroundDevice", "Device", "ProcessDevice", "ThreadDevice"]


@dataclass
class Side:
    """What becomes of a socket once the device starts."""

    options: list[tuple[int, Any]] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    connects: list[str] = field(default_factory=list)


class DeviceSocket(Socket[bytes]):
    """A socket that nobody but its device can close: that one ends with the program is no leak."""

    def _warn_unclosed(self) -> None:
        return


class Device:
    """Forwards between two sockets that it makes when it starts; ``start`` runs it right here.

    device_type: of no meaning any more. in_type, out_type: of SocketType; with an out_type below
    zero one socket is both sides.

    The context is what ``context_factory()`` returns. The device ends when that does, or when
    somebody closes its sockets.
    """

    context_factory: Callable[[], AnyContext] = Context.instance

    def __init__(
        self,
        device_type: int = DeviceType.QUEUE,
        in_type: int | None = None,
        out_type: int | None = None,
    ) -> None:
        if in_type is None:
            raise TypeError("in_type must be specified")
        if out_type is None:
            raise TypeError("out_type must be specified")
        self.device_type = device_type
        self.in_type = in_type
        self.out_type = out_type
        self.daemon = True
        self._sides = {"in": Side(), "out": Side()}
        self._sockets: dict[str, DeviceSocket] = {}
        self._ended = Event()

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: all but what belongs to this one."""
        ours = {"_ended", "_sockets", "launcher"}
        return {name: value for name, value in vars(self).items() if name not in ours}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _ended=Event(), _sockets={})

    # What is said before it starts

    def bind_in(self, addr: str) -> None:
        """Have the first socket bind."""
        self._sides["in"].binds.append(addr)

    def bind_out(self, addr: str) -> None:
        """Have the second socket bind."""
        self._sides["out"].binds.append(addr)

    def connect_in(self, addr: str) -> None:
        """Have the first socket connect, after all that binds."""
        self._sides["in"].connects.append(addr)

    def connect_out(self, addr: str) -> None:
        """Have the second socket connect, after all that binds."""
        self._sides["out"].connects.append(addr)

    def setsockopt_in(self, opt: int, value: Any) -> None:
        """Have an option of the first socket set, before it binds or connects."""
        self._sides["in"].options.append((opt, value))

    def setsockopt_out(self, opt: int, value: Any) -> None:
        """Have an option of the second socket set, before it binds or connects."""
        self._sides["out"].options.append((opt, value))

    def bind_in_to_random_port(self, addr: str, *args: Any, **kwargs: Any) -> int:
        """Have the first socket bind to a port that is free now, and return the port.

        addr: without a port, ``tcp://127.0.0.1``. args, kwargs: as for
        :meth:`zmq.Socket.bind_to_random_port`. Raises ZMQBindError if there is none.
        """
        return self._bind_to_random_port("in", addr, *args, **kwargs)

    def bind_out_to_random_port(self, addr: str, *args: Any, **kwargs: Any) -> int:
        """Have the second socket bind to a port that is free now, and return the port."""
        return self._bind_to_random_port("out", addr, *args, **kwargs)

    def _bind_to_random_port(self, side: str, addr: str, *args: Any, **kwargs: Any) -> int:
        taken = {address for each in self._sides.values() for address in each.binds}
        with Context() as context, ExitStack() as probes:
            for _ in range(100):
                # A probe stays bound until the next one has found another port.
                probe = probes.enter_context(context.socket(SocketType.PAIR))
                port: int = probe.bind_to_random_port(addr, *args, **kwargs)
                if f"{addr}:{port}" not in taken:
                    self._sides[side].binds.append(f"{addr}:{port}")
                    return port
        raise ZMQBindError("Could not reserve random port.")

    # Running

    @property
    def done(self) -> bool:
        """Whether the device has run and ended."""
        return self._ended.is_set()

    def start(self) -> None:
        """Run the device; return once it ends."""
        self.run()

    def run(self) -> None:
        """Do what the device does until its context ends or a socket is closed; then close all."""
        self._ended.clear()
        try:
            self.run_device()
        except ZMQError as error:
            if error.errno not in {Errno.ETERM, Errno.ENOTSOCK}:
                raise
        finally:
            self._close_sockets()
            self._ended.set()

    def run_device(self) -> None:
        """Forward; kinds of devices differ in this."""
        proxy(*self._setup_sockets())

    def join(self, timeout: float | None = None) -> None:
        """Wait until the device has ended.

        timeout: seconds to wait at most, None for ever.
        """
        self._ended.wait(timeout)

    def _setup_sockets(self) -> list[Any]:
        """Make the sockets, unless they are there; return them, None for a side without one."""
        if all(socket.closed for socket in self._sockets.values()):
            self._sockets.clear()
            context = self.context_factory()
            try:
                self._make_sockets(context)
            except ZMQError as error:
                if context.closed:  # meanwhile
                    raise ContextTerminated from error
                raise
        return [self._sockets.get(name) for name in self._sides]

    def _make_sockets(self, context: AnyContext) -> None:
        for name in self._sides:
            socket_type = getattr(self, f"{name}_type")
            if name == "out" and socket_type < 0:
                self._sockets[name] = self._sockets["in"]
            elif socket_type is not None:
                self._sockets[name] = context.socket(socket_type, DeviceSocket)
        sides = [(socket, self._sides[name]) for name, socket in self._sockets.items()]
        for socket, side in sides:
            for option, value in side.options:
                socket.set(option, value)
        for socket, side in sides:
            for address in side.binds:
                socket.bind(address)
        for socket, side in sides:
            for address in side.connects:
                socket.connect(address)

    def _close_sockets(self) -> None:
        while self._sockets:
            self._sockets.popitem()[1].close()


class BackgroundDevice(Device):
    """A device that ``start`` runs in the background, in what ``launcher`` is then."""

    launcher: Any = None

    def start(self) -> None:
        """Run the device in the background."""
        if self.launcher is not None and self.launcher.is_alive():
            raise RuntimeError("the device is running already")
        self._ended.clear()
        self.launcher = self._launch()

    def _launch(self) -> Any:
        raise NotImplementedError

    def join(self, timeout: float | None = None) -> None:
        """Wait until the device has ended.

        timeout: seconds to wait at most, None for ever.
        """
        if self.launcher is None:
            raise RuntimeError("the device has not been started")
        self.launcher.join(timeout)


class ThreadDevice(BackgroundDevice):
    """A device that runs in a thread, by default on ``Context.instance()``.

    Its sockets are bound once ``start`` returns, which raises what keeps them from it.
    """

    def _launch(self) -> Thread:
        try:
            self._setup_sockets()
            thread = Thread(target=self.run, name=type(self).__name__, daemon=self.daemon)
            thread.start()
        except BaseException:
            self._close_sockets()
            raise
        return thread


class ProcessDevice(BackgroundDevice):
    """A device that runs in another process, on a context of its own."""

    context_factory: Callable[[], AnyContext] = Context

    def _launch(self) -> Process:
        process = Process(target=self._run_in_process, daemon=self.daemon)
        process.start()
        return process

    def _run_in_process(self) -> None:
        """Run, and wait for what is unsent for as long as any process does at its end."""
        context = self.context_factory()
        self.context_factory = lambda: context
        try:
            self.run()
        except KeyboardInterrupt:
            return  # Ctrl-C is for the program; its devices end along with it
        finally:
            with suppress(TimeoutError):
                context.term(EXIT_LINGER / 1000)

    @property
    def done(self) -> bool:
        """Whether the device has run and ended, in whichever process."""
        ended = self.launcher is not None and self.launcher.exitcode is not None
        return ended or super().done
