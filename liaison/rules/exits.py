"""Who must be told when somebody leaves the programme, what may each one read, and where does it stand (T-10)?

The guide names the addressees; it asks to inform them of the exit, never of its reason (F-6).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.vocabulary import SPE, ArchiveStatus, Audience, ExitKind, ExitUndone, NotConcerned, PartnerKind

POSITIVE: Final = frozenset({ExitKind.POSITIVE_EMPLOYMENT, ExitKind.POSITIVE_HOUSING, ExitKind.POSITIVE_BOTH})
"""After these, interviews at 3 and 6 months, and a re-entry is possible (guide:396-403)."""
UNSPECIFIED: Final = "unspecified"
"""What an announcement says to those who need not know which kind of exit it was."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Why somebody is told: a rule in one sentence, and its place in the guide."""

    rule: str
    place: str


DUTIES: Final[Mapping[Audience, Duty]] = {
    Audience.OFII: Duty("L’OFII est informé de toute sortie du programme", "guide, annexe 6, article 2"),
    Audience.PREFECTURE: Duty("La préfecture est informée d’une exclusion", "guide 1.5.3"),
    Audience.SPE: Duty(
        "Un acteur du SPE à qui vous avez orienté la personne est informé de sa sortie", "guide, annexe 6.1, article 2"
    ),
    Audience.RECEIVING: Duty("Le dossier est transmis aux services compétents du département d’arrivée", "guide 1.5.2"),
    Audience.PIC_IPR: Duty(
        "Un lauréat PIC IPR qui suit la personne est informé si sa convention le prévoit",
        "guide, annexe 6.2, article 3",
    ),
}

PARTNERS: Final[Mapping[Audience, frozenset[PartnerKind]]] = {
    Audience.OFII: frozenset({PartnerKind.OFII}),
    Audience.PREFECTURE: frozenset({PartnerKind.PREFECTURE}),
    Audience.SPE: SPE,
    Audience.RECEIVING: frozenset({PartnerKind.RECEIVING, PartnerKind.OPERATOR}),
    Audience.PIC_IPR: frozenset({PartnerKind.PIC_IPR}),
}
"""Where in the directory the contact is looked for."""

ONE_BY_ONE: Final = frozenset({Audience.SPE, Audience.PIC_IPR})
"""Each partner of these that the person was referred to is told for itself."""

REASONS: Final[Mapping[Audience, tuple[NotConcerned, ...]]] = {
    Audience.OFII: (NotConcerned.KNOWS_ALREADY,),
    Audience.PREFECTURE: (NotConcerned.KNOWS_ALREADY,),
    Audience.SPE: (NotConcerned.KNOWS_ALREADY, NotConcerned.FOLLOWS_NO_MORE, NotConcerned.AGREEMENT_WITHDRAWN),
    Audience.RECEIVING: (NotConcerned.DESTINATION_UNKNOWN, NotConcerned.AGREEMENT_WITHDRAWN),
    Audience.PIC_IPR: (
        NotConcerned.NOT_IN_CONVENTION,
        NotConcerned.KNOWS_ALREADY,
        NotConcerned.FOLLOWS_NO_MORE,
        NotConcerned.AGREEMENT_WITHDRAWN,
    ),
}
"""What may be answered for each: « toute sortie » leaves the OFII no other way out."""

_READ_BY_AUTHORITIES: Final = frozenset({Audience.OFII, Audience.PREFECTURE})
_READ_BY_NOBODY_ELSE: Final = frozenset({ExitKind.ABANDON, ExitKind.EXCLUSION})

_LEFT: Final = frozenset({ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED, ArchiveStatus.ANSWERED, ArchiveStatus.CLOSED})
_ON_ITS_WAY: Final = _LEFT | {ArchiveStatus.PREPARED, ArchiveStatus.SENDING, ArchiveStatus.FAILED}


class Standing(StrEnum):
    """Where one addressee stands; the first two wait for a person."""

    WAITING = "waiting"
    PREPARED = "prepared"
    SENT = "sent"
    TOLD = "told"
    NOT_CONCERNED = "not_concerned"


def audiences(kind: ExitKind) -> tuple[Audience, ...]:
    """Return who must be told besides the partners that the person was referred to (guide:404-407, 427, 2463)."""
    more = {ExitKind.EXCLUSION: (Audience.PREFECTURE,), ExitKind.MOVE: (Audience.RECEIVING,)}
    return (Audience.OFII, *more.get(kind, ()))


def audience_of(kind: PartnerKind) -> Audience | None:
    """Return as what a partner is told that somebody was referred to; nothing when the guide asks for none."""
    return next((audience for audience in ONE_BY_ONE if kind in PARTNERS[audience]), None)


def added_as(kind: ExitKind, partner: PartnerKind) -> Audience | None:
    """Return as what a partner may be added to those who are told of an exit; nothing when it may not.

    At a move the guide has the dossier go to the services of the other département, which may be several
    (guide:404-407).
    """
    if kind is ExitKind.MOVE and partner in PARTNERS[Audience.RECEIVING]:
        return Audience.RECEIVING
    return audience_of(partner)


def may_be(audience: Audience, partner_id: str, *, chosen: str | None, others: Collection[str]) -> bool:
    """Say whether a partner may be an addressee; `chosen` is it already, `others` are told for themselves.

    Where the guide names no one partner, another one may take its place while nobody was told.
    """
    return partner_id not in others and (partner_id == chosen or audience not in ONE_BY_ONE)


def was_referred(archive: ArchiveStatus) -> bool:
    """Say whether a fiche reached its partner; one that was stopped, or that nobody opened in time, did not."""
    return archive in _LEFT


def announced_kind(kind: ExitKind, audience: Audience) -> str:
    """Return the kind of exit that an addressee may read (F-6).

    The guide has the OFII and the prefecture informed of an exclusion, nobody else: to the others an exclusion or
    a giving up is the end of the support.
    """
    if kind in _READ_BY_NOBODY_ELSE and audience not in _READ_BY_AUTHORITIES:
        return UNSPECIFIED
    return kind.value


def standing(*, told: bool, not_concerned: bool, draft: bool, archive: ArchiveStatus | None) -> Standing:
    """Say where an addressee stands; a pli that was stopped or expired waits for a person again."""
    if told:
        return Standing.TOLD
    if not_concerned:
        return Standing.NOT_CONCERNED
    if archive in _ON_ITS_WAY:
        return Standing.SENT
    return Standing.PREPARED if draft else Standing.WAITING


def may_be_undone(kind: ExitKind) -> tuple[ExitUndone, ...]:
    """Return why an exit may be taken back: somebody comes back after a positive one only (guide:400-403)."""
    return tuple(why for why in ExitUndone if why is ExitUndone.MISTAKE or kind in POSITIVE)


def problem_of_hearing(kind: ExitKind, heard_on: date | None, left_on: date) -> str:
    """Say what is wrong with the day when the person was heard; empty when nothing is (guide:411)."""
    if kind is not ExitKind.EXCLUSION:
        return ""
    if heard_on is None:
        return (
            "avant une exclusion, la personne a pu présenter ses observations (guide 1.5.3). "
            "Écrivez quel jour ; si ce n’est pas fait, recevez-la d’abord."
        )
    if heard_on > left_on:
        return "ce jour vient après la sortie. La personne est entendue avant (guide 1.5.3) : vérifiez les deux dates."
    return ""
