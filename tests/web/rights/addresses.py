"""Which addresses does every route have on one side of a house, and which would be those of something that is not?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi.routing import APIRoute

from liaison.vocabulary import Role
from liaison.vocabulary.registers import RegisterDocument, Statement
from liaison.vocabulary.retention import RuleId
from tests.groupement import Side
from web.matrix import entry_of
from web.routes import routers

ROUTES: Final = tuple(route for router in routers(demo=False) for route in router.routes if isinstance(route, APIRoute))
WORDS: Final[Mapping[str, str]] = {
    "version": "1", "rule": RuleId.ARCHIVE.value, "statement": Statement.OPERATOR.value, "page": "1",
    "document": RegisterDocument.CONTROLLER.value, "table_format": "csv", "letter": "receipt", "model": "generic",
    "handle": "aaaaaaaaaaaaaaaa",
}  # fmt: skip
"""What stands in addresses and is a word of the house, no id; `handle` is of one's own sessions."""
OF_THE_HOUSE: Final = frozenset({"account_id", "subprocessor_id"})
"""Kept for the whole house by whoever reaches them at all."""
ABSENT: Final = "aaaaaaaaaaaaaaaa"
"""No id: sixteen letters, as ids are."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a route that is not the actor's, and the one that differs by an id that nothing has."""

    route: APIRoute
    foreign: str
    absent: str

    @property
    def method(self) -> str:
        """How it is asked for."""
        return min(self.route.methods or ())


def names_in(route: APIRoute) -> list[str]:
    """Name the ids and words in the address of a route."""
    return re.findall(r"\{([^}:]+)", route.path)


def opened_to(role: Role) -> list[APIRoute]:
    """List the routes that the matrix opens to a role."""
    return [route for route in ROUTES if isinstance(entry := entry_of(route.name), frozenset) and role in entry]


def address(route: APIRoute, side: Side, **other: str) -> str:
    """Give the address of a route on one side."""
    known = {**WORDS, **side.ids, **side.of_route.get(route.name, {}), **other}
    return route.path.format(**{name: known[name] for name in names_in(route)})


def foreign(routes: list[APIRoute], side: Side, own: Side | None, theirs: frozenset[str]) -> Iterator[Address]:
    """Give the addresses of what is another side's; with several ids, each in turn among one's own.

    `theirs`: ids that the actor shares with that side.
    """
    for route in routes:
        names = [name for name in names_in(route) if name not in WORDS.keys() | OF_THE_HOUSE | theirs]
        if not names:
            continue
        yield Address(route, address(route, side), address(route, side, **dict.fromkeys(names, absent_of(names[0]))))
        if own is None or len(names) == 1:
            continue
        for name in names:
            yours = {**side.ids, **side.of_route.get(route.name, {})}[name]
            yield Address(route, address(route, own, **{name: yours}), address(route, own, **{name: ABSENT}))


def absent_of(name: str) -> str:
    """Give what nothing has: a département goes by its number."""
    return {"code": "99", "departement": "99", "number": "2026-C999"}.get(name, ABSENT)
