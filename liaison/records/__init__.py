"""Which rows stand in the database? Rows only: no validation, no rule, no query."""

from liaison.records.absences import Absence
from liaison.records.accounts import Account, AccountScope, Attempt, Invitation, WebSession
from liaison.records.attestations import DestructionRequest, DestructionRequestPli, EndAnnouncement
from liaison.records.breaches import (
    BreachClock,
    BreachLead,
    BreachNotice,
    BreachPerson,
    BreachText,
    Complaint,
    Incident,
)
from liaison.records.cases import Agreement, Case, CaseReferent, Notice
from liaison.records.checkpoints import ChainAnchor, ChainCheck, ChainCheckpoint
from liaison.records.credentials import KnownDevice, PasswordReset, RecoveryCode
from liaison.records.deposits import Deposit, DepositBlock, DepositDocument, DepositRequest, Referral
from liaison.records.destructions import DestroyedPart, Destruction
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
from liaison.records.governance import Safeguard
from liaison.records.links import PartnerLink
from liaison.records.mailbox import ReceivedMail, WatchedBox
from liaison.records.outbox import OutboxMessage
from liaison.records.provider import ProviderArrival, ProviderIdentity
from liaison.records.registers import NoticeText, OperatorStatement, Subprocessor
from liaison.records.retention import Announcement, Delay, Hold
from liaison.records.rights import RightsAlert, RightsExport, RightsRecipient, RightsRequest
from liaison.records.tables import (
    CensusColumn,
    FollowUp,
    OrientationAnswer,
    OrientationRow,
    OrientationSettlement,
    OrientationTable,
    TrackingColumn,
)
from liaison.records.trails import JournalEntry, RegisterEntry

__all__ = [
    "Absence",
    "Account",
    "AccountScope",
    "Agreement",
    "Amendment",
    "Announcement",
    "Attempt",
    "BreachClock",
    "BreachLead",
    "BreachNotice",
    "BreachPerson",
    "BreachText",
    "Case",
    "CaseExit",
    "CaseReferent",
    "CensusColumn",
    "ChainAnchor",
    "ChainCheck",
    "ChainCheckpoint",
    "Complaint",
    "Contact",
    "Convention",
    "Correspondent",
    "Deadline",
    "Delay",
    "Departement",
    "Deposit",
    "DepositBlock",
    "DepositDocument",
    "DepositRequest",
    "DestroyedPart",
    "Destruction",
    "DestructionRequest",
    "DestructionRequestPli",
    "EndAnnouncement",
    "ExitAddressee",
    "Fiche",
    "FicheVersion",
    "FollowUp",
    "Hold",
    "ImportColumn",
    "Incident",
    "Invitation",
    "JournalEntry",
    "KnownDevice",
    "Notice",
    "NoticeText",
    "OperatorStatement",
    "OrientationAnswer",
    "OrientationRow",
    "OrientationSettlement",
    "OrientationTable",
    "OutboxMessage",
    "Partner",
    "PartnerLink",
    "PasswordReset",
    "Place",
    "ProjectEnd",
    "ProviderArrival",
    "ProviderIdentity",
    "ReceivedMail",
    "RecoveryCode",
    "Referral",
    "RegisterEntry",
    "RightsAlert",
    "RightsExport",
    "RightsRecipient",
    "RightsRequest",
    "Safeguard",
    "SealedObject",
    "Subprocessor",
    "TrackingColumn",
    "Transmission",
    "WatchedBox",
    "WebSession",
]
