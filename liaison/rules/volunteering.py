"""Does somebody want to be proposed for the programme, and since when did they say so (E-4, T-7)?

An agreement to be proposed says it; so does one to be referred by the SPE, or given with the engagement contract. Who
took back the agreement to be proposed is not proposed on the strength of another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.errors import Refused
from liaison.rules.exchange import Given
from liaison.vocabulary import AgreementKind

SAYING_SO: Final = frozenset({AgreementKind.ORIENTATION, AgreementKind.SPE_REFERRAL, AgreementKind.ENGAGEMENT})


@dataclass(frozen=True, slots=True)
class Volunteering:
    """The day of the newest agreement that stands; whether there is none because it was taken back."""

    agreed_on: date | None = None
    withdrawn: bool = False


def volunteering_of(given: Sequence[Given], today: date) -> Volunteering:
    """Say whether somebody volunteers today."""
    saying_so = [one for one in given if one.kind in SAYING_SO]
    standing = [one for one in saying_so if not one.withdrawn and one.given_on <= today]
    asked = [one for one in saying_so if one.kind is AgreementKind.ORIENTATION]
    taken_back = bool(asked) and not any(one in standing for one in asked) and any(one.withdrawn for one in asked)
    if standing and not taken_back:
        return Volunteering(max(one.given_on for one in standing))
    return Volunteering(withdrawn=any(one.withdrawn for one in saying_so))


def check_volunteers(given: Sequence[Given], today: date) -> None:
    """Let somebody be proposed to the OFII only while they volunteer (T-7, guide:169-184).

    Raises:
        Refused: no agreement is recorded, or the person took it back.
    """
    volunteering = volunteering_of(given, today)
    if volunteering.agreed_on is not None:
        return
    if volunteering.withdrawn:
        raise Refused(
            "La personne a retiré son accord : son nom ne peut pas partir (guide 3.2).",
            hint="Si elle le redonne, enregistrez le nouvel accord dans son dossier.",
        )
    raise Refused(
        "L’accord de la personne n’est pas enregistré (guide 3.2).",
        hint="Enregistrez-le dans son dossier s’il est donné, ou corrigez le tableau.",
    )
