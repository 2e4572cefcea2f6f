"""Which fiches, transmissions and deadlines are there? Queries only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, func, not_, select

from liaison.errors import NotFound
from liaison.records import Deadline, Deposit, Fiche, FicheVersion, PartnerLink, Transmission
from liaison.rules.exchange import EXIT_MODEL
from liaison.store.cases import not_of_the_archive
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    DepositStatus,
    FicheStatus,
    KeyChannel,
    KeyStatus,
    Outcome,
    Release,
)


def get_fiche(session: Session, fiche_id: str) -> Fiche:
    """Return a fiche.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Fiche, fiche_id)
    if found is None:
        raise NotFound("Cette fiche n’existe pas.", hint="Retrouvez-la depuis le dossier.")
    return found


def find_fiche(session: Session, fiche_id: str) -> Fiche | None:
    """Return a fiche, nothing once it was thrown away or destroyed."""
    return session.get(Fiche, fiche_id)


def was_corrected(session: Session, fiche_id: str) -> bool:
    """Say whether a fiche that corrects this one left."""
    query = select(Fiche.id).where(Fiche.corrects == fiche_id, Fiche.status == FicheStatus.SENT.value)
    return session.exec(query.limit(1)).first() is not None


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
    alive: bool = False,
    at_work: bool = False,
    limit: int = 100,
) -> Sequence[Transmission]:
    """Return transmissions, newest first: of some dossiers, and with `created_by` that account's own test plis too.

    `alive`: only those that may still wait for somebody. `at_work`: without those of archived dossiers.
    """
    query = select(Transmission).order_by(col(Transmission.prepared_at).desc(), Transmission.id).limit(limit)
    if case_ids is not None:
        mine = col(Transmission.case_id).in_(case_ids)
        own = col(Transmission.is_test).is_(True) & (Transmission.created_by == created_by)
        query = query.where(mine if created_by is None else mine | own)
    if at_work:
        query = query.where(not_of_the_archive(col(Transmission.case_id)))
    if alive:
        handed = (Transmission.carrier == Carrier.HAND.value) & (
            Transmission.archive_status == ArchiveStatus.SENT.value
        )
        query = query.where(col(Transmission.archive_status).not_in(_OVER), not_(handed))
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


def list_to_release(session: Session, *, limit: int = 50) -> Sequence[Transmission]:
    """Return the transmissions whose archive left and whose key was not to wait, locked."""
    query = select(Transmission).where(
        Transmission.release == Release.AT_ONCE.value,
        Transmission.key_status == KeyStatus.WITHHELD.value,
        Transmission.key_channel == KeyChannel.SMS.value,
        col(Transmission.archive_status).in_(_ARRIVING),
    )
    return session.exec(query.order_by(Transmission.id).limit(limit).with_for_update(skip_locked=True)).all()


def list_to_remind(session: Session, before: datetime, *, limit: int = 50) -> Sequence[Transmission]:
    """Return what was acknowledged, or is under study, since before a moment, and was not recalled to mind; locked."""
    since = func.coalesce(Transmission.outcome_at, Transmission.acknowledged_at)
    query = select(Transmission).where(
        Transmission.archive_status == ArchiveStatus.ACKNOWLEDGED.value,
        col(Transmission.is_test).is_(False),
        Transmission.model != EXIT_MODEL,
        Transmission.trouble == "",
        Transmission.key_status != KeyStatus.WITHHELD.value,
        col(Transmission.reminded_at).is_(None),
        # A link that somebody cut is not made anew by a machine; nor is one cut by a withdrawn agreement.
        exists().where(col(PartnerLink.subject_id) == Transmission.id, col(PartnerLink.revoked_at).is_(None)),
        col(Transmission.carrier) != Carrier.HAND.value,
        not_(exists().where(col(Deposit.transmission_id) == Transmission.id, _came_in())),
        since <= before,
    )
    return session.exec(query.order_by(Transmission.id).limit(limit).with_for_update(skip_locked=True)).all()


def _came_in() -> ColumnElement[bool]:
    """Something came for a pli: nobody is asked for what lies here. Once « à l’étude », what comes next is awaited."""
    lies_here = col(Deposit.status).in_((DepositStatus.WAITING.value, DepositStatus.OPENED.value))
    settled = col(Deposit.status) == DepositStatus.SETTLED.value
    return or_(lies_here, and_(settled, col(Transmission.outcome) != Outcome.UNDER_STUDY.value))


def successor_of(session: Session, transmission_id: str) -> Transmission | None:
    """Return the transmission that took the place of another, if one did."""
    return session.exec(select(Transmission).where(Transmission.replaces == transmission_id)).first()


def lock_fiche(session: Session, fiche_id: str) -> Fiche | None:
    """Return a fiche as it stands, and keep it so: two clicks on one button send one pli."""
    return session.get(Fiche, fiche_id, with_for_update=True, populate_existing=True)


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


def deadlines_about(session: Session, subject_id: str) -> Sequence[Deadline]:
    """Return the deadlines of whatever has this id: of a dossier, what came from the OFII too."""
    return session.exec(select(Deadline).where(Deadline.subject_id == subject_id).order_by(Deadline.id)).all()


def first_due(session: Session, ids: Collection[str]) -> datetime | None:
    """Return when the first of some parts is to be destroyed, by their ids or those of their transmissions."""
    query = select(func.min(Deadline.destroy_by)).where(
        col(Deadline.done_at).is_(None), or_(col(Deadline.subject_id).in_(ids), col(Deadline.transmission_id).in_(ids))
    )
    return session.exec(query).one()


def open_deadlines(session: Session, rule_id: str, departements: Collection[str] | None) -> Sequence[Deadline]:
    """Return the deadlines of a rule that are not done yet, in some départements or in all."""
    query = select(Deadline).where(Deadline.rule_id == rule_id, col(Deadline.done_at).is_(None))
    if departements is not None:
        query = query.where(col(Deadline.departement).in_(departements))
    return session.exec(query.order_by(Deadline.id)).all()


def every_open_deadline(session: Session, departements: Collection[str] | None) -> Sequence[Deadline]:
    """Return the deadlines that are not done yet, dated or not, in some départements or in all."""
    query = select(Deadline).where(col(Deadline.done_at).is_(None))
    if departements is not None:
        query = query.where(col(Deadline.departement).in_(departements))
    return session.exec(query.order_by(Deadline.id)).all()


def list_due(session: Session, until: datetime, departements: Collection[str] | None) -> Sequence[Deadline]:
    """Return the deadlines not done yet whose destruction is due by a moment."""
    query = select(Deadline).where(col(Deadline.done_at).is_(None), col(Deadline.destroy_by) <= until)
    if departements is not None:
        query = query.where(col(Deadline.departement).in_(departements))
    return session.exec(query.order_by(col(Deadline.destroy_by), Deadline.id)).all()


def cases_behind(session: Session, transmission_ids: Collection[str]) -> Mapping[str, str]:
    """Return the dossiers of some transmissions, by the transmission's id; a test pli has none."""
    query = select(Transmission.id, Transmission.case_id).where(
        col(Transmission.id).in_(transmission_ids), col(Transmission.case_id).is_not(None)
    )
    return {id_: case_id for id_, case_id in session.exec(query) if case_id is not None}


_OVER = (
    ArchiveStatus.RECALLED.value, ArchiveStatus.REPLACED.value, ArchiveStatus.EXPIRED.value, ArchiveStatus.CLOSED.value,
)  # fmt: skip
_ARRIVING = (ArchiveStatus.SENT.value, ArchiveStatus.ACKNOWLEDGED.value, ArchiveStatus.ANSWERED.value)
WAITING = (ArchiveStatus.PREPARED.value, ArchiveStatus.SENDING.value, ArchiveStatus.FAILED.value)
"""Statuses of an archive that has not left."""
