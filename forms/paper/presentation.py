"""What does the paper carry besides the answers: the signature's line, a neutral reference?

It carries no seal, no image, no claim that the software cannot keep.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class InkSignature:
    """Room is left to sign by hand."""


@dataclass(frozen=True, slots=True)
class ElectronicSignature:
    """Who signed in the service, and how (F-11).

    `signed_at` is in the zone of the reader (Europe/Paris); it must be aware, so that nobody prints UTC by
    accident. Raises ValueError when it is not.
    """

    name: str
    function: str
    place: str
    signed_at: datetime

    def __post_init__(self) -> None:
        if self.signed_at.tzinfo is None:
            raise ValueError("signed_at must be aware, in the time zone of the reader")

    @property
    def lines(self) -> tuple[str, str]:
        """Return what is printed: what was done, then what it is worth.

        A name typed under an authenticated session is a simple electronic signature (eIDAS, règlement UE
        910/2014, art. 3.10). It meets none of the conditions of art. 26 (advanced) and is not qualified
        (art. 3.12): the line says « simple » so that nobody takes it for more.
        """
        who = ", ".join(filter(None, (self.name, self.function)))
        where = f"à {self.place}, " if self.place else ""
        when = f"le {self.signed_at:%d/%m/%Y} à {self.signed_at:%H}\u00a0h\u00a0{self.signed_at:%M}"
        return (
            f"Signé électroniquement par {who}, {where}{when}, sous une session à deux facteurs.",
            "Signature électronique simple (règlement eIDAS, article 3.10), ni avancée ni qualifiée.",
        )


Signature = InkSignature | ElectronicSignature


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a fiche is presented. `reference` is neutral (no name in it), at the foot of each page."""

    signature: Signature = InkSignature()
    reference: str = ""


PLAIN = Presentation()
