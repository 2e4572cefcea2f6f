"""Which words does the field use? Roles, statuses, carriers, key channels, event kinds and ids, said once.

Values of the enumerations are stored in the database and in the two chains: changing one needs a
migration, and a retired one stays here as a comment. Nothing here decides anything.
"""

from enum import StrEnum
from typing import Final, NewType

AccountId = NewType("AccountId", str)
CaseId = NewType("CaseId", str)
FicheId = NewType("FicheId", str)
PartnerId = NewType("PartnerId", str)
ContactId = NewType("ContactId", str)
ConventionId = NewType("ConventionId", str)
TransmissionId = NewType("TransmissionId", str)

SYSTEM: Final = "system"
"""The actor of what the night and the worker do."""


class Sealed(StrEnum):
    """The kinds of sealed objects; each has a data key of its own (law 5)."""

    ACCOUNT = "account"
    CONTACT = "contact"
    CASE = "case"
    FICHE = "fiche"
    FICHE_VERSION = "fiche-version"
    ARCHIVE = "archive"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind, not a secret
    OUTBOX = "outbox"

    def object(self, id_: str) -> str:
        """Return the name under which the vault keeps the data key of one such object."""
        return f"{self.value}.{id_}"


class Role(StrEnum):
    """Who someone is in the house (A-2)."""

    REFERENT = "referent"
    COORDINATOR = "coordinator"
    CONTROLLER = "controller"
    DPO = "dpo"
    ADMINISTRATOR = "administrator"


class Carrier(StrEnum):
    """How the archive travels (T-2, T-3)."""

    EMAIL = "email"
    HAND = "hand"


class KeyChannel(StrEnum):
    """How the key travels (T-4). E-mail exists so that it can be refused with its reason."""

    SMS = "sms"
    TELEPHONE = "telephone"
    EMAIL = "email"
    NONE = "none"


class ArchiveStatus(StrEnum):
    """Where the archive stands (product.md, archive track)."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"
    FAILED = "failed"
    RECALLED = "recalled"
    EXPIRED = "expired"


class KeyStatus(StrEnum):
    """Where the key stands (product.md, key track). A hand delivery needs none."""

    NOT_NEEDED = "not_needed"
    WITHHELD = "withheld"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    ERASED = "erased"
    REVOKED = "revoked"


class FicheStatus(StrEnum):
    """A fiche is a draft until it leaves; a correction starts a new draft from it."""

    DRAFT = "draft"
    SENT = "sent"


class PartnerKind(StrEnum):
    """Partners of the programme, as the guide names them (annexes 4, 6.1, 6.2)."""

    POLE_EMPLOI = "pole_emploi"
    MISSION_LOCALE = "mission_locale"
    CAP_EMPLOI = "cap_emploi"
    APEC = "apec"
    PIC_IPR = "pic_ipr"
    OFII = "ofii"
    DNA = "dna"
    CPH = "cph"
    SPADA = "spada"
    HOUSING = "housing"
    SIAO = "siao"
    DAY_CENTRE = "day_centre"
    PROGRAMME = "programme"


SPE: Final = frozenset({PartnerKind.POLE_EMPLOI, PartnerKind.MISSION_LOCALE, PartnerKind.CAP_EMPLOI, PartnerKind.APEC})
"""The members of the service public de l'emploi (guide 4.1)."""


class AgreementKind(StrEnum):
    """What a person agreed to (T-7, F-4, F-7)."""

    ENGAGEMENT = "engagement"
    SPE_REFERRAL = "spe_referral"
    ELECTRONIC_EXCHANGE = "electronic_exchange"
    HEALTH = "health"


class Origin(StrEnum):
    """Where a value of a dossier came from (T-5, R-3)."""

    PERSON = "person"
    OFII = "ofii"
    PARTNER = "partner"
    OPERATOR = "operator"


class OutboxKind(StrEnum):
    """What leaves the machine."""

    MAIL = "mail"
    SMS = "sms"


class OutboxStatus(StrEnum):
    """Where a message to the outside stands."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DeliveryStatus(StrEnum):
    """What an SMS gateway says of a message: accepted is not delivered (demands.md 7)."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Chain(StrEnum):
    """The two chains: what left to whom, and who did what in the house."""

    REGISTER = "register"
    SECURITY = "security"


class DeadlineSubject(StrEnum):
    """The part of an exchange that a deadline destroys."""

    FICHE = "fiche"
    ARCHIVE = "archive"
    KEY = "key"
    CASE = "case"


class EventKind(StrEnum):
    """Everything that the two chains may hold, as subject:action."""

    TRANSMISSION_PREPARED = "transmission:prepared"
    TRANSMISSION_SENT = "transmission:sent"
    TRANSMISSION_FAILED = "transmission:failed"
    TRANSMISSION_RETRIED = "transmission:retried"
    TRANSMISSION_HANDED = "transmission:handed"
    TRANSMISSION_STOPPED = "transmission:stopped"
    TRANSMISSION_ACKNOWLEDGED = "transmission:acknowledged"
    KEY_RELEASED = "key:released"
    KEY_TOLD = "key:told"
    KEY_SENT = "key:sent"
    KEY_FAILED = "key:failed"
    KEY_DELIVERY = "key:delivery"
    KEY_CONFIRMED = "key:confirmed"
    KEY_ERASED = "key:erased"
    KEY_REVOKED = "key:revoked"

    SIGN_IN_DONE = "sign-in:done"
    SIGN_IN_REFUSED = "sign-in:refused"
    SIGN_IN_SLOWED = "sign-in:slowed"
    SIGN_OUT = "sign-out:done"
    FACTOR_ENROLLED = "factor:enrolled"
    INVITATION_MADE = "invitation:made"
    INVITATION_USED = "invitation:used"
    ACCOUNT_CREATED = "account:created"
    ACCOUNT_DISABLED = "account:disabled"
    ACCOUNT_ENABLED = "account:enabled"
    ACCESS_REFUSED = "access:refused"

    DEPARTEMENT_SAVED = "departement:saved"
    PARTNER_SAVED = "partner:saved"
    PARTNER_DISABLED = "partner:disabled"
    CONTACT_SAVED = "contact:saved"
    CONTACT_DISABLED = "contact:disabled"
    CONTACT_VERIFIED = "contact:verified"
    CONVENTION_SAVED = "convention:saved"

    CASE_CREATED = "case:created"
    CASE_READ = "case:read"
    CASE_CHANGED = "case:changed"
    CASE_ASSIGNED = "case:assigned"
    CASE_SEARCHED = "case:searched"
    EXCHANGE_READ = "exchange:read"
    SUPPORT_DATED = "case:support-dated"
    AGREEMENT_GIVEN = "agreement:given"
    AGREEMENT_WITHDRAWN = "agreement:withdrawn"
    NOTICE_GIVEN = "notice:given"

    FICHE_STARTED = "fiche:started"
    FICHE_READ = "fiche:read"
    FICHE_CHANGED = "fiche:changed"
    FICHE_RENDERED = "fiche:rendered"
    FICHE_DISCARDED = "fiche:discarded"
    FICHE_FROZEN = "fiche:frozen"

    REGISTER_READ = "register:read"
    JOURNAL_READ = "journal:read"
    CHAIN_EXPORTED = "chain:exported"
    MODEL_ADDED = "model:added"
    KEY_SHEET_PRINTED = "key-sheet:printed"
    KEY_SHEET_CHECKED = "key-sheet:checked"
    KEYS_SWEPT = "keys:swept"
    MASTER_ROTATED = "master:rotated"
    BACKUP_MADE = "backup:made"
    RESTORE_DRILLED = "restore:drilled"
    RESTORE_DONE = "restore:done"


REGISTER_KINDS: Final = frozenset(kind for kind in EventKind if kind.value.partition(":")[0] in {"transmission", "key"})
"""The kinds that stand in the register of transmissions; all others stand in the security journal."""


def chain_of(kind: EventKind) -> Chain:
    """Say which chain keeps this kind of event."""
    return Chain.REGISTER if kind in REGISTER_KINDS else Chain.SECURITY
