"""Who was asked to destroy, who answered, and what did we destroy ourselves? Shown beside each other; only reading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.records import DestructionRequest
from liaison.rules import attestations as rules
from liaison.rules.access import Actor, check_may_read_register, check_may_work_in
from liaison.rules.calendar import local_day
from liaison.rules.terms import ANCHOR_LABELS
from liaison.store import attestations as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.usecases import asking_destruction, attesting, destruction_contacts, following
from liaison.usecases.attesting import ATTESTOR_LABELS, DOOR_LABELS, KEPT_LABELS, SHORT_LABELS, PliLine
from liaison.usecases.context import Context
from liaison.usecases.destruction_contacts import Addressee
from liaison.usecases.recalling_destruction import facts_of
from liaison.vocabulary import DeadlineSubject, TermAnchor
from liaison.vocabulary.attestations import (
    AttestationDoor,
    Attested,
    Attestor,
    DestructionGround,
    KeptFor,
    RequestState,
)

GROUND_LABELS: Final[Mapping[DestructionGround, str]] = {
    DestructionGround.CONVENTION_ENDED: "fin de la convention",
    DestructionGround.ERASURE: "effacement avant terme",
}
STATE_LABELS: Final[Mapping[RequestState, str]] = {
    RequestState.TO_ADDRESS: "à adresser",
    RequestState.WAITING: "attendue",
    RequestState.LATE: "en retard",
    RequestState.UNANSWERED: "sans réponse",
    RequestState.ATTESTED: "attestée",
    RequestState.WITHDRAWN: "retirée",
}
_OURS: Final = frozenset({DeadlineSubject.FICHE, DeadlineSubject.ARCHIVE, DeadlineSubject.DOCUMENT})
"""What we keep of an exchange; its key dies long before."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What became of our own part of some exchanges: fiches, archives, documents."""

    to_destroy: int
    destroyed: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list, beside our own destruction of the same exchanges."""

    id: str
    number: str
    partner_name: str
    departement: str
    convention_id: str | None
    convention: str
    ground: DestructionGround
    ground_label: str
    ends_on: date | None
    due_on: date
    plis: int
    state: RequestState
    state_label: str
    asked_on: date | None
    reminders: int
    attested_on: date | None
    answer: str
    short_answer: str
    attestor: str
    kept_for: str
    door: str
    ours: Ours


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with all that its page shows."""

    line: RequestLine
    ended_by: str
    addressee: str
    """In which function somebody is written to; empty: nobody."""
    addressees: tuple[Addressee, ...]
    plis: tuple[PliLine, ...]
    next_reminder: date | None
    can_address: bool
    can_record: bool


@dataclass(frozen=True, slots=True)
class AttestationLine:
    """What a partner answered about some exchanges, for the certificate of their destruction; nothing of anybody."""

    number: str
    partner_name: str
    ground: DestructionGround
    references: tuple[str, ...]
    """Those of the exchanges that were asked for, and that the request is about."""
    asked_on: date | None
    due_on: date
    reminders: int
    state: RequestState
    state_label: str
    attested_on: date | None
    answer: str
    short_answer: str
    attestor: str
    kept_for: str
    door: str


@dataclass(frozen=True, slots=True)
class ConventionAttestations:
    """What is known of the copies of a convention's partner, beside ours."""

    lines: tuple[RequestLine, ...]
    can_ask: bool


def attestations_of(ctx: Context, transmission_ids: Collection[str]) -> list[AttestationLine]:
    """Return what the partners of some exchanges were asked and what they answered; those taken back are left out."""
    about: dict[str, list[str]] = {}
    rows: dict[str, DestructionRequest] = {}
    for row, pli_id in store.requests_about(ctx.session, transmission_ids):
        if row.withdrawn_at is None:
            rows[row.id] = row
            about.setdefault(row.id, []).append(pli_id)
    references = exchange_store.references_of(ctx.session, transmission_ids)
    return [
        _attestation(ctx, row, tuple(sorted(references[pli_id] for pli_id in about[row.id]))) for row in rows.values()
    ]


def list_requests(ctx: Context, actor: Actor) -> list[RequestLine]:
    """Return the requests of the actor's départements, the first due first."""
    check_may_read_register(actor)
    return request_lines(ctx, store.list_requests(ctx.session, actor.departements))


def open_request(ctx: Context, actor: Actor, request_id: str) -> RequestPage:
    """Return a request of the actor's départements."""
    row = asking_destruction.request_of(ctx, actor, request_id)
    (line,) = request_lines(ctx, [row])
    open_ = row.withdrawn_at is None and row.attested not in asking_destruction.DONE
    return RequestPage(
        line=line,
        ended_by=ANCHOR_LABELS[TermAnchor(row.anchor)] if row.anchor else "",
        addressee=destruction_contacts.label_of(ctx, row),
        addressees=tuple(destruction_contacts.addressees(ctx, row)) if open_ else (),
        plis=attesting.plis_of(ctx, row),
        next_reminder=rules.next_reminder(facts_of(row)),
        can_address=open_ and ctx.mailer_ready,
        can_record=open_ and not attesting.is_over(ctx, row),
    )


def of_convention(ctx: Context, actor: Actor, convention_id: str) -> ConventionAttestations:
    """Return the requests about a convention, newest first, and whether its partner may be asked now."""
    convention = directory_store.get_convention(ctx.session, convention_id)
    partner = directory_store.get_partner(ctx.session, convention.partner_id)
    check_may_work_in(actor, partner.departement)
    term = asking_destruction.term_of(ctx, convention, partner)
    rows = store.requests_of_conventions(ctx.session, [convention.id])[::-1]
    waits = asking_destruction.has_ended(ctx, term) and asking_destruction.standing_request(ctx, term) is None
    can_ask = waits and bool(asking_destruction.to_destroy(ctx, convention.id))
    return ConventionAttestations(tuple(request_lines(ctx, rows)), can_ask)


def of_pli(ctx: Context, actor: Actor, transmission_id: str) -> list[AttestationLine]:
    """Return what the partner of a pli that the actor may follow was asked, and answered."""
    return attestations_of(ctx, [following.transmission_of(ctx, actor, transmission_id).id])


def count_late(ctx: Context, actor: Actor) -> int:
    """Count the requests of the actor's départements that wait for a person: nobody to write to, late, unanswered."""
    check_may_read_register(actor)
    rows = store.list_requests(ctx.session, actor.departements)
    waiting = {RequestState.TO_ADDRESS, RequestState.LATE, RequestState.UNANSWERED}
    return sum(rules.state_of(facts_of(row), ctx.today) in waiting for row in rows)


def request_lines(ctx: Context, rows: Sequence[DestructionRequest]) -> list[RequestLine]:
    """Return the lines of some requests."""
    counts = store.count_plis(ctx.session, [row.id for row in rows])
    return [_line(ctx, row, counts.get(row.id, 0)) for row in rows]


def ours_of(ctx: Context, transmission_ids: Collection[str]) -> Ours:
    """Say what became of our own part of some exchanges, from their deadlines."""
    done: dict[tuple[str, str], date | None] = {}
    for row in exchange_store.list_deadlines(ctx.session, transmission_ids):
        if row.subject_kind in _OURS:
            part = (row.subject_kind, row.subject_id)
            done[part] = local_day(row.done_at) if row.done_at else done.get(part)
    days = [day for day in done.values() if day is not None]
    return Ours(len(done) - len(days), len(days), max(days, default=None))


def _line(ctx: Context, row: DestructionRequest, plis: int) -> RequestLine:
    state = rules.state_of(facts_of(row), ctx.today)
    ground = DestructionGround(row.ground)
    answered = _attestation(ctx, row, ())
    return RequestLine(
        row.id, row.number, answered.partner_name, row.departement, row.convention_id,
        asking_destruction.reference_of(ctx, row), ground, GROUND_LABELS[ground], row.ends_on, row.due_on, plis,
        state, STATE_LABELS[state], answered.asked_on, row.reminders, answered.attested_on, answered.answer,
        answered.short_answer,
        answered.attestor, answered.kept_for, answered.door,
        ours_of(ctx, [pli.id for pli in store.plis_of(ctx.session, row.id)]),
    )  # fmt: skip


def _attestation(ctx: Context, row: DestructionRequest, references: tuple[str, ...]) -> AttestationLine:
    asked = facts_of(row)
    state = rules.state_of(asked, ctx.today)
    return AttestationLine(
        row.number, directory_store.get_partner(ctx.session, row.partner_id).name, DestructionGround(row.ground),
        references, asked.asked_on, row.due_on, row.reminders, state, STATE_LABELS[state],
        local_day(row.attested_at) if row.attested_at else None, attesting.answer_label(row),
        SHORT_LABELS[Attested(row.attested)] if row.attested else "",
        ATTESTOR_LABELS[Attestor(row.attestor)] if row.attestor else "",
        KEPT_LABELS[KeptFor(row.kept_for)] if row.kept_for else "",
        DOOR_LABELS[AttestationDoor(row.door)] if row.door else "",
    )  # fmt: skip
