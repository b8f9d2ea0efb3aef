"""Imports inside the package point one way: down the layers, never round, never at the face."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "zmq"

# From the ground up. A module may import from its own layer and from those below it.
LAYERS = [
    {"_generic", "_loops", "constants", "error"},
    {"backend"},
    {"sugar"},
    {"_instance", "_loops", "_parking", "_peers", "_polling", "_waiters"},
    {"_polling"},
    {"_parking", "_instance"},
    {"_coroutine", "_future"},
    {"asyncio", "anyio", "eventloop", "green"},
    {"auth", "cli", "codecs", "curve_keygen", "decorators", "devices", "log", "ssh", "utils"},
    {"__main__"},
]
FACE = "zmq"
OTHER_FACES = {"zmq.green"}  # the same names for gevent
FACE_BINDS = {"backend", "constants", "error", "sugar", "utils"}
CYTHON_IMPORT = re.compile(r"^\s*(?:from|import)\s+(zmq[\w.]*)(?!.*\bcimport\b)", re.MULTILINE)

Imports = dict[str, set[str]]


def module_name(path: Path, source: Path) -> str:
    parts = path.relative_to(source.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, name: str, modules: set[str]) -> Iterator[str]:
    """The modules of the package that this one imports when it runs, or could."""
    if path.suffix == ".pyx":
        yield from CYTHON_IMPORT.findall(path.read_text(encoding="utf-8"))
        return
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in runtime_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == FACE)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, package)
            if base.split(".")[0] == FACE:
                for alias in node.names:
                    assert alias.name != "*", f"{name} imports everything from {base}"
                    inner = f"{base}.{alias.name}"
                    yield inner if inner in modules else base


def runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker sees."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from runtime_nodes(node)


def absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")
    kept = parents[: len(parents) - node.level + 1]
    return ".".join([*kept, node.module] if node.module else kept)


def read_imports(source: Path) -> Imports:
    paths = [path for path in sorted(source.rglob("*")) if path.suffix in {".py", ".pyx"}]
    names = {path: module_name(path, source) for path in paths}
    modules = set(names.values())
    return {name: set(imports_of(path, name, modules)) - {name} for path, name in names.items()}


def layer(module: str) -> int:
    part = module.split(".")[1]
    return next(height for height, members in enumerate(LAYERS) if part in members)


def without_layer(imports: Imports) -> list[str]:
    parts = {module.split(".")[1] for module in imports if module != FACE}
    return sorted(parts - set().union(*LAYERS))


def backward(imports: Imports) -> list[str]:
    """Arrows that point to the face, or up."""
    return [
        f"{module} -> {target}"
        for module, targets in imports.items()
        for target in sorted(targets)
        if not may_import(module, target)
    ]


def may_import(module: str, target: str) -> bool:
    if target == FACE:
        return module in OTHER_FACES
    if module == FACE:
        return target.split(".")[1] in FACE_BINDS
    return layer(target) <= layer(module)


def cycle(imports: Imports) -> list[str]:
    """Modules that import each other in a circle, or nothing."""
    done: set[str] = set()
    path: list[str] = []

    def visit(module: str) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        path.append(module)
        for target in sorted(imports.get(module, ())):
            if circle := visit(target):
                return circle
        done.add(path.pop())
        return []

    return next(filter(None, map(visit, sorted(imports))), [])


def test_each_module_has_a_layer() -> None:
    imports = read_imports(SOURCE)
    assert FACE in imports
    assert without_layer(imports) == []


def test_no_import_points_back() -> None:
    imports = read_imports(SOURCE)
    assert backward(imports) == []


def test_no_imports_go_round() -> None:
    assert cycle(read_imports(SOURCE)) == []


# That the above finds what it looks for


def write(root: Path, **files: str) -> Imports:
    source = root / FACE
    for name, text in {"__init__": "", "error": "", **files}.items():
        path = source.joinpath(*name.split("__sub__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_imports(source)


@pytest.mark.parametrize(
    "statement",
    [
        "import zmq",
        "from zmq import Context",
        "from . import Context",
        "def later():\n    import zmq",
        "import zmq.decorators",
        "from zmq import decorators",
        "from .decorators import context",
        "from zmq.decorators import context",
    ],
)
def test_an_import_that_points_back_is_found(tmp_path: Path, statement: str) -> None:
    imports = write(tmp_path, decorators="", constants=statement)
    assert len(backward(imports)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "import os, tornado",
        "from zmq import error",
        "from zmq.error import ZMQError",
        "from .error import ZMQError",
        "if TYPE_CHECKING:\n    from zmq.decorators import context",
    ],
)
def test_other_imports_are_left_alone(tmp_path: Path, statement: str) -> None:
    imports = write(tmp_path, decorators="", constants=statement)
    assert backward(imports) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from zmq.decorators import context", 1),
        ("    import zmq.decorators", 1),
        ("import zmq", 1),
        ("from zmq.error import ZMQError", 0),
        ("from zmq.decorators cimport context", 0),
        ("import sys", 0),
    ],
)
def test_imports_of_the_compiled_core_are_read_too(tmp_path: Path, line: str, found: int) -> None:
    core = tmp_path / FACE / "backend" / "core.pyx"
    core.parent.mkdir(parents=True)
    core.write_text(f"cdef int x = 1\n{line}\n")
    imports = write(tmp_path, decorators="")
    assert len(backward(imports)) == found


def test_a_star_import_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"zmq\.constants imports everything"):
        write(tmp_path, constants="from zmq.error import *")


def test_a_module_without_a_layer_is_found(tmp_path: Path) -> None:
    assert without_layer(write(tmp_path, nowhere="")) == ["nowhere"]


def test_a_circle_is_found(tmp_path: Path) -> None:
    imports = write(
        tmp_path,
        sugar__sub____init__="from .a import x",
        sugar__sub__a="from zmq.sugar import b",
        sugar__sub__b="from .a import y",
    )
    assert cycle(imports) == ["zmq.sugar.a", "zmq.sugar.b", "zmq.sugar.a"]
