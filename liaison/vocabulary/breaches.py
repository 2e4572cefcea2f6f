"""Which words does the breach room use? Leads, clocks, ways to tell, risks, effects, measures, complaints.

Values are stored: changing one needs a migration. Nothing here decides anything.
"""

from enum import StrEnum


class Course(StrEnum):
    """Where an incident stands on its way into the register (RGPD art. 33.5)."""

    DRAFT = "draft"
    OPEN = "open"
    """Somebody answers for it: who knew when is recorded, and the persons are looked for."""
    ASSESSED = "assessed"
    """The controller decided, with the DPO's opinion."""
    NOTIFIED = "notified"
    """Everybody who had to be told was told."""
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Lead(StrEnum):
    """From where the persons concerned are looked for."""

    TRANSMISSION = "transmission"
    PARTNER = "partner"
    USER = "user"
    DEVICE = "device"
    PERIOD = "period"


class AwareOf(StrEnum):
    """Who in the house knew first, and from whom: the clocks begin there (RGPD art. 33.1)."""

    STAFF = "staff"
    PARTNER = "partner"
    PERSON = "person"
    PROVIDER = "provider"
    AUTHORITY = "authority"
    SERVICE = "service"


class Whom(StrEnum):
    """Who must be told within hours."""

    OFII = "ofii"
    PARTY = "party"
    """The other party of a convention."""
    CNIL = "cnil"


class Stage(StrEnum):
    """Whether a notice is the first one or completes one (RGPD art. 33.4)."""

    INITIAL = "initial"
    COMPLEMENT = "complement"


class Way(StrEnum):
    """How somebody was told."""

    SERVICE_MAIL = "service_mail"
    """By a mail that the service wrote, without anything about a person."""
    OWN_MAIL = "own_mail"
    CALL = "call"
    POST = "post"
    ONLINE = "online"
    MEETING = "meeting"
    NOT_REACHED = "not_reached"
    """Only for a person: what could be done was done."""


class Late(StrEnum):
    """Why somebody was told late (RGPD art. 33.1): a closed list; the rest is sealed text."""

    FOUND_LATE = "found_late"
    CLOSED_OFFICE = "closed_office"
    FACTS_AWAITED = "facts_awaited"
    UNREACHABLE = "unreachable"
    FAULT = "fault"
    OTHER_REASON = "other_reason"


class Spared(StrEnum):
    """Why somebody on the list needs not be told: a closed list."""

    NO_CONVENTION = "no_convention"
    NO_CONSEQUENCE = "no_consequence"
    NOT_FOR_OFII = "not_for_ofii"
    TOLD_BY_THEM = "told_by_them"


class Risk(StrEnum):
    """What a breach may do to the rights and freedoms of people (RGPD art. 33.1 and 34.1)."""

    NONE = "no_risk"
    RISK = "risk"
    HIGH = "high_risk"


class NotTelling(StrEnum):
    """Why people at high risk are not told one by one (RGPD art. 34.3, a to c)."""

    UNREADABLE = "unreadable"
    REMOVED = "removed"
    PUBLIC = "public"


class Nature(StrEnum):
    """What happened to the data (RGPD art. 4.12)."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Effect(StrEnum):
    """What may come of it for people (RGPD art. 33.3, c)."""

    LOCATED = "located"
    THREATENED = "threatened"
    DISCRIMINATED = "discriminated"
    IMPERSONATED = "impersonated"
    DECEIVED = "deceived"
    HEALTH_KNOWN = "health_known"
    HELP_DELAYED = "help_delayed"
    NO_EFFECT = "no_effect"


class Measure(StrEnum):
    """What was done against it (RGPD art. 33.3, d)."""

    KEY_REVOKED = "key_revoked"
    DELETION_ASKED = "deletion_asked"
    DELETION_CONFIRMED = "deletion_confirmed"
    ACCOUNT_CLOSED = "account_closed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a measure
    DEVICE_LOCKED = "device_locked"
    POLICE_TOLD = "police_told"
    DATA_RESTORED = "data_restored"
    ADDRESS_CORRECTED = "address_corrected"
    TEAM_REMINDED = "team_reminded"


class Passage(StrEnum):
    """Which sealed text of an incident or a complaint this is."""

    FACTS = "facts"
    EFFECTS = "effects"
    MEASURES = "measures"
    OPINION = "opinion"
    RISK = "risk"
    CNIL = "cnil"
    PEOPLE = "people"
    LATE = "late"
    ANSWER = "answer"


class ComplaintAbout(StrEnum):
    """What a person complains of."""

    SHARED = "shared"
    WRONG = "wrong"
    NOT_INFORMED = "not_informed"
    RIGHT_REFUSED = "right_refused"
    SECURITY = "security"
    OTHER_SUBJECT = "other_subject"


class ComplaintWay(StrEnum):
    """How a complaint came."""

    BY_VOICE = "by_voice"
    BY_PHONE = "by_phone"
    BY_LETTER = "by_letter"
    BY_MAIL = "by_mail"
    BY_CNIL = "by_cnil"


class ComplaintAnswer(StrEnum):
    """What a complaint was answered."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    WITHDRAWN = "withdrawn"


DOCUMENT_DATA = "document"
"""The category of a document that a partner sent: what it holds is not known field by field."""
