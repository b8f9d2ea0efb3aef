"""Check what an sdist and a wheel hold: python archives.py FILE..."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from pathlib import Path, PurePosixPath

AT_THE_TOP = {
    "CHANGELOG.md",
    "CMakeLists.txt",
    "LICENSE",
    "PKG-INFO",
    "README.md",
    "cmake",
    "pyproject.toml",
    "src",
}
COMPILED = {".dll", ".dylib", ".pyd", ".so"}
BUILT = COMPILED | {".a", ".c", ".html", ".lib", ".o", ".pyc"}
NOT_INSTALLED = (BUILT - COMPILED) | {".pyx"}
CFFI_SOURCES = "src/zmq/backend/cffi/c/"
FOR_ALL = {
    "__init__.py",
    "backend/__init__.pyi",
    "py.typed",
}
FOR_EXTENSIONS = {
    "__init__.pxd",
    "backend/cython/_zmq.pxd",
    "backend/cython/libzmq.pxd",
    "backend/cython/zmq.h",
}


def suffixes(names: Iterable[str]) -> set[str]:
    return {PurePosixPath(name).suffix for name in names}


def check_sdist(path: Path) -> None:
    with tarfile.open(path) as archive:
        members = [PurePosixPath(name).parts[1:] for name in archive.getnames()]
    names = {"/".join(parts) for parts in members}
    assert {parts[0] for parts in members if parts} == AT_THE_TOP
    assert not suffixes(name for name in names if not name.startswith(CFFI_SOURCES)) & BUILT
    assert {"src/zmq/py.typed", "src/zmq/backend/cython/_zmq.pyx", "cmake/libzmq.cmake"} <= names


def check_wheel(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        fields = message_from_bytes(archive.read(metadata))
    information = metadata.removesuffix("/METADATA")
    check_package({name.removeprefix("zmq/") for name in names if name.startswith("zmq/")}, path)
    check_licenses({name.removeprefix(f"{information}/licenses/") for name in names})
    assert {name.partition("/")[0] for name in names} <= {"zmq", information, "pyzmq.libs"}
    assert path.name.startswith(f"pyzmq-{fields['Version']}-")


def check_package(names: set[str], wheel: Path) -> None:
    assert not suffixes(names) & NOT_INSTALLED
    assert suffixes(names) & {".so", ".pyd"}
    assert names >= FOR_ALL
    assert "-pp" in wheel.name or names >= FOR_EXTENSIONS


def check_licenses(names: set[str]) -> None:
    assert names >= {"LICENSE", "libsodium/LICENSE"}
    assert names >= {"libzmq/LICENSE"} or names >= {"libzmq/COPYING", "libzmq/COPYING.LESSER"}


def main(paths: list[str]) -> None:
    for path in map(Path, paths):
        check = check_wheel if path.suffix == ".whl" else check_sdist
        check(path)
        print(f"{path.name}: complete, and nothing else in it")


if __name__ == "__main__":
    main(sys.argv[1:])
