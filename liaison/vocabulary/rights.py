"""Which words are there for a person's request? Rights, doors, proofs of identity, decisions, grounds (G-1)."""

from enum import StrEnum


class Right(StrEnum):
    """What a person asks for (RGPD art. 15 to 22, and 7.3 for a withdrawal)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    NOTIFICATION = "notification"
    """Who was told of a rectification, an erasure or a restriction (art. 19)."""
    PORTABILITY = "portability"
    OBJECTION = "objection"
    AUTOMATED = "automated"
    WITHDRAWAL = "withdrawal"


class RequestDoor(StrEnum):
    """By which door a request came in: any of them makes the month run."""

    IN_PERSON = "in_person"
    LETTER = "letter"
    EMAIL = "email"
    TELEPHONE = "telephone"
    PARTNER = "partner"
    REPRESENTATIVE = "representative"
    """A lawyer or somebody else with a mandate, which was seen."""


class IdentityProof(StrEnum):
    """How it is known that the request is the person's: a closed list, no copy of a paper is kept."""

    KNOWN = "known"
    PAPER_SEEN = "paper_seen"
    CALLED_BACK = "called_back"
    ANSWERS_MATCHED = "answers_matched"
    MANDATE = "mandate"


class ExtensionReason(StrEnum):
    """Why two months more are needed: the two that the law knows (art. 12.3)."""

    COMPLEXITY = "complexity"
    NUMBER = "number"


class Opinion(StrEnum):
    """What the DPO thinks of what is to be decided."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


class RequestDecision(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    NONE_TAKEN = "none_taken"
    """Article 22 only: no decision is taken by a machine alone."""
    NOTHING_HELD = "nothing_held"
    """Nothing about this person is held here."""


class RefusalGround(StrEnum):
    """On what a refusal, or what is left out, stands: a closed list, each with its article.

    A word, not a bare number: the chains take no number for one.
    """

    EXPRESSION = "art-17.3.a"
    LEGAL_OBLIGATION = "art-17.3.b"
    PUBLIC_HEALTH = "art-17.3.c"
    ARCHIVES = "art-17.3.d"
    LEGAL_CLAIMS = "art-17.3.e"
    STILL_NEEDED = "art-17.1"
    ACCURATE = "art-16"
    OTHERS = "art-15.4"
    NOT_PROVIDED = "art-20.1"
    NO_CASE_OF_RESTRICTION = "art-18.1"
    COMPELLING = "art-21.1"
    EXCESSIVE = "art-12.5"
    IDENTITY = "art-12.2"


class AnswerWay(StrEnum):
    """How the person was answered, or told."""

    IN_PERSON = "in_person"
    REGISTERED_LETTER = "registered_letter"
    LETTER = "letter"
    TELEPHONE = "telephone"
    REPRESENTATIVE = "representative"


class RecipientWay(StrEnum):
    """How a partner that holds something of the person was told."""

    PLI = "pli"
    MAIL = "mail"
    TELEPHONE = "telephone"
    MEETING = "meeting"
    LETTER = "letter"


class RecipientSpared(StrEnum):
    """Why a partner needs not be told (art. 19: impossible or disproportionate efforts)."""

    NEVER_OPENED = "never_opened"
    DESTROYED = "destroyed"
    CLOSED_DOWN = "closed_down"
    NOT_CONCERNED = "not_concerned"


class AlertStage(StrEnum):
    """When the coordination and the DPO are reminded of a request: each once."""

    RECEIPT = "receipt"
    TEN_DAYS = "ten_days"
    THREE_DAYS = "three_days"
    LATE = "late"
