"""Who refers somebody to the programme, and what must be known then (T-6, guide:2438-2440, 3162-3171)?"""

from collections.abc import Collection, Iterable
from typing import Final

from liaison.vocabulary import SPE, CirState, OfiiCopy, PartnerKind

REFERRERS: Final = SPE | {
    PartnerKind.DNA,
    PartnerKind.SIAO,
    PartnerKind.SPADA,
    PartnerKind.CPH,
    PartnerKind.HOUSING,
    PartnerKind.DAY_CENTRE,
    PartnerKind.PIC_IPR,
    PartnerKind.PROGRAMME,
}
"""Everybody but the OFII itself, the prefecture and who takes over at a move: the guide names the first three and the
members of the SPE; whoever else shelters or accompanies somebody may refer them too."""


SHELTERS: Final = frozenset({PartnerKind.DNA, PartnerKind.CPH, PartnerKind.HOUSING})
"""Who shelters those whom it refers: the guide lets them propose whom they know (guide:255-289)."""


def may_refer(kind: PartnerKind) -> bool:
    """Say whether what such a partner sends may be a referral, so that the CIR is asked for."""
    return kind in REFERRERS


def known_of(said: Iterable[CirState]) -> CirState:
    """Say what those who referred somebody know of the CIR together: one signature is enough."""
    told = set(said)
    return next((state for state in (CirState.SIGNED, CirState.NOT_SIGNED) if state in told), CirState.UNKNOWN)


def is_to_orient(said: Collection[CirState]) -> bool:
    """Say whether somebody is « à orienter vers l’OFII »: referred, and nobody knows of a signed CIR (guide:2438)."""
    return bool(said) and known_of(said) is not CirState.SIGNED


def copy_due(kind: PartnerKind, cir: CirState) -> OfiiCopy:
    """Say whether the DT OFII is owed a copy: of what a member of the SPE refers, the CIR being signed."""
    return OfiiCopy.TO_SETTLE if kind in SPE and cir is CirState.SIGNED else OfiiCopy.NOT_DUE
