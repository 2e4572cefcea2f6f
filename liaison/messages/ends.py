"""What do mails to the house say about an end that comes? Which one, which day, what to do (G-5, R-3)."""

from dataclasses import dataclass
from datetime import date

from liaison.messages.rendering import MailText, render


@dataclass(frozen=True, slots=True)
class ConventionEndMail:
    """What the announcement of a convention's end may know; `ended_by`: what sets that day."""

    operator: str
    departement: str
    convention: str
    partner: str
    ends_on: date
    due_on: date
    days: int
    ended_by: str


def convention_end_mail(end: ConventionEndMail) -> MailText:
    """Write the mail that announces the end of a convention to those who look after it."""
    return render(
        "convention_end",
        {
            "operator": end.operator,
            "departement": end.departement,
            "convention": end.convention,
            "partner": end.partner,
            "ends_on": f"{end.ends_on:%d/%m/%Y}",
            "due_on": f"{end.due_on:%d/%m/%Y}",
            "when": _in_days(end.days),
            "ended_by": end.ended_by,
        },
    )


@dataclass(frozen=True, slots=True)
class OfiiEndMail:
    """What the mail about the OFII's data may know."""

    operator: str
    departement: str
    ends_on: date


def ofii_end_mail(end: OfiiEndMail) -> MailText:
    """Write the mail that says that the fate of the OFII's data is to be settled with it (guide:2699-2733)."""
    values = {"operator": end.operator, "departement": end.departement, "ends_on": f"{end.ends_on:%d/%m/%Y}"}
    return render("ofii_end", values)


def _in_days(days: int) -> str:
    if days == 0:
        return "aujourd’hui"
    return "demain" if days == 1 else f"dans {days} jours"
