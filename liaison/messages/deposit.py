"""What do the mails of a deposit say? A receipt, a code; no name, no file name, nothing of what was sent."""

from dataclasses import dataclass
from datetime import datetime

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render
from liaison.rules.calendar import PARIS


@dataclass(frozen=True, slots=True)
class ReceiptMail:
    """What the receipt of a deposit may know (D-4).

    Args:
        reference: of the deposit, neutral.
        operator: as printed on the fiches.
        received_at: when it was whole.
        size: in bytes.
        fingerprint: SHA-256 in groups of eight digits.
        callback: the operator's switchboard in E.164; empty when the directory has none.
        answers: reference of the pli that it answers; empty when it answers none.
    """

    reference: str
    operator: str
    received_at: datetime
    size: int
    fingerprint: tuple[str, ...]
    callback: str = ""
    answers: str = ""


def receipt_mail(receipt: ReceiptMail) -> MailText:
    """Write the mail that says what came in, and that the key is awaited by telephone."""
    return render(
        "receipt",
        {
            "reference": receipt.reference,
            "operator": receipt.operator,
            "moment": f"{receipt.received_at.astimezone(PARIS):%d/%m/%Y à %H h %M}",
            "size": spoken_size(receipt.size),
            "fingerprint": receipt.fingerprint,
            "callback": show_number(receipt.callback),
            "answers": receipt.answers,
        },
    )


@dataclass(frozen=True, slots=True)
class CodeMail:
    """What the mail of a code may know: the code, for how many minutes it works, and who asks."""

    operator: str
    code: str
    minutes: int
    callback: str = ""


def code_mail(asked: CodeMail) -> MailText:
    """Write the mail with the code that opens the standing page for deposits."""
    return render(
        "deposit_code",
        {
            "operator": asked.operator,
            "code": f"{asked.code[:4]} {asked.code[4:]}",
            "minutes": asked.minutes,
            "callback": show_number(asked.callback),
        },
    )


def spoken_size(size: int) -> str:
    """Say a size as people read it: « 1,4 Mo », « 112 Ko », « 800 octets »."""
    for unit, name in ((1024 * 1024, "Mo"), (1024, "Ko")):
        if size >= unit:
            return f"{size / unit:.1f}".replace(".", ",").removesuffix(",0") + f" {name}"
    return f"{size} octets" if size > 1 else f"{size} octet"
