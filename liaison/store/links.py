"""Which links do partners hold? Queries only."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from liaison.records import PartnerLink


def find_link(session: Session, token: str) -> PartnerLink | None:
    """Return the link of a digest; not locked, since looking is what scanners do."""
    return session.exec(select(PartnerLink).where(PartnerLink.token == token)).first()


def lock_link(session: Session, link_id: str) -> PartnerLink | None:
    """Return a link as it stands, and keep it so: two uses at once are counted one after the other.

    After its transmission, never before: staff lock the transmission and then cut its links.
    """
    return session.get(PartnerLink, link_id, with_for_update=True, populate_existing=True)


def list_links(session: Session, subject_id: str) -> Sequence[PartnerLink]:
    """Return the links about one thing, newest first."""
    query = select(PartnerLink).where(PartnerLink.subject_id == subject_id)
    return session.exec(query.order_by(col(PartnerLink.made_at).desc(), PartnerLink.id)).all()
