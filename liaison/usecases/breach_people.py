"""Whom does a breach concern, by name? For those who may open the dossiers; they tell the person, and note it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import BreachPerson, Incident
from liaison.rules.access import CONTENT_ROLES, Actor, check_has_role
from liaison.rules.calendar import local_day
from liaison.store import breaches as store
from liaison.store import cases as case_store
from liaison.store import governance
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_notices, breach_standing
from liaison.usecases.breach_notices import Notice
from liaison.usecases.breach_words import TO_PEOPLE, categories_in_words
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of, cases_followed, full_name, raw_of, read_person
from liaison.usecases.incidents import KIND_LABELS
from liaison.vocabulary import IncidentKind, Role
from liaison.vocabulary.breaches import Way

TELLERS: Final = CONTENT_ROLES


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person whom a breach concerns, for those who may open the dossier."""

    incident_id: str
    case_id: str
    name: str
    categories: tuple[str, ...]
    informed_on: date | None
    informed_way: Way | None


@dataclass(frozen=True, slots=True)
class ToInform:
    """One breach, and those of its people whom the actor may see; `is_decided`: whether they are to be told."""

    incident_id: str
    number: str
    label: str
    discovered_at: datetime
    to_tell: bool | None
    is_over: bool
    people: tuple[PersonLine, ...]


def list_to_inform(ctx: Context, actor: Actor) -> list[ToInform]:
    """Return the breaches that concern people whom the actor may see, newest first; journalled."""
    check_has_role(actor, TELLERS)
    cases = _cases(ctx, actor)
    rows = store.persons_among(ctx.session, list(cases))
    if rows:
        save(ctx.session, event=Event(EventKind.INCIDENT_READ, actor.account_id, ""), at=ctx.now)
    found = [
        _to_inform(ctx, governance.get_incident(ctx.session, incident_id), list(persons))
        for incident_id, persons in groupby(rows, key=lambda row: row.incident_id)
    ]
    return sorted((one for one in found if one is not None), key=lambda one: one.discovered_at, reverse=True)


def count_to_inform(ctx: Context, actor: Actor) -> int:
    """Count the people whom the actor is to tell of a breach."""
    waiting = store.persons_waiting(ctx.session)  # almost always nobody: the dossiers are asked for after that only
    theirs = _cases(ctx, actor) if waiting else set()
    waiting = [row for row in waiting if row.case_id in theirs]
    told = {row.incident_id: governance.get_incident(ctx.session, row.incident_id) for row in waiting}
    return sum(
        told[row.incident_id].tell_people is True and breach_standing.stands(told[row.incident_id]) for row in waiting
    )


def letter(ctx: Context, actor: Actor, incident_id: str, case_id: str) -> tuple[PersonLine, Notice]:
    """Return what one person is told, about their own data.

    Raises:
        NotFound: the incident does not concern that dossier.
        Denied: the dossier is not theirs.
    """
    check_has_role(actor, TELLERS)
    case = case_of(ctx, actor, case_id)
    person = store.get_person(ctx.session, incident_id, case.id)
    row = governance.get_incident(ctx.session, incident_id)
    save(ctx.session, event=Event(EventKind.INCIDENT_READ, actor.account_id, row.id), at=ctx.now)
    return _line(ctx, person), breach_notices.to_people(ctx, row, person.categories)


def print_letter(ctx: Context, actor: Actor, incident_id: str, case_id: str) -> bytes:
    """Return that letter on paper, without a name on it."""
    _, notice = letter(ctx, actor, incident_id, case_id)
    return breach_notices.printed(ctx, governance.get_incident(ctx.session, incident_id), notice, letter=True)


def note_informed(ctx: Context, actor: Actor, incident_id: str, case_id: str, on: date, way: Way) -> None:
    """Record that a person was told, by who may open their dossier.

    Raises:
        Denied: the dossier is not theirs.
        Invalid: a day that cannot be, or a way that is none.
        WrongState: it was not decided that they are told, or the breach is closed.
    """
    check_has_role(actor, TELLERS)
    case = case_of(ctx, actor, case_id)
    row = governance.lock_incident(ctx.session, incident_id)
    person = store.get_person(ctx.session, row.id, case.id)
    if not row.tell_people or not breach_standing.stands(row):
        raise WrongState("Il n’y a pas, ou plus, à informer cette personne.", hint="La page dit pourquoi.")
    if way not in TO_PEOPLE:
        raise Invalid([Problem("way", "Comment", "Choisissez une des réponses proposées.")])
    if not local_day(row.discovered_at) <= on <= ctx.today:
        raise Invalid([Problem("informed_on", "Informée le", "Entre la découverte et aujourd’hui.")])
    row.informed += person.informed_on is None
    person.informed_on, person.informed_way, person.informed_by = on, way.value, actor.account_id
    detail: dict[str, Detail] = {"number": row.number, "way": way.value}
    event = Event(EventKind.INCIDENT_PERSON_INFORMED, actor.account_id, row.id, detail)
    save(ctx.session, row, person, event=event, at=ctx.now)


def _cases(ctx: Context, actor: Actor) -> set[str]:
    if actor.role is Role.COORDINATOR:
        return {case.id for case in case_store.list_all_cases_in(ctx.session, actor.departements)}
    return {case.id for case in cases_followed(ctx, actor)}


def _to_inform(ctx: Context, row: Incident, persons: list[BreachPerson]) -> ToInform | None:
    if row.dismissed_at is not None:
        return None
    people = tuple(sorted((_line(ctx, person) for person in persons), key=lambda line: line.name))
    label = KIND_LABELS[IncidentKind(row.kind)]
    is_over = not breach_standing.stands(row)
    return ToInform(row.id, row.number, label, row.discovered_at, row.tell_people, is_over, people)


def _line(ctx: Context, person: BreachPerson) -> PersonLine:
    name = full_name(raw_of(read_person(ctx, case_store.get_case(ctx.session, person.case_id))))
    way = Way(person.informed_way) if person.informed_way else None
    categories = categories_in_words(person.categories)
    return PersonLine(person.incident_id, person.case_id, name, categories, person.informed_on, way)
