"""How devices end along with programs, and how those in other processes start and end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest

from programs import finish, read_line, run, running
from waiting import PATIENCE, until, until_polling

# Programs, because how processes start is chosen once for all of a process.
START = """
import multiprocessing, os, sys, zmq
from zmq import devices

context = zmq.Context.instance()
context.linger = 0

def make(kind, *types, **peers):
    device = kind(*types)
    sockets = []
    for name, type in peers.items():
        port = getattr(device, f"bind_{name}_to_random_port")("tcp://127.0.0.1")
        sockets.append(context.socket(type))
        sockets[-1].connect(f"tcp://127.0.0.1:{port}")
    return device, *sockets

def streamer(kind):
    return make(kind, zmq.STREAMER, zmq.PULL, zmq.PUSH, **{"in": zmq.PUSH, "out": zmq.PULL})
"""

every_method = pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())


@every_method
def test_a_device_in_a_process_passes_messages(method: str) -> None:
    program = """
multiprocessing.set_start_method(sys.argv[1])
device, push, pull = streamer(devices.ProcessDevice)
device.start()
for number in range(1000):
    push.send_multipart([b"%d" % number] * 2)
print([int(pull.recv_multipart()[1]) for _ in range(1000)] == list(range(1000)))
print(device.launcher.pid != os.getpid(), device.launcher.daemon, device.done)
device.launcher.terminate()
device.join()
print(device.done)
context.destroy()
"""
    assert run(START + program, method).stdout.split() == ["True", "True", "True", "False", "True"]


@every_method
def test_a_terminated_device_answers_and_ends_well(method: str) -> None:
    program = """
multiprocessing.set_start_method(sys.argv[1])
device, control = make(devices.ProcessProxySteerable, zmq.PULL, zmq.PUSH, zmq.PUB, zmq.REP,
                       ctrl=zmq.REQ)
device.start()
control.send(b"TERMINATE")
print(control.recv_multipart())
device.join()
print(device.done, device.launcher.exitcode)
context.destroy()
"""
    assert run(START + program, method).stdout.split("\n")[:2] == ["[b'']", "True 0"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_forked_device_leaves_the_parents_context_alone() -> None:
    program = """
multiprocessing.set_start_method("fork")
a, b = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
a.bind("inproc://x")
b.connect("inproc://x")
device, push, pull = streamer(devices.ProcessDevice)
device.start()
push.send(b"one")
a.send(pull.recv())
print(b.recv().decode())
device.launcher.terminate()
device.join()
a.send(b"two")
print(b.recv().decode())
context.destroy()
"""
    assert run(START + program).stdout.split() == ["one", "two"]


def test_a_device_in_a_process_that_cannot_bind_ends_with_an_error() -> None:
    program = """
device, push, pull = streamer(devices.ProcessDevice)
device.bind_in("tcp://127.0.0.1:no-port")
device.start()
device.join()
print(device.done, device.launcher.exitcode)
context.destroy()
"""
    done = run(START + program)
    assert done.stdout.split() == ["True", "1"]
    assert "no-port" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX process groups")
def test_ctrl_c_ends_program_and_devices_without_a_word_of_theirs() -> None:
    program = """
os.setpgrp()
multiprocessing.set_start_method("spawn")
device, push, pull = streamer(devices.ProcessDevice)
device.start()
push.send(b"x")
pull.recv()
print(device.launcher.pid, flush=True)
try:
    pull.recv()
except KeyboardInterrupt:
    device.join()
    print(device.launcher.exitcode)
context.destroy()
"""
    with running(START + program) as process:
        child = int(read_line(process))
        for pid in (process.pid, child):
            until_polling(pid, pid)
        os.killpg(process.pid, signal.SIGINT)
        printed, complaints = process.communicate(timeout=PATIENCE)
        assert (printed, complaints) == ("0\n", "")


@pytest.mark.parametrize("kind", ["ThreadDevice", "ProcessDevice"])
@pytest.mark.parametrize("unsent", [True, False])
def test_a_program_that_ends_ends_its_devices(kind: str, unsent: bool) -> None:
    program = f"""
device, push, pull = streamer(devices.{kind})
device.start()
push.send(b"x")
pull.recv()
if {unsent}:
    pull.close()
    for _ in range(10):
        push.send(b"x")
push.close()
pull.close()
print(device.launcher.pid if hasattr(device.launcher, "pid") else "none", flush=True)
"""
    done = run(START + program, PYTHONWARNINGS="always::ResourceWarning")
    assert done.stderr == ""
    child = done.stdout.strip()
    if child != "none" and Path("/proc/self").exists():
        until(lambda: not Path(f"/proc/{child}").exists())


def test_a_program_may_end_while_messages_flow_through_a_device() -> None:
    program = """
import threading
device, push, pull = streamer(devices.ThreadDevice)
device.start()

def flood():
    while True:
        push.send(b"x")

threading.Thread(target=flood, daemon=True).start()
for _ in range(1000):
    pull.recv()
print("done")
"""
    with running(START + program) as process:
        assert finish(process) == "done"
