"""Which words does retention use? Its rules, their units, what suspends a destruction, and who said what about it.

Values are stored: changing one needs a migration.
"""

from enum import StrEnum


class RuleId(StrEnum):
    """The rules of `rules.retention`, as rows name them."""

    SUPPORT_END = "support-end"
    CONVENTION_END = "convention-end"
    FRAMEWORK_END = "framework-end"
    ARCHIVE = "archive"
    WITHHELD_KEY = "withheld-key"
    RELEASED_KEY = "released-key"
    DEPOSIT = "deposit"
    WAITING_DOCUMENT = "waiting-document"
    GIVEN_COPY = "given-copy"
    MADE_COPY = "made-copy"


class Unit(StrEnum):
    """What a delay counts: months of the calendar, or days."""

    MONTHS = "months"
    DAYS = "days"


class HoldKind(StrEnum):
    """What may suspend a destruction (R-4); there is no other extension."""

    LITIGATION = "litigation"
    LEGAL_OBLIGATION = "legal-obligation"
    """A text and its term are named (guide:1134-1137)."""
    RESTRICTION = "restriction"
    """RGPD, article 18."""


class HoldScope(StrEnum):
    """What a hold covers."""

    CASE = "case"
    TRANSMISSION = "transmission"
    CONVENTION = "convention"


class Opinion(StrEnum):
    """What the DPO said of a hold that was asked for; empty while they may still say it."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    NONE_GIVEN = "none-given"
    """The controller decided without it."""


class Decision(StrEnum):
    """What the controller decided."""

    GRANTED = "granted"
    REFUSED = "refused"


class Lifting(StrEnum):
    """How a hold ended."""

    CONTROLLER = "controller"
    TERM = "term"
    """The term of the legal obligation passed."""


class OpenReason(StrEnum):
    """Why the controller opens the object of a hold: a closed list, for the journal keeps it (R-4)."""

    BEFORE_DECIDING = "before-deciding"
    BEFORE_LIFTING = "before-lifting"
    FOR_THE_COURT = "for-the-court"
    FOR_THE_PERSON = "for-the-person"
