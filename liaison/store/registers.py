"""What did the operator declare, and which notices were given? Queries only."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from liaison.errors import NotFound
from liaison.records import Convention, NoticeText, OperatorStatement, Partner, Subprocessor


def list_subprocessors(session: Session) -> Sequence[Subprocessor]:
    """Return every declared sub-processor, by what it does, those that were declared first first."""
    query = select(Subprocessor).order_by(Subprocessor.role, col(Subprocessor.declared_at), Subprocessor.id)
    return session.exec(query).all()


def get_subprocessor(session: Session, subprocessor_id: str) -> Subprocessor:
    """Return a declared sub-processor.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Subprocessor, subprocessor_id)
    if found is None:
        raise NotFound("Cette déclaration n’existe pas.", hint="Retrouvez-la dans la liste des sous-traitants.")
    return found


def list_statements(session: Session) -> Sequence[OperatorStatement]:
    """Return what the operator said."""
    return session.exec(select(OperatorStatement).order_by(OperatorStatement.subject)).all()


def find_statement(session: Session, subject: str) -> OperatorStatement | None:
    """Return what the operator said of one subject, locked; none while nothing was said."""
    query = select(OperatorStatement).where(OperatorStatement.subject == subject).with_for_update()
    return session.exec(query).first()


def find_notice_text(session: Session, version: str) -> NoticeText | None:
    """Return a text that somebody was given; none if nobody ever was."""
    query = select(NoticeText).where(NoticeText.version == version)
    return session.exec(query.order_by(col(NoticeText.first_given_at), NoticeText.id)).first()


def partner_kinds(session: Session) -> set[str]:
    """Return the kinds of all partners that are in use, in every département."""
    return set(session.exec(select(Partner.kind).where(col(Partner.enabled)).distinct()))


def convention_kinds(session: Session) -> set[str]:
    """Return the kinds of the partners that a convention in use binds."""
    query = select(Partner.kind).join(Convention, col(Convention.partner_id) == Partner.id)
    return set(session.exec(query.where(col(Partner.enabled), col(Convention.enabled)).distinct()))


def list_notice_texts(session: Session) -> Sequence[NoticeText]:
    """Return every text that somebody was given, the youngest first."""
    query = select(NoticeText).order_by(col(NoticeText.first_given_at).desc(), NoticeText.id)
    return session.exec(query).all()
