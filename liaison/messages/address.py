"""What does the mail say that asks whether an address is the right one? Who asks, why, one link; no name of anybody."""

from dataclasses import dataclass

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render


@dataclass(frozen=True, slots=True)
class AddressMail:
    """What the mail may know.

    Args:
        operator: as printed on the fiches.
        link: the page where the address is confirmed.
        days: how long the link works.
        callback: the operator's switchboard in E.164; empty when the directory has none.
    """

    operator: str
    link: str
    days: int
    callback: str = ""


def address_mail(asked: AddressMail) -> MailText:
    """Write the mail that asks a contact to confirm the address that it came to."""
    return render(
        "address",
        {
            "operator": asked.operator,
            "link": asked.link,
            "days": asked.days,
            "callback": show_number(asked.callback),
        },
    )
