"""When was somebody in contact with their référent? Queries only."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session, col, select

from liaison.errors import NotFound
from liaison.records import FollowUp


def list_follow_ups(session: Session, case_ids: Collection[str]) -> Sequence[FollowUp]:
    """Return the contacts with some people, the last first."""
    query = select(FollowUp).where(col(FollowUp.case_id).in_(case_ids))
    return session.exec(query.order_by(col(FollowUp.happened_on).desc(), col(FollowUp.recorded_at).desc())).all()


def find_same(session: Session, case_id: str, happened_on: date, way: str, purpose: str) -> FollowUp | None:
    """Return a contact that was recorded already: somebody pressed twice."""
    query = select(FollowUp).where(
        FollowUp.case_id == case_id,
        FollowUp.happened_on == happened_on,
        FollowUp.way == way,
        FollowUp.purpose == purpose,
    )
    return session.exec(query).first()


def get_follow_up(session: Session, case_id: str, follow_up_id: str) -> FollowUp:
    """Return one contact of a dossier.

    Raises:
        NotFound: the dossier has none of that id.
    """
    found = session.get(FollowUp, follow_up_id)
    if found is None or found.case_id != case_id:
        raise NotFound("Ce contact n’est plus dans le dossier.", hint="Rechargez la page du dossier.")
    return found
