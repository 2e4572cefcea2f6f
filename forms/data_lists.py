"""Where do a model and the data list of its convention differ? It shows, and decides nothing (F-6)."""

from __future__ import annotations

from dataclasses import dataclass

from forms.spec import Category, Field, FormSpec

_NO_PERSONAL_DATA = frozenset({Category.ORGANISATION, Category.SIGNATURE})


@dataclass(frozen=True, slots=True)
class Differences:
    """What the DPO is shown: fields that the list does not name, lines of the list that no field answers."""

    printed_not_listed: tuple[Field, ...]
    listed_not_printed: tuple[str, ...]


def differences(spec: FormSpec) -> Differences:
    """Compare a model with its convention's list; none when it has no list (generic: no convention).

    The model prints: a difference is shown, never applied. An operator who follows the list more narrowly
    withholds fields (`bind(…, withheld=…)`, `Answers.narrowed`).
    """
    if spec.data_list is None:
        return Differences((), ())
    listed = {field_id for entry in spec.data_list.entries for field_id in entry.fields}
    return Differences(
        tuple(f for f in spec.fields() if f.id not in listed and f.category not in _NO_PERSONAL_DATA),
        tuple(entry.text for entry in spec.data_list.entries if not entry.fields),
    )


def narrowable(spec: FormSpec) -> tuple[Field, ...]:
    """Return the fields that an operator's narrower convention may withhold: personal and not required."""
    return tuple(f for f in spec.fields() if not f.required and f.category not in _NO_PERSONAL_DATA)
