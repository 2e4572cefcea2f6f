"""When were we in contact with somebody (E-7)? Noted in the dossier: a day, a way, a purpose, and not a word about it.

What is due, and to whom, is `coming_contacts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liaison.errors import Invalid, Problem
from liaison.events import EventKind
from liaison.records import Case, CaseExit, FollowUp
from liaison.rules.access import Actor
from liaison.rules.exits import POSITIVE
from liaison.store import exits as exit_store
from liaison.store import follow_ups as store
from liaison.store.trails import Event
from liaison.store.writing import remove, save
from liaison.usecases import administering, restricting
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.usecases.table_words import PURPOSES, WAYS
from liaison.vocabulary import ExitKind
from liaison.vocabulary.tables import ContactPurpose, ContactWay


@dataclass(frozen=True, slots=True)
class ContactForm:
    """A contact as it is noted."""

    happened_on: date | None
    way: ContactWay
    purpose: ContactPurpose = ContactPurpose.REGULAR


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact of a dossier."""

    id: str
    happened_on: date
    way_label: str
    purpose: ContactPurpose
    purpose_label: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ContactsOfCase:
    """The contacts of a dossier, the last first, and what one may be noted for."""

    contacts: tuple[ContactView, ...]
    purposes: tuple[ContactPurpose, ...]


def record_contact(ctx: Context, actor: Actor, case_id: str, form: ContactForm) -> None:
    """Note a contact; one that was noted already (pressed twice) stays one.

    Raises:
        Invalid: no day, a day to come, or an interview after an exit that does not stand.
        Refused: the person asked for a restriction, and it stands (RGPD art. 18).
    """
    case = case_of(ctx, actor, case_id)
    restricting.check_may_change(ctx, case.id)
    happened_on = _checked(ctx, case, form)
    if store.find_same(ctx.session, case.id, happened_on, form.way.value, form.purpose.value):
        return
    row = FollowUp(
        id=ctx.new_id(), case_id=case.id, happened_on=happened_on, way=form.way.value, purpose=form.purpose.value,
        recorded_at=ctx.now, recorded_by=actor.account_id,
    )  # fmt: skip
    detail = {"on": happened_on.isoformat(), "contact-way": row.way, "purpose": row.purpose}
    event = Event(EventKind.FOLLOW_UP_RECORDED, actor.account_id, case.id, detail)
    save(ctx.session, row, event=event, at=ctx.now)


def remove_contact(ctx: Context, actor: Actor, case_id: str, contact_id: str) -> None:
    """Take a contact out that was noted by mistake.

    Raises:
        NotFound: it is not in this dossier, or no more.
        Refused: the person asked for a restriction, and it stands (RGPD art. 18).
    """
    case = case_of(ctx, actor, case_id)
    restricting.check_may_change(ctx, case.id)
    row = store.get_follow_up(ctx.session, case.id, contact_id)
    detail = {"on": row.happened_on.isoformat(), "purpose": row.purpose}
    event = Event(EventKind.FOLLOW_UP_REMOVED, actor.account_id, case.id, detail)
    remove(ctx.session, row, event=event, at=ctx.now)


def contacts_of(ctx: Context, actor: Actor, case_id: str) -> ContactsOfCase:
    """Return the contacts of a dossier that the actor may open."""
    case = case_of(ctx, actor, case_id)
    rows = store.list_follow_ups(ctx.session, [case.id])
    names = administering.names_of(ctx, {row.id: row.recorded_by for row in rows})
    left = left_well(exit_store.list_standing(ctx.session, [case.id]))
    return ContactsOfCase(
        tuple(
            ContactView(
                row.id, row.happened_on, WAYS[ContactWay(row.way)], ContactPurpose(row.purpose),
                PURPOSES[ContactPurpose(row.purpose)], names[row.id], row.recorded_at,
            )
            for row in rows
        ),
        tuple(ContactPurpose) if left else (ContactPurpose.REGULAR,),
    )  # fmt: skip


def left_well(standing: Sequence[CaseExit]) -> CaseExit | None:
    """Return the positive exit that stands, after which the two interviews are due (guide:396-398)."""
    return next((row for row in standing if ExitKind(row.kind) in POSITIVE), None)


def _checked(ctx: Context, case: Case, form: ContactForm) -> date:
    """Return the day of a contact.

    Raises:
        Invalid: what is to correct.
    """
    if form.happened_on is None:
        raise Invalid([_problem("« Le » : écrivez quel jour.")])
    if form.happened_on > ctx.today:
        raise Invalid([_problem("« Le » : cette date est à venir. Notez le contact une fois qu’il a eu lieu.")])
    if form.purpose is ContactPurpose.REGULAR:
        return form.happened_on
    left = left_well(exit_store.list_standing(ctx.session, [case.id]))
    if left is None:
        sentence = "« Objet » : cet entretien suit une sortie positive (guide 1.5.2), et le dossier n’en a pas."
        raise Invalid([Problem("purpose", "Objet", sentence)])
    if form.happened_on < left.left_on:
        sentence = f"« Le » : cet entretien vient après la sortie, le {left.left_on:%d/%m/%Y}. Vérifiez la date."
        raise Invalid([_problem(sentence)])
    return form.happened_on


def _problem(sentence: str) -> Problem:
    return Problem("happened_on", "Le", sentence)
