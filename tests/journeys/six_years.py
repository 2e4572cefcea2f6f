"""Who lives six years in a house, and how do its nights pass? Fictitious people, each with words to search for."""

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from crypto.errors import KeyGone
from liaison import bootstrap, migrations, settings
from liaison.bootstrap import Service
from liaison.events import EventKind
from liaison.records import Case, Deadline
from liaison.rules.calendar import local_day
from liaison.store import exchanges, trails
from liaison.usecases import (
    backing_up,
    destroying,
    ending_support,
    following_requests,
    keeping_cases,
    nightly,
    working,
)
from liaison.usecases.context import Context
from liaison.usecases.dossier import object_of
from liaison.usecases.following_requests import RequestLine
from liaison.vocabulary import Chain, DeadlineSubject, Origin
from tests.factories import RHONE, SIGNED, House

EVERY_NIGHT: Final = os.environ.get("LIAISON_TEST_EVERY_NIGHT") == "1"
"""All 2,192 of them, in some minutes; else one a week where nothing happens, and each of those around what does."""
AROUND: Final = 3
"""Nights before and after something happens."""
NOBODY_STOPS: Final = threading.Event()


@dataclass(frozen=True, slots=True)
class Somebody:
    """A beneficiary, and every word of theirs that nobody but those who follow them may read."""

    last_name: str
    first_name: str
    agdref: str
    born: date
    telephone: str
    words: str

    @property
    def raw(self) -> Mapping[str, str]:
        """What is typed in their dossier."""
        return {
            "beneficiary.last_name": self.last_name, "beneficiary.first_name": self.first_name,
            "beneficiary.agdref": self.agdref, "beneficiary.birth_date": f"{self.born:%d/%m/%Y}",
            "beneficiary.telephone": self.telephone,
        }  # fmt: skip

    @property
    def canaries(self) -> tuple[str, ...]:
        """What no page of the DPO, no export and no mail may say, as it is typed and as it may be stored."""
        return (
            self.last_name, self.first_name, self.agdref, f"{self.born:%d/%m/%Y}", self.born.isoformat(),
            self.telephone, self.telephone.replace("0", "+33", 1), self.words,
        )  # fmt: skip


YSOLINDE: Final = Somebody("CANARIMBOURG", "Ysolinde", "9900000025", date(1981, 3, 2), "06 39 98 01 55", "Mot serin un")
THEODULE: Final = Somebody("OISELIER", "Théodule", "9900000033", date(1975, 7, 19), "06 39 98 02 66", "Mot serin deux")
EUDOXIE: Final = Somebody("PLUMASSIER", "Eudoxie", "9900000041", date(1992, 10, 8), "06 39 98 03 77", "Serin trois")
FULBERT: Final = Somebody("VOLIERE", "Fulbert", "9900000058", date(1969, 5, 23), "06 39 98 04 88", "Mot serin quatre")
ROSEMONDE: Final = Somebody("PERCHOIR", "Rosemonde", "9900000066", date(1988, 1, 30), "06 39 98 05 99", "Serin cinq")
EVERYBODY: Final = (YSOLINDE, THEODULE, EUDOXIE, FULBERT, ROSEMONDE)


@dataclass(slots=True)
class Years:
    """A house that grows older, one night after the other."""

    house: House
    cases: dict[str, str] = field(default_factory=dict)
    plis: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    conventions: dict[str, str] = field(default_factory=dict)
    access: str = ""
    """The request of which the copy is made."""
    nights: int = 0

    # --- who comes, and what leaves ---

    def welcome(self, who: Somebody, *, origin: Origin = Origin.PERSON) -> str:
        """Open somebody's dossier, with what they agreed to."""
        self.cases[who.last_name] = self.house.do(
            keeping_cases.create_case, self.house["referent"], departement=RHONE, raw=who.raw, origin=origin
        )
        return self.cases[who.last_name]

    def send(self, who: Somebody, model: str, contact_id: str) -> str:
        """Send a fiche about somebody, with words of their own on it, and let it leave."""
        raw = {**SIGNED, "support.done": who.words} if model == "generic" else SIGNED
        fiche_id = self.house.draft(self.cases[who.last_name], model, contact_id=contact_id, raw=raw)
        self.plis[who.last_name] = self.house.send(fiche_id)
        self.house.work()
        return self.plis[who.last_name]

    def end(self, who: Somebody, on: date | None) -> None:
        """Say when somebody's support ended, or that it goes on."""
        self.house.do(ending_support.set_support_end, self.house["referent"], self.cases[who.last_name], on)

    # --- time ---

    def at(self, moment: datetime) -> None:
        """Let the nights pass until a moment of the clock of Paris or of the world."""
        self.until((moment - timedelta(hours=3)).astimezone(UTC).date())
        self.house.clock.move_to(moment)

    def until(self, day: date) -> None:
        """Let the nights pass until the one of a day, that one included: at three o'clock, as it is done."""
        since = self.today
        while (night := datetime.combine(self.today + timedelta(days=1), time(3), tzinfo=UTC)).date() <= day:
            self.house.clock.move_to(night)
            if not EVERY_NIGHT and self._is_calm(night.date(), since, day):
                destroying.destroy_due(self.house.service)
                continue
            nightly.run(self.house.service)
            working.work_once(self.house.service, NOBODY_STOPS)
            self.nights += 1

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.house.clock.now().date()

    @staticmethod
    def _is_calm(night: date, since: date, until: date) -> bool:
        """Say whether a night is far from what happened last and from what happens next; Mondays never are."""
        return (night - since).days > AROUND and (until - night).days > AROUND and night.weekday() != 0

    def goes_in_the_night_after(self, last_day: date, stands: Callable[[], bool]) -> None:
        """See that something stands until its last day is over, and is gone with the night that follows."""
        self.until(last_day)
        assert stands(), f"gone before {last_day} was over"
        self.until(last_day + timedelta(days=1))
        assert not stands(), f"still there after {last_day}"

    # --- what is left ---

    def lives(self, who: Somebody) -> bool:
        """Say whether somebody's dossier opens."""
        return opens(self.house, self.cases[who.last_name])

    def holds(self, who: Somebody, part: str) -> bool:
        """Say whether a dossier still holds what was typed in one of its fields."""
        page = self.house.do(keeping_cases.open_case, self.house["referent"], self.cases[who.last_name])
        return who.raw[f"beneficiary.{part}"] in page.raw.values()

    def fiche_stands(self, who: Somebody) -> bool:
        """Say whether the fiche of somebody's pli is there."""
        return self.house.row(self.plis[who.last_name]).fiche_version_id is not None

    def request(self, request_id: str) -> RequestLine:
        """Follow a request as the DPO does, by its number."""
        return self.house.do(following_requests.open_request, self.house["dpo"], request_id).line

    def due(self, who: Somebody, rule: str, subject: DeadlineSubject = DeadlineSubject.CASE) -> date | None:
        """Give the day that the law sets for a part of somebody's dossier."""
        case_id = self.cases[who.last_name]
        with self.house.service.transaction() as ctx:
            rows = [
                row
                for row in exchanges.every_open_deadline(ctx.session, None)
                if row.rule == rule and row.subject_kind == subject and _is_of(ctx, row, case_id)
            ]
            (due_at,) = {row.due_at for row in rows}
        return local_day(due_at) if due_at else None

    def entries(self, kind: EventKind, chain: Chain = Chain.REGISTER) -> list[Mapping[str, object]]:
        """Give the details of the entries of a kind, oldest first."""
        return [dict(entry.detail) for entry in self.house.do(lambda ctx: trails.find_kind(ctx.session, chain, kind))]


def _is_of(ctx: Context, row: Deadline, case_id: str) -> bool:
    if row.transmission_id is None:
        return row.subject_id == case_id
    return exchanges.get_transmission(ctx.session, row.transmission_id).case_id == case_id


def opens(house: House, case_id: str) -> bool:
    """Say whether a dossier opens, whatever the pages show."""
    with house.service.transaction() as ctx:
        row = ctx.session.get(Case, case_id)
        if row is None:
            return False
        try:
            ctx.vault.unseal(object_of(row), field="person", version=row.revision, sealed=row.person)
        except KeyGone:
            return False
    return True


def backed_up(house: House, folder: Path) -> tuple[Path, Path]:
    """Make both halves, in folders of their own."""
    halves = [folder / name for name in ("data", "keys")]
    for half in halves:
        half.mkdir(parents=True)
    return (
        house.do(backing_up.backup_data, halves[0]),
        house.do(backing_up.backup_keys, house.service.keystore, halves[1]),
    )


def fresh_machine(house: House, folder: Path) -> tuple[House, Service]:
    """Make a new machine that has the master key back, and nothing else."""
    folder.mkdir()
    config = settings.load({}, data_dir=folder)
    shutil.copy(house.service.settings.master_key, config.master_key)
    migrations.upgrade(config.database)
    service = bootstrap.start(config, clock=house.clock, demo=house.doors)
    return House(service, house.clock, folder, house.doors, house.actors), service
