"""Which rows stand in the database? Rows only: no validation, no rule, no query."""

from liaison.records.accounts import Account, AccountScope, Attempt, Invitation, WebSession
from liaison.records.cases import Agreement, Case, CaseReferent, Notice
from liaison.records.directory import Contact, Convention, Departement, Partner
from liaison.records.exchanges import Deadline, Fiche, FicheVersion, SealedObject, Transmission
from liaison.records.governance import Safeguard
from liaison.records.outbox import OutboxMessage
from liaison.records.trails import JournalEntry, RegisterEntry

__all__ = [
    "Account",
    "AccountScope",
    "Agreement",
    "Attempt",
    "Case",
    "CaseReferent",
    "Contact",
    "Convention",
    "Deadline",
    "Departement",
    "Fiche",
    "FicheVersion",
    "Invitation",
    "JournalEntry",
    "Notice",
    "OutboxMessage",
    "Partner",
    "RegisterEntry",
    "Safeguard",
    "SealedObject",
    "Transmission",
    "WebSession",
]
