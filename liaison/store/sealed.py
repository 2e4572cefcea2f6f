"""Which sealed objects do the rows hold? By the names under which the vault keeps their data keys; one query each."""

from typing import Final

from sqlmodel import Session, col, select

from liaison.records import (
    Account,
    Case,
    Contact,
    Correspondent,
    Deposit,
    DepositDocument,
    Fiche,
    FicheVersion,
    OutboxMessage,
    Transmission,
)
from liaison.vocabulary import Sealed

_HELD: Final = (
    (Sealed.ACCOUNT, select(Account.id)),
    (Sealed.CONTACT, select(Contact.id)),
    (Sealed.CORRESPONDENT, select(Correspondent.id)),
    (Sealed.CASE, select(Case.id)),
    (Sealed.FICHE, select(Fiche.id)),
    (Sealed.FICHE_VERSION, select(FicheVersion.id)),
    (Sealed.ARCHIVE, select(Transmission.id).where(col(Transmission.archive).is_not(None))),
    (Sealed.PASSPHRASE, select(Transmission.id).where(col(Transmission.passphrase).is_not(None))),
    (Sealed.DEPOSIT, select(Deposit.id).where(Deposit.blocks > 0)),
    (Sealed.DOCUMENT, select(DepositDocument.id).where(col(DepositDocument.content).is_not(None))),
    (Sealed.OUTBOX, select(OutboxMessage.id).where(col(OutboxMessage.payload).is_not(None))),
)


def object_ids(session: Session) -> set[str]:
    """Name every sealed object that a row still holds."""
    return {kind.object(id_) for kind, query in _HELD for id_ in session.exec(query)}
