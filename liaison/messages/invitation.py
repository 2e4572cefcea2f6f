"""What do the mails say that invite a colleague, or let them choose a new password? With the link, if there is one."""

from dataclasses import dataclass
from datetime import datetime

from liaison.messages.rendering import MailText, render
from liaison.rules.calendar import PARIS, long_day


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """What an invitation may know: not even the colleague's name.

    Args:
        operator: the house that invites.
        expires_at: the end of the link's life, aware.
        link: under the public address; empty when there is none, the administrator then hands it over.
    """

    operator: str
    expires_at: datetime
    link: str = ""


def invitation_mail(invitation: InvitationMail) -> MailText:
    """Write the invitation of a member of staff.

    Raises:
        ValueError: the link is no plain https address (http on this machine).
    """
    if invitation.link and not _is_plain(invitation.link):
        raise ValueError("the link of an invitation is an https address")
    return render(
        "invitation",
        {
            "operator": invitation.operator,
            "link": invitation.link,
            "until": _french(invitation.expires_at),
        },
    )


def reset_mail(operator: str, expires_at: datetime, link: str) -> MailText:
    """Write the mail with the link by which a member of staff chooses a new password.

    Raises:
        ValueError: the link is no plain https address (http on this machine).
    """
    if not _is_plain(link):
        raise ValueError("the link to a new password is an https address")
    return render("password_reset", {"operator": operator, "link": link, "until": _french(expires_at)})


def _is_plain(link: str) -> bool:
    local = ("http://127.0.0.1", "http://localhost", "http://[::1]")
    printable = all("!" <= character <= "~" and character not in "\"'<>" for character in link)
    return printable and link.startswith(("https://", *local))


def _french(moment: datetime) -> str:
    """Write « mardi 3 mars 2026 à 14 h 32 », in Paris."""
    local = moment.astimezone(PARIS)
    return f"{long_day(local)} à {local.hour}\u00a0h\u00a0{local.minute:02}"
