"""What went wrong, who declares it, what does the DPO see of it? Drafts of incidents: closed lists and counts only.

No free text: an incident is followed by number, and the DPO sees nothing about a person. What comes of it is
`breach_handling`; what leads nowhere is closed by `dismissing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liaison.events import EventKind
from liaison.records import Incident, Transmission
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.breach import check_declaration
from liaison.store import cases as case_store
from liaison.store import exchanges as exchange_store
from liaison.store import governance as store
from liaison.store import mailbox as mailbox_store
from liaison.store import table_plis
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, breach_clocks, breach_standing, following, incidents
from liaison.usecases.breach_clocks import ClockView
from liaison.usecases.context import Context
from liaison.usecases.dossier import read_person
from liaison.usecases.incidents import KIND_LABELS, Scope
from liaison.usecases.listing import TransmissionLine, transmission_lines
from liaison.vocabulary import Dismissal, IncidentKind, Origin
from liaison.vocabulary.breaches import Course

READERS: Final = breach_standing.READERS


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident in a list: by number, without anything about a person."""

    id: str
    number: str
    kind: IncidentKind
    label: str
    departement: str
    reference: str
    discovered_at: datetime
    course: Course
    clocks: tuple[ClockView, ...]
    mails: int
    """How many mails brought the readable files that it is about."""
    dismissed_at: datetime | None
    dismissed_for: Dismissal | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident as the DPO and the controller see it."""

    line: IncidentLine
    opened_at: datetime
    opened_by: str
    people: int
    ofii_data: bool | None
    transmission: TransmissionLine | None
    released_at: datetime | None
    dismissed_by: str


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    """What is known already when somebody declares an incident about a pli."""

    line: TransmissionLine
    released_at: datetime | None
    ofii_data: bool
    """Whether the dossier holds values that came from the OFII (T-5)."""
    known: tuple[IncidentLine, ...]
    people: int
    """How many it is about; of a pli whose dossier is destroyed, one."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared."""

    kind: IncidentKind
    discovered_at: datetime
    people: int
    ofii_data: bool | None


@dataclass(frozen=True, slots=True)
class Declared:
    """The incident, and how much the declaration changed of one that stood open already; nothing for a new one."""

    line: IncidentLine
    completed: int | None


def ask(ctx: Context, actor: Actor, transmission_id: str) -> DeclarationPage:
    """Return what a declaration about a pli begins with."""
    row = following.transmission_of(ctx, actor, transmission_id)
    line = transmission_lines(ctx, [row], named=True)[0]
    people = 0 if row.is_test else max(len(_people(ctx, row)), 1)
    return DeclarationPage(line, row.released_at, _holds_ofii_data(ctx, row), tuple(list_about(ctx, row)), people)


def declare(ctx: Context, actor: Actor, transmission_id: str, declaration: Declaration) -> Declared:
    """Open the draft of an incident about a pli; one of the same kind that stands open already is completed.

    Raises:
        Invalid: a discovery in the future, or a number of people that cannot be.
    """
    row = following.transmission_of(ctx, actor, transmission_id)
    check_declaration(declaration.discovered_at, declaration.people, now=ctx.now)
    reported = incidents.report(
        ctx, actor.account_id, declaration.kind, row, discovered_at=declaration.discovered_at,
        scope=Scope(declaration.people, declaration.ofii_data),
    )  # fmt: skip
    return Declared(_lines(ctx, [reported.incident])[0], reported.completed)


def list_about(ctx: Context, row: Transmission) -> list[IncidentLine]:
    """Return the incidents about a pli that stand open, oldest first, for those who may follow it."""
    return _lines(ctx, [one for one in store.incidents_of(ctx.session, row.id) if breach_standing.stands(one)])


def declare_alone(ctx: Context, actor: Actor, departement: str, declaration: Declaration) -> Declared:
    """Open the draft of an incident that no pli is known of: a lost telephone, a paper, an account.

    Raises:
        Denied: it is not a département of the actor's.
        Invalid: a discovery in the future, or a number of people that cannot be.
    """
    check_has_role(actor, READERS | following.FOLLOWERS)
    check_may_work_in(actor, departement)
    check_declaration(declaration.discovered_at, declaration.people, now=ctx.now)
    reported = incidents.report(
        ctx, actor.account_id, declaration.kind, None, discovered_at=declaration.discovered_at,
        scope=Scope(declaration.people, declaration.ofii_data), departement=departement,
    )  # fmt: skip
    return Declared(_lines(ctx, [reported.incident])[0], reported.completed)


def list_incidents(ctx: Context, actor: Actor) -> list[IncidentLine]:
    """Return the incidents of the actor's départements, and those of no known one, newest first; journalled."""
    check_has_role(actor, READERS)
    save(ctx.session, event=Event(EventKind.INCIDENT_READ, actor.account_id, ""), at=ctx.now)
    return _lines(ctx, store.list_incidents(ctx.session, actor.departements))


def open_incident(ctx: Context, actor: Actor, incident_id: str) -> IncidentPage:
    """Return an incident for the DPO or the controller; journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
    """
    check_has_role(actor, READERS)
    row = breach_standing.of_theirs(actor, store.get_incident(ctx.session, incident_id))
    save(ctx.session, event=Event(EventKind.INCIDENT_READ, actor.account_id, row.id), at=ctx.now)
    transmission = _transmission_of(ctx, row)
    return IncidentPage(
        line=_lines(ctx, [row])[0],
        opened_at=row.opened_at,
        opened_by=administering.actor_label(ctx, row.opened_by),
        people=row.people,
        ofii_data=row.ofii_data,
        transmission=transmission_lines(ctx, [transmission], named=False)[0] if transmission else None,
        released_at=transmission.released_at if transmission else None,
        dismissed_by=administering.actor_label(ctx, row.dismissed_by) if row.dismissed_by else "",
    )


def _lines(ctx: Context, rows: Sequence[Incident]) -> list[IncidentLine]:
    mails = mailbox_store.count_by_incident(ctx.session, [row.id for row in rows])
    clocks = breach_clocks.views(ctx, rows)
    return [_line(ctx, row, mails.get(row.id, 0), clocks.get(row.id, ())) for row in rows]


def _line(ctx: Context, row: Incident, mails: int, clocks: tuple[ClockView, ...]) -> IncidentLine:
    transmission, kind = _transmission_of(ctx, row), IncidentKind(row.kind)
    return IncidentLine(
        row.id, row.number, kind, KIND_LABELS[kind], row.departement or "",
        transmission.reference if transmission else "", row.discovered_at,
        breach_standing.course(ctx, row, clocks), clocks, mails,
        row.dismissed_at, Dismissal(row.dismissed_for) if row.dismissed_for else None, row.ended_at,
    )  # fmt: skip


def _transmission_of(ctx: Context, row: Incident) -> Transmission | None:
    return exchange_store.get_transmission(ctx.session, row.transmission_id) if row.transmission_id else None


def _holds_ofii_data(ctx: Context, row: Transmission) -> bool:
    people = (read_person(ctx, case_store.get_case(ctx.session, case_id)) for case_id in _people(ctx, row))
    return any(value.origin is Origin.OFII for person in people for value in person.values())


def _people(ctx: Context, row: Transmission) -> list[str]:
    """Name the dossiers that a pli is about: one, those of a table, none for a test pli."""
    if row.table_id is not None:
        return table_plis.cases_in(ctx.session, row.table_id)
    return [row.case_id] if row.case_id is not None else []
