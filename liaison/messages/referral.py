"""What does the mail say that answers a referral whose CIR is not signed? Which deposit, what to do; nobody's name."""

from dataclasses import dataclass

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render


@dataclass(frozen=True, slots=True)
class ReferralMail:
    """What the mail may know.

    Args:
        reference: of the deposit, neutral.
        operator: as printed on the fiches.
        callback: the operator's switchboard in E.164; empty when the directory has none.
    """

    reference: str
    operator: str
    callback: str = ""


def referral_mail(told: ReferralMail) -> MailText:
    """Write the mail that asks to orient somebody to the OFII first (T-6, guide:2438-2440, 3169-3171)."""
    return render(
        "referral",
        {"reference": told.reference, "operator": told.operator, "callback": show_number(told.callback)},
    )
