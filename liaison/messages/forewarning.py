"""What does the mail say that announces destructions? References, days, rules, a page; nothing of a person."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.messages.rendering import MailText, render

SHOWN: Final = 40
"""Parts that a mail names; the page shows all."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One part: what it is, its reference or pseudonym, the day by which it goes, the rule."""

    label: str
    reference: str
    on: date
    rule: str


@dataclass(frozen=True, slots=True)
class ForewarningMail:
    """What the mail may know; `link`: the page that shows it, empty where the service has no address outside."""

    operator: str
    endings: tuple[Ending, ...]
    for_dpo: bool
    link: str


def forewarning_mail(mail: ForewarningMail) -> MailText:
    """Write the mail that announces destructions (R-6)."""
    return render(
        "forewarning",
        {
            "operator": mail.operator,
            "count": len(mail.endings),
            "endings": mail.endings[:SHOWN],
            "more": max(0, len(mail.endings) - SHOWN),
            "for_dpo": mail.for_dpo,
            "link": mail.link,
        },
    )
