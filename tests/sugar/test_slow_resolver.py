"""While libzmq resolves a name, which can take long, the rest of the program goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from programs import run

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="LD_PRELOAD puts another resolver in place on Linux"
)

# Answers for names with "slow" in them once a byte has come through a pipe.
RESOLVER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    if (node && strstr(node, "slow")) {
        char byte;
        int answer = open(getenv("RESOLVER_PIPE"), O_RDONLY);
        while (read(answer, &byte, 1) < 0)
            ;
        close(answer);
        return EAI_NONAME;
    }
    return ((resolve *) dlsym(RTLD_NEXT, "getaddrinfo"))(node, service, hints, found);
}
"""

START = """
import os, threading, zmq

def bind():
    try:
        slow.bind("tcp://slow.test:5555")
    except zmq.ZMQError as error:
        print("bind:", type(error).__name__)

context = zmq.Context()
slow, here, there = (context.socket(zmq.PAIR) for _ in range(3))
here.bind("inproc://pair")
there.connect("inproc://pair")
binding = threading.Thread(target=bind)
binding.start()
answer = open(os.environ["RESOLVER_PIPE"], "wb", buffering=0)  # returns once bind asks
"""

ANSWER = """
answer.write(b"!")
binding.join()
"""


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("resolver") / "resolver.so"
    source = library.with_suffix(".c")
    source.write_text(RESOLVER)
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


def run_with(resolver: Path, tmp_path: Path, program: str) -> str:
    pipe = tmp_path / "answer"
    os.mkfifo(pipe)
    return run(program, LD_PRELOAD=str(resolver), RESOLVER_PIPE=str(pipe)).stdout


def test_other_threads_go_on_while_bind_resolves(resolver: Path, tmp_path: Path) -> None:
    middle = """
there.send(b"hello")
print(here.recv().decode())
"""
    assert (
        run_with(resolver, tmp_path, START + middle + ANSWER + "context.destroy()")
        == "hello\nbind: ZMQError\n"
    )


def test_other_sockets_can_be_made_bound_and_polled_while_bind_resolves(
    resolver: Path, tmp_path: Path
) -> None:
    middle = """
with context.socket(zmq.PULL) as other:
    other.bind("tcp://127.0.0.1:*")
    print(other.poll(0))
"""
    assert (
        run_with(resolver, tmp_path, START + middle + ANSWER + "context.destroy()")
        == "0\nbind: ZMQError\n"
    )


@pytest.mark.parametrize(
    ("use", "outcome"),
    [
        ("slow.linger", "-1"),
        ("slow.last_endpoint", "b''"),
        ("slow.poll(0)", "0"),
        ("slow.close()", "None"),
    ],
)
def test_the_socket_itself_can_be_used_once_bind_is_done(
    resolver: Path, tmp_path: Path, use: str, outcome: str
) -> None:
    middle = f"""
used = []
user = threading.Thread(target=lambda: used.append({use}))
user.start()
"""
    end = """
user.join()
print(*used)
context.destroy()
"""
    printed = run_with(resolver, tmp_path, START + middle + ANSWER + end).splitlines()
    assert sorted(printed) == sorted(["bind: ZMQError", outcome])


def test_what_may_not_wait_does_not_wait_for_bind(resolver: Path, tmp_path: Path) -> None:
    middle = """
print(slow.try_recv(), slow.try_send(b"x"), slow.poll(0), slow.poll(10))
print(zmq.zmq_poll([(slow, zmq.POLLIN)], 0), zmq.zmq_poll([(slow, zmq.POLLIN)], 10))
for call in (slow.recv, slow.recv_multipart, slow.recv_many):
    try:
        call(flags=zmq.NOBLOCK)
    except zmq.Again:
        print("again")
for call, what in ((slow.send, b"x"), (slow.send_multipart, [b"x"]), (slow.send_many, [b"x"])):
    try:
        call(what, zmq.NOBLOCK)
    except zmq.Again:
        print("again")
"""
    printed = run_with(resolver, tmp_path, START + middle + ANSWER + "context.destroy()")
    assert printed.splitlines() == ["None False 0 0", "[] []", *["again"] * 6, "bind: ZMQError"]


def test_timeouts_count_the_wait_for_bind(resolver: Path, tmp_path: Path) -> None:
    start = START.replace("binding =", "slow.rcvtimeo = slow.sndtimeo = 20\nbinding =", 1)
    middle = """
for call in (slow.recv, slow.recv_multipart, slow.recv_many, slow.recv_string):
    try:
        call()
    except zmq.Again:
        print("again")
for call, what in ((slow.send, b"x"), (slow.send_multipart, [b"x"]), (slow.send_many, [b"x"])):
    try:
        call(what)
    except zmq.Again:
        print("again")
"""
    printed = run_with(resolver, tmp_path, start + middle + ANSWER + "context.destroy()")
    assert printed.splitlines() == [*["again"] * 7, "bind: ZMQError"]


def test_without_timeouts_what_waits_for_bind_goes_on_afterwards(
    resolver: Path, tmp_path: Path
) -> None:
    middle = """
used = []
user = threading.Thread(target=lambda: used.append(slow.recv()))
user.start()
"""
    end = """
slow.bind("inproc://slow")
with context.socket(zmq.PAIR) as peer:
    peer.connect("inproc://slow")
    peer.send(b"body")
    user.join()
print(*used)
context.destroy()
"""
    printed = run_with(resolver, tmp_path, START + middle + ANSWER + end).splitlines()
    assert printed == ["bind: ZMQError", "b'body'"]
