"""What became of a person's complaint? Received, linked to a dossier by who may see it, told within 36 h, answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Complaint
from liaison.rules.access import CONTENT_ROLES, Actor, check_has_role, check_may_work_in
from liaison.rules.breach import check_declaration
from liaison.rules.calendar import local_day
from liaison.store import breaches as store
from liaison.store import tracing
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_clocks, breach_texts, complaint_standing
from liaison.usecases.breach_clocks import ClockView, Party
from liaison.usecases.breach_standing import READERS
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.vocabulary.breaches import ComplaintAbout, ComplaintAnswer, ComplaintWay, Passage


@dataclass(frozen=True, slots=True)
class ComplaintForm:
    """What is recorded when a complaint comes: closed lists and a moment."""

    departement: str
    about: ComplaintAbout
    way: ComplaintWay
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person was answered; the text is sealed."""

    answer: ComplaintAnswer
    on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """A complaint by number, without anything about a person."""

    id: str
    number: str
    departement: str
    about: ComplaintAbout
    way: ComplaintWay
    received_at: datetime
    linked: bool
    clocks: tuple[ClockView, ...]
    answer: ComplaintAnswer | None
    answered_on: date | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """A complaint as the DPO and the controller see it."""

    line: ComplaintLine
    answer: str


def receive(ctx: Context, actor: Actor, form: ComplaintForm, case_id: str | None = None) -> ComplaintLine:
    """Record a complaint, by the DPO or the controller, or by who follows the person, with their dossier.

    Raises:
        Denied: not their département, or not their dossier.
        Invalid: a moment that cannot be.
    """
    if case_id is None:
        check_has_role(actor, READERS)
        departement = form.departement
        check_may_work_in(actor, departement)
    else:
        departement = case_of(ctx, actor, case_id).departement
    check_declaration(form.received_at, 0, now=ctx.now)
    row = Complaint(
        id=ctx.new_id(), number=_number(ctx), departement=departement, about=form.about.value, way=form.way.value,
        received_at=form.received_at, recorded_at=ctx.now, recorded_by=actor.account_id, case_id=case_id,
    )  # fmt: skip
    detail = {"number": row.number, "about": row.about, "way": row.way}
    save(ctx.session, row, event=Event(EventKind.COMPLAINT_RECEIVED, actor.account_id, row.id, detail), at=ctx.now)
    breach_clocks.of_complaint(ctx, row, _parties(ctx, case_id))
    return _lines(ctx, [row])[0]


def link(ctx: Context, actor: Actor, complaint_id: str, case_id: str) -> None:
    """Say which dossier a complaint is about; its conventions then have their clocks.

    Raises:
        Denied: the dossier is not theirs.
        WrongState: it is linked or closed already, or of another département.
    """
    check_has_role(actor, CONTENT_ROLES)
    case = case_of(ctx, actor, case_id)
    row = complaint_standing.known(store.find_complaint(ctx.session, complaint_id))
    if row.case_id is not None or row.closed_at is not None or row.departement != case.departement:
        raise WrongState("Cette réclamation ne peut plus être rattachée.", hint="Rechargez la page du dossier.")
    row.case_id = case.id
    event = Event(EventKind.COMPLAINT_LINKED, actor.account_id, row.id, {"number": row.number})
    save(ctx.session, row, event=event, at=ctx.now)
    breach_clocks.of_complaint(ctx, row, _parties(ctx, case.id))


def list_complaints(ctx: Context, actor: Actor) -> list[ComplaintLine]:
    """Return the complaints of the actor's départements, newest first; journalled."""
    check_has_role(actor, READERS)
    save(ctx.session, event=Event(EventKind.COMPLAINT_READ, actor.account_id, ""), at=ctx.now)
    return _lines(ctx, store.list_complaints(ctx.session, actor.departements))


def list_of_case(ctx: Context, actor: Actor, case_id: str) -> tuple[list[ComplaintLine], list[ComplaintLine]]:
    """Return a dossier's complaints, and those of its département that no dossier is known of yet."""
    case = case_of(ctx, actor, case_id)
    rows = store.list_complaints(ctx.session, {case.departement})
    loose = [row for row in rows if row.case_id is None and row.closed_at is None]
    return _lines(ctx, [row for row in rows if row.case_id == case.id]), _lines(ctx, loose)


def open_complaint(ctx: Context, actor: Actor, complaint_id: str) -> ComplaintPage:
    """Return a complaint for the DPO or the controller; journalled."""
    row = complaint_standing.read(ctx, actor, complaint_id)
    save(ctx.session, event=Event(EventKind.COMPLAINT_READ, actor.account_id, row.id), at=ctx.now)
    answer = breach_texts.read_all(ctx, [row.id]).get((row.id, Passage.ANSWER), "")
    return ComplaintPage(_lines(ctx, [row])[0], answer)


def close(
    ctx: Context, actor: Actor, complaint_id: str, reply: Reply, *, sure: bool = False
) -> None:  # fmt: skip
    """Close a complaint with its answer.

    Raises:
        Invalid: a day that cannot be, or a text that the guard stops.
        WrongState: it is closed already, or the other party was not told.
    """
    row = complaint_standing.take(ctx, actor, complaint_id)
    if not local_day(row.received_at) <= reply.on <= ctx.today:
        raise Invalid([Problem("answered_on", "Répondu le", "Entre sa réception et aujourd’hui.")])
    breach_texts.check({Passage.ANSWER: reply.text}, sure=sure)
    if any(clock.waits for clock in breach_clocks.views_of_complaints(ctx, [row]).get(row.id, ())):
        raise WrongState(
            "L’autre partie n’est pas encore informée de cette réclamation.",
            hint="Informez-la, ou dites pourquoi elle n’est pas concernée ; puis clôturez.",
        )
    row.answer, row.answered_on = reply.answer.value, reply.on
    row.closed_at, row.closed_by = ctx.now, actor.account_id
    breach_texts.write(ctx, actor.account_id, row.id, {Passage.ANSWER: reply.text})
    detail = {"number": row.number, "reply": row.answer}
    save(ctx.session, row, event=Event(EventKind.COMPLAINT_CLOSED, actor.account_id, row.id, detail), at=ctx.now)


def _lines(ctx: Context, rows: Sequence[Complaint]) -> list[ComplaintLine]:
    clocks = breach_clocks.views_of_complaints(ctx, rows)
    return [
        ComplaintLine(
            row.id, row.number, row.departement, ComplaintAbout(row.about), ComplaintWay(row.way), row.received_at,
            row.case_id is not None, clocks.get(row.id, ()), ComplaintAnswer(row.answer) if row.answer else None,
            row.answered_on, row.closed_at,
        )
        for row in rows
    ]  # fmt: skip


def _parties(ctx: Context, case_id: str | None) -> list[Party]:
    if case_id is None:
        return []
    rows = tracing.transmissions_of_cases(ctx.session, [case_id])
    return sorted({Party(row.partner_id, row.convention_id) for row in rows if row.convention_id})


def _number(ctx: Context) -> str:
    year = str(ctx.today.year)
    return f"R-{year}-{store.count_complaints(ctx.session, year) + 1:03}"
