"""Which checks of `rules.access` does each use case put its actor through? Read from the source, call by call.

A call counts when the actor is handed on in it: what a function asks with somebody else's name proves nothing.
"""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from liaison.vocabulary import Role
from tests.house.sources import ROOT, parsed

USE_CASES: Final = ROOT / "liaison" / "usecases"
ACCESS: Final = "liaison.rules.access"
_ACTOR: Final = frozenset({"Actor", "Actor | None"})
Function = tuple[str, str]
"""A module and a name in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a function does with its actor: the checks, what it reads of them, whom it hands them to."""

    checks: frozenset[str]
    reads: frozenset[str]
    calls: frozenset[Function]


@dataclass(slots=True)
class _Module:
    names: dict[str, Function | str] = field(default_factory=dict)
    """What a name of the module means: a function elsewhere, or a module."""
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)


@cache
def use_cases() -> dict[Function, frozenset[str]]:
    """Give every public function of `liaison.usecases` that takes an actor, with what it puts them through.

    The checks of `rules.access`; `own départements`, `own dossiers` or `own role` where it only filters by them.
    """
    return {
        (module, name): found
        for module, one in _modules().items()
        for name, function in one.functions.items()
        if not name.startswith("_") and _actors(function)
        for found in [asked((module, name))]
    }


@cache
def asked(function: Function) -> frozenset[str]:
    """Give the checks that a function puts its actor through, and what it filters by."""
    waiting, seen, checks, reads = [function], {function}, set[str](), set[str]()
    while waiting:
        one = _asked(waiting.pop())
        checks |= one.checks
        reads |= one.reads
        waiting += one.calls - seen
        seen |= one.calls
    return frozenset(checks | reads)


@cache
def _modules() -> dict[str, _Module]:
    found = {}
    for path in sorted(USE_CASES.rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[module] = one = _Module()
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef):
                one.functions[node.name] = node
                one.names[node.name] = (module, node.name)
            elif isinstance(node, ast.ImportFrom) and node.module:
                one.names |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return found


def _actors(function: ast.FunctionDef) -> set[str]:
    arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
    return {one.arg for one in arguments if one.annotation is not None and ast.unparse(one.annotation) in _ACTOR}


@cache
def _asked(function: Function) -> Asked:
    module, name = function
    node = _modules()[module].functions[name]
    actors = _actors(node)
    checks, calls = set[str](), set[Function]()
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        if not _hands_on(call, actors):
            continue
        for target in _targets(module, call):
            if target[0] == ACCESS and target[1].startswith("check_"):
                checks.add(_worded(module, target[1], call))
            elif target[0] in _modules() and target[1] in _modules()[target[0]].functions:
                calls.add(target)
    return Asked(frozenset(checks), frozenset(_reads(node, actors)), frozenset(calls))


def _hands_on(call: ast.Call, actors: set[str]) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(one, ast.Name) and one.id in actors for one in given)


def _targets(module: str, call: ast.Call) -> Iterator[Function]:
    """Say what is called, and what is asked through `is_allowed`."""
    for node in (call.func, *call.args):
        if (found := _resolved(module, node)) is not None:
            yield found


def _resolved(module: str, node: ast.expr) -> Function | None:
    names = _modules()[module].names
    if isinstance(node, ast.Name):
        found = names.get(node.id)
        return found if isinstance(found, tuple) else None
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        found = names.get(node.value.id)
        return (".".join(found), node.attr) if isinstance(found, tuple) else None
    return None


def _worded(module: str, check: str, call: ast.Call) -> str:
    """Say of which roles, where the roles are an argument."""
    if check != "check_has_role":
        return check
    names = vars(importlib.import_module(module))
    try:
        # Of our own source: a name of the module, or a set of roles that is written there.
        roles = eval(ast.unparse(call.args[-1]), dict(names))  # noqa: S307
    except NameError:
        return f"{check}: whom its caller names"
    return f"{check}: {', '.join(role.value for role in Role if role in roles)}"


def _reads(node: ast.FunctionDef, actors: set[str]) -> Iterator[str]:
    words = {"departements": "own départements", "role": "own role", "account_id": "own account"}
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in actors:
            yield from (words[word] for word in [one.attr] if word in words)
