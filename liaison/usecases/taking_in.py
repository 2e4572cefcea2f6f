"""What is this document for us? An answer, a fiche from elsewhere, a picture, a file; looked at, not decided."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from forms.paper import NothingToRead, Returned
from forms.text import visible
from liaison.records import Deposit, DepositDocument, Transmission
from liaison.rules.access import Actor
from liaison.store import deposits as store
from liaison.store import exchanges as exchange_store
from liaison.usecases import comparing_returned, deposited, reading_back, standing
from liaison.usecases.comparing_returned import Difference
from liaison.usecases.context import Context
from liaison.usecases.deposited import DepositLine, DocumentLine
from liaison.usecases.listing import TransmissionLine, transmission_lines
from liaison.usecases.reading_back import Own
from liaison.vocabulary import ArchiveStatus, DocumentFate, DocumentKind, Outcome

FATE_LABELS: Final = {
    DocumentFate.WAITING: "à traiter",
    DocumentFate.ACCEPTED: "réponse acceptée",
    DocumentFate.TAKEN_IN: "prise au dossier",
    DocumentFate.ATTACHED: "joint au dossier",
    DocumentFate.LEFT_OUT: "laissé de côté, détruit",
}
_SHOWN: Final = frozenset({DocumentKind.FICHE, DocumentKind.PDF, DocumentKind.IMAGE})


class Sort(StrEnum):
    """What a document is for us."""

    ANSWER = "answer"
    """A fiche of ours that came back."""
    ELSEWHERE = "elsewhere"
    """A fiche of a model that we know, which answers no pli of the reader's."""
    FILE = "file"
    """A PDF or a picture, to be read by people."""
    OTHER = "other"
    """Anything else: it is not opened here."""


class Doubt(StrEnum):
    """What a person should look at before accepting an answer."""

    NOT_GENUINE = "not_genuine"
    """What stands as ours is not word for word what left."""
    OTHER_PARTNER = "other_partner"
    """It answers a pli that went to another partner than the one that sends it."""
    OTHER_PLI = "other_pli"
    """It came by the link of another pli of the same partner."""
    DECIDED = "decided"
    """The partner's decision is known already."""
    REMADE = "remade"
    """Its pli was made anew: the answer counts for the one that took its place."""
    OVER = "over"
    """Its pli awaits nothing more: the answer is kept, and changes no decision."""
    TEST = "test"
    """A test pli: about nobody, nothing to keep."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A fiche of ours that came back."""

    sent: TransmissionLine
    """The pli that its reference names."""
    counts_for: TransmissionLine
    """The pli that it answers: the same one, or the one that took its place."""
    differences: tuple[Difference, ...]
    doubts: tuple[Doubt, ...]
    asks_outcome: bool
    """Whether the partner's decision is to be said with it."""
    may_decide: bool
    """Whether a decision may be noted at all."""
    outcome: Outcome | None
    """The decision that is known."""


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a fiche from elsewhere, as people read it; personal data."""

    field_id: str
    label: str
    text: str
    changed: bool
    """Whether it is no longer what its own sender had written."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A fiche from another instance, or a blank form that a partner filled."""

    model_title: str
    reference: str
    is_blank: bool
    written: tuple[Written, ...]
    returned: Returned
    """The fiche itself, so that nobody has it read again for one page; personal data."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A document, and what it is for us."""

    document: DocumentLine
    deposit: DepositLine
    sort: Sort
    answer: Answer | None = None
    elsewhere: Elsewhere | None = None
    unread: tuple[str, str] = ("", "")
    """Why a fiche could not be read, and what to do; empty when it could."""
    answers: TransmissionLine | None = None
    """The pli by whose link it came, or that somebody said it answers."""

    @property
    def is_waiting(self) -> bool:
        """Say whether somebody is still to decide."""
        return self.document.fate is DocumentFate.WAITING


def look(ctx: Context, actor: Actor, document_id: str) -> TakenIn:
    """Return what a document is for us; reading it is journalled, nothing else is written.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    document = deposited.document_of(ctx, actor, document_id)
    deposit = store.get_deposit(ctx.session, document.deposit_id)
    shown = TakenIn(
        deposited.document_line(ctx, document),
        deposited.deposit_line(ctx, deposit),
        _sort_by_kind(document),
        answers=_line_of(ctx, actor, document.transmission_id or deposit.transmission_id),
    )
    if document.kind != DocumentKind.FICHE or document.content is None:
        return shown
    try:
        fiche = reading_back.read_fiche(ctx, actor, document)
    except NothingToRead as error:
        return replace(shown, sort=Sort.FILE, unread=(error.message, error.hint))
    if fiche.own is None:
        return replace(shown, sort=Sort.ELSEWHERE, elsewhere=_elsewhere(fiche.returned))
    return replace(shown, sort=Sort.ANSWER, answer=_answer(ctx, deposit, fiche.own, fiche.returned))


def living(ctx: Context, row: Transmission) -> Transmission:
    """Return the pli that stands today where one was made anew: the same fiche, so the same answer."""
    while row.archive_status == ArchiveStatus.REPLACED:
        after = exchange_store.successor_of(ctx.session, row.id)
        if after is None:
            return row
        row = after
    return row


def asks_outcome(row: Transmission) -> bool:
    """Say whether an answer to a pli must say the partner's decision: it is awaited, and not known."""
    return standing.may_answer(row) and not standing.is_decided(row)


def _sort_by_kind(document: DepositDocument) -> Sort:
    return Sort.FILE if document.kind in _SHOWN else Sort.OTHER


def _answer(ctx: Context, deposit: Deposit, own: Own, returned: Returned) -> Answer:
    row = living(ctx, own.row)
    sent, counts_for = transmission_lines(ctx, [own.row, row], named=True)
    return Answer(
        sent,
        counts_for,
        comparing_returned.differences(ctx, own, returned),
        tuple(_doubts(deposit, own, row)),
        asks_outcome=asks_outcome(row),
        may_decide=standing.may_answer(row),
        outcome=Outcome(row.outcome) if row.outcome else None,
    )


def _doubts(deposit: Deposit, own: Own, row: Transmission) -> list[Doubt]:
    other_partner = own.row.partner_id != deposit.partner_id
    said = {
        Doubt.TEST: own.row.is_test,
        Doubt.NOT_GENUINE: not own.genuine,
        Doubt.OTHER_PARTNER: other_partner,
        Doubt.OTHER_PLI: not other_partner and deposit.transmission_id not in {None, own.row.id, row.id},
        Doubt.REMADE: row.id != own.row.id,
        Doubt.DECIDED: standing.is_decided(row) and standing.may_answer(row),
        Doubt.OVER: not own.row.is_test and row.archive_status in standing.OVER,
    }
    return [doubt for doubt, holds in said.items() if holds]


def _elsewhere(returned: Returned) -> Elsewhere:
    spec = returned.spec
    raw = returned.raw()
    written = tuple(
        Written(one.id, spec.naming(one.id), visible(raw[one.id]), one.id in returned.changed)
        for one in spec.fields()
        if raw.get(one.id, "").strip()
    )
    return Elsewhere(spec.name, visible(returned.mark.reference), returned.mark.blank, written, returned)


def _line_of(ctx: Context, actor: Actor, transmission_id: str | None) -> TransmissionLine | None:
    if transmission_id is None:
        return None
    row = reading_back.followed(ctx, actor, transmission_id)
    return transmission_lines(ctx, [row], named=True)[0] if row is not None else None
