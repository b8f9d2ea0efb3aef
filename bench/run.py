"""What a workload is given: the module under test, sockets, a clock and a second process."""

from __future__ import annotations

import gc
import importlib
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench import ROOT

_serial = itertools.count()


class Unsupported(Exception):
    """The module under test, or its environment, lacks what a workload needs."""


class Clock:
    """Adds up wall and CPU time of this process over any number of `with` blocks."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._cpu = process_time()
        self._wall = perf_counter()

    def __exit__(self, *exc_info: object) -> None:
        self.wall += perf_counter() - self._wall
        self.cpu += process_time() - self._cpu

    def add(self, wall: float) -> None:
        """Add time that was measured elsewhere."""
        self.wall += wall


class Run:
    """What surrounds a workload; the sockets and contexts made here are closed for it."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.zmq: Any = importlib.import_module(module)
        self.begin(1)
        self._sockets: list[Any] = []
        self._contexts: dict[str, Any] = {}
        self._peers: dict[str, subprocess.Popen[str]] = {}
        self._processors: str | None = None  # where it ran before it was kept on one

    def begin(self, loops: int) -> None:
        """Start afresh for a call of the workload with this number of loops."""
        self.loops = loops
        self.clock = Clock()
        self.recorded: dict[str, float] = {}

    def stay_on_one_processor(self) -> None:
        """Keep the threads and processes begun from now on, and this one, on one processor."""
        if not shutil.which("taskset"):
            raise Unsupported("threads cannot be told where to run")
        if self._processors is None:
            self._processors = _processors()
        _taskset(self._processors.partition(",")[0].partition("-")[0])

    def record(self, **measures: float) -> None:
        """Report figures other than the clock's, each in the unit of its row."""
        self.recorded.update(measures)

    def measures(self) -> dict[str, float]:
        wall, cpu = self.clock.wall / self.loops, self.clock.cpu / self.loops
        return {"wall": wall, "cpu": cpu, **self.recorded}

    # Sockets

    def context(self, flavour: str = "") -> Any:
        """The sample's context, or that of a front-end such as "asyncio" or "green"."""
        if flavour not in self._contexts:
            self._contexts[flavour] = self.part(flavour).Context()
        return self._contexts[flavour]

    def part(self, name: str) -> Any:
        """A submodule of the module under test, or itself for an empty name."""
        return self.library(f"{self.module}.{name}") if name else self.zmq

    def library(self, name: str) -> Any:
        """Import a module that may be missing."""
        try:
            return importlib.import_module(name)
        except ImportError as error:
            raise Unsupported(str(error)) from error

    def socket(self, kind: str, flavour: str = "", **options: Any) -> Any:
        socket = self.context(flavour).socket(getattr(self.zmq, kind))
        self._sockets.append(socket)
        for name, value in options.items():
            setattr(socket, name, value)
        return socket

    def bind(self, socket: Any, transport: str) -> str:
        """Bind to a fresh endpoint of a transport; return where to connect."""
        name = f"bench-{os.getpid()}-{next(_serial)}"
        socket.bind("tcp://127.0.0.1:*" if transport == "tcp" else f"inproc://{name}")
        endpoint = socket.last_endpoint
        return endpoint.decode() if isinstance(endpoint, bytes) else str(endpoint)

    def pair(
        self,
        transport: str,
        binds: str = "PAIR",
        connects: str = "PAIR",
        flavour: str = "",
        **options: Any,
    ) -> tuple[Any, Any]:
        """Two connected sockets, the one that connects first."""
        bound = self.socket(binds, flavour, **options)
        connected = self.socket(connects, flavour, **options)
        connected.connect(self.bind(bound, transport))
        return connected, bound

    def allow_sockets(self, count: int) -> None:
        """Lift the limits of context and process for this many sockets."""
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if hasattr(self.zmq, "MAX_SOCKETS"):
            self.context().set(self.zmq.MAX_SOCKETS, count + 100)

    def close_sockets(self) -> None:
        while self._sockets:
            self._sockets.pop().close(linger=0)

    def close(self) -> None:
        """Close the sockets and their contexts, which waits until all is gone."""
        self.close_sockets()
        while self._contexts:
            self._contexts.popitem()[1].destroy(linger=0)

    # Others at work

    def peer(self, function: Callable[..., None], **arguments: Any) -> None:
        """Call a module's function in a second process, given its own run of as many loops."""
        name = f"{function.__module__}:{function.__name__}"
        if name not in self._peers:
            command = [sys.executable, "-m", "bench.peer", name, self.module]
            self._peers[name] = subprocess.Popen(
                command, stdin=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT
            )
        job = json.dumps({"loops": self.loops, "arguments": arguments})
        print(job, file=self._peers[name].stdin)

    def end(self) -> None:
        """Stop the peers and close everything."""
        for peer in self._peers.values():
            with peer:
                peer.kill()
        self.close()
        if self._processors is not None:
            _taskset(self._processors)


def _processors() -> str:
    """Where this process may run, as taskset(1) says it: "0,2-3"; PyPy has no call for it."""
    return _taskset().rpartition(": ")[2].strip()


def _taskset(*processors: str) -> str:
    command = ["taskset", "-cp", *processors, str(os.getpid())]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def resident_kib() -> float:
    """Resident memory of this process, garbage collected first."""
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:
        raise Unsupported("resident memory is read from /proc") from None
    return pages * resource.getpagesize() / 1024
