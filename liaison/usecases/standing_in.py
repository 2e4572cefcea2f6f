"""Who takes over whose dossiers, and until when? Absences, declared and ended; access follows the clock (A-2).

Nothing is copied and no dossier changes hands: for the time of the absence the substitute may open what the absent
référent may, and every entry of the two chains says in whose place it was done.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Absence
from liaison.rules.absences import Period, problems_of
from liaison.rules.access import Actor, check_has_role, check_may_declare_absence, is_allowed
from liaison.store import absences as store
from liaison.store import accounts as account_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering
from liaison.usecases.context import Context
from liaison.usecases.profiles import ROLE_LABELS
from liaison.vocabulary import Role

STAFF: Final = frozenset({Role.REFERENT, Role.COORDINATOR})
LOOK_BACK: Final = timedelta(days=60)
"""How long an absence that is over stays on the page."""


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """An absence as it is typed."""

    departement: str
    absent: str
    substitute: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who may be absent, or stand in."""

    account_id: str
    name: str
    role_label: str


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """An absence and where it stands today."""

    id: str
    departement: str
    absent: str
    substitute: str
    is_mine: bool
    """I am absent."""
    is_my_charge: bool
    """I stand in."""
    starts_on: date
    ends_on: date
    running: bool
    to_come: bool
    can_end: bool


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    """The absences that concern somebody, and whom they may choose."""

    absences: tuple[AbsenceView, ...]
    absents: tuple[Staff, ...]
    substitutes: tuple[Staff, ...]
    departements: tuple[str, ...]


def list_absences(ctx: Context, actor: Actor) -> AbsencesPage:
    """Return the absences of the coordinator's départements, or a référent's own and those that they cover."""
    check_has_role(actor, STAFF)
    rows = store.list_absences(ctx.session, actor.departements, ctx.today - LOOK_BACK)
    concerned = [
        row for row in rows if actor.role is Role.COORDINATOR or actor.account_id in {row.account_id, row.substitute_id}
    ]
    staff = _staff(ctx, actor)
    absents = [one for one in staff if one.role_label == ROLE_LABELS[Role.REFERENT]]
    mine = [one for one in absents if one.account_id == actor.account_id]
    return AbsencesPage(
        tuple(_view(ctx, actor, row) for row in concerned),
        tuple(absents if actor.role is Role.COORDINATOR else mine),
        tuple(one for one in staff if actor.role is Role.COORDINATOR or one.account_id != actor.account_id),
        tuple(sorted(actor.departements)),
    )


def declare(ctx: Context, actor: Actor, form: AbsenceForm) -> str:
    """Declare an absence and who takes over; access opens on its first day and closes after its last.

    Raises:
        Denied: somebody else's absence, or another département.
        Invalid: everything to correct at once: days, people of another département, overlaps, oneself.
    """
    check_may_declare_absence(actor, form.absent, form.departement)
    problems = _missing(ctx, form)
    if problems or form.starts_on is None or form.ends_on is None:
        raise Invalid(problems)
    asked = Period(form.departement, form.absent, form.substitute, form.starts_on, form.ends_on)
    declared = [_period(row) for row in store.list_standing(ctx.session, form.departement, form.starts_on)]
    if problems := problems_of(asked, declared, ctx.today):
        raise Invalid(problems)
    row = Absence(
        id=ctx.new_id(), departement=form.departement, account_id=form.absent, substitute_id=form.substitute,
        starts_on=form.starts_on, ends_on=form.ends_on, declared_by=actor.account_id, declared_at=ctx.now,
    )  # fmt: skip
    detail = {
        "absent": row.account_id,
        "to": row.substitute_id,
        "departement": row.departement,
        "starts": row.starts_on.isoformat(),
        "ends": row.ends_on.isoformat(),
    }
    save(ctx.session, row, event=Event(EventKind.ABSENCE_DECLARED, actor.account_id, row.id, detail), at=ctx.now)
    return row.id


def end(ctx: Context, actor: Actor, absence_id: str) -> None:
    """End an absence before its last day, or call one off: access closes now.

    Raises:
        Denied: somebody else's absence.
        WrongState: it is over already.
    """
    row = store.get_absence(ctx.session, absence_id)
    check_may_declare_absence(actor, row.account_id, row.departement)
    if row.ended_at is not None or row.ends_on < ctx.today:
        raise WrongState("Cette absence est déjà terminée.", hint="Rien d’autre à faire.")
    row.ended_at = ctx.now
    detail = {"absent": row.account_id, "to": row.substitute_id}
    save(ctx.session, row, event=Event(EventKind.ABSENCE_ENDED, actor.account_id, row.id, detail), at=ctx.now)


def charges_of(ctx: Context, actor: Actor) -> tuple[AbsenceView, ...]:
    """Return the absences that somebody covers today, for their first page."""
    rows = store.taken_over_by(ctx.session, actor.account_id, ctx.today)
    return tuple(_view(ctx, actor, row) for row in rows if row.departement in actor.departements)


def _missing(ctx: Context, form: AbsenceForm) -> list[Problem]:
    problems = []
    if form.starts_on is None:
        problems.append(Problem("starts_on", "Premier jour", "« Premier jour » : écrivez la date."))
    if form.ends_on is None:
        problems.append(Problem("ends_on", "Dernier jour", "« Dernier jour » : écrivez la date."))
    referents = {row.id for row in account_store.list_referents_in(ctx.session, form.departement)}
    if form.absent not in referents:
        problems.append(Problem("absent", "Absence de", "« Absence de » : choisissez un référent du département."))
    if form.substitute not in {row.id for row in account_store.list_in(ctx.session, form.departement, STAFF)}:
        sentence = "« Remplacement » : choisissez un référent ou la coordination du même département."
        problems.append(Problem("substitute", "Remplacement", sentence))
    return problems


def _staff(ctx: Context, actor: Actor) -> list[Staff]:
    rows = {
        row.id: row for code in actor.departements for row in account_store.list_in(ctx.session, code, STAFF)
    }.values()
    people = [Staff(row.id, administering.staff_name(ctx, row.id), ROLE_LABELS[Role(row.role)]) for row in rows]
    return sorted(people, key=lambda one: one.name.casefold())


def _view(ctx: Context, actor: Actor, row: Absence) -> AbsenceView:
    period = _period(row)
    to_come = not period.ended and ctx.today < row.starts_on
    running = period.covers(ctx.today)
    allowed = is_allowed(check_may_declare_absence, actor, row.account_id, row.departement)
    return AbsenceView(
        row.id, row.departement, administering.staff_name(ctx, row.account_id),
        administering.staff_name(ctx, row.substitute_id), row.account_id == actor.account_id,
        row.substitute_id == actor.account_id, row.starts_on, row.ends_on, running, to_come,
        allowed and (running or to_come),
    )  # fmt: skip


def _period(row: Absence) -> Period:
    return Period(
        row.departement, row.account_id, row.substitute_id, row.starts_on, row.ends_on, row.ended_at is not None
    )
