"""The columns of the table: how each is set up and how one sample of it is taken."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import HERE, ROOT
from bench.registry import Workload

VENVS = HERE / ".venvs"
BUILD = HERE / "build"

PYZMQ = "pyzmq==27.3.0"
PYOMQ = "pyomq==0.27.3"
PYOMQ_NEEDS = (3, 12)
FRAMEWORKS = ("tornado", "gevent")

PIP = ("pip", "install", "--quiet", "--disable-pip-version-check")

# Runs in a column's interpreter: only what it needs to be described and imitated.
DESCRIBE = """
import importlib, importlib.metadata as metadata, json, platform, sys
module = importlib.import_module(sys.argv[1])
frameworks = []
for name in sys.argv[2:]:
    try:
        frameworks.append(f"{name}=={metadata.version(name)}")
    except metadata.PackageNotFoundError:
        frameworks.append(name)
print(json.dumps({
    "module": sys.argv[1], "version": module.__version__, "libzmq": module.zmq_version(),
    "python": platform.python_version(), "implementation": platform.python_implementation(),
    "base": getattr(sys, "_base_executable", sys.executable), "tag": sys.implementation.cache_tag,
    "frameworks": " ".join(frameworks),
}))
"""


class Unavailable(Exception):
    """A column that cannot be had here, and why."""


@dataclass(frozen=True)
class Settings:
    """How a sample is taken: the time it should fill, and how much of a fixed loop it does."""

    seconds: float = 0.3
    share: int = 1

    def timeout(self, workload: Workload) -> float:
        """When to give a sample up; a fixed number of loops takes as long as it takes."""
        if workload.loops and self.share == 1:
            return 600
        return 20 + 10 * self.seconds


@dataclass(frozen=True)
class Outcome:
    """A sample's measures, or the reason why there are none."""

    measures: dict[str, float] = field(default_factory=dict)
    reason: str = ""
    lasting: bool = False  # true if another try would say the same


@dataclass(frozen=True)
class Column:
    name: str
    about: dict[str, str]

    def command(self, workload: Workload, settings: Settings) -> list[str] | None:
        """The command that prints one sample; None where the column has no such row."""
        raise NotImplementedError

    def sample(self, workload: Workload, settings: Settings) -> Outcome:
        command = self.command(workload, settings)
        if command is None:
            return Outcome(lasting=True)
        return _outcome(command, settings.timeout(workload))


@dataclass(frozen=True)
class PythonColumn(Column):
    python: Path
    module: str

    def command(self, workload: Workload, settings: Settings) -> list[str]:
        scale = [str(settings.seconds), str(settings.share)]
        return [str(self.python), "-m", "bench.sample", workload.name, self.module, *scale]


@dataclass(frozen=True)
class CColumn(Column):
    program: Path
    names: frozenset[str]

    def command(self, workload: Workload, settings: Settings) -> list[str] | None:
        if workload.name not in self.names:
            return None
        loops = max(1, (workload.loops or 0) // settings.share) if workload.loops else 0
        return [str(self.program), workload.name, str(settings.seconds), str(loops)]


def _outcome(command: Sequence[str], timeout: float) -> Outcome:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        # Its second process too: both are in the session that it started.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Outcome(reason=f"no result within {timeout:.0f} s", lasting=True)
    if process.returncode:
        return Outcome(reason=_last_line(errors) or f"exit status {process.returncode}")
    answer = json.loads(output)
    reason = answer.get("unsupported", "")
    return Outcome(answer.get("measures", {}), reason, lasting=bool(reason))


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]


def ours(python: Path) -> PythonColumn:
    if not python.exists():
        raise Unavailable(f"there is no {python}: build first, or name an interpreter with --ours")
    return _python_column("ours", python.absolute(), "zmq")


def released(like: PythonColumn) -> PythonColumn:
    """pyzmq as released, compiled here against the libzmq that pkg-config finds."""
    # Not from pip's cache: that build may hold another libzmq.
    requirements = ["--no-cache-dir", "--no-binary", "pyzmq", PYZMQ, *_frameworks(like)]
    return _python_column("pyzmq", _venv(f"pyzmq-{like.about['tag']}", like, requirements), "zmq")


def pyomq(like: PythonColumn) -> PythonColumn:
    version = tuple(int(part) for part in like.about["python"].split(".")[:2])
    if version < PYOMQ_NEEDS or like.about["implementation"] != "CPython":
        needed = ".".join(map(str, PYOMQ_NEEDS))
        found = f"{like.about['implementation']} {like.about['python']}"
        raise Unavailable(f"pyomq needs CPython {needed} or later, and ours runs on {found}")
    requirements = [PYOMQ, *_frameworks(like)]
    return _python_column("pyomq", _venv(f"pyomq-{like.about['tag']}", like, requirements), "pyomq")


def libzmq_in_c() -> CColumn:
    BUILD.mkdir(exist_ok=True)
    program = BUILD / "bench-c"
    for tool in "cc", "pkg-config":
        if shutil.which(tool) is None:
            raise Unavailable(f"the C programs need {tool}")
    flags = _checked(["pkg-config", "--cflags", "--libs", "libzmq"]).split()
    sources = [str(source) for source in sorted((HERE / "c").glob("*.c"))]
    _checked(["cc", "-std=gnu11", "-O2", *sources, "-o", str(program), *flags, "-lpthread"])
    names = frozenset(_checked([str(program), "--list"]).split())
    version = _checked([str(program), "--version"]).strip()
    return CColumn("c", {"libzmq": version}, program, names)


def _python_column(name: str, python: Path, module: str) -> PythonColumn:
    command = [str(python), "-c", DESCRIBE, module, *FRAMEWORKS]
    about: dict[str, str] = json.loads(_checked(command))
    return PythonColumn(name, about, python, module)


def _frameworks(like: PythonColumn) -> list[str]:
    """The event loops, in the versions that our build is measured with."""
    return like.about["frameworks"].split()


def _venv(name: str, like: PythonColumn, requirements: list[str]) -> Path:
    return make_venv(name, like.about["base"], requirements)


def make_venv(name: str, base: str, requirements: Sequence[str]) -> Path:
    """Make a virtual environment once, and again when what it should hold changes."""
    folder, python = VENVS / name, VENVS / name / "bin" / "python"
    stamp, wanted = folder / "requirements", "\n".join([base, *requirements])
    if not (stamp.exists() and stamp.read_text() == wanted):
        print(f"making {folder.relative_to(ROOT)} ...", file=sys.stderr)
        _checked([base, "-m", "venv", "--clear", str(folder)])
        _checked([str(python), "-m", *PIP, *requirements])
        stamp.write_text(wanted)
    return python


def _checked(command: Sequence[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise Unavailable(f"{Path(command[0]).name}: {_last_line(done.stderr)}")
    return done.stdout
