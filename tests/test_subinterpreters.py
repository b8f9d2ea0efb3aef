"""Interpreters beside the main one: zmq works there, or the import says that it does not."""

from __future__ import annotations

import platform
import sys

import pytest

from programs import run

pytestmark = pytest.mark.skipif(
    platform.python_implementation() != "CPython", reason="only CPython has several interpreters"
)

# Whether it has a GIL of its own, as it may from Python 3.12 on.
KINDS = ["shared", "own"] if sys.version_info >= (3, 12) else ["shared"]

# What runs a program in an interpreter, by the names that each version of CPython gives to it.
BESIDE = """
    import sys

    if sys.version_info >= (3, 13):
        import _interpreters
        kinds = {"shared": "legacy", "own": "isolated"}
        new = lambda kind: _interpreters.create(kinds[kind])
    else:
        import _xxsubinterpreters as _interpreters
        new = lambda kind: _interpreters.create(isolated=kind == "own")

    def run_in(kind, source):
        interpreter = new(kind)
        failure = _interpreters.run_string(interpreter, source)
        assert failure is None, failure
        _interpreters.destroy(interpreter)
"""

USE = '''
    run_in(sys.argv[1], """if True:
        import threading

        try:
            import zmq
        except ImportError as refusal:
            assert "interpreter" in str(refusal), refusal
            print("refused")
        else:
            context = zmq.Context()
            one, other = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
            one.bind("inproc://beside")
            other.connect("inproc://beside")
            one.send(bytearray(100_000), copy=False)
            assert len(other.recv()) == 100_000

            def close_when_asleep():
                one.send(b"soon")
                other.close()

            thread = threading.Thread(target=close_when_asleep)
            thread.start()
            thread.join()
            try:
                other.get(zmq.LINGER)
            except zmq.ZMQError as closed:
                assert closed.errno == zmq.ENOTSOCK
                one.close()
                context.term()
                print("works")
    """)
'''


@pytest.mark.parametrize("kind", KINDS)
def test_an_interpreter_uses_zmq_or_is_refused(kind: str) -> None:
    assert run(BESIDE + USE, kind).stdout.strip() in {"works", "refused"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_interpreter_is_refused_while_the_main_one_uses_zmq(kind: str) -> None:
    used = "\n    import zmq\n    main = zmq.Context()\n"
    assert run(BESIDE + used + USE, kind).stdout.strip() in {"works", "refused"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_main_interpreter_goes_on_after_another_was_refused(kind: str) -> None:
    after = """
    import zmq
    with zmq.Context() as context, context.socket(zmq.PAIR) as socket:
        socket.bind("inproc://main")
    """
    first = "\n    import zmq\n"
    run(BESIDE + first + USE + after, kind)
