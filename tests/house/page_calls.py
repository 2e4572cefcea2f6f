"""Which use cases do the pages call, and with whom? Read from the source of `web`."""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Final

from tests.house.sources import ROOT, parsed

WEB: Final = ROOT / "web"
_ROOM: Final = "liaison.usecases"
_ACTORS: Final = frozenset({"actor", "presence.actor"})


@cache
def called() -> dict[str, bool]:
    """Give each use case that a page calls, by its name below `liaison.usecases`; whether an actor always goes along.

    A use case is what is given a context first: what only words or computes is none.
    """
    found: dict[str, bool] = {}
    for path in sorted(WEB.rglob("*.py")):
        for name, with_actor in _calls(parsed(path)):
            found[name] = found.get(name, True) and with_actor
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}".removeprefix(f"{_ROOM}.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(_ROOM)
        for alias in node.names
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = [ast.unparse(one) for one in (*call.args, *(keyword.value for keyword in call.keywords))]
        name = _named(call.func, names)
        if name and given[:1] == ["ctx"]:
            yield name, any(one in _ACTORS for one in given)


def _named(called: ast.expr, names: dict[str, str]) -> str:
    if isinstance(called, ast.Name):
        return names.get(called.id, "")
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id in names:
        return f"{names[called.value.id]}.{called.attr}"
    return ""
