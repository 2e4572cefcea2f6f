"""Which routes are there, who may reach them, and which names do they read in an address? Never a typed list."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Final

from fastapi.routing import APIRoute

import web.pages
import web.paging
from liaison.vocabulary import Role
from web.inputs import Input
from web.matrix import Gate, entry_of
from web.routes import routers

ROUTES: Final[Mapping[str, APIRoute]] = {
    route.name: route for router in routers(demo=True) for route in router.routes if isinstance(route, APIRoute)
}
READ: Final = tuple(route for route in ROUTES.values() if "GET" in (route.methods or ()))
POSTED: Final = tuple(route for route in ROUTES.values() if "POST" in (route.methods or ()))
NOBODY: Final = "nobody"
"""Who holds a link and no account."""


def parameters(route: APIRoute) -> tuple[str, ...]:
    """Name the parts of a route's address that vary."""
    return tuple(route.param_convertors)


def readers(route: APIRoute) -> tuple[str, ...]:
    """Name the roles that a route is open to; a machine and somebody half-way are nobody here."""
    entry = entry_of(route.name)
    return (NOBODY,) if isinstance(entry, Gate) else tuple(role.value for role in Role if role in entry)


def route_at(path: str, method: str) -> tuple[APIRoute, dict[str, str]] | None:
    """Find the route that answers an address, and what stands in it."""
    for route in ROUTES.values():
        found = route.path_regex.match(path)
        if found and method in (route.methods or ()):
            return route, found.groupdict()
    return None


@cache
def query_names() -> frozenset[str]:
    """Name all that is read in the query of an address, as the code says it."""
    modules = {inspect.getmodule(route.endpoint) for route in ROUTES.values()} | {web.pages, web.paging}
    return frozenset(name for module in modules if module for name in _asked(module))


def _asked(module: ModuleType) -> Iterator[str]:
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("query_params.get"):
            yield from _values(node.args[0], module, tree)


def _values(node: ast.expr, module: ModuleType, tree: ast.Module) -> Iterator[str]:
    """Say which texts an expression may be: written there, a constant, or each of a list."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.Name) and isinstance(known := getattr(module, node.id, None), str):
        yield known
    elif isinstance(node, ast.Attribute):
        yield getattr(getattr(module, ast.unparse(node.value)), node.attr)
    else:
        loops = [loop for loop in ast.walk(tree) if isinstance(loop, ast.comprehension)]
        (over,) = {ast.unparse(loop.iter) for loop in loops if ast.unparse(loop.target) == ast.unparse(node)} & {
            ast.unparse(loop.iter) for loop in loops if "query_params" in ast.unparse(_around(tree, loop))
        }
        yield from _each(over, module)


def _around(tree: ast.Module, loop: ast.comprehension) -> ast.AST:
    return next(node for node in ast.walk(tree) if loop in getattr(node, "generators", ()))


def _each(over: str, module: ModuleType) -> Iterator[str]:
    owner, _, name = over.partition(".")
    if name == "model_fields":
        model: type[Input] = getattr(module, owner)
        yield from model.model_fields
    else:
        yield from ast.literal_eval(over)
