"""Whom does AGIR leave to the laureate of the PIC IPR, and what must be known for that (E-6)?

The model convention of annexe 6.2 (guide:3838-3870) shares the publics out.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from liaison.rules.calendar import add_months
from liaison.rules.situation import Certainty, Local, Reason, Situation, Standing, Towards

SHARING: Final = "guide, annexe 6.2, article 2"
ASYLUM_MONTHS: Final = 6


def reasons(situation: Situation, local: Local, today: date) -> Iterator[tuple[Certainty, Reason]]:
    """Give why the rules point to the laureate, and how firmly; nothing where it is not proposed."""
    if not local.pic_ipr:
        return
    if Towards.PIC_IPR in situation.followed_by:
        sentence = (
            "Déjà suivie par le lauréat PIC IPR quand AGIR s’est déployé dans le département, la personne le reste "
            "jusqu’au terme du projet. Ensuite, il peut l’orienter vers AGIR par la DT OFII."
        )
        yield Certainty.POINTED, Reason(sentence, SHARING)
    if (reason := _belongs(situation, today)) is not None:
        yield Certainty.POINTED, reason
    elif may_belong(situation, today):
        yield Certainty.POSSIBLE, Reason(_if_protected(situation), SHARING)


def may_belong(situation: Situation, today: date) -> bool:
    """Say whether the guide leaves somebody to the laureate, or may, should they be protected, which nobody said."""
    unsaid = situation.standing is None and _is_before_last_year(situation, today)
    return unsaid or _belongs(situation, today) is not None


def doubts(situation: Situation, local: Local, today: date) -> Iterator[Reason]:
    """Give what is doubtful in the sharing, each with what to do or to find out."""
    if Towards.PIC_IPR in situation.followed_by and not local.pic_ipr:
        sentence = (
            "La personne est déjà suivie par le lauréat PIC IPR, qui n’est plus proposé dans ce département : voyez "
            "avec la coordination si ce suivi va à son terme."
        )
        yield Reason(sentence, SHARING)
    if (doubt := _doubt(situation, local, today)) is not None:
        yield Reason(doubt, SHARING)


def _doubt(situation: Situation, local: Local, today: date) -> str | None:
    reason, standing, since = _belongs(situation, today), situation.standing, situation.since
    if reason is not None and local.pic_ipr:
        return "AGIR n’accueille ce public que par exception, sur instruction du représentant de l’État."
    if reason is not None:
        return reason.sentence + _where_it_is_off(local)
    if standing is Standing.ASYLUM:
        return (
            "AGIR et le PIC IPR ne suivent un demandeur d’asile qu’après six mois, ou par exception : "
            "vérifiez la date de la demande."
        )
    if standing is None and since is not None:
        return _about_unsaid_protection(situation, local, today)
    if standing in {None, Standing.PROTECTED} and since is None:
        return "La date du statut n’est pas connue : elle partage les publics entre AGIR et le PIC IPR."
    return None


def _about_unsaid_protection(situation: Situation, local: Local, today: date) -> str:
    sentence = "La protection n’est pas précisée : elle partage les publics entre AGIR et le PIC IPR."
    if not may_belong(situation, today):
        return sentence
    return f"{sentence} {_if_protected(situation)}{_where_it_is_off(local)}"


def _where_it_is_off(local: Local) -> str:
    return "" if local.pic_ipr else " Or il n’est plus proposé dans ce département : voyez avec la coordination."


def _belongs(situation: Situation, today: date) -> Reason | None:
    """Return why the guide leaves somebody to the laureate, nothing when it does not or when that is not known."""
    since, year = situation.since, _year_of_entry(situation, today)
    if situation.standing is Standing.TEMPORARY:
        return Reason("Les bénéficiaires de la protection temporaire relèvent du lauréat PIC IPR.", SHARING)
    if situation.standing is Standing.ASYLUM and since is not None and since < add_months(today, -ASYLUM_MONTHS):
        return Reason("Les demandeurs d’asile depuis plus de six mois relèvent du lauréat PIC IPR.", SHARING)
    if situation.standing is Standing.PROTECTED and since is not None and _is_before_last_year(situation, today):
        when = f"l’entrée dans AGIR en {year}" if situation.entered_on else f"une entrée en {year}"
        sentence = (
            f"Le statut date de {since.year}, avant {year - 1} : pour {when}, la personne relève du lauréat PIC IPR."
        )
        return Reason(sentence, SHARING)
    return None


def _year_of_entry(situation: Situation, today: date) -> int:
    return (situation.entered_on or today).year


def _is_before_last_year(situation: Situation, today: date) -> bool:
    """Say whether the status is older than the year before the entry, N-1."""
    return situation.since is not None and situation.since.year < _year_of_entry(situation, today) - 1


def _if_protected(situation: Situation) -> str:
    year = situation.since.year if situation.since else ""
    return f"Avec un statut de {year}, un bénéficiaire de la protection internationale relève du lauréat PIC IPR."
