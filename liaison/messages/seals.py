"""What do the mails say that carry a seal of the chains, or say that one broke? Numbers, signatures; nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.messages.rendering import MailText, render
from liaison.vocabulary import Chain

NAMES: Final = {Chain.REGISTER: "Le registre", Chain.SECURITY: "Le journal de sécurité"}


@dataclass(frozen=True, slots=True)
class Seal:
    """A checkpoint as a mail shows it."""

    chain: Chain
    entries: int
    note: str
    key: str

    @property
    def sentence(self) -> str:
        """Say how many entries it seals."""
        return f"{self.entries:,} entrée{'s' if self.entries > 1 else ''}".replace(",", "\u00a0")


def seal_mail(seals: Sequence[Seal], *, operator: str, on: date) -> MailText:
    """Write the mail that a DPO keeps."""
    shown = [
        {"name": NAMES[seal.chain], "entries": seal.sentence, "note": seal.note, "key": seal.key} for seal in seals
    ]
    return render("checkpoint", {"seals": shown, "operator": operator, "day": f"{on:%d/%m/%Y}"})


def broken_mail(chain: Chain, index: int, *, operator: str) -> MailText:
    """Write the mail that says that the past was changed."""
    return render("broken", {"name": NAMES[chain], "index": index, "operator": operator})
