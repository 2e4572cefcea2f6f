"""Which words do the tables use? Statuses of a monthly table, the OFII's decisions, contacts, columns of an export.

Values are stored: changing one needs a migration. What eligibility says stands in `vocabulary.orientations`.
"""

from enum import StrEnum


class TableStatus(StrEnum):
    """Where a monthly table to the DT OFII stands (V-1 … V-5)."""

    PROPOSED = "proposed"
    """A live view of the dossiers: nothing is copied yet."""
    FROZEN = "frozen"
    SENT = "sent"
    ANSWERED = "answered"
    """Every row has an answer."""
    CLOSED = "closed"
    CORRECTED = "corrected"
    """A newer version took its place."""


class Capacity(StrEnum):
    """Whether the operator can take these people (V-2, guide:300-302)."""

    ALL = "all"
    STAGGERED = "staggered"


class Settled(StrEnum):
    """What a person decided about somebody whom the rules doubt."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


class SettledWhy(StrEnum):
    """Why: a closed list, so that nothing about a person is written outside their dossier."""

    CHECKED_WITH_PERSON = "checked_with_person"
    CHECKED_WITH_PARTNER = "checked_with_partner"
    CHECKED_WITH_OFII = "checked_with_ofii"
    DOCUMENT_SEEN = "document_seen"
    PREFECT_DECIDED = "prefect_decided"
    DECLINED = "declined"
    LEFT_DEPARTEMENT = "left_departement"
    FOLLOWED_ELSEWHERE = "followed_elsewhere"
    DUPLICATE = "duplicate"
    LATER = "later"


class OfiiDecision(StrEnum):
    """What the DT OFII decided about a row (V-5)."""

    VALIDATED = "validated"
    REFUSED = "refused"
    POSTPONED = "postponed"


class AnswerSource(StrEnum):
    """How a decision came back."""

    TYPED = "typed"
    DEPOSIT = "deposit"
    FILE = "file"


class HandedBy(StrEnum):
    """How a convocation reached the person (guide:308-309, 236-238)."""

    IN_PERSON = "in_person"
    LETTER = "letter"
    TELEPHONE = "telephone"
    HOUSING = "housing"
    """By the structure that shelters them."""


class ContactWay(StrEnum):
    """How somebody was in contact with their référent (guide:369-370: on the spot or at a distance)."""

    MEETING = "meeting"
    VISIT = "visit"
    TELEPHONE = "telephone"
    VIDEO = "video"
    MESSAGE = "message"


class ContactPurpose(StrEnum):
    """What a contact was for (E-7)."""

    REGULAR = "regular"
    AFTER_THREE_MONTHS = "after_three_months"
    AFTER_SIX_MONTHS = "after_six_months"


class TrackingForm(StrEnum):
    """In which form the tracking table of annexe 8 leaves (V-6)."""

    NOMINAL = "nominal"
    PSEUDONYMISED = "pseudonymised"
    """Without identifier and in random order (guide:4363-4364, 4420-4421)."""
    MAPPED = "mapped"
    """With the columns that the operator defined."""
