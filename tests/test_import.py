"""What `import zmq` gives, and what it takes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Generic, TypeVar, get_args, get_origin

import pytest

import zmq
from lacking import FREE_THREADED
from programs import run

T = TypeVar("T")

BATTERIES = ["asyncio", "auth", "decorators", "devices", "eventloop", "green", "log", "ssh"]


def test_import_binds_the_core_and_none_of_the_batteries() -> None:
    program = """
        import sys, zmq
        for name in ("backend", "constants", "error", "sugar", "utils"):
            assert getattr(zmq, name) is sys.modules["zmq." + name], name
        for name in sys.argv[1:]:
            assert not hasattr(zmq, name), name
    """
    run(program, *BATTERIES)


def test_import_needs_no_other_distribution() -> None:
    program = """
        import sys
        for name in ("tornado", "gevent", "greenlet", "paramiko", "anyio", "numpy", "cffi"):
            sys.modules[name] = None
        import zmq
    """
    run(program)


def test_import_emits_no_warning() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import zmq"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not FREE_THREADED, reason="about a Python that can do without its GIL")
def test_import_leaves_the_gil_off() -> None:
    program = """
        import sys
        import zmq, zmq.asyncio, zmq.auth.thread, zmq.devices, zmq.eventloop.future, zmq.log
        assert zmq.backend.Socket.__module__ == "zmq.backend.cython._zmq"
        assert "zmq._waiters" in sys.modules
        print(sys._is_gil_enabled())
    """
    assert run(program, PYTHONWARNINGS="error").stdout == "False\n"


def test_import_leaves_what_takes_long_to_who_uses_it() -> None:
    program = """
        import sys
        before = set(sys.modules)
        import zmq
        assert not {"asyncio", "json", "pickle", "typing"} & (set(sys.modules) - before)
    """
    run(program)


def test_the_default_protocol_is_pickles() -> None:
    assert zmq.sugar.socket.DEFAULT_PROTOCOL == pickle.DEFAULT_PROTOCOL


def test_classes_are_generic() -> None:
    class Typed(zmq.Socket[T], Generic[T]):
        pass

    with zmq.Context[zmq.Socket[bytes]]() as context, Typed[bytes](context, zmq.PAIR) as socket:
        assert type(socket) is Typed
    assert get_origin(zmq.Socket[bytes]) is zmq.Socket
    assert get_args(Typed[bytes]) == (bytes,)


def test_all_names_only_what_exists() -> None:
    for name in zmq.__all__:
        assert hasattr(zmq, name), name


def test_star_import_binds_classes_functions_and_constants() -> None:
    program = """
        from zmq import *
        Context, Socket, Frame, Poller, ZMQError, Again, MessageTracker
        proxy, select, curve_keypair, has, zmq_version, _FINISHED_TRACKER
        PUSH, LINGER, POLLIN, DONTWAIT, EAGAIN, EVENT_CONNECTED
    """
    run(program)


def test_message_is_another_name_of_frame() -> None:
    assert zmq.Message is zmq.Frame


def test_the_finished_tracker_is_shared_and_done() -> None:
    assert "_FINISHED_TRACKER" in zmq.__all__
    assert isinstance(zmq._FINISHED_TRACKER, zmq.MessageTracker)
    assert zmq._FINISHED_TRACKER.done


def test_monitored_queue_is_in_the_backend_and_not_in_the_face() -> None:
    assert callable(zmq.backend.monitored_queue)
    assert not hasattr(zmq, "monitored_queue")


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(zmq.__file__).parent / "py.typed").exists()


def test_includes_start_beside_the_package() -> None:
    assert Path(zmq.__file__).parent.parent.samefile(zmq.get_includes()[0])


def test_library_dirs_hold_the_package_itself() -> None:
    assert str(Path(zmq.__file__).parent) in zmq.get_library_dirs()
