"""Which fields does a route read, and what may be in them? Its source says it: models, single fields, files."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from types import FunctionType
from typing import Any, get_args

from fastapi.routing import APIRoute

from web import inputs, receiving, uploads
from web.inputs import Input

_MODEL = re.compile(r"\bread\([^,()]*(?:\([^()]*\))?, (\w+)\)|\b(\w+)\.model_fields")
_FIELD = re.compile(r"\bform\.(?:one|many)\(\"([^\"]+)\"")
_DEEP = 4


def fields_of(route: APIRoute) -> Mapping[str, tuple[str, ...]]:
    """Name what a route reads of a form, each with the values that its type knows."""
    return _read_by(route.endpoint)


@cache
def _read_by(endpoint: Callable[..., Any]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for function in _called(endpoint, set(), _DEEP):
        source = inspect.getsource(function)
        found |= dict.fromkeys(_FIELD.findall(source), ())
        for names in _MODEL.findall(source):
            model = function.__globals__.get("".join(names))
            if isinstance(model, type) and issubclass(model, Input):
                found |= {name: tuple(_known(info.annotation)) for name, info in model.model_fields.items()}
    return found


def takes_file(route: APIRoute) -> bool:
    """Say whether a file may be posted to a route."""
    return route.name in uploads.ROUTES or route.name in receiving.ROUTES


def _called(function: Callable[..., Any], seen: set[str], deep: int) -> Iterator[FunctionType]:
    """Walk a function of the pages and those of the pages that it calls."""
    if not isinstance(function, FunctionType) or not function.__module__.startswith("web."):
        return
    if function.__module__ == inputs.__name__ or function.__qualname__ in seen or not deep:
        return
    seen.add(function.__qualname__)
    yield function
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if called is not None:
            yield from _called(called, seen, deep - 1)


def _known(annotation: object) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(one.value) for one in annotation)
    for part in get_args(annotation):
        yield from _known(part)
