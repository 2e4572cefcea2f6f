"""What does the mail say that asks for a partner's decision? Reference, link, number; nothing of a person."""

from dataclasses import dataclass

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render


@dataclass(frozen=True, slots=True)
class ReminderMail:
    """What a reminder may know.

    Args:
        reference: of the transmission, neutral.
        operator: as printed on the fiches.
        link: the partner's page, without personal data.
        is_table: whether a monthly table is awaited, filled in.
        callback: the operator's switchboard in E.164; empty when the directory has none.
    """

    reference: str
    operator: str
    link: str
    callback: str = ""
    is_table: bool = False


def reminder_mail(reminder: ReminderMail) -> MailText:
    """Write the mail that asks what became of a pli (demands.md 9)."""
    return render(
        "reminder",
        {
            "reference": reminder.reference,
            "operator": reminder.operator,
            "link": reminder.link,
            "is_table": reminder.is_table,
            "callback": show_number(reminder.callback),
        },
    )
