"""Which sealed objects do the rows hold? By the names under which the vault keeps their data keys; one query each."""

from typing import Final

from sqlmodel import Session, col, select

from liaison.records import (
    Account,
    BreachText,
    Case,
    Contact,
    Correspondent,
    Deposit,
    DepositDocument,
    Fiche,
    FicheVersion,
    Hold,
    NoticeText,
    OperatorStatement,
    OrientationAnswer,
    OrientationRow,
    OutboxMessage,
    RightsExport,
    RightsRequest,
    Subprocessor,
    Transmission,
)
from liaison.vocabulary import Sealed

HELD: Final = (
    (Sealed.ACCOUNT, select(Account.id).where(Account.profile != b"")),
    (Sealed.CONTACT, select(Contact.id)),
    (Sealed.CORRESPONDENT, select(Correspondent.id)),
    (Sealed.FICHE, select(Fiche.id)),
    (Sealed.FICHE_VERSION, select(FicheVersion.id)),
    (Sealed.ARCHIVE, select(Transmission.id).where(col(Transmission.archive).is_not(None))),
    (Sealed.PASSPHRASE, select(Transmission.id).where(col(Transmission.passphrase).is_not(None))),
    (Sealed.DEPOSIT, select(Deposit.id).where(Deposit.blocks > 0)),
    (Sealed.DOCUMENT, select(DepositDocument.id).where(col(DepositDocument.content).is_not(None))),
    (Sealed.HOLD, select(Hold.id)),
    (Sealed.SUBPROCESSOR, select(Subprocessor.id)),
    (Sealed.STATEMENT, select(OperatorStatement.id)),
    (Sealed.NOTICE_TEXT, select(NoticeText.id)),
    (Sealed.BREACH_TEXT, select(BreachText.id)),
    (Sealed.RIGHTS, select(RightsRequest.id).where(col(RightsRequest.texts).is_not(None))),
    (Sealed.RIGHTS_REACH, select(RightsRequest.id).where(col(RightsRequest.reach).is_not(None))),
    (Sealed.RIGHTS_EXPORT, select(RightsExport.id).where(col(RightsExport.archive).is_not(None))),
    (Sealed.ORIENTATION_ROW, select(OrientationRow.id).where(col(OrientationRow.content).is_not(None))),
    (Sealed.OFII_ANSWER, select(OrientationAnswer.id)),
    (Sealed.OUTBOX, select(OutboxMessage.id).where(col(OutboxMessage.payload).is_not(None))),
)


def object_ids(session: Session) -> set[str]:
    """Name every sealed object that a row still holds."""
    cases = session.exec(select(Case.id, Case.generation)).all()
    named = {kind.object(id_) for kind, query in HELD for id_ in session.exec(query)}
    return named | {case_object(case_id, generation) for case_id, generation in cases}


def case_object(case_id: str, generation: int) -> str:
    """Name the object that seals a person's data: another one since values were taken out of it (law 5)."""
    first = Sealed.CASE.object(case_id)
    return first if generation == 1 else f"{first}.{generation}"
