"""What deserves a second look when several answers are read together? Named rules that a definition cites.

A rule warns, it never refuses: the référent knows the person, the rule does not. A definition may cite a rule
only if it has the fields that the rule reads (`forms.reading` checks it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from forms.answers import Answers
from forms.spec import Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """A French sentence, without the label, about one field."""

    field_id: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check over several answers; `reads` are the fields without which it makes no sense."""

    reads: tuple[str, ...]
    check: Callable[[Answers, date], Iterator[Finding]]


def _known_by_number_or_birth(answers: Answers, _today: date) -> Iterator[Finding]:
    """Without AGDREF number nor birth date, two people of one name cannot be told apart (F-10: warn)."""
    if answers.get("beneficiary.agdref") is None and answers.get("beneficiary.birth_date") is None:
        yield Finding(
            "beneficiary.agdref",
            "ni lui ni la date de naissance ne sont donnés. Si vous connaissez l’un des deux, écrivez-le.",
        )


def _children_add_up(answers: Answers, _today: date) -> Iterator[Finding]:
    """The generic and PIC IPR fiches print the total, then minors and adults under it (guide:2081-2085)."""
    total = answers.get("beneficiary.children")
    parts = [answers.get("beneficiary.children_minor"), answers.get("beneficiary.children_adult")]
    known = [part for part in parts if isinstance(part, int)]
    if not isinstance(total, int) or not known:
        return
    if sum(known) > total or (len(known) == len(parts) and sum(known) != total):
        yield Finding(
            "beneficiary.children",
            f"{total} en tout, mais {sum(known)} en comptant mineurs et majeurs. Vérifiez ces nombres.",
        )


def _cir_after_protection(answers: Answers, _today: date) -> Iterator[Finding]:
    """The contract is signed by who has obtained protection (guide:272-275)."""
    protection, cir = answers.get("beneficiary.protection_date"), answers.get("beneficiary.cir_date")
    if isinstance(protection, date) and isinstance(cir, date) and cir < protection:
        yield Finding("beneficiary.cir_date", "elle précède l’obtention de la protection. Vérifiez les deux dates.")


def _engagement_after_cir(answers: Answers, _today: date) -> Iterator[Finding]:
    """Whoever has not signed the CIR is called by the OFII first (guide:272-275, 2438-2440)."""
    cir, engagement = answers.get("beneficiary.cir_date"), answers.get("beneficiary.engagement_date")
    if isinstance(cir, date) and isinstance(engagement, date) and engagement < cir:
        yield Finding("beneficiary.engagement_date", "elle précède la signature du CIR. Vérifiez les deux dates.")


def _dates_are_past(answers: Answers, today: date) -> Iterator[Finding]:
    """A fiche tells what has been done: a day to come is most often a slip of the keyboard (F-5)."""
    for field in answers.spec.fields():
        value = answers.get(field.id)
        if field.kind is Kind.DATE and isinstance(value, date) and value > today:
            yield Finding(field.id, f"le {answers.display(field.id)} est dans l’avenir. Vérifiez cette date.")


def _childcare_is_a_family_constraint(answers: Answers, _today: date) -> Iterator[Finding]:
    """« des contraintes familiales dont garde d’enfant(s) » (guide:3485-3487)."""
    if answers.is_ticked("barriers.childcare") and not answers.is_ticked("barriers.family"):
        yield Finding("barriers.childcare", "cochez aussi « des contraintes familiales », dont elle fait partie.")


def _other_is_specified(answers: Answers, _today: date) -> Iterator[Finding]:
    """« ☐ Autres : » says nothing without its words, and its words nothing without the box (guide:3502)."""
    ticked, named = answers.is_ticked("orientation.other"), answers.get("orientation.other_name") is not None
    if ticked and not named:
        yield Finding("orientation.other_name", "la case est cochée sans précision. Écrivez vers qui vous orientez.")
    if named and not ticked:
        yield Finding("orientation.other", "vous avez précisé sans cocher la case. Cochez-la, ou effacez la précision.")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "known_by_number_or_birth": Rule(("beneficiary.agdref", "beneficiary.birth_date"), _known_by_number_or_birth),
        "children_add_up": Rule(
            ("beneficiary.children", "beneficiary.children_minor", "beneficiary.children_adult"),
            _children_add_up,
        ),
        "cir_after_protection": Rule(("beneficiary.protection_date", "beneficiary.cir_date"), _cir_after_protection),
        "engagement_after_cir": Rule(("beneficiary.cir_date", "beneficiary.engagement_date"), _engagement_after_cir),
        "dates_are_past": Rule((), _dates_are_past),
        "childcare_is_a_family_constraint": Rule(
            ("barriers.family", "barriers.childcare"), _childcare_is_a_family_constraint
        ),
        "other_is_specified": Rule(("orientation.other", "orientation.other_name"), _other_is_specified),
    }
)
