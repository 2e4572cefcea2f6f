"""What do the tests of rights stand on? One house with two départements and two associations, and everybody’s desk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from liaison.events import EventKind
from liaison.store import accounts, trails
from liaison.usecases import factors
from liaison.vocabulary import Chain, Role
from tests import factories, groupement
from tests.clock import FixedClock
from tests.factories import LOIRE, PUBLIC_URL, RHONE, House
from tests.groupement import Side
from tests.journeys import reading_all
from tests.journeys.reading_all import Reader
from tests.web.rights.addresses import address, opened_to
from tests.web.rights.posting import forms_of, route_of
from tests.web.staff import token_in
from web.app import build

BEGINS: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WHILE: Final = timedelta(minutes=10)
"""Well before a session ends, so that none does in the middle of a test."""

OWNERS: Final = ("referent", "coordinator", "dpo", "controller", "administrator")
REFUSALS: Final = frozenset({"journalentry", "websession"})
"""What may be written when nothing is done: a refusal is journalled, a session is touched."""


@dataclass(slots=True)
class Groupement:
    """A house, what stands on both sides of it, and who is signed in."""

    house: House
    rhone: Side
    loire: Side
    readers: dict[str, Reader] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    came_in: dict[str, datetime] = field(default_factory=dict)
    apps: list[FastAPI] = field(default_factory=list)

    def reader(self, who: str) -> Reader:
        """Give somebody's browser, signed in."""
        if who not in self.readers:
            self.readers[who] = self._first() if who == "administrator" else reading_all.enter(self.house, who)
        if who not in self.came_in:
            self.readers[who].sign_in()
            self.came_in[who] = self.house.clock.now()
            self.tokens[who] = token_in(self.readers[who].browser.get("/"))
        return self.readers[who]

    def begin(self) -> None:
        """Have those sign in again who came in a while ago: a test before may have let hours pass."""
        now = self.house.clock.now()
        self.came_in = {who: at for who, at in self.came_in.items() if now - at < WHILE}

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Read every row of the house but those of chains and sessions."""
        with self.house.service.transaction() as ctx:
            return {
                table.name: sorted(map(tuple, ctx.session.execute(select(table))), key=repr)
                for table in SQLModel.metadata.sorted_tables
                if table.name not in REFUSALS
            }

    def journal(self, kind: EventKind) -> list[Mapping[str, object]]:
        """Read what the journal says of a kind of event, oldest first."""
        entries = self.house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, kind))
        return [dict(entry.detail) for entry in entries]

    def browser(self, **headers: str) -> TestClient:
        """Give a browser in which nobody is signed in."""
        same = {"Sec-Fetch-Site": "same-origin"}
        self.apps = self.apps or [build(self.house.service)]
        return TestClient(self.apps[0], base_url=PUBLIC_URL, headers={**same, **headers})

    def _first(self) -> Reader:
        """Give the browser of who opened the house, and whom nobody invites again."""
        account_id = self.house["administrator"].account_id
        seed = self.house.do(lambda ctx: factors.open_seed(ctx, accounts.get_account(ctx.session, account_id)))
        return Reader(self.house, "administrator", "administrator@operateur.example", seed, self.browser())

    def role(self, who: str) -> Role:
        """Say in which role somebody works."""
        return self.house[who].role


@dataclass(frozen=True, slots=True)
class Furnished:
    """A closed house that nobody lives in, and its two sides."""

    house: House
    rhone: Side
    loire: Side


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """Furnish both sides of a house, once."""
    clock = FixedClock(BEGINS)
    house = factories.build("", tmp_path_factory.mktemp("groupement") / "house", clock)
    known = groupement.add_staff(house.reached_from_outside())
    rhone, loire = (groupement.furnish(known, *side) for side in ((RHONE, "canarirhone"), (LOIRE, "canariloire")))
    factories.close(house.service)
    return Furnished(known, rhone, loire)


@pytest.fixture(scope="module")
def both(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Groupement]:
    """Give a module a copy of that house, two hours later: a deposit that was just taken is told of for one (0081)."""
    clock = FixedClock(BEGINS + timedelta(hours=2))
    house = factories.copy_of(furnished.house, "", tmp_path_factory.mktemp("both") / "house", clock)
    yield Groupement(house.reached_from_outside(), furnished.rhone, furnished.loire)
    factories.close(house.service)


@pytest.fixture(autouse=True)
def _begin(both: Groupement) -> None:
    both.begin()


@pytest.fixture(scope="module")
def typed(both: Groupement) -> Mapping[str, dict[str, list[str]]]:
    """Give what a browser would post on each route, from the pages of those whom it is for."""
    found: dict[str, dict[str, list[str]]] = {}
    for who in OWNERS:
        browser = both.reader(who).browser
        for route in opened_to(both.role(who)):
            if "GET" not in (route.methods or ()):
                continue
            place = address(route, both.rhone)
            answer = browser.get(place)
            if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
                for form in forms_of(answer.text, place):
                    found.setdefault(route_of(form.action), form.fields)
    return found
