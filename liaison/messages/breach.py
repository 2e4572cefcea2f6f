"""What do the mails about a breach say? To the DPO: which number, which clocks; to the other party: what it must know.

Neither names a person, nor does the first name an organisation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One delay that runs: who must be told, by when, in words; `left` as « 2 h 00 », empty once it is over."""

    whom: str
    due: str
    left: str


@dataclass(frozen=True, slots=True)
class AlertMail:
    """What the mail to the DPO and the controller may know."""

    number: str
    operator: str
    is_new: bool
    is_complaint: bool
    clocks: Sequence[ClockLine]
    link: str = ""


@dataclass(frozen=True, slots=True)
class PartyMail:
    """What the mail to the other party may know: numbers and closed words.

    Args:
        parts: labels and what is known of each, « non connu à ce stade » where nothing is.
    """

    number: str
    operator: str
    convention: str
    is_complaint: bool
    is_complement: bool
    parts: Sequence[tuple[str, str]]
    callback: str = ""


def alert_mail(told: AlertMail) -> MailText:
    """Write the mail that says that a delay runs."""
    return render(
        "breach_alert",
        {
            "number": told.number, "operator": told.operator, "is_new": told.is_new,
            "is_complaint": told.is_complaint, "clocks": told.clocks, "link": told.link,
        },
    )  # fmt: skip


def party_mail(told: PartyMail) -> MailText:
    """Write the mail that tells the other party of a convention (G-2)."""
    return render(
        "breach_party",
        {
            "number": told.number, "operator": told.operator, "convention": told.convention, "parts": told.parts,
            "is_complaint": told.is_complaint, "is_complement": told.is_complement,
            "callback": show_number(told.callback),
        },
    )  # fmt: skip
