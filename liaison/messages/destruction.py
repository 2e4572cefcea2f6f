"""What do mails to a partner say about destroying its copies? Number, days, counts; nothing of a person (R-7)."""

from dataclasses import dataclass
from datetime import date, datetime

from liaison.messages.pli import show_number
from liaison.messages.rendering import MailText, render
from liaison.rules.calendar import PARIS


@dataclass(frozen=True, slots=True)
class DestructionMail:
    """What a request may know.

    Args:
        number: of the request, « 2026-D01 ».
        operator: as printed on the fiches.
        plis: how many plis it is about.
        due_on: the day by which all copies are destroyed.
        convention: its reference; empty when something is erased early.
        ended_on: its last day.
        ended_by: what ended it, in words.
        link: the partner's page; empty where links do not work from outside.
        days: how long the link works.
        callback: the operator's switchboard in E.164; empty when the directory has none.
        reminder: which reminder this is; 0 for the request itself.
    """

    number: str
    operator: str
    plis: int
    due_on: date
    convention: str = ""
    ended_on: date | None = None
    ended_by: str = ""
    link: str = ""
    days: int = 0
    callback: str = ""
    reminder: int = 0
    late: bool = False


def destruction_mail(asked: DestructionMail) -> MailText:
    """Write the mail that asks a partner to destroy its copies and to say so, or recalls it."""
    return render(
        "destruction",
        {
            "number": asked.number,
            "operator": asked.operator,
            "plis": f"{asked.plis} pli" if asked.plis == 1 else f"{asked.plis} plis",
            "due_on": f"{asked.due_on:%d/%m/%Y}",
            "convention": asked.convention,
            "ended_on": f"{asked.ended_on:%d/%m/%Y}" if asked.ended_on else "",
            "ended_by": asked.ended_by,
            "link": asked.link,
            "days": asked.days,
            "callback": show_number(asked.callback),
            "reminder": asked.reminder,
            "late": asked.late,
        },
    )


@dataclass(frozen=True, slots=True)
class DestructionReceiptMail:
    """What the receipt of an attestation may know: what was attested, when, in which function."""

    number: str
    operator: str
    attested_at: datetime
    answer: str
    attestor: str
    kept_for: str = ""
    callback: str = ""


def destruction_receipt(receipt: DestructionReceiptMail) -> MailText:
    """Write the mail that confirms what a partner attested."""
    return render(
        "destruction_receipt",
        {
            "number": receipt.number,
            "operator": receipt.operator,
            "moment": f"{receipt.attested_at.astimezone(PARIS):%d/%m/%Y à %H h %M}",
            "answer": receipt.answer,
            "attestor": receipt.attestor,
            "kept_for": receipt.kept_for,
            "callback": show_number(receipt.callback),
        },
    )


@dataclass(frozen=True, slots=True)
class DestructionWithdrawnMail:
    """What the mail that takes a request back may know; `ends_on`: the new last day, none while it is unknown."""

    number: str
    operator: str
    convention: str
    ends_on: date | None
    callback: str = ""


def destruction_withdrawn(withdrawn: DestructionWithdrawnMail) -> MailText:
    """Write the mail that says that a request no longer stands."""
    return render(
        "destruction_withdrawn",
        {
            "number": withdrawn.number,
            "operator": withdrawn.operator,
            "convention": withdrawn.convention,
            "ends_on": f"{withdrawn.ends_on:%d/%m/%Y}" if withdrawn.ends_on else "",
            "callback": show_number(withdrawn.callback),
        },
    )
