"""What was sent, read or received, by whom, in a period? The queries by which a breach finds the persons concerned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from liaison.records import (
    Case,
    Deposit,
    DepositDocument,
    Fiche,
    FicheVersion,
    JournalEntry,
    OrientationTable,
    RegisterEntry,
    Transmission,
)
from liaison.store import table_plis


@dataclass(frozen=True, slots=True)
class Span:
    """A period of moments, its end not in it; an open side is not bounded."""

    start: datetime | None = None
    end: datetime | None = None


def transmissions_left(
    session: Session, span: Span, *, partner_id: str | None = None, departements: Collection[str] | None = None
) -> Sequence[Transmission]:
    """Return the plis about a person that left in a period: to a partner, or of some départements."""
    left = col(Transmission.sent_at)
    about_people = or_(col(Transmission.case_id).is_not(None), col(Transmission.table_id).is_not(None))
    query = select(Transmission).where(about_people, left.is_not(None))
    if span.start is not None:
        query = query.where(left >= span.start)
    if span.end is not None:
        query = query.where(left < span.end)
    if partner_id is not None:
        query = query.where(Transmission.partner_id == partner_id)
    if departements is not None:
        query = query.where(col(Transmission.departement).in_(departements))
    return session.exec(query.order_by(Transmission.id)).all()


def transmissions_of_cases(session: Session, case_ids: Collection[str]) -> Sequence[Transmission]:
    """Return the plis about some people that left, those of tables too."""
    query = select(Transmission).where(table_plis.about(case_ids), col(Transmission.sent_at).is_not(None))
    return session.exec(query.order_by(Transmission.id)).all()


def deposits_received(session: Session, span: Span, departements: Collection[str]) -> Sequence[Deposit]:
    """Return the deposits about a known person that came in a period."""
    query = select(Deposit).where(col(Deposit.departement).in_(departements), col(Deposit.case_id).is_not(None))
    if span.start is not None:
        query = query.where(col(Deposit.received_at) >= span.start)
    if span.end is not None:
        query = query.where(col(Deposit.received_at) < span.end)
    return session.exec(query.order_by(Deposit.id)).all()


def acts_of(session: Session, actor_id: str, span: Span) -> list[tuple[str, str]]:
    """Return kind and subject of what an account did in a period, each pair once, from both chains."""
    found: set[tuple[str, str]] = set()
    for table in (JournalEntry, RegisterEntry):
        query = select(table.kind, table.subject).where(table.actor == actor_id).distinct()
        if span.start is not None:
            query = query.where(col(table.at) >= span.start)
        if span.end is not None:
            query = query.where(col(table.at) < span.end)
        found.update((kind, subject) for kind, subject in session.exec(query))
    return sorted(found)


def count_acts(session: Session, actor_id: str, kind: str, span: Span) -> int:
    """Count how often an account did one thing in a period."""
    query = select(func.count()).select_from(JournalEntry)
    query = query.where(JournalEntry.actor == actor_id, JournalEntry.kind == kind)
    if span.start is not None:
        query = query.where(col(JournalEntry.at) >= span.start)
    if span.end is not None:
        query = query.where(col(JournalEntry.at) < span.end)
    return session.exec(query).one()


def journal_begins(session: Session) -> datetime | None:
    """Return the moment of the oldest entry of the security journal: of what came before, nothing is known."""
    query = select(JournalEntry.at).order_by(col(JournalEntry.index)).limit(1)
    return session.exec(query).first()


def cases_by_subject(session: Session, subjects: Collection[str]) -> Mapping[str, str]:
    """Say which dossier each subject of a chain is about: dossiers, fiches, versions, plis, deposits, documents."""
    found = {case_id: case_id for case_id in session.exec(select(Case.id).where(col(Case.id).in_(subjects)))}
    pairs = (
        select(Fiche.id, Fiche.case_id).where(col(Fiche.id).in_(subjects)),
        select(FicheVersion.id, Fiche.case_id).where(
            col(FicheVersion.id).in_(subjects), col(FicheVersion.fiche_id) == Fiche.id
        ),
        select(Transmission.id, Transmission.case_id).where(col(Transmission.id).in_(subjects)),
        select(Deposit.id, Deposit.case_id).where(col(Deposit.id).in_(subjects)),
        select(DepositDocument.id, func.coalesce(DepositDocument.case_id, Deposit.case_id)).where(
            col(DepositDocument.id).in_(subjects), col(DepositDocument.deposit_id) == Deposit.id
        ),
    )
    for query in pairs:
        found.update((subject, case_id) for subject, case_id in session.exec(query) if case_id is not None)
    return found


def known_subjects(session: Session, subjects: Collection[str]) -> set[str]:
    """Return the subjects that still have a row, about a person or not."""
    tables = (Case, Fiche, FicheVersion, Transmission, OrientationTable, Deposit, DepositDocument)
    return {found for table in tables for found in session.exec(select(table.id).where(col(table.id).in_(subjects)))}


def find_fiche(session: Session, subject: str) -> Fiche | None:
    """Return the fiche of an id, or that of a version's id."""
    query = select(Fiche).outerjoin(FicheVersion, col(FicheVersion.fiche_id) == Fiche.id)
    return session.exec(query.where(or_(Fiche.id == subject, FicheVersion.id == subject)).limit(1)).first()


def find_transmission(session: Session, subject: str) -> Transmission | None:
    """Return the pli of an id, if it is one."""
    return session.get(Transmission, subject)


def find_version(session: Session, version_id: str | None) -> FicheVersion | None:
    """Return a frozen fiche, if it was not destroyed."""
    return session.get(FicheVersion, version_id) if version_id else None


def find_case(session: Session, case_id: str) -> Case | None:
    """Return a dossier, if it was not destroyed."""
    return session.get(Case, case_id)
