"""Which words does the field use? Roles, statuses, carriers, key channels, event kinds and ids, said once.

Values of the enumerations are stored in the database and in the two chains: changing one needs a
migration, and a retired one stays here as a comment. Nothing here decides anything. The words of one room
(destruction, rights, breaches …) stand in a module of their own beside this one.
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
DepositId = NewType("DepositId", str)

SYSTEM: Final = "system"
"""The actor of what the night and the worker do."""

PARTNER: Final = "partner"
"""The actor of what a partner does by a link, without an account; the transmission says which partner."""


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
    CORRESPONDENT = "correspondent"
    DEPOSIT = "deposit"
    DOCUMENT = "document"
    HOLD = "hold"
    SUBPROCESSOR = "subprocessor"
    STATEMENT = "statement"
    NOTICE_TEXT = "notice-text"
    BREACH_TEXT = "breach-text"
    RIGHTS = "rights"
    RIGHTS_REACH = "rights-reach"
    RIGHTS_EXPORT = "rights-export"
    ORIENTATION_ROW = "orientation-row"
    OFII_ANSWER = "ofii-answer"

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
    """How the archive travels (T-2, T-3): in the mail, behind a link in a mail, or on paper."""

    EMAIL = "email"
    LINK = "link"
    HAND = "hand"


class KeyChannel(StrEnum):
    """How the key travels (T-4). Those that end in the mailbox exist so that they can be refused with their reason."""

    SMS = "sms"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"
    LETTER = "letter"
    EMAIL = "email"
    VOICEMAIL = "voicemail"
    SMS_TO_MAIL = "sms_to_mail"
    MAIL_CHAT = "mail_chat"
    NONE = "none"


class Release(StrEnum):
    """When a key may leave: once the partner said that the archive arrived, or as soon as it left (step 4)."""

    ON_ACKNOWLEDGEMENT = "on_acknowledgement"
    AT_ONCE = "at_once"


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
    REPLACED = "replaced"
    EXPIRED = "expired"


class KeyStatus(StrEnum):
    """Where the key stands (product.md, key track). A hand delivery needs none."""

    NOT_NEEDED = "not_needed"
    WITHHELD = "withheld"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    ERASED = "erased"
    REVOKED = "revoked"


class Outcome(StrEnum):
    """What the partner decided about the person, asked by a link or recorded (demands.md 9)."""

    ACCEPTED = "accepted"
    UNDER_STUDY = "under_study"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    DECIDED = "decided"
    """Of a monthly table: each person in it has an answer of their own."""


class OutcomeReason(StrEnum):
    """Why a partner refuses: a closed list, so that nothing about a person is written outside a sealed deposit."""

    NOT_OUR_PUBLIC = "not_our_public"
    OTHER_TERRITORY = "other_territory"
    NO_PLACE = "no_place"
    ALREADY_FOLLOWED = "already_followed"
    NOT_REACHED = "not_reached"
    PERSON_DECLINED = "person_declined"
    BY_TELEPHONE = "by_telephone"


class Trouble(StrEnum):
    """Why a partner cannot open a pli: a closed list (product.md, step 9)."""

    NO_SOFTWARE = "no_software"
    BLOCKED = "blocked"
    KEY_MISSING = "key_missing"
    KEY_REFUSED = "key_refused"
    OTHER = "other"


class ReplaceReason(StrEnum):
    """Why a pli is made anew, with a new key (product.md, step 6)."""

    KEY_LOST = "key_lost"
    KEY_TO_STRANGER = "key_to_stranger"
    CANNOT_OPEN = "cannot_open"


class LinkPurpose(StrEnum):
    """What a partner may do by a link, without an account."""

    PLI = "pli"
    ADDRESS = "address"
    DEPOSIT = "deposit"
    """A link that a partner asked for on the standing page; a reply goes by the link of its pli."""
    ATTESTATION = "attestation"
    """To say that the partner's own copies are destroyed (R-7)."""


class DepositDoor(StrEnum):
    """By which door a file came in (D-1, D-6)."""

    REPLY = "reply"
    """By the link of a pli."""
    DESK = "desk"
    """By the standing page."""
    MAIL = "mail"
    """By ordinary mail; the référent entered it."""
    PAPER = "paper"
    """On paper; the référent scanned it, and nothing was sealed on the way."""


class DepositStatus(StrEnum):
    """Where a deposit stands."""

    WAITING = "waiting"
    """Its key is awaited."""
    OPENED = "opened"
    """What it held is to be taken in."""
    SETTLED = "settled"
    REFUSED = "refused"
    EXPIRED = "expired"
    """Nobody gave its key in time."""


class DepositRefusal(StrEnum):
    """Why a deposit was refused once it was here: a closed list."""

    DAMAGED = "damaged"
    DANGEROUS = "dangerous"
    INFECTED = "infected"
    NOT_FOR_US = "not_for_us"
    DOUBLE = "double"
    KEY_LOST = "key_lost"


class DocumentFate(StrEnum):
    """What became of a document of a deposit."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    """A returned fiche, taken as the answer to ours."""
    TAKEN_IN = "taken_in"
    """A fiche from elsewhere, which became one of a dossier."""
    ATTACHED = "attached"
    """Kept with a dossier as it is."""
    LEFT_OUT = "left_out"
    """Looked at and destroyed."""


class LeftOut(StrEnum):
    """Why a document of a deposit was not kept: a closed list, for the register holds it."""

    NOTHING_ABOUT_ANYBODY = "nothing_about_anybody"
    DOUBLE = "double"
    NOT_FOR_US = "not_for_us"
    UNREADABLE = "unreadable"
    DANGEROUS = "dangerous"
    TAKEN_BACK = "taken_back"
    """The decisions of a returned table were recorded: what else it says of many people is not kept."""


class ScanResult(StrEnum):
    """What the antivirus said of a document."""

    NOT_SCANNED = "not_scanned"
    """None is configured."""
    CLEAN = "clean"
    INFECTED = "infected"
    UNANSWERED = "unanswered"
    """It did not answer."""


class CirState(StrEnum):
    """Whether the CIR of somebody who is referred is signed (T-6)."""

    SIGNED = "signed"
    NOT_SIGNED = "not_signed"
    UNKNOWN = "unknown"


class OfiiCopy(StrEnum):
    """Who sends the DT OFII its copy of a referral by an SPE member (T-6, guide:3162-3168)."""

    NOT_DUE = "not_due"
    TO_SETTLE = "to_settle"
    SENT_BY_PARTNER = "sent_by_partner"
    SENT_BY_US = "sent_by_us"


class IncidentKind(StrEnum):
    """What may have to be told to a partner, the OFII or the CNIL (G-2, G-3, G-4)."""

    WRONG_RECIPIENT = "wrong_recipient"
    KEY_TO_STRANGER = "key_to_stranger"
    READABLE_REPLY = "readable_reply"
    LOST_DEVICE = "lost_device"
    ACCOUNT_USED = "account_used"
    PAPER_LOST = "paper_lost"
    DATA_LOST = "data_lost"
    OTHER = "other"


class Dismissal(StrEnum):
    """Why the draft of an incident leads nowhere: nothing is announced to anybody."""

    SPAM = "spam"
    NOBODY_NAMED = "nobody_named"
    NOT_EXPOSED = "not_exposed"
    FOLLOWED_ELSEWHERE = "followed_elsewhere"
    MISTAKE = "mistake"


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
    PREFECTURE = "prefecture"
    RECEIVING = "receiving"
    """A service of the département where somebody moves to (guide:404-407)."""
    OPERATOR = "operator"
    """The AGIR operator of another département."""


SPE: Final = frozenset({PartnerKind.POLE_EMPLOI, PartnerKind.MISSION_LOCALE, PartnerKind.CAP_EMPLOI, PartnerKind.APEC})
"""The members of the service public de l'emploi (guide 4.1)."""


class ExitKind(StrEnum):
    """How somebody leaves the programme (guide 1.5.2, 1.5.3; the two positive exits as annexe 8 counts them)."""

    POSITIVE_EMPLOYMENT = "positive_employment"
    POSITIVE_HOUSING = "positive_housing"
    POSITIVE_BOTH = "positive_both"
    TERM = "term"
    MOVE = "move"
    ABANDON = "abandon"
    EXCLUSION = "exclusion"
    DEATH = "death"


class ExitUndone(StrEnum):
    """Why a recorded exit no longer stands."""

    MISTAKE = "mistake"
    REENTRY = "reentry"


class Audience(StrEnum):
    """Who must be told of an exit (T-10)."""

    OFII = "ofii"
    PREFECTURE = "prefecture"
    SPE = "spe"
    RECEIVING = "receiving"
    PIC_IPR = "pic_ipr"


class ToldBy(StrEnum):
    """How somebody was told of an exit otherwise than by a pli."""

    TELEPHONE = "telephone"
    MEETING = "meeting"
    IN_PERSON = "in_person"
    LETTER = "letter"


class NotConcerned(StrEnum):
    """Why somebody needs not be told of an exit: a closed list."""

    KNOWS_ALREADY = "knows_already"
    FOLLOWS_NO_MORE = "follows_no_more"
    NOT_IN_CONVENTION = "not_in_convention"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    DESTINATION_UNKNOWN = "destination_unknown"


class ProjectEndKind(StrEnum):
    """What a PIC IPR project says of the end of its own support (guide:3931-3934)."""

    EMPLOYMENT = "project_employment"
    TRAINING = "project_training"
    HOUSING = "project_housing"
    COMPLETED = "project_completed"
    LEFT = "project_left"


class AgreementKind(StrEnum):
    """What a person agreed to (T-7, F-4, F-7)."""

    ENGAGEMENT = "engagement"
    SPE_REFERRAL = "spe_referral"
    ELECTRONIC_EXCHANGE = "electronic_exchange"
    HEALTH = "health"
    ORIENTATION = "orientation"
    """To be proposed to the programme: the volunteering of E-4, and the agreement of T-7 for the monthly table."""


class FrenchLevel(StrEnum):
    """How well somebody knows French: the levels of the European framework, as the guide counts them (2.3.2)."""

    UNDER_A1_1 = "under A1.1"
    A1_1 = "A1.1"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Sensitive(StrEnum):
    """What the guard on free text looks for (F-7; RGPD art. 9, 10 and 87; guide, annexe 6, data list)."""

    NIR = "nir"
    HEALTH = "health"
    RELIGION = "religion"
    OPINION = "opinion"
    SEXUALITY = "sexuality"
    ORIGIN = "origin"
    ASYLUM = "asylum"
    OFFENCE = "offence"


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


class OutboxAbout(StrEnum):
    """What a message is for: the two tracks move with the first two only."""

    PLI = "pli"
    KEY = "key"
    FOLLOW_UP = "follow_up"
    HOUSE = "house"


class OutboxStatus(StrEnum):
    """Where a message to the outside stands."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DeliveryStatus(StrEnum):
    """What a gateway or a mail server says of a message: accepted is not delivered (demands.md 7)."""

    ACCEPTED = "accepted"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class MailKind(StrEnum):
    """What a mail is that came into the watched box: by its form, never by its words."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    AUTOMATIC = "automatic"
    ANSWER = "answer"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


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
    DEPOSIT = "deposit"
    DOCUMENT = "document"
    OFII = "ofii"
    """What a dossier holds that came from the OFII (R-3); the rest of it has deadlines of its own."""
    RIGHTS_EXPORT = "rights-export"


class Party(StrEnum):
    """Who signed a convention (guide, annexes 6.1 and 6.2)."""

    OPERATOR = "operator"
    PARTNER = "partner"


class Duty(StrEnum):
    """What a correspondent answers for (G-5: guide:3286-3287, 3320-3321)."""

    DATA_PROTECTION = "data_protection"
    SECURITY = "security"


class AmendmentChange(StrEnum):
    """What an amendment changed: a closed list, since the journal keeps it (G-8)."""

    TERM = "term"
    DATA = "data"
    CONTACTS = "contacts"
    SECURITY = "security"
    PARTIES = "parties"
    OTHER = "other"


class TermAnchor(StrEnum):
    """What ends a convention; each is an anchor of its own (R-8)."""

    CONVENTION = "convention"
    AMENDMENT = "amendment"
    FRAMEWORK = "framework"
    PROGRAMME = "programme"
    TERMINATION = "termination"
    STATE_CONTRACT = "state-contract"


class DocumentKind(StrEnum):
    """What a document from a stranger is, by its content; its name plays no part."""

    FICHE = "fiche"
    """A PDF that holds the mark of our fiches; whether it can be read back is another question."""
    PDF = "pdf"
    IMAGE = "image"
    SPREADSHEET = "spreadsheet"
    ARCHIVE = "archive"
    OTHER = "other"


class Trait(StrEnum):
    """What a document from a stranger holds, that a person should know before it is opened elsewhere."""

    SCRIPTS = "scripts"
    AUTOMATIC = "automatic-actions"
    LAUNCH = "launch"
    EMBEDDED = "embedded-files"
    REMOTE = "remote"
    """It asks for something elsewhere: a link, another file, an address that a form is sent to."""
    XFA = "xfa"
    MEDIA = "media"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    MANY_PAGES = "many-pages"
    HUGE_PAGES = "huge-pages"
    POLYGLOT = "polyglot"
    """It may also be read as something else: octets before its beginning or behind its end."""
    DAMAGED = "damaged"
    UNFINISHED = "not-read-through"
    """It holds more than was looked at: what was not seen is not known."""


class Stopped(StrEnum):
    """Why the process that opened something was stopped."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASHED = "crashed"


class NoPicture(StrEnum):
    """Why there is no picture of a document."""

    KIND = "kind"
    """Neither a PDF nor an image of a known kind."""
    PAGE = "page"
    """It has no such page."""
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
