"""Which rows stand in the database? Rows only: no validation, no rule, no query."""

from liaison.records.absences import Absence
from liaison.records.accounts import Account, AccountScope, Attempt, Invitation, WebSession
from liaison.records.cases import Agreement, Case, CaseReferent, Notice
from liaison.records.deposits import Deposit, DepositBlock, DepositDocument, DepositRequest, Referral
from liaison.records.directory import (
    Amendment,
    Contact,
    Convention,
    Correspondent,
    Departement,
    ImportColumn,
    Partner,
    Place,
)
from liaison.records.exchanges import Deadline, Fiche, FicheVersion, SealedObject, Transmission
from liaison.records.exits import CaseExit, ExitAddressee, ProjectEnd
from liaison.records.governance import Incident, Safeguard
from liaison.records.links import PartnerLink
from liaison.records.mailbox import ReceivedMail, WatchedBox
from liaison.records.outbox import OutboxMessage
from liaison.records.trails import JournalEntry, RegisterEntry

__all__ = [
    "Absence",
    "Account",
    "AccountScope",
    "Agreement",
    "Amendment",
    "Attempt",
    "Case",
    "CaseExit",
    "CaseReferent",
    "Contact",
    "Convention",
    "Correspondent",
    "Deadline",
    "Departement",
    "Deposit",
    "DepositBlock",
    "DepositDocument",
    "DepositRequest",
    "ExitAddressee",
    "Fiche",
    "FicheVersion",
    "ImportColumn",
    "Incident",
    "Invitation",
    "JournalEntry",
    "Notice",
    "OutboxMessage",
    "Partner",
    "PartnerLink",
    "Place",
    "ProjectEnd",
    "ReceivedMail",
    "Referral",
    "RegisterEntry",
    "Safeguard",
    "SealedObject",
    "Transmission",
    "WatchedBox",
    "WebSession",
]
