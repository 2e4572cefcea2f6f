"""Which requests to destroy are there, which plis are they about, which ends were announced? Queries only."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from liaison.errors import NotFound
from liaison.records import Convention, DestructionRequest, DestructionRequestPli, EndAnnouncement, Transmission


def get_request(session: Session, request_id: str) -> DestructionRequest:
    """Return a request.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(DestructionRequest, request_id)
    if found is None:
        raise NotFound("Cette demande n’existe pas.", hint="Retrouvez-la dans la liste des attestations.")
    return found


def lock_request(session: Session, request_id: str) -> DestructionRequest:
    """Return a request as it stands, and keep it so: a partner and the worker may act at the same second.

    Raises:
        NotFound: there is none of that id.
    """
    session.get(DestructionRequest, request_id, with_for_update=True, populate_existing=True)
    return get_request(session, request_id)


def lock_convention(session: Session, convention_id: str) -> Convention | None:
    """Return a convention, locked: of two who ask its partner at once, one makes the request."""
    return session.get(Convention, convention_id, with_for_update=True, populate_existing=True)


def list_requests(session: Session, departements: Collection[str]) -> Sequence[DestructionRequest]:
    """Return the requests of some départements, the first due first."""
    query = select(DestructionRequest).where(col(DestructionRequest.departement).in_(departements))
    return session.exec(query.order_by(col(DestructionRequest.due_on), DestructionRequest.number)).all()


def requests_of_conventions(session: Session, convention_ids: Collection[str]) -> Sequence[DestructionRequest]:
    """Return the requests about some conventions, oldest first."""
    query = select(DestructionRequest).where(col(DestructionRequest.convention_id).in_(convention_ids))
    return session.exec(query.order_by(col(DestructionRequest.made_at), DestructionRequest.id)).all()


def requests_about(
    session: Session, transmission_ids: Collection[str]
) -> Sequence[tuple[DestructionRequest, str]]:  # fmt: skip
    """Return the requests about some plis, each with the id of the pli, oldest first."""
    query = select(DestructionRequest, DestructionRequestPli.transmission_id).join(
        DestructionRequestPli, col(DestructionRequestPli.request_id) == DestructionRequest.id
    )
    query = query.where(col(DestructionRequestPli.transmission_id).in_(transmission_ids))
    return session.exec(query.order_by(col(DestructionRequest.made_at), DestructionRequest.id)).all()


def open_ids(session: Session) -> Sequence[str]:
    """Name the requests that wait for an answer, whether somebody was asked yet or not."""
    query = select(DestructionRequest.id).where(
        DestructionRequest.attested == "", col(DestructionRequest.withdrawn_at).is_(None)
    )
    return session.exec(query.order_by(DestructionRequest.id)).all()


def plis_of(session: Session, request_id: str) -> Sequence[Transmission]:
    """Return the plis that a request is about, oldest first."""
    query = select(Transmission).join(
        DestructionRequestPli, col(DestructionRequestPli.transmission_id) == Transmission.id
    )
    query = query.where(DestructionRequestPli.request_id == request_id)
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def count_plis(session: Session, request_ids: Collection[str]) -> dict[str, int]:
    """Count the plis of some requests."""
    query = select(DestructionRequestPli.request_id, func.count()).where(
        col(DestructionRequestPli.request_id).in_(request_ids)
    )
    return dict(session.exec(query.group_by(DestructionRequestPli.request_id)).all())


def left_under(session: Session, convention_id: str) -> Sequence[Transmission]:
    """Return what really left under a convention, about somebody, oldest first."""
    query = select(Transmission).where(
        Transmission.convention_id == convention_id,
        col(Transmission.sent_at).is_not(None),
        col(Transmission.is_test).is_(False),
    )
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def left_to(session: Session, partner_id: str, transmission_ids: Collection[str]) -> Sequence[Transmission]:
    """Return those of some plis that really left to a partner."""
    query = select(Transmission).where(
        Transmission.partner_id == partner_id,
        col(Transmission.id).in_(transmission_ids),
        col(Transmission.sent_at).is_not(None),
        col(Transmission.is_test).is_(False),
    )
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def count_numbers(session: Session, prefix: str) -> int:
    """Count the requests whose number begins so."""
    query = select(func.count()).select_from(DestructionRequest)
    return session.exec(query.where(col(DestructionRequest.number).startswith(prefix))).one()


def is_announced(session: Session, kind: str, subject_id: str, ends_on: date, notice: int) -> bool:
    """Say whether an end was announced, with this notice or a shorter one."""
    query = select(EndAnnouncement.id).where(
        EndAnnouncement.kind == kind,
        EndAnnouncement.subject_id == subject_id,
        EndAnnouncement.ends_on == ends_on,
        EndAnnouncement.notice <= notice,
    )
    return session.exec(query.limit(1)).first() is not None
