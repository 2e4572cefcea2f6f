"""Which fiches, transmissions and deadlines are there? Queries only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from liaison.errors import NotFound
from liaison.records import Deadline, Fiche, FicheVersion, Transmission
from liaison.vocabulary import ArchiveStatus, FicheStatus


def get_fiche(session: Session, fiche_id: str) -> Fiche:
    """Return a fiche.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Fiche, fiche_id)
    if found is None:
        raise NotFound("Cette fiche n’existe pas.", hint="Retrouvez-la depuis le dossier.")
    return found


def get_fiche_version(session: Session, version_id: str) -> FicheVersion:
    """Return a fiche as it left.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(FicheVersion, version_id)
    if found is None:
        raise NotFound("Cette fiche a été détruite ou n’existe pas.", hint="Voyez le registre.")
    return found


def version_of(session: Session, fiche_id: str) -> FicheVersion | None:
    """Return the version of a fiche that left, if it did."""
    return session.exec(select(FicheVersion).where(FicheVersion.fiche_id == fiche_id)).first()


def list_fiches(session: Session, case_ids: Collection[str]) -> Sequence[Fiche]:
    """Return the fiches of some dossiers, last saved first."""
    query = select(Fiche).where(col(Fiche.case_id).in_(case_ids))
    return session.exec(query.order_by(col(Fiche.saved_at).desc(), Fiche.id)).all()


def find_draft(session: Session, case_id: str, model: str) -> Fiche | None:
    """Return the last saved draft of a model for a person."""
    query = select(Fiche).where(Fiche.case_id == case_id, Fiche.model == model, Fiche.status == FicheStatus.DRAFT.value)
    return session.exec(query.order_by(col(Fiche.saved_at).desc())).first()


def get_transmission(session: Session, transmission_id: str) -> Transmission:
    """Return a transmission.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Transmission, transmission_id)
    if found is None:
        raise NotFound("Cette transmission n’existe pas.", hint="Retrouvez-la dans la liste.")
    return found


def find_by_reference(session: Session, reference: str) -> Transmission | None:
    """Return the transmission of a reference, if there is one."""
    return session.exec(select(Transmission).where(Transmission.reference == reference)).first()


def list_transmissions(  # noqa: PLR0913 - filters, each by its name
    session: Session,
    *,
    case_ids: Collection[str] | None = None,
    departements: Collection[str] | None = None,
    created_by: str | None = None,
    partner_id: str | None = None,
    before: datetime | None = None,
    limit: int = 100,
) -> Sequence[Transmission]:
    """Return transmissions, newest first; `case_ids` or `created_by` suffice when both are given."""
    query = select(Transmission).order_by(col(Transmission.prepared_at).desc(), Transmission.id).limit(limit)
    if case_ids is not None:
        mine = col(Transmission.case_id).in_(case_ids)
        query = query.where(mine if created_by is None else mine | (Transmission.created_by == created_by))
    if departements is not None:
        query = query.where(col(Transmission.departement).in_(departements))
    if partner_id is not None:
        query = query.where(Transmission.partner_id == partner_id)
    if before is not None:
        query = query.where(col(Transmission.prepared_at) < before)
    return session.exec(query).all()


def references_of(session: Session, transmission_ids: Collection[str]) -> Mapping[str, str]:
    """Return the references of some transmissions, by id."""
    query = select(Transmission.id, Transmission.reference).where(col(Transmission.id).in_(transmission_ids))
    return dict(session.exec(query).all())


def transmissions_of_case(session: Session, case_id: str) -> Sequence[Transmission]:
    """Return the transmissions about a person, oldest first."""
    query = select(Transmission).where(Transmission.case_id == case_id)
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def list_with_passphrase(session: Session) -> Sequence[Transmission]:
    """Return the transmissions whose key still exists."""
    return session.exec(select(Transmission).where(col(Transmission.passphrase).is_not(None))).all()


def list_deadlines(session: Session, transmission_ids: Collection[str]) -> Sequence[Deadline]:
    """Return the deadlines of some transmissions, earliest first, undated last."""
    query = select(Deadline).where(col(Deadline.transmission_id).in_(transmission_ids))
    return session.exec(query.order_by(col(Deadline.due_at).is_(None), col(Deadline.due_at), Deadline.id)).all()


def list_deadlines_under(session: Session, convention_ids: Collection[str]) -> Sequence[Deadline]:
    """Return the deadlines of what was sent under some conventions."""
    query = select(Deadline).join(Transmission, col(Deadline.transmission_id) == Transmission.id)
    return session.exec(query.where(col(Transmission.convention_id).in_(convention_ids)).order_by(Deadline.id)).all()


def deadlines_of(session: Session, subject_kind: str, subject_id: str) -> Sequence[Deadline]:
    """Return the deadlines of one part."""
    query = select(Deadline).where(Deadline.subject_kind == subject_kind, Deadline.subject_id == subject_id)
    return session.exec(query.order_by(Deadline.id)).all()


def list_due(session: Session, until: datetime, departements: Collection[str] | None) -> Sequence[Deadline]:
    """Return the deadlines not done yet whose destruction is due by a moment."""
    query = select(Deadline).where(col(Deadline.done_at).is_(None), col(Deadline.destroy_by) <= until)
    if departements is not None:
        query = query.where(col(Deadline.departement).in_(departements))
    return session.exec(query.order_by(col(Deadline.destroy_by), Deadline.id)).all()


WAITING = (ArchiveStatus.PREPARED.value, ArchiveStatus.SENDING.value, ArchiveStatus.FAILED.value)
"""Statuses of an archive that has not left."""
