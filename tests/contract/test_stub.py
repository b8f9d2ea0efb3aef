"""The written contract of the backends, a stub, and what a backend really has: the same."""

from __future__ import annotations

import ast
import inspect
import math
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import zmq

STUB = Path(zmq.backend.__file__).with_suffix(".pyi")

Overloads = list[inspect.Signature]
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
CLASS_BOUND = (classmethod, staticmethod, types.ClassMethodDescriptorType)


def complaints(stub: str, runtime: Mapping[str, Any]) -> list[str]:
    """What the stub and the module say differently, in both directions."""
    return [
        *differing_names("", declared(ast.parse(stub).body), set(runtime["__all__"])),
        *differing_members(stub, runtime),
        *differing_signatures(stub, runtime),
    ]


def differing_names(where: str, stub: set[str], runtime: set[str]) -> Iterator[str]:
    yield from (f"{where}{name} is not in the stub" for name in sorted(runtime - stub))
    public = {name for name in stub - runtime if not name.startswith("_")}
    yield from (f"{where}{name} is only in the stub" for name in sorted(public))


def differing_members(stub: str, runtime: Mapping[str, Any]) -> Iterator[str]:
    for node in ast.parse(stub).body:
        kind = runtime.get(node.name) if isinstance(node, ast.ClassDef) else None
        if isinstance(node, ast.ClassDef) and isinstance(kind, type):
            members = {name for name in dir(kind) if not name.startswith("_")}
            yield from differing_names(f"{node.name}.", declared(node.body), members)


def differing_signatures(stub: str, runtime: Mapping[str, Any]) -> Iterator[str]:
    for name, overloads in functions(ast.parse(stub).body, runtime).items():
        try:
            actual = runtime_signature(name, runtime)
        except (KeyError, AttributeError):
            if name.endswith(".__buffer__") and sys.version_info < (3, 12):
                continue  # Python code cannot see it there
            yield f"{name} is only in the stub"
        except ValueError:
            if not name.endswith(".__init__"):  # Cython tells no signature of a class
                yield f"{name} has no signature"
        else:
            if not agree(overloads, actual):
                yield f"{name} has {', '.join(map(str, overloads))} in the stub, really {actual}"


def declared(body: list[ast.stmt]) -> set[str]:
    """The names that these statements of a stub declare."""
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            names.add(ast.unparse(node.target))
        elif isinstance(node, ast.Assign) and is_alias(node):
            names.update(map(ast.unparse, node.targets))
    return names


def is_alias(node: ast.Assign) -> bool:
    """Whether this gives something a second name, instead of making a type variable."""
    return isinstance(node.value, ast.Name)


def functions(
    body: list[ast.stmt], names: Mapping[str, Any], prefix: str = ""
) -> dict[str, Overloads]:
    """The signatures that the stub states for each function and method, without self."""
    found: dict[str, Overloads] = {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            found |= functions(node.body, names, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef) and not is_property(node):
            stated = signature(node, names)
            bare = prefix and "staticmethod" not in decorators(node)
            found.setdefault(prefix + node.name, []).append(without_first(stated, drop=bool(bare)))
    return found


def decorators(node: ast.FunctionDef) -> list[str]:
    return [ast.unparse(decorator) for decorator in node.decorator_list]


def is_property(node: ast.FunctionDef) -> bool:
    return any(name == "property" or name.endswith(".setter") for name in decorators(node))


def signature(node: ast.FunctionDef, names: Mapping[str, Any]) -> inspect.Signature:
    """Read a signature by making a function with the same parameters."""
    for each in ast.walk(node.args):
        if isinstance(each, ast.arg):
            each.annotation = None
    function = ast.Expression(ast.Lambda(node.args, ast.Constant(None)))
    code = compile(ast.fix_missing_locations(function), str(STUB), "eval")
    return inspect.signature(eval(code, {**vars(zmq.constants), **names, "zmq": zmq}))


def without_first(signature: inspect.Signature, *, drop: bool) -> inspect.Signature:
    parameters = list(signature.parameters.values())
    return signature.replace(parameters=parameters[drop:])


def runtime_signature(name: str, runtime: Mapping[str, Any]) -> inspect.Signature:
    owner, _, member = name.rpartition(".")
    if not owner:
        return inspect.signature(runtime[name])
    if member in {"__init__", "__new__"}:
        return inspect.signature(runtime[owner])
    bound = isinstance(inspect.getattr_static(runtime[owner], member), CLASS_BOUND)
    return without_first(inspect.signature(getattr(runtime[owner], member)), drop=not bound)


def agree(overloads: Overloads, actual: inspect.Signature) -> bool:
    if len(overloads) == 1:
        return same(overloads[0], actual)
    stated = set().union(*(overload.parameters for overload in overloads))
    return stated == set(actual.parameters) and all(fits(each, actual) for each in overloads)


def same(stated: inspect.Signature, actual: inspect.Signature) -> bool:
    pairs = list(zip(stated.parameters.values(), actual.parameters.values(), strict=False))
    return len(stated.parameters) == len(actual.parameters) and all(
        (one.name, one.kind) == (other.name, other.kind) and same_default(one, other)
        for one, other in pairs
    )


def same_default(stated: inspect.Parameter, actual: inspect.Parameter) -> bool:
    if stated.default is ...:
        return actual.default is not inspect.Parameter.empty
    return bool(stated.default == actual.default)


def fits(overload: inspect.Signature, actual: inspect.Signature) -> bool:
    """Whether a call that the overload allows is a call that the function takes."""
    by_position = [p.name for p in overload.parameters.values() if p.kind in POSITIONAL]
    takes_by_position = [p.name for p in actual.parameters.values() if p.kind in POSITIONAL]
    left_out = [p for name, p in actual.parameters.items() if name not in overload.parameters]
    return takes_by_position[: len(by_position)] == by_position and all(
        p.default is not inspect.Parameter.empty for p in left_out
    )


def test_the_stub_says_what_the_backend_has() -> None:
    assert complaints(STUB.read_text(encoding="utf-8"), vars(zmq.backend)) == []


# That the above finds what it looks for


def as_module(*members: Any) -> dict[str, Any]:
    names = {member.__name__: member for member in members}
    return names | {"__all__": list(names)}


def has(capability: str, flags: int = 0, *, copy: bool = True) -> None: ...


class Thing:
    def __init__(self, size: int = 1) -> None: ...

    @classmethod
    def made(cls, size: int) -> None: ...

    @property
    def closed(self) -> bool:
        return False

    def close(self, linger: int | None = None) -> None: ...


AGREEING = """
from typing import overload
T = TypeVar("T")
def has(capability: str, flags: int = ..., *, copy: bool = True) -> None: ...
class Thing:
    size: int
    def __init__(self, size: int = 1) -> None: ...
    @classmethod
    def made(cls, size: int) -> None: ...
    @property
    def closed(self) -> bool: ...
    @overload
    def close(self) -> None: ...
    @overload
    def close(self, linger: int | None) -> None: ...
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("", "", None),
        ("def has", "def had", "has is not in the stub"),
        ("T = ", "also: int\nT = ", "also is only in the stub"),
        ("def closed", "def ended", "Thing.closed is not in the stub"),
        ("capability", "name", "has has"),
        ("flags: int = ...", "flags: int", "has has"),
        ("copy: bool = True", "copy: bool = False", "has has"),
        ("*, ", "", "has has"),
        ("size: int = 1", "size: int = 2", "Thing.__init__ has"),
        ("made(cls, size", "made(cls, length", "Thing.made has"),
        ("linger: int", "delay: int", "Thing.close has"),
        ("def made", "def __gone__(self) -> None: ...\n    def made", "Thing.__gone__ is only"),
    ],
)
def test_differences_are_found(old: str, new: str, complaint: str | None) -> None:
    class Sized(Thing):
        size = 1

    Sized.__name__ = "Thing"
    found = complaints(AGREEING.replace(old, new), as_module(has, Sized))
    assert bool(found) == bool(complaint)
    assert not complaint or any(each.startswith(complaint) for each in found)


def test_a_stub_of_a_compiled_function_is_read_the_same_way() -> None:
    stub = "def isclose(a, b, *, rel_tol=..., abs_tol=...) -> bool: ...\n"
    assert complaints(stub, as_module(math.isclose)) == []
