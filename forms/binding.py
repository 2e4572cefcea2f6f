"""Do these typed texts make a fiche? Yes, with warnings, or every problem at once; it stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from forms import kinds
from forms.answers import Answers
from forms.errors import FieldProblem, InvalidAnswers
from forms.kinds import Refused, Value
from forms.rules import RULES
from forms.spec import Consent, Field, FormSpec
from forms.text import clean

__all__ = ["Answers", "Binding", "FieldProblem", "InvalidAnswers", "bind"]

_NEEDS = {
    Consent.ELECTRONIC_EXCHANGE: (
        "le modèle ne demande cette adresse qu’avec le consentement aux échanges dématérialisés. "
        "Recueillez ce consentement et notez-le, ou effacez l’adresse."
    ),
    Consent.HEALTH: (
        "c’est une donnée de santé (RGPD, article 9) : elle ne se coche qu’avec le consentement explicite de "
        "la personne. Recueillez ce consentement et notez-le, ou décochez la case."
    ),
}


@dataclass(frozen=True, slots=True)
class Binding:
    """Valid answers, and what deserves a second look."""

    answers: Answers
    warnings: tuple[FieldProblem, ...]


def bind(
    spec: FormSpec,
    raw: Mapping[str, str],
    *,
    today: date,
    consents: AbstractSet[Consent] = frozenset(),
    withheld: AbstractSet[str] = frozenset(),
) -> Binding:
    """Read what was typed, by field id; a missing id and an empty text say the same.

    `consents` are those recorded for this person (F-4, F-7). `withheld` are field ids that the operator's
    convention leaves out (F-6): their values are dropped with a warning, and none of them is required.
    Raises `InvalidAnswers` with all problems (in the order of the paper, unknown ids last) and the warnings.
    """
    reader = _Reader(spec, today, consents, withheld)
    for field in spec.fields():
        reader.read(field, raw.get(field.id, ""))
    reader.problems.extend(_unknown(spec, raw))
    answers = Answers(spec, reader.values)
    settled = {problem.field_id for problem in reader.problems} | withheld
    warnings = (*reader.warnings, *(w for w in _rule_warnings(answers, today) if w.field_id not in settled))
    if reader.problems:
        raise InvalidAnswers(tuple(reader.problems), warnings)
    return Binding(answers, warnings)


class _Reader:
    """Gathers values, problems and warnings field after field."""

    def __init__(self, spec: FormSpec, today: date, consents: AbstractSet[Consent], withheld: AbstractSet[str]) -> None:
        self._spec, self._today, self._consents, self._withheld = spec, today, consents, withheld
        self.values: dict[str, Value] = {}
        self.problems: list[FieldProblem] = []
        self.warnings: list[FieldProblem] = []

    def read(self, field: Field, raw: str) -> None:
        """Read one field; a value that may not be carried is judged no further."""
        if field.id in self._withheld:
            if raw.strip() and _is_answer(field, raw, self._today):
                self._warn(
                    field,
                    "la convention avec ce partenaire ne prévoit pas cette donnée : elle ne partira pas.",
                )
            return
        try:
            parsed = kinds.parse(field, raw, today=self._today)
        except Refused as refusal:
            self._refuse(field, str(refusal))
            return
        if parsed is None:
            if field.required:
                self._refuse(field, "ce champ est vide, et la fiche ne peut pas partir sans lui. Remplissez-le.")
        elif field.consent is not None and field.consent not in self._consents:
            self._refuse(field, _NEEDS[field.consent])
        else:
            self.values[field.id] = parsed.value
            if parsed.warning:
                self._warn(field, parsed.warning)

    def _refuse(self, field: Field, sentence: str) -> None:
        self.problems.append(_problem(self._spec, field.id, sentence))

    def _warn(self, field: Field, sentence: str) -> None:
        self.warnings.append(_problem(self._spec, field.id, sentence))


def _is_answer(field: Field, raw: str, today: date) -> bool:
    try:
        return kinds.parse(field, raw, today=today) is not None
    except Refused:
        return True


def _rule_warnings(answers: Answers, today: date) -> Iterator[FieldProblem]:
    for name in answers.spec.rules:
        for finding in RULES[name].check(answers, today):
            yield _problem(answers.spec, finding.field_id, finding.message)


def _unknown(spec: FormSpec, raw: Mapping[str, str]) -> Iterator[FieldProblem]:
    known = {field.id for field in spec.fields()}
    for field_id in raw:
        if field_id not in known:
            shown = clean(field_id[:60], multiline=False)
            yield FieldProblem(shown, shown, f"« {shown} » : ce champ n’existe pas dans ce modèle. Retirez-le.")


def _problem(spec: FormSpec, field_id: str, sentence: str) -> FieldProblem:
    label = spec.naming(field_id)
    return FieldProblem(field_id, label, f"« {label} » : {sentence}")
