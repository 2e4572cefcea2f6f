"""Which deposits, documents, requests and referrals are there? Queries only."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlmodel import Session, col, func, select

from liaison.errors import NotFound
from liaison.records import Deadline, Deposit, DepositBlock, DepositDocument, DepositRequest, Referral
from liaison.store.cases import not_of_the_archive
from liaison.vocabulary import DeadlineSubject, DepositStatus, DocumentFate

_PENDING = (DepositStatus.WAITING.value, DepositStatus.OPENED.value)


@dataclass(frozen=True, slots=True)
class Own:
    """What is somebody's own: their dossiers, and what they opened."""

    case_ids: Collection[str]
    account_id: str


def get_deposit(session: Session, deposit_id: str) -> Deposit:
    """Return a deposit.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Deposit, deposit_id)
    if found is None:
        raise NotFound("Ce dépôt n’existe pas.", hint="Retrouvez-le dans la liste des dépôts.")
    return found


def lock_deposit(session: Session, deposit_id: str) -> Deposit | None:
    """Return a deposit as it stands, and keep it so: two people may type its key at the same second."""
    return session.get(Deposit, deposit_id, with_for_update=True, populate_existing=True)


def find_by_reference(session: Session, reference: str) -> Deposit | None:
    """Return the deposit of a reference, if there is one."""
    return session.exec(select(Deposit).where(Deposit.reference == reference)).first()


def references_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Return the references of some deposits by their id, and by that of each document that they held."""
    own = session.exec(select(Deposit.id, Deposit.reference).where(col(Deposit.id).in_(ids))).all()
    query = select(DepositDocument.id, Deposit.reference).join(Deposit, col(Deposit.id) == DepositDocument.deposit_id)
    held = session.exec(query.where(col(DepositDocument.id).in_(ids))).all()
    return dict([*own, *held])


def cases_behind(session: Session, document_ids: Collection[str]) -> dict[str, str]:
    """Return the dossiers with which some documents are kept, by the document's id."""
    query = select(DepositDocument.id, DepositDocument.case_id).where(
        col(DepositDocument.id).in_(document_ids), col(DepositDocument.case_id).is_not(None)
    )
    return {id_: case_id for id_, case_id in session.exec(query) if case_id is not None}


def list_deposits(  # noqa: PLR0913 - filters, each by its name
    session: Session,
    *,
    departements: Collection[str],
    own: Own | None = None,
    pending: bool = False,
    at_work: bool = False,
    before: datetime | None = None,
    limit: int = 100,
) -> Sequence[Deposit]:
    """Return the deposits of some départements, newest first, or those that wait longest.

    With `own` only those of these dossiers, and of those that belong to none yet what nobody else opened. `pending`:
    only those that wait for a key or for a person, oldest first. `at_work`: without those of archived dossiers.
    """
    query = select(Deposit).where(col(Deposit.departement).in_(departements))
    if own is not None:
        query = query.where(_is_own(own))
    if at_work:
        query = query.where(not_of_the_archive(col(Deposit.case_id)))
    if pending:
        query = query.where(col(Deposit.status).in_(_PENDING))
    if before is not None:
        query = query.where(col(Deposit.received_at) < before)
    order = col(Deposit.received_at).asc() if pending else col(Deposit.received_at).desc()
    return session.exec(query.order_by(order, Deposit.id).limit(limit)).all()


def _is_own(own: Own) -> ColumnElement[bool]:
    theirs = or_(col(Deposit.opened_by).is_(None), col(Deposit.opened_by) == own.account_id)
    nobodys = and_(col(Deposit.case_id).is_(None), col(Deposit.transmission_id).is_(None), theirs)
    return or_(col(Deposit.case_id).in_(own.case_ids), nobodys)


def deposits_about(session: Session, transmission_id: str) -> Sequence[Deposit]:
    """Return the deposits that answer a pli, oldest first."""
    query = select(Deposit).where(Deposit.transmission_id == transmission_id)
    return session.exec(query.order_by(col(Deposit.received_at), Deposit.id)).all()


def deposits_of_case(session: Session, case_id: str) -> Sequence[Deposit]:
    """Return the deposits that belong to a dossier, oldest first."""
    query = select(Deposit).where(Deposit.case_id == case_id)
    return session.exec(query.order_by(col(Deposit.received_at), Deposit.id)).all()


def volume_since(session: Session, partner_id: str, since: datetime) -> tuple[int, int]:
    """Return how many files a partner deposited since a moment, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(Deposit.size), 0)).where(
        Deposit.partner_id == partner_id, col(Deposit.received_at) >= since
    )
    count, size = session.exec(query).one()
    return count, int(size)


def list_waiting_since(session: Session, before: datetime, *, limit: int = 50) -> Sequence[Deposit]:
    """Return, locked, the deposits whose key has been awaited since before a moment."""
    query = select(Deposit).where(Deposit.status == DepositStatus.WAITING.value, col(Deposit.received_at) <= before)
    return session.exec(query.order_by(Deposit.id).limit(limit).with_for_update(skip_locked=True)).all()


def list_opened_since(session: Session, before: datetime, *, limit: int = 50) -> Sequence[Deposit]:
    """Return, locked, the deposits that came in before a moment, are open, and whose file is still here."""
    query = select(Deposit).where(
        Deposit.status == DepositStatus.OPENED.value, col(Deposit.received_at) <= before, Deposit.blocks > 0
    )
    return session.exec(query.order_by(Deposit.id).limit(limit).with_for_update(skip_locked=True)).all()


# --- what it held ---


def blocks_of(session: Session, deposit_id: str) -> Iterator[DepositBlock]:
    """Walk the sealed blocks of a deposit, in order; one of them in memory at a time."""
    numbers = session.exec(select(DepositBlock.number).where(DepositBlock.deposit_id == deposit_id)).all()
    for number in sorted(numbers):
        block = session.get(DepositBlock, (deposit_id, number))
        if block is not None:
            yield block
            session.expunge(block)


def drop_blocks(session: Session, deposit_id: str) -> None:
    """Delete the blocks of a deposit."""
    session.execute(delete(DepositBlock).where(col(DepositBlock.deposit_id) == deposit_id))


def get_document(session: Session, document_id: str) -> DepositDocument:
    """Return a document of a deposit.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(DepositDocument, document_id)
    if found is None:
        raise NotFound("Ce document n’existe pas, ou a été détruit.", hint="Voyez la page du dépôt.")
    return found


def list_documents(session: Session, deposit_id: str) -> Sequence[DepositDocument]:
    """Return what a deposit held, in the order of the archive."""
    query = select(DepositDocument).where(DepositDocument.deposit_id == deposit_id)
    return session.exec(query.order_by(col(DepositDocument.number))).all()


def documents_of_case(session: Session, case_id: str) -> Sequence[DepositDocument]:
    """Return the documents that were kept with a dossier, oldest first."""
    query = select(DepositDocument).where(
        DepositDocument.case_id == case_id, DepositDocument.fate != DocumentFate.LEFT_OUT.value
    )
    return session.exec(query.order_by(col(DepositDocument.fate_at), DepositDocument.id)).all()


def documents_about(session: Session, transmission_id: str) -> Sequence[DepositDocument]:
    """Return the documents that answer a pli, oldest first."""
    query = select(DepositDocument).where(
        DepositDocument.transmission_id == transmission_id, DepositDocument.fate != DocumentFate.LEFT_OUT.value
    )
    return session.exec(query.order_by(col(DepositDocument.fate_at), DepositDocument.id)).all()


def deadlines_of_documents(session: Session, case_id: str) -> Sequence[Deadline]:
    """Return the deadlines of the documents of a dossier."""
    query = select(Deadline).join(DepositDocument, col(Deadline.subject_id) == DepositDocument.id)
    query = query.where(Deadline.subject_kind == DeadlineSubject.DOCUMENT.value, DepositDocument.case_id == case_id)
    return session.exec(query.order_by(Deadline.id)).all()


def deadlines_by_convention(session: Session, partner_id: str) -> Sequence[tuple[Deadline, Deposit]]:
    """Return the deadlines that a convention gives to what a partner sent of itself, each with its deposit."""
    query = (
        select(Deadline, Deposit)
        .join(DepositDocument, col(Deadline.subject_id) == DepositDocument.id)
        .join(Deposit, col(DepositDocument.deposit_id) == Deposit.id)
        .where(
            Deadline.subject_kind == DeadlineSubject.DOCUMENT.value,
            Deadline.rule == "R-2",
            DepositDocument.fate != DocumentFate.WAITING.value,
            col(Deadline.transmission_id).is_(None),
            Deposit.partner_id == partner_id,
        )
    )
    return session.exec(query.order_by(Deadline.id)).all()


def drop_deadlines(session: Session, document_id: str) -> None:
    """Delete the deadlines of a document: others take their place."""
    mine = col(Deadline.subject_kind) == DeadlineSubject.DOCUMENT.value, col(Deadline.subject_id) == document_id
    session.execute(delete(Deadline).where(*mine))


def deadlines_of_deposit(session: Session, deposit_id: str) -> Sequence[Deadline]:
    """Return the deadlines of a deposit and of what it held."""
    held = select(DepositDocument.id).where(DepositDocument.deposit_id == deposit_id)
    query = select(Deadline).where(
        or_(
            and_(col(Deadline.subject_kind) == DeadlineSubject.DEPOSIT.value, col(Deadline.subject_id) == deposit_id),
            and_(col(Deadline.subject_kind) == DeadlineSubject.DOCUMENT.value, col(Deadline.subject_id).in_(held)),
        )
    )
    return session.exec(query.order_by(Deadline.id)).all()


# --- who asked for a link ---


def lock_request(session: Session, request_id: str) -> DepositRequest | None:
    """Return a request for a link, locked: its tries are counted one after the other."""
    return session.get(DepositRequest, request_id, with_for_update=True, populate_existing=True)


def requests_since(session: Session, address: str, since: datetime) -> Sequence[datetime]:
    """Return when a link was asked for with an address."""
    query = select(DepositRequest.made_at).where(
        DepositRequest.address == address, col(DepositRequest.made_at) >= since
    )
    return session.exec(query).all()


def count_to_look_up(session: Session) -> int:
    """Count the requests whose address nobody has looked up yet; nothing is locked, a page may ask."""
    query = select(func.count()).select_from(DepositRequest).where(col(DepositRequest.looked_up_at).is_(None))
    return session.exec(query).one()


def list_to_look_up(session: Session, *, limit: int) -> Sequence[DepositRequest]:
    """Return, locked, the requests whose address nobody has looked up yet."""
    query = select(DepositRequest).where(col(DepositRequest.looked_up_at).is_(None))
    query = query.order_by(col(DepositRequest.made_at), DepositRequest.id).limit(limit)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def void_requests(session: Session, address: str, at: datetime) -> None:
    """Let the codes of an address open nothing more; they stay counted, so that nobody's box is filled."""
    alive = col(DepositRequest.address) == address, col(DepositRequest.used_at).is_(None)
    seen = func.coalesce(col(DepositRequest.looked_up_at), at)
    session.execute(update(DepositRequest).where(*alive).values(used_at=at, looked_up_at=seen))


def sweep_requests(session: Session, before: datetime) -> None:
    """Delete the requests that ended before a moment."""
    session.execute(delete(DepositRequest).where(col(DepositRequest.expires_at) < before))


# --- referrals ---


def get_referral(session: Session, referral_id: str) -> Referral:
    """Return a referral.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Referral, referral_id)
    if found is None:
        raise NotFound("Cette orientation n’existe pas.", hint="Rechargez la page du dossier.")
    return found


def find_referral(session: Session, case_id: str, deposit_id: str) -> Referral | None:
    """Return the referral of somebody by a deposit, if there is one."""
    query = select(Referral).where(Referral.case_id == case_id, Referral.deposit_id == deposit_id)
    return session.exec(query).first()


def referrals_of(session: Session, case_id: str) -> Sequence[Referral]:
    """Return the referrals of somebody, newest first."""
    return referrals_among(session, [case_id])


def referrals_among(session: Session, case_ids: Collection[str]) -> Sequence[Referral]:
    """Return the referrals of some dossiers, newest first."""
    query = select(Referral).where(col(Referral.case_id).in_(case_ids))
    return session.exec(query.order_by(col(Referral.recorded_at).desc(), Referral.id)).all()
