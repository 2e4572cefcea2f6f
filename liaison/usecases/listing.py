"""How do exchanges read in a list? One line for a fiche, a transmission, a deadline; no content."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from liaison.records import Deadline, Fiche, Transmission
from liaison.rules.access import Actor
from liaison.rules.reckoning import arithmetic
from liaison.rules.retention import RULES
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store import table_plis
from liaison.usecases.context import Context
from liaison.usecases.dossier import full_name, raw_of, read_person
from liaison.usecases.naming import title_of
from liaison.usecases.standing import Waits, waits_for
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    DeadlineSubject,
    FicheStatus,
    KeyChannel,
    KeyStatus,
    Outcome,
    Role,
)
from liaison.vocabulary.retention import RuleId

SUBJECT_LABELS: Final = {
    DeadlineSubject.FICHE: "La fiche",
    DeadlineSubject.ARCHIVE: "Le pli",
    DeadlineSubject.KEY: "La clé",
    DeadlineSubject.CASE: "Le dossier",
    DeadlineSubject.DEPOSIT: "Le fichier déposé",
    DeadlineSubject.DOCUMENT: "Le document reçu",
    DeadlineSubject.OFII: "Les données venues de l’OFII",
    DeadlineSubject.RIGHTS_EXPORT: "La copie pour la personne",
}


@dataclass(frozen=True, slots=True)
class FicheLine:
    """A fiche in a list."""

    id: str
    case_id: str
    model: str
    title: str
    status: FicheStatus
    saved_at: datetime
    partner_name: str
    person: str
    """Name of the person, for those who may open the dossier."""


@dataclass(frozen=True, slots=True)
class TransmissionLine:
    """A transmission in a list; `next_action` says what waits for a person, or nothing."""

    id: str
    reference: str
    is_test: bool
    case_id: str | None
    person: str
    """Name of the person, for those who may open the dossier; empty in the register and for a test pli."""
    model_title: str
    partner_name: str
    contact_function: str
    carrier: Carrier
    key_channel: KeyChannel
    archive: ArchiveStatus
    key: KeyStatus
    prepared_at: datetime
    sent_at: datetime | None
    next_action: str
    destroy_by: datetime | None
    """The first day by which something of it must be destroyed."""
    waits: Waits = Waits.NOTHING
    answer_due_on: date | None = None
    outcome: Outcome | None = None
    table_id: str | None = None
    """The monthly table that it carries: several people, none of whom it is under."""


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A deadline with its arithmetic: rule, anchor, delay, source (R-6)."""

    subject: DeadlineSubject
    subject_label: str
    transmission_id: str | None
    reference: str
    """The transmission's, which people know it by; empty for a dossier."""
    rule: str
    anchor: str
    anchor_on: date | None
    delay: str
    source: str
    due_at: datetime | None
    destroy_by: datetime | None
    done_at: datetime | None
    wins: bool
    arithmetic: str
    sentence: str
    """The rule in French."""


def fiche_lines(ctx: Context, rows: Sequence[Fiche]) -> list[FicheLine]:
    """Return the lines of some fiches, for those who may open their dossiers."""
    people = _people(ctx, {row.case_id for row in rows})
    return [
        FicheLine(
            row.id, row.case_id, row.model, ctx.catalog.get(row.model, row.model_version).name,
            FicheStatus(row.status), row.saved_at, _partner_of(ctx, row.contact_id), people[row.case_id],
        )
        for row in rows
    ]  # fmt: skip


def transmission_lines(ctx: Context, rows: Sequence[Transmission], *, named: bool) -> list[TransmissionLine]:
    """Return the lines of some transmissions; `named` only for those who may open their dossiers."""
    people = _people(ctx, {row.case_id for row in rows if row.case_id}) if named else {}
    deadlines = store.list_deadlines(ctx.session, [row.id for row in rows])
    first: dict[str | None, datetime] = {}
    for deadline in deadlines:
        if deadline.destroy_by is not None and deadline.done_at is None:
            # Not in the order of `due_at`: only some parts wait for backups of keys to expire.
            before = first.get(deadline.transmission_id, deadline.destroy_by)
            first[deadline.transmission_id] = min(before, deadline.destroy_by)
    return [_transmission_line(ctx, row, first.get(row.id), people.get(row.case_id or "", "")) for row in rows]


def lines_of_case(ctx: Context, actor: Actor, case_id: str) -> list[TransmissionLine]:
    """Return the plis that a dossier lists, newest first: those of tables too for who makes and follows them."""
    listed = table_plis.plis_about if actor.role is Role.COORDINATOR else store.transmissions_of_case
    return transmission_lines(ctx, listed(ctx.session, case_id)[::-1], named=True)


def deadline_line(row: Deadline, *, wins: bool = True, reference: str = "") -> DeadlineLine:
    """Return the line of one deadline."""
    subject = DeadlineSubject(row.subject_kind)
    return DeadlineLine(
        subject, SUBJECT_LABELS[subject], row.transmission_id, reference, row.rule, row.anchor, row.anchor_on,
        row.delay, row.source, row.due_at, row.destroy_by, row.done_at, wins,
        arithmetic(row.anchor_on, row.delay, row.due_at, row.destroy_by),
        RULES[RuleId(row.rule_id)].sentence if row.rule_id else "",
    )  # fmt: skip


def deadline_lines(rows: Sequence[Deadline]) -> list[DeadlineLine]:
    """Return the lines of some deadlines; for each part the earliest date wins (R-6)."""
    winners: dict[tuple[str, str], str] = {}
    for row in sorted((row for row in rows if row.due_at), key=lambda row: (row.due_at, row.id)):
        winners.setdefault((row.subject_kind, row.subject_id), row.id)
    order = list(DeadlineSubject)
    listed = sorted(rows, key=lambda row: (order.index(DeadlineSubject(row.subject_kind)), row.rule))
    return [
        deadline_line(row, wins=winners.get((row.subject_kind, row.subject_id), row.id) == row.id) for row in listed
    ]


NEXT: Final[Mapping[Waits, str]] = {
    Waits.FAILED: "L’envoi a échoué : à reprendre",
    Waits.TROUBLE: "Le partenaire n’arrive pas à ouvrir",
    Waits.KEY: "La clé est à transmettre",
    Waits.SILENT: "Pas d’accusé : proposez un lien, ou appelez",
    Waits.OVERDUE: "Pas de réponse à l’échéance : appelez, ou classez",
    Waits.ANSWERED: "Le partenaire a répondu",
    Waits.OPENING: "À confirmer : le partenaire a-t-il ouvert le pli ?",
    Waits.ANSWER: "En attente de sa réponse",
    Waits.ACKNOWLEDGEMENT: "En attente de l’accusé de réception",
    Waits.LEAVING: "Le pli part dans un instant",
    Waits.NOTHING: "",
}
"""What waits for a person, or for the partner."""


def _transmission_line(ctx: Context, row: Transmission, destroy_by: datetime | None, person: str) -> TransmissionLine:
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    waits = waits_for(row, ctx.today, ctx.settings)
    return TransmissionLine(
        row.id, row.reference, row.is_test, row.case_id, person, title_of(ctx, row.model), partner.name,
        contact.function, Carrier(row.carrier), KeyChannel(row.key_channel), ArchiveStatus(row.archive_status),
        KeyStatus(row.key_status), row.prepared_at, row.sent_at, _next_action(row, waits), destroy_by, waits,
        row.answer_due_on, Outcome(row.outcome) if row.outcome else None, row.table_id,
    )  # fmt: skip


def _next_action(row: Transmission, waits: Waits) -> str:
    return "L’e-mail est revenu : à reprendre" if row.returned_at is not None else NEXT[waits]


def _people(ctx: Context, case_ids: Iterable[str]) -> dict[str, str]:
    """Unseal the names of some dossiers, each once."""
    cases = [case_store.get_case(ctx.session, case_id) for case_id in case_ids]
    return {case.id: full_name(raw_of(read_person(ctx, case))) for case in cases}


def _partner_of(ctx: Context, contact_id: str | None) -> str:
    if contact_id is None:
        return ""
    contact = directory_store.get_contact(ctx.session, contact_id)
    return directory_store.get_partner(ctx.session, contact.partner_id).name
