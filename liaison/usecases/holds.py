"""Which destructions are suspended, by whom, and what is to be decided? By number and reference, never by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from liaison.errors import NotFound, WrongState
from liaison.events import EventKind
from liaison.records import Convention, Hold, Transmission
from liaison.rules.access import Actor, check_has_role
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import retention as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, holding_back, suspending
from liaison.usecases.context import Context
from liaison.usecases.dossier import full_name, raw_of, read_person
from liaison.usecases.holding_back import ADVISERS, ASKERS, DECIDERS
from liaison.vocabulary import SYSTEM, Sealed
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope, OpenReason, Opinion

KIND_LABELS: Final[Mapping[HoldKind, str]] = {
    HoldKind.LITIGATION: "Contentieux",
    HoldKind.LEGAL_OBLIGATION: "Obligation légale de conserver",
    HoldKind.RESTRICTION: "Limitation demandée par la personne (RGPD, article 18)",
}
SHORT_LABELS: Final[Mapping[str, str]] = {
    HoldKind.LITIGATION.value: "contentieux",
    HoldKind.LEGAL_OBLIGATION.value: "obligation légale",
    HoldKind.RESTRICTION.value: "limitation (art. 18)",
    suspending.REQUEST: "demande d’une personne",
}
"""As a list of deadlines says what stands in the way."""
SCOPE_LABELS: Final[Mapping[HoldScope, str]] = {
    HoldScope.CASE: "Dossier",
    HoldScope.TRANSMISSION: "Pli",
    HoldScope.CONVENTION: "Convention",
}
OPINION_LABELS: Final[Mapping[Opinion, str]] = {
    Opinion.FAVOURABLE: "Favorable",
    Opinion.UNFAVOURABLE: "Défavorable",
    Opinion.NONE_GIVEN: "Aucun avis rendu",
}
DECISION_LABELS: Final[Mapping[Decision, str]] = {
    Decision.GRANTED: "Accordée",
    Decision.REFUSED: "Refusée",
}
OPEN_LABELS: Final[Mapping[OpenReason, str]] = {
    OpenReason.BEFORE_DECIDING: "Pour décider de cette suspension",
    OpenReason.BEFORE_LIFTING: "Pour savoir si elle peut être levée",
    OpenReason.FOR_THE_COURT: "Pour répondre à un tribunal ou à une autorité",
    OpenReason.FOR_THE_PERSON: "Pour répondre à la personne concernée",
}


class HoldStatus(StrEnum):
    """Where a hold stands today."""

    ASKED = "asked"
    STANDING = "standing"
    REFUSED = "refused"
    OVER = "over"


STATUS_LABELS: Final[Mapping[HoldStatus, str]] = {
    HoldStatus.ASKED: "à décider",
    HoldStatus.STANDING: "en vigueur",
    HoldStatus.REFUSED: "refusée",
    HoldStatus.OVER: "terminée",
}


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold in a list."""

    id: str
    number: str
    kind: HoldKind
    kind_label: str
    what: str
    """The object, by its reference or pseudonym."""
    departement: str
    status: HoldStatus
    status_label: str
    asked_at: datetime
    ends_on: date | None
    review_on: date | None
    opinion: Opinion | None
    review_due: bool
    first_due: datetime | None
    """When the first part that it covers is to be destroyed; nothing while no date is known."""


@dataclass(frozen=True, slots=True)
class HoldPage:
    """A hold with what was asked, advised and decided."""

    line: HoldLine
    why: str
    text: str
    asked_by: str
    opinion_label: str
    advice: str
    advised_at: datetime | None
    advised_by: str
    decision_label: str
    ground: str
    decided_at: datetime | None
    decided_by: str
    days_without_opinion: int | None
    """How long the DPO had, when it was decided without an opinion."""
    lifted_at: datetime | None
    lifted_by: str
    cases: int
    plis: tuple[str, ...]
    """References of what it covers."""
    documents: int
    may_advise: bool
    may_decide: bool
    may_lift: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class HeldObject:
    """Whom a hold concerns, for the controller alone, once a reason is given."""

    number: str
    person: str
    birth_date: str
    plis: tuple[tuple[str, str, datetime], ...]
    """Reference, partner, day."""


def list_holds(ctx: Context, actor: Actor) -> list[HoldLine]:
    """Return the holds of the actor's départements, newest first."""
    check_has_role(actor, ASKERS)
    return [_line(ctx, row) for row in store.list_holds(ctx.session, actor.departements)]


def to_decide(ctx: Context, actor: Actor) -> list[HoldLine]:
    """Return what waits for the controller: what was asked, and what is to be looked at again."""
    check_has_role(actor, DECIDERS)
    return [line for line in list_holds(ctx, actor) if line.status is HoldStatus.ASKED or line.review_due]


def to_advise(ctx: Context, actor: Actor) -> list[HoldLine]:
    """Return what waits for an opinion of the DPO."""
    check_has_role(actor, ADVISERS)
    return [line for line in list_holds(ctx, actor) if line.status is HoldStatus.ASKED and line.opinion is None]


def open_hold(ctx: Context, actor: Actor, hold_id: str) -> HoldPage:
    """Return a hold with all that was said of it."""
    row = holding_back.hold_of(ctx, actor, hold_id)
    line = _line(ctx, row)
    asked = ctx.unseal_mapping(Sealed.HOLD.object(row.id), "request", row.request)
    covered = suspending.covered(ctx, row)
    references = exchange_store.references_of(ctx.session, covered.transmissions)
    undecided = not row.decision
    none_given = row.opinion == Opinion.NONE_GIVEN and row.decided_at is not None
    return HoldPage(
        line=line,
        why=str(asked["why"]),
        text=str(asked["text"]),
        asked_by=_who(ctx, row.asked_by),
        opinion_label=OPINION_LABELS[Opinion(row.opinion)] if row.opinion else "",
        advice=_words(ctx, row, "advice", row.advice),
        advised_at=row.advised_at,
        advised_by=_who(ctx, row.advised_by),
        decision_label=DECISION_LABELS[Decision(row.decision)] if row.decision else "",
        ground=_words(ctx, row, "ground", row.ground),
        decided_at=row.decided_at,
        decided_by=_who(ctx, row.decided_by),
        days_without_opinion=(row.decided_at - row.asked_at).days if none_given and row.decided_at else None,
        lifted_at=row.lifted_at,
        lifted_by=_who(ctx, row.lifted_by),
        cases=len(covered.cases),
        plis=tuple(sorted(references.values())),
        documents=len(covered.documents),
        may_advise=actor.role in ADVISERS and undecided,
        may_decide=actor.role in DECIDERS and undecided,
        may_lift=actor.role in DECIDERS and line.status is HoldStatus.STANDING,
        may_open=actor.role in DECIDERS and row.scope != HoldScope.CONVENTION,
    )


def open_object(ctx: Context, actor: Actor, hold_id: str, why: OpenReason) -> HeldObject:
    """Return whom a hold concerns; the journal says who looked, and for which reason.

    Raises:
        Denied: not the controller, or another département.
        WrongState: it covers a convention or a table: nobody in particular.
        NotFound: what it covers was destroyed, or a test pli about nobody.
    """
    row = holding_back.hold_to_change(ctx, actor, hold_id, DECIDERS)
    if row.scope == HoldScope.CONVENTION:
        raise WrongState("Une convention ne désigne personne.", hint="Ouvrez la page de la convention.")
    case_id = row.subject_id if row.scope == HoldScope.CASE else _case_behind(ctx, row.subject_id)
    case = case_store.get_case(ctx.session, case_id)
    raw = raw_of(read_person(ctx, case))
    event = Event(EventKind.CASE_READ, actor.account_id, case.id, {"number": row.number, "open-reason": why.value})
    save(ctx.session, event=event, at=ctx.now)
    plis = exchange_store.transmissions_of_case(ctx.session, case.id)
    return HeldObject(
        row.number,
        full_name(raw),
        raw.get("beneficiary.birth_date", ""),
        tuple(
            (pli.reference, directory_store.get_partner(ctx.session, pli.partner_id).name, pli.prepared_at)
            for pli in plis
            if row.scope == HoldScope.CASE or pli.id == row.subject_id
        ),
    )


def conventions_to_choose(ctx: Context, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the conventions that a hold may cover: id, and how people call it."""
    check_has_role(actor, ASKERS)
    found = directory_store.list_conventions_in(ctx.session, actor.departements)
    return tuple((row.id, f"{partner.name}, {row.reference}") for row, partner in found)


def status_of(ctx: Context, row: Hold) -> HoldStatus:
    """Say where a hold stands today."""
    if not row.decision:
        return HoldStatus.ASKED
    if row.decision == Decision.REFUSED:
        return HoldStatus.REFUSED
    return HoldStatus.STANDING if holding_back.stands(ctx, row) else HoldStatus.OVER


def _line(ctx: Context, row: Hold) -> HoldLine:
    status = status_of(ctx, row)
    kind = HoldKind(row.kind)
    review_due = status is HoldStatus.STANDING and row.review_on is not None and row.review_on <= ctx.today
    return HoldLine(
        row.id, row.number, kind, KIND_LABELS[kind], _what(ctx, row), row.departement, status, STATUS_LABELS[status],
        row.asked_at, row.ends_on, row.review_on, Opinion(row.opinion) if row.opinion else None, review_due,
        exchange_store.first_due(ctx.session, suspending.covered(ctx, row).ids),
    )  # fmt: skip


def _what(ctx: Context, row: Hold) -> str:
    """Name what a hold covers without naming anybody; what is gone keeps its pseudonym."""
    label = SCOPE_LABELS[HoldScope(row.scope)]
    name = row.subject_id
    if row.scope == HoldScope.TRANSMISSION:
        pli = ctx.session.get(Transmission, row.subject_id)
        name = pli.reference if pli is not None else name
    elif row.scope == HoldScope.CONVENTION:
        convention = ctx.session.get(Convention, row.subject_id)
        name = convention.reference if convention is not None else name
    return f"{label} {name}"


def _case_behind(ctx: Context, transmission_id: str) -> str:
    pli = exchange_store.get_transmission(ctx.session, transmission_id)
    if pli.table_id is not None:
        raise WrongState("Ce pli porte un tableau : il désigne plusieurs personnes.", hint="Voyez la coordination.")
    case_id = pli.case_id
    if case_id is None:
        raise NotFound("Ce pli ne concerne personne, ou son dossier est détruit.", hint="Rien d’autre à voir.")
    return case_id


def _words(ctx: Context, row: Hold, field: str, sealed: bytes | None) -> str:
    return str(ctx.unseal(Sealed.HOLD.object(row.id), field, sealed)) if sealed is not None else ""


def _who(ctx: Context, account_id: str | None) -> str:
    if account_id == SYSTEM:
        return "le service, à son terme"
    return administering.actor_label(ctx, account_id) if account_id else ""
