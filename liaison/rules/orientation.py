"""Towards whom do the rules of the guide point, and why? Every answer cites its place; nothing is decided (E-5, E-6).

Guide 2.3.2 (guide:612-741) says which member of the SPE accompanies whom; who stays with the laureate of the PIC IPR is
`rules.sharing`. Several answers may stand at once, and any recipient may
still be chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.rules import sharing
from liaison.rules.documents import Registers, Registration, registration_with
from liaison.rules.situation import (
    LEVELS,
    Certainty,
    Local,
    Orientation,
    Reason,
    Situation,
    Standing,
    Suggestion,
    Towards,
)
from liaison.vocabulary import FrenchLevel

LANGUAGE: Final = "guide 2.3.2.1"
SPE_PLACE: Final = "guide 2.3.2.2"
REGISTERED: Final = "guide 2.3.2"
YOUNGEST: Final = "Code du travail, L. 5314-2"

SIXTEEN: Final = 16
CEJ_AGE: Final = 26
CEJ_AGE_WITH_DISABILITY: Final = 30


@dataclass(frozen=True, slots=True)
class _Case:
    situation: Situation
    local: Local
    today: date
    certainty: Certainty
    """How firmly a member of the SPE may be pointed to at all, by the level of French and the youngest age."""

    def at_most(self, certainty: Certainty) -> Certainty:
        """Return the weaker of the two."""
        return max(self.certainty, certainty, key=_ORDER.index)


_Found = tuple[Towards, Certainty, Reason]
_ORDER: Final = tuple(Certainty)


def orient(situation: Situation, local: Local, today: date) -> Orientation:
    """Say towards whom the rules point, with every reason and every doubt; it never raises."""
    case = _Case(situation, local, today, _readiness(situation, local))
    registration = registration_with(situation.document)
    found = [
        *((Towards.PIC_IPR, firmly, reason) for firmly, reason in sharing.reasons(situation, local, today)),
        *_already(case),
        *_agir(case),
        *_mission_locale(case),
        *_cap_emploi(case),
        *_apec(case),
        *_pole_emploi(case, registration),
    ]
    return Orientation(_gathered(found), tuple(_doubts(case)), registration)


def _readiness(situation: Situation, local: Local) -> Certainty:
    if situation.ages is not None and situation.ages.oldest < SIXTEEN:
        return Certainty.LATER
    if situation.level is None:
        return Certainty.POSSIBLE
    return Certainty.POINTED if _reaches(situation.level, local.level) else Certainty.LATER


def _reaches(level: FrenchLevel, wanted: FrenchLevel) -> bool:
    return LEVELS.index(level) >= LEVELS.index(wanted)


def _gathered(found: Sequence[_Found]) -> tuple[Suggestion, ...]:
    by_strength = sorted(found, key=lambda one: _ORDER.index(one[1]))
    order = dict.fromkeys(towards for towards, _, _ in by_strength)
    return tuple(
        Suggestion(
            towards,
            next(certainty for other, certainty, _ in by_strength if other is towards),
            tuple(reason for other, _, reason in by_strength if other is towards),
        )
        for towards in order
    )


def _already(case: _Case) -> Iterator[_Found]:
    for towards in Towards:
        if towards in case.situation.followed_by and towards not in {Towards.AGIR, Towards.PIC_IPR}:
            sentence = "La personne y est déjà suivie : AGIR veille à ce que ce suivi soit effectif et se maintienne."
            yield towards, Certainty.POINTED, Reason(sentence, REGISTERED)


# --- who accompanies towards a job (E-5) ---


def _agir(case: _Case) -> Iterator[_Found]:
    level, wanted = case.situation.level, case.local.level
    if level is None:
        sentence = f"Si le niveau {wanted} n’est pas atteint, l’accompagnement vers l’emploi revient à AGIR."
        yield Towards.AGIR, Certainty.POSSIBLE, Reason(sentence, LANGUAGE)
    elif not _reaches(level, wanted):
        sentence = (
            f"{_said(level)}, le niveau {wanted} n’est pas atteint : AGIR accompagne vers l’emploi jusque-là, "
            "en échangeant avec les acteurs du SPE."
        )
        # Whom the guide leaves to the laureate, AGIR accompanies by exception only.
        theirs = sharing.may_belong(case.situation, case.today) or case.situation.standing is Standing.ASYLUM
        yield Towards.AGIR, Certainty.POSSIBLE if theirs else Certainty.POINTED, Reason(sentence, LANGUAGE)


def _mission_locale(case: _Case) -> Iterator[_Found]:
    ages, until = case.situation.ages, _until(case.situation)
    # « Le niveau requis » (guide:684) has no figure: what a local convention lowers is Pôle emploi's (guide:681-682).
    firmly = case.at_most(Certainty.POSSIBLE) if _is_lowered(case) else case.certainty
    once = f", si le niveau {case.situation.level} lui suffit" if _is_lowered(case) else _once(case, FrenchLevel.A2)
    if ages is None:
        sentence = f"Si la personne a moins de {CEJ_AGE} ans, la mission locale l’accompagne{once}."
        yield Towards.MISSION_LOCALE, case.at_most(Certainty.POSSIBLE), Reason(sentence, SPE_PLACE)
    elif ages.oldest < CEJ_AGE:
        sentence = f"Moins de {CEJ_AGE} ans : la mission locale accompagne{once}."
        yield Towards.MISSION_LOCALE, firmly, Reason(sentence, SPE_PLACE)
    elif ages.oldest < until:
        sentence = (
            f"Moins de {CEJ_AGE_WITH_DISABILITY} ans avec un handicap : le contrat d’engagement jeune reste ouvert"
            f"{once}."
        )
        yield Towards.MISSION_LOCALE, firmly, Reason(sentence, SPE_PLACE)
    elif ages.youngest < until:
        sentence = f"Seule l’année de naissance est connue : la personne a peut-être moins de {until} ans."
        yield Towards.MISSION_LOCALE, case.at_most(Certainty.POSSIBLE), Reason(sentence, SPE_PLACE)


def _is_lowered(case: _Case) -> bool:
    """Say whether somebody reaches the level of the local convention, and not that of the guide."""
    level = case.situation.level
    return case.certainty is Certainty.POINTED and level is not None and not _reaches(level, FrenchLevel.A2)


def _until(situation: Situation) -> int:
    return CEJ_AGE_WITH_DISABILITY if situation.disability else CEJ_AGE


def _cap_emploi(case: _Case) -> Iterator[_Found]:
    if not case.situation.disability:
        return
    if _is_lowered(case):
        sentence = (
            "Handicap reconnu, mais le guide demande le niveau A2 pour Cap emploi : "
            "la convention locale n’abaisse que le niveau de Pôle emploi."
        )
        yield Towards.CAP_EMPLOI, Certainty.POSSIBLE, Reason(sentence, SPE_PLACE)
        return
    sentence = f"Handicap reconnu : Cap emploi accompagne{_once(case, FrenchLevel.A2)}."
    yield Towards.CAP_EMPLOI, case.certainty, Reason(sentence, SPE_PLACE)


def _apec(case: _Case) -> Iterator[_Found]:
    if not case.situation.graduate:
        return
    level = case.situation.level
    who = "Cadre ou diplôme à partir de bac + 3"
    if level is None:
        sentence = f"{who} : l’APEC accompagne à partir du niveau A2, voire B1."
        yield Towards.APEC, case.at_most(Certainty.POSSIBLE), Reason(sentence, SPE_PLACE)
    elif not _reaches(level, FrenchLevel.A2):
        sentence = f"{who} : l’APEC accompagnera à partir du niveau A2, voire B1."
        yield Towards.APEC, Certainty.LATER, Reason(sentence, SPE_PLACE)
    elif not _reaches(level, FrenchLevel.B1):
        sentence = f"{who}, niveau A2 : l’APEC peut demander le niveau B1. Appelez-la d’abord."
        yield Towards.APEC, case.at_most(Certainty.POSSIBLE), Reason(sentence, SPE_PLACE)
    else:
        yield Towards.APEC, case.certainty, Reason(f"{who} : l’APEC accompagne.", SPE_PLACE)


def _pole_emploi(case: _Case, registration: Registration) -> Iterator[_Found]:
    if registration.registers is Registers.NO:
        reason = Reason("Sans document qui permette l’inscription, Pôle emploi ne peut pas suivre.", registration.place)
        yield Towards.POLE_EMPLOI, Certainty.LATER, reason
        return
    ages = case.situation.ages
    if ages is not None and ages.oldest < CEJ_AGE:
        sentence = f"Pôle emploi propose aussi le contrat d’engagement jeune aux moins de {CEJ_AGE} ans{_once(case)}."
        yield Towards.POLE_EMPLOI, case.at_most(Certainty.POSSIBLE), Reason(sentence, SPE_PLACE)
        return
    sentence = f"Pôle emploi accompagne, avec l’inscription comme demandeur d’emploi{_once(case)}."
    yield Towards.POLE_EMPLOI, case.certainty, Reason(sentence, SPE_PLACE)
    if case.situation.disability and ages is not None and ages.youngest < CEJ_AGE_WITH_DISABILITY:
        sentence = (
            f"Avec un handicap, Pôle emploi propose aussi le contrat d’engagement jeune avant "
            f"{CEJ_AGE_WITH_DISABILITY} ans."
        )
        yield Towards.POLE_EMPLOI, case.at_most(Certainty.POSSIBLE), Reason(sentence, SPE_PLACE)


def _once(case: _Case, wanted: FrenchLevel | None = None) -> str:
    """Say under which condition a member of the SPE accompanies."""
    floor = wanted or case.local.level
    if case.situation.ages is not None and case.situation.ages.oldest < SIXTEEN:
        return f", à partir de {SIXTEEN} ans et du niveau {floor}"
    if case.situation.level is None:
        return f", si le niveau {floor} est atteint"
    if case.certainty is Certainty.LATER:
        return f", dès que le niveau {floor} sera atteint"
    return f" (niveau {case.situation.level} atteint)"


def _said(level: FrenchLevel) -> str:
    return "Sous A1.1" if level is FrenchLevel.UNDER_A1_1 else f"Niveau {level}"


# --- what is doubtful ---


def _doubts(case: _Case) -> Iterator[Reason]:
    situation, local = case.situation, case.local
    if situation.level is None:
        sentence = f"Le niveau de français n’est pas connu : il décide entre AGIR et le SPE, à partir de {local.level}."
        yield Reason(sentence, REGISTERED)
    if situation.ages is None:
        yield Reason("L’âge n’est pas connu : il décide de la mission locale.", SPE_PLACE)
    elif situation.ages.oldest < SIXTEEN:
        yield Reason("Moins de 16 ans : les missions locales reçoivent à partir de 16 ans.", YOUNGEST)
    if local.level is not FrenchLevel.A2 and situation.level is not None and case.certainty is not Certainty.LATER:
        sentence = f"Le niveau {local.level} vient de la convention locale, qui abaisse celui du guide (A2)."
        yield Reason(sentence, SPE_PLACE)
    if _is_lowered(case) and (situation.ages is None or situation.ages.youngest < _until(situation)):
        sentence = (
            "La convention locale n’abaisse que le niveau de Pôle emploi, et le guide ne chiffre pas celui que demande "
            "la mission locale : appelez-la d’abord. Si ce niveau ne lui suffit pas, AGIR accompagne jusque-là."
        )
        yield Reason(sentence, SPE_PLACE)
    yield from sharing.doubts(situation, local, case.today)
