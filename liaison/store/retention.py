"""Which destructions are suspended, which delays were set, what was announced beforehand? Queries only."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from liaison.errors import NotFound
from liaison.records import Announcement, Deadline, Delay, Deposit, DepositDocument, Hold, Transmission
from liaison.vocabulary.retention import Decision


def list_delays(session: Session) -> Sequence[Delay]:
    """Return every delay that was set, oldest first: the last one of a rule counts."""
    return session.exec(select(Delay).order_by(col(Delay.since), Delay.id)).all()


def get_hold(session: Session, hold_id: str) -> Hold:
    """Return a hold.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Hold, hold_id)
    if found is None:
        raise NotFound("Cette suspension n’existe pas.", hint="Retrouvez-la dans la liste des suspensions.")
    return found


def lock_hold(session: Session, hold_id: str) -> Hold:
    """Return a hold as it stands, and keep it so: two people decide one after the other.

    Raises:
        NotFound: there is none of that id.
    """
    session.get(Hold, hold_id, with_for_update=True, populate_existing=True)
    return get_hold(session, hold_id)


def list_holds(session: Session, departements: Collection[str]) -> Sequence[Hold]:
    """Return the holds of some départements, newest first."""
    query = select(Hold).where(col(Hold.departement).in_(departements))
    return session.exec(query.order_by(col(Hold.asked_at).desc(), Hold.id)).all()


def holds_of(session: Session, subject_id: str) -> Sequence[Hold]:
    """Return the holds on one object, oldest first."""
    return session.exec(select(Hold).where(Hold.subject_id == subject_id).order_by(col(Hold.asked_at), Hold.id)).all()


def standing_holds(session: Session, today: date) -> Sequence[Hold]:
    """Return the holds that suspend a destruction today: granted, not lifted, their term not passed; oldest first."""
    query = select(Hold).where(
        Hold.decision == Decision.GRANTED.value,
        col(Hold.lifted_at).is_(None),
        or_(col(Hold.ends_on).is_(None), col(Hold.ends_on) >= today),
    )
    return session.exec(query.order_by(col(Hold.decided_at), Hold.id)).all()


def holds_past_term(session: Session, today: date) -> Sequence[Hold]:
    """Return the holds that nobody lifted and whose term passed, locked."""
    query = select(Hold).where(
        Hold.decision == Decision.GRANTED.value, col(Hold.lifted_at).is_(None), col(Hold.ends_on) < today
    )
    return session.exec(query.order_by(Hold.id).with_for_update(skip_locked=True)).all()


def count_holds(session: Session, year: str) -> int:
    """Count the holds whose number is of a year."""
    query = select(func.count()).select_from(Hold).where(col(Hold.number).startswith(f"{year}-"))
    return session.exec(query).one()


# --- what a hold covers ---


def list_sharing(session: Session, version_ids: Collection[str]) -> Sequence[Transmission]:
    """Return the transmissions of some frozen fiches: a pli that was made anew shares its fiche with the first."""
    return session.exec(select(Transmission).where(col(Transmission.fiche_version_id).in_(version_ids))).all()


def list_under(session: Session, convention_id: str) -> Sequence[Transmission]:
    """Return what was sent under a convention."""
    return session.exec(select(Transmission).where(Transmission.convention_id == convention_id)).all()


def list_received(
    session: Session, *, case_ids: Collection[str] = (), transmission_ids: Collection[str] = ()
) -> Sequence[tuple[DepositDocument, Deposit]]:
    """Return the documents of some dossiers, and those that answer some transmissions, each with its deposit."""
    query = select(DepositDocument, Deposit).join(Deposit, col(DepositDocument.deposit_id) == Deposit.id)
    query = query.where(
        or_(
            col(DepositDocument.case_id).in_(case_ids),
            col(Deposit.case_id).in_(case_ids),
            col(DepositDocument.transmission_id).in_(transmission_ids),
            col(Deposit.transmission_id).in_(transmission_ids),
        )
    )
    return session.exec(query).all()


def list_deposits(
    session: Session, *, case_ids: Collection[str] = (), transmission_ids: Collection[str] = ()
) -> Sequence[Deposit]:
    """Return the deposits of some dossiers, and those that answer some transmissions."""
    about = or_(col(Deposit.case_id).in_(case_ids), col(Deposit.transmission_id).in_(transmission_ids))
    return session.exec(select(Deposit).where(about)).all()


def list_from(session: Session, partner_id: str) -> Sequence[tuple[DepositDocument, Deposit]]:
    """Return the documents that a partner sent of itself, each with its deposit: no pli says under which convention."""
    query = select(DepositDocument, Deposit).join(Deposit, col(DepositDocument.deposit_id) == Deposit.id)
    query = query.where(Deposit.partner_id == partner_id, col(DepositDocument.transmission_id).is_(None))
    return session.exec(query).all()


# --- what was announced ---


def due_about(session: Session, case_ids: Collection[str], until: datetime) -> Sequence[Deadline]:
    """Return what of some dossiers is to be destroyed by a moment: themselves, their plis, what was received."""
    plis = select(Transmission.id).where(col(Transmission.case_id).in_(case_ids))
    documents = select(DepositDocument.id).where(col(DepositDocument.case_id).in_(case_ids))
    query = select(Deadline).where(
        col(Deadline.done_at).is_(None),
        col(Deadline.destroy_by) <= until,
        or_(
            col(Deadline.subject_id).in_(case_ids),
            col(Deadline.transmission_id).in_(plis),
            col(Deadline.subject_id).in_(documents),
        ),
    )
    return session.exec(query.order_by(Deadline.id)).all()


def list_announced(session: Session, account_id: str) -> Sequence[Announcement]:
    """Return what was announced to somebody."""
    return session.exec(select(Announcement).where(Announcement.account_id == account_id)).all()
