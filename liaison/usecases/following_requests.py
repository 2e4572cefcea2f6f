"""Where does a person's request stand, what may be done now? Lists and one page; the oversight sees numbers only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from liaison.errors import LiaisonError
from liaison.events import EventKind
from liaison.records import RightsRecipient, RightsRequest
from liaison.rules import rights
from liaison.rules.access import Actor, check_has_role
from liaison.rules.rights import ClockState
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import rights as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import agreeing, keeping_copies, rights_letters, rights_sealing, telling_recipients
from liaison.usecases.agreeing import AgreementView
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of, cases_followed, full_name, raw_of, read_person
from liaison.usecases.finding_requests import RECEIVERS, SEERS, dates_of, request_of
from liaison.usecases.keeping_copies import CopyLine
from liaison.usecases.person_copies import COPIED
from liaison.usecases.rights_labels import (
    ANSWER_WAYS,
    ARTICLES,
    DECISIONS,
    DOORS,
    EXTENSIONS,
    GROUNDS,
    OPINIONS,
    PROOFS,
    RECIPIENT_WAYS,
    RIGHTS,
    SPARED,
    STATES,
)
from liaison.vocabulary import Role
from liaison.vocabulary.rights import (
    AnswerWay,
    ExtensionReason,
    IdentityProof,
    Opinion,
    RecipientSpared,
    RecipientWay,
    RefusalGround,
    RequestDecision,
    RequestDoor,
    Right,
)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list: its number and its clock; the person only for those who may open their dossier."""

    id: str
    number: str
    kind: Right
    label: str
    article: str
    door: str
    received_on: date
    state: ClockState
    state_label: str
    due_on: date
    is_extended: bool
    decision: str
    opinion: str
    answered_on: date | None
    person: str
    case_id: str | None
    awaits_opinion: bool
    """Whether the DPO is expected: the right is one of theirs to look at, and nothing is decided."""


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """A partner that got something: what it got, and whether it was told."""

    id: str
    partner_name: str
    reference: str
    fiche_id: str | None
    correction_id: str | None
    told: str
    told_on: date | None
    answered_on: date | None
    spared: str
    settled: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request with all that its page shows to this role."""

    line: RequestLine
    departement: str
    mandate_seen_on: date | None
    reach: str
    """How to reach the person, while no dossier is found; for those who follow them."""
    identity: str
    identity_asked_on: date | None
    identity_proved_on: date | None
    extension: str
    extension_told_on: date | None
    first_due: date
    decided_at: datetime | None
    ground: str
    decision_text: str
    opinion_at: datetime | None
    opinion_text: str
    executed_at: datetime | None
    lifted_on: date | None
    answered_by: str
    answer_sha256: str
    recipients: tuple[RecipientLine, ...]
    copies: tuple[CopyLine, ...]
    agreements: tuple[AgreementView, ...]
    """Those that stand, where one is to be withdrawn."""
    decisions: tuple[RequestDecision, ...]
    """Which this role may take now."""
    grounds: tuple[RefusalGround, ...]
    letters: tuple[rights_letters.Letter, ...]
    wants_copy: bool
    can_ask_identity: bool
    can_extend: bool
    can_lift: bool
    closed: bool

    @property
    def waiting(self) -> int:
        """How many partners are still to be told."""
        return sum(not one.settled for one in self.recipients)


def list_requests(ctx: Context, actor: Actor) -> list[RequestLine]:
    """Return the requests that a role follows, the most urgent first, those that are answered last."""
    check_has_role(actor, SEERS)
    case_ids = [case.id for case in cases_followed(ctx, actor)] if actor.role is Role.REFERENT else None
    rows = store.list_requests(ctx.session, actor.departements, case_ids=case_ids, entered_by=actor.account_id)
    lines = [_line(ctx, actor, row) for row in rows]
    return sorted(lines, key=lambda line: (line.state is ClockState.ANSWERED, line.due_on, line.number))


def requests_of_case(ctx: Context, actor: Actor, case_id: str) -> list[RequestLine]:
    """Return the requests about a dossier, newest first.

    Raises:
        NotFound: there is no such dossier.
        Denied: it is not theirs.
    """
    case_of(ctx, actor, case_id)
    return [_line(ctx, actor, row) for row in store.requests_of(ctx.session, case_id)][::-1]


def open_request(ctx: Context, actor: Actor, request_id: str) -> RequestPage:
    """Return a request as this role sees it; reading it is journalled."""
    row = request_of(ctx, actor, request_id)
    event = Event(EventKind.REQUEST_READ, actor.account_id, row.id, {"number": row.number})
    save(ctx.session, event=event, at=ctx.now)
    inside = actor.role in RECEIVERS
    texts = rights_sealing.read(ctx, row)
    recipients = store.list_recipients(ctx.session, [row.id])
    return RequestPage(
        line=_line(ctx, actor, row),
        departement=row.departement,
        mandate_seen_on=row.mandate_seen_on,
        reach=rights_sealing.read_reach(ctx, row) if inside else "",
        identity=PROOFS[IdentityProof(row.identity)] if row.identity else "",
        identity_asked_on=row.identity_asked_on,
        identity_proved_on=row.identity_proved_on,
        extension=EXTENSIONS[ExtensionReason(row.extension)] if row.extension else "",
        extension_told_on=row.extension_told_on,
        first_due=rights.first_due(dates_of(row)),
        decided_at=row.decided_at,
        ground=GROUNDS[RefusalGround(row.ground)] if row.ground else "",
        decision_text="" if actor.role is Role.DPO else texts.get(rights_sealing.DECISION, ""),
        opinion_at=row.opinion_at,
        opinion_text=texts.get(rights_sealing.OPINION, "") if actor.role in {Role.DPO, Role.CONTROLLER} else "",
        executed_at=row.executed_at,
        lifted_on=row.lifted_on,
        answered_by=ANSWER_WAYS[AnswerWay(row.answered_by)] if row.answered_by else "",
        answer_sha256=row.answer_sha256,
        recipients=tuple(_recipient(ctx, one) for one in recipients),
        copies=keeping_copies.copy_lines(ctx, row.id),
        agreements=_agreements(ctx, row) if inside else (),
        decisions=_decisions(actor, row),
        grounds=rights.grounds_for(Right(row.kind)),
        letters=rights_letters.letters_for(row) if inside else (),
        wants_copy=row.kind in COPIED and row.case_id is not None and actor.role is Role.COORDINATOR,
        can_ask_identity=inside and _passes(lambda: rights.check_may_ask_identity(dates_of(row), ctx.today)),
        can_extend=actor.role in {Role.COORDINATOR, Role.CONTROLLER}
        and row.closed_at is None
        and _passes(lambda: rights.check_may_extend(dates_of(row), ctx.today)),
        can_lift=actor.role in {Role.COORDINATOR, Role.CONTROLLER} and _stands(row),
        closed=row.closed_at is not None,
    )


def _line(ctx: Context, actor: Actor, row: RightsRequest) -> RequestLine:
    dates, kind = dates_of(row), Right(row.kind)
    state = rights.state_of(dates, ctx.today)
    inside = actor.role in RECEIVERS
    opinion = OPINIONS[Opinion(row.opinion)] if row.opinion else ""
    return RequestLine(
        row.id, row.number, kind, RIGHTS[kind], ARTICLES[kind], DOORS[RequestDoor(row.door)], row.received_on, state,
        STATES[state], rights.due_on(dates), rights.is_extended(dates),
        DECISIONS[RequestDecision(row.decision)] if row.decision else "", opinion, row.answered_on,
        _person(ctx, row) if inside else "", row.case_id if inside else None,
        not row.opinion and not row.decision and rights.needs_opinion(kind, RequestDecision.GRANTED),
    )  # fmt: skip


def _person(ctx: Context, row: RightsRequest) -> str:
    if row.case_id is None:
        return ""
    return full_name(raw_of(read_person(ctx, case_store.get_case(ctx.session, row.case_id))))


def _recipient(ctx: Context, row: RightsRecipient) -> RecipientLine:
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    references: Mapping[str, str] = exchange_store.references_of(ctx.session, [row.transmission_id])
    sent = telling_recipients.correction_sent(ctx, row)
    way = RecipientWay.PLI.value if sent else row.told_by
    return RecipientLine(
        row.id, partner.name, references.get(row.transmission_id, ""), row.fiche_id, row.correction_id,
        RECIPIENT_WAYS[RecipientWay(way)] if way else "", row.told_on, row.answered_on,
        SPARED[RecipientSpared(row.spared)] if row.spared else "", telling_recipients.is_settled(ctx, row),
    )  # fmt: skip


def _agreements(ctx: Context, row: RightsRequest) -> tuple[AgreementView, ...]:
    if row.kind != Right.WITHDRAWAL or row.case_id is None or row.closed_at is not None:
        return ()
    return tuple(one for one in agreeing.list_agreements(ctx, row.case_id) if one.withdrawn_at is None)


def _decisions(actor: Actor, row: RightsRequest) -> tuple[RequestDecision, ...]:
    if row.decision or row.closed_at is not None:
        return ()
    right = Right(row.kind)
    offered = rights.decisions_for(right, has_case=row.case_id is not None)
    return tuple(one for one in offered if actor.role in rights.deciders(right, one))


def _stands(row: RightsRequest) -> bool:
    given = row.decision in {RequestDecision.GRANTED, RequestDecision.PARTLY}
    return row.kind in {Right.RESTRICTION, Right.OBJECTION} and given and row.lifted_on is None


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except LiaisonError:
        return False
    return True
