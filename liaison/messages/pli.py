"""What does the mail say that carries an archive? What it is, how it opens, where the key comes from.

It says whom to call, gives no hint of the key, which gateways would try (demands.md 3), and no link.
"""

from dataclasses import dataclass

from crypto.archive import Format
from forms.kinds import display_telephone
from liaison.messages.rendering import MailText, render
from liaison.vocabulary import KeyChannel


@dataclass(frozen=True, slots=True)
class PliMail:
    """What the mail of a pli may know: nothing of whom the fiche is about.

    Args:
        reference: of the transmission, neutral.
        operator: as printed on the fiches.
        archive_name: neutral name of the attachment.
        archive_format: which sentence says that Windows alone does not open it.
        key_channel: SMS or telephone.
        callback: the operator's switchboard in E.164; empty when the directory has none.
        is_test: whether the person of the fiche is fictitious.
    """

    reference: str
    operator: str
    archive_name: str
    archive_format: Format
    key_channel: KeyChannel
    callback: str = ""
    is_test: bool = False


def pli_mail(pli: PliMail) -> MailText:
    """Write the mail that carries the archive (product.md, "A transmission").

    Raises:
        ValueError: the key would take the mail's own way, or none (T-4).
    """
    if pli.key_channel not in {KeyChannel.SMS, KeyChannel.TELEPHONE}:
        raise ValueError("the key of a mailed archive goes by SMS or by telephone")
    return render(
        "pli",
        {
            "reference": pli.reference,
            "operator": pli.operator,
            "archive_name": pli.archive_name,
            "is_zip": pli.archive_format is Format.ZIP,
            "key_by_sms": pli.key_channel is KeyChannel.SMS,
            "callback": show_number(pli.callback),
            "is_test": pli.is_test,
        },
    )


def show_number(number: str) -> str:
    """Write a number as it is read in France, "01 23 45 67 89"; another country's with its code.

    Raises:
        phonenumbers.NumberParseException: it is not E.164.
    """
    if not number:
        return ""
    return display_telephone(number).replace(" ", "\u00a0")
