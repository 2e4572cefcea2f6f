"""Which requests did people make, which stand open, who was told, what was prepared? Queries only (G-1)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_
from sqlmodel import Session, col, delete, select

from liaison.errors import NotFound
from liaison.records import RightsAlert, RightsExport, RightsRecipient, RightsRequest
from liaison.vocabulary.rights import RequestDecision, Right

_DECIDED_IS_ENOUGH: Final = (Right.ERASURE.value, Right.WITHDRAWAL.value)
"""What these ask is done by the destruction itself, so that their decision lets it go on; the others need the data
until the person has their answer."""
_GRANTED: Final = (RequestDecision.GRANTED.value, RequestDecision.PARTLY.value)


def open_numbers(session: Session, case_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the numbers of the requests that keep the data of some dossiers from going, by dossier (R-4).

    « An open rights request is decided before the data go »: an erasure or a withdrawal is in the way until it is
    decided, any other request until the person is answered. Dossiers without one are not in the mapping.
    """
    query = select(RightsRequest.case_id, RightsRequest.number).where(
        col(RightsRequest.case_id).in_(case_ids),
        col(RightsRequest.closed_at).is_(None),
        or_(col(RightsRequest.kind).not_in(_DECIDED_IS_ENOUGH), col(RightsRequest.decision) == ""),
    )
    found: dict[str, list[str]] = defaultdict(list)
    for case_id, number in session.exec(query.order_by(RightsRequest.number)):
        if case_id is not None:
            found[case_id].append(number)
    return {case_id: tuple(numbers) for case_id, numbers in found.items()}


def numbers_in_the_way(session: Session, case_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what keeps the data of some dossiers from going: open requests, and restrictions that stand (R-4)."""
    found = {case_id: list(numbers) for case_id, numbers in open_numbers(session, case_ids).items()}
    for row in list_standing(session, case_ids, [Right.RESTRICTION]):
        if row.case_id is not None and row.number not in found.setdefault(row.case_id, []):
            found[row.case_id].append(row.number)
    return {case_id: tuple(numbers) for case_id, numbers in found.items()}


def get_request(session: Session, request_id: str) -> RightsRequest:
    """Return a request.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(RightsRequest, request_id)
    if found is None:
        raise NotFound("Cette demande n’existe pas.", hint="Retrouvez-la dans la liste des demandes.")
    return found


def lock_request(session: Session, request_id: str) -> RightsRequest:
    """Return a request as it stands, and keep it so until the transaction ends.

    Raises:
        NotFound: there is none of that id.
    """
    session.get(RightsRequest, request_id, with_for_update=True, populate_existing=True)
    return get_request(session, request_id)


def last_number(session: Session, year: str) -> int:
    """Return the highest number given in a year, 0 before the first."""
    query = select(RightsRequest.number).where(col(RightsRequest.number).startswith(f"{year}-R"))
    return max((int(number.rpartition("R")[2]) for number in session.exec(query)), default=0)


def list_requests(
    session: Session, departements: Collection[str], *, case_ids: Collection[str] | None = None, entered_by: str = ""
) -> Sequence[RightsRequest]:
    """Return the requests of some départements, newest first.

    With `case_ids` only those about these dossiers, and those without a dossier that `entered_by` entered.
    """
    query = select(RightsRequest).where(col(RightsRequest.departement).in_(departements))
    if case_ids is not None:
        own = and_(col(RightsRequest.case_id).is_(None), col(RightsRequest.entered_by) == entered_by)
        query = query.where(or_(col(RightsRequest.case_id).in_(case_ids), own))
    return session.exec(query.order_by(col(RightsRequest.received_on).desc(), col(RightsRequest.number).desc())).all()


def list_between(
    session: Session, departements: Collection[str], start: datetime, end: datetime
) -> Sequence[RightsRequest]:
    """Return the requests of some départements entered from a moment to before another, oldest first."""
    query = select(RightsRequest).where(
        col(RightsRequest.departement).in_(departements),
        col(RightsRequest.entered_at) >= start,
        col(RightsRequest.entered_at) < end,
    )
    return session.exec(query.order_by(RightsRequest.number)).all()


def requests_of(session: Session, case_id: str) -> Sequence[RightsRequest]:
    """Return every request about a dossier, oldest first."""
    query = select(RightsRequest).where(RightsRequest.case_id == case_id)
    return session.exec(query.order_by(RightsRequest.number)).all()


def list_open(session: Session) -> Sequence[RightsRequest]:
    """Return every request that nobody answered yet, oldest first."""
    query = select(RightsRequest).where(col(RightsRequest.closed_at).is_(None))
    return session.exec(query.order_by(col(RightsRequest.received_on), RightsRequest.id)).all()


def list_standing(session: Session, case_ids: Collection[str], kinds: Collection[Right]) -> Sequence[RightsRequest]:
    """Return the restrictions and objections that stand: asked for and not decided yet, or granted and not lifted."""
    query = select(RightsRequest).where(
        col(RightsRequest.case_id).in_(case_ids),
        col(RightsRequest.kind).in_([kind.value for kind in kinds]),
        col(RightsRequest.lifted_on).is_(None),
        or_(
            and_(col(RightsRequest.decision) == "", col(RightsRequest.closed_at).is_(None)),
            col(RightsRequest.decision).in_(_GRANTED),
        ),
    )
    return session.exec(query.order_by(RightsRequest.number)).all()


def list_erasures_to_execute(session: Session) -> Sequence[RightsRequest]:
    """Return the erasures that were decided and not done yet, the oldest decision first."""
    query = select(RightsRequest).where(
        RightsRequest.kind == Right.ERASURE.value,
        col(RightsRequest.decision).in_(_GRANTED),
        col(RightsRequest.executed_at).is_(None),
        col(RightsRequest.case_id).is_not(None),
    )
    return session.exec(query.order_by(col(RightsRequest.decided_at), RightsRequest.id)).all()


def list_forgettable(session: Session, before: datetime, *, limit: int = 50) -> Sequence[RightsRequest]:
    """Return requests that were closed before a moment, locked."""
    query = select(RightsRequest).where(col(RightsRequest.closed_at) < before).order_by(RightsRequest.id).limit(limit)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def forget(session: Session, request_id: str) -> None:
    """Delete what hangs on a request: recipients, exports, alerts."""
    for table in (RightsRecipient, RightsExport, RightsAlert):
        session.exec(delete(table).where(col(table.request_id) == request_id))


def get_recipient(session: Session, recipient_id: str) -> RightsRecipient:
    """Return a partner to be told of a request.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(RightsRecipient, recipient_id)
    if found is None:
        raise NotFound("Ce destinataire n’existe pas.", hint="Revenez à la demande.")
    return found


def list_recipients(session: Session, request_ids: Collection[str]) -> Sequence[RightsRecipient]:
    """Return who is to be told of some requests."""
    query = select(RightsRecipient).where(col(RightsRecipient.request_id).in_(request_ids))
    return session.exec(query.order_by(RightsRecipient.request_id, RightsRecipient.id)).all()


def get_export(session: Session, export_id: str) -> RightsExport:
    """Return an export.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(RightsExport, export_id)
    if found is None:
        raise NotFound("Cette copie n’existe pas.", hint="Revenez à la demande.")
    return found


def list_exports(session: Session, request_ids: Collection[str]) -> Sequence[RightsExport]:
    """Return the exports of some requests, newest first."""
    query = select(RightsExport).where(col(RightsExport.request_id).in_(request_ids))
    return session.exec(query.order_by(col(RightsExport.made_at).desc(), RightsExport.id)).all()


def list_standing_exports(session: Session) -> Sequence[RightsExport]:
    """Return the exports whose archive still lies here, oldest first."""
    query = select(RightsExport).where(col(RightsExport.archive).is_not(None))
    return session.exec(query.order_by(col(RightsExport.made_at), RightsExport.id)).all()


def alerts_of(session: Session, request_ids: Collection[str]) -> Sequence[RightsAlert]:
    """Return the reminders that went out for some requests."""
    return session.exec(select(RightsAlert).where(col(RightsAlert.request_id).in_(request_ids))).all()
