"""Does looking at a page change anything? Every page, by everybody who may, twice: the whole database is compared."""

import json
from collections.abc import Iterator
from typing import Final

import pytest

from liaison.events import EventKind
from tests.web.every.routes import READ
from tests.web.every.world import Rows, World

pytestmark = pytest.mark.xdist_group("every-route")

READS: Final = frozenset(
    {
        EventKind.INCIDENT_READ, EventKind.COMPLAINT_READ, EventKind.DOCUMENT_READ, EventKind.CASE_READ,
        EventKind.EXCHANGE_READ, EventKind.TABLE_READ, EventKind.FICHE_READ, EventKind.REQUEST_READ,
        EventKind.REGISTER_READ, EventKind.JOURNAL_READ, EventKind.CERTIFICATE_READ, EventKind.ACCESS_REFUSED,
        EventKind.REGISTER_PRINTED, EventKind.FICHE_RENDERED, EventKind.INCIDENTS_EXPORTED, EventKind.TABLE_PRINTED,
    }
)  # fmt: skip
"""What the journal says of somebody who only looked, or took a copy; nothing else is written."""
JOURNAL: Final = "journalentry"
IN_USE: Final = "seen_at"
"""A session notes, once in a minute, that it is in use."""


def test_every_page_twice(world: World) -> None:
    """Every page of every role, and of partners: before and after are the same, but for reads in the journal."""
    _check(world)
    world.lived.house.clock.advance(minutes=5)
    world.look()
    _check(world)
    broken = [f"{who} {address}" for who, address, answer in world.offered.answers if answer.status_code >= 500]
    assert not broken, world.incident()


def _check(world: World) -> None:
    assert [] == list(_differences(world.before, world.after))
    assert set() == _kinds(world.after) - _kinds(world.before) - {kind.value for kind in READS}
    opened = {name for by in world.offered.opened.values() for name, addresses in by.items() if addresses}
    assert len(opened) > len(READ) * 0.8, sorted({route.name for route in READ} - opened)


def _differences(before: Rows, after: Rows) -> Iterator[str]:
    for name, rows in after.items():
        if name == JOURNAL:
            continue
        was, now = (frozenset(map(_settled, known)) for known in (before[name], rows))
        yield from (f"{name} − {line[:300]}" for line in was - now)
        yield from (f"{name} + {line[:300]}" for line in now - was)


def _settled(line: str) -> str:
    if not line.startswith("{"):
        return line
    row = json.loads(line)
    return json.dumps({key: value for key, value in row.items() if not (key == IN_USE and "complete" in row)})


def _kinds(rows: Rows) -> set[str]:
    return {json.loads(line)["kind"] for line in rows[JOURNAL]}
