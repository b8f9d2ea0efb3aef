"""Compile ``counter.pyx`` and use it: python build.py [FOLDER]

This needs Cython, setuptools, a C compiler and libzmq.

It prints::

    (3, 11)
    6
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from Cython.Build import cythonize
from setuptools import Distribution, Extension

import zmq

SOURCE = Path(__file__).with_name("counter.pyx")


def build(folder: Path) -> ModuleType:
    """Compile into a folder and import the result."""
    include = zmq.get_includes()
    extension = Extension("counter", [str(SOURCE)], include_dirs=include, libraries=["zmq"])
    modules = cythonize([extension], build_dir=str(folder), quiet=True, include_path=include)  # type: ignore[no-untyped-call]
    command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib = command.build_temp = str(folder)
    command.ensure_finalized()
    command.run()
    sys.path.insert(0, str(folder))
    return importlib.import_module("counter")


def main(folder: str) -> None:
    counter = build(Path(folder))
    with (
        zmq.Context() as context,
        context.socket(zmq.PUSH) as push,
        context.socket(zmq.PULL) as pull,
    ):
        pull.bind("inproc://counted")
        push.connect("inproc://counted")
        push.send_many([b"three", b"little", b""])
        pull.poll()
        print(counter.count_messages(pull))
        push.send(bytes([1, 2, 3]))
        print(counter.checksum(pull.recv(copy=False)))


if __name__ == "__main__":
    if sys.argv[1:]:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(temporary)
