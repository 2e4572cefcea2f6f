"""What was answered on a fiche? Frozen values of one model; it checks nothing, `forms.binding` has."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType

from forms import kinds
from forms.errors import FormError
from forms.kinds import Value
from forms.spec import Consent, FormSpec


class StoredAnswersRefused(FormError):
    """Stored answers are not those of this model and version."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The filled values by field id; a field without a value, or a box not ticked, is absent.

    Values are personal data: they stay out of `repr`. Two are equal when model, version and values are.
    """

    spec: FormSpec = field(repr=False)
    values: Mapping[str, Value] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answers):
            return NotImplemented
        return self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]  # holds a mapping

    def get(self, field_id: str) -> Value | None:
        """Return a typed value, or None when it is not filled (or not a field of the model)."""
        return self.values.get(field_id)

    def is_ticked(self, field_id: str) -> bool:
        """Say whether a box is ticked."""
        return self.values.get(field_id) is True

    def display(self, field_id: str) -> str:
        """Return a value as people read it, "" when it is not filled; KeyError for an unknown id."""
        field_ = self.spec.field(field_id)
        value = self.values.get(field_id)
        return "" if value is None else kinds.display(field_, value)

    def raw_for(self, spec: FormSpec) -> dict[str, str]:
        """Return what to type on another model to say the same: the fields that both share, as text."""
        shared = {field_.id for field_ in spec.fields()}
        return {field_id: self.display(field_id) for field_id in self.values if field_id in shared}

    def narrowed(self, consents: AbstractSet[Consent], *, withheld: AbstractSet[str] = frozenset()) -> Answers:
        """Return the answers that may be carried today, for these consents and but for these fields.

        A consent may have been withdrawn since (F-4, F-7), a list be narrower than the model (F-6).
        """
        allowed = {
            f.id for f in self.spec.fields() if f.id not in withheld and (f.consent is None or f.consent in consents)
        }
        return Answers(self.spec, {field_id: v for field_id, v in self.values.items() if field_id in allowed})

    def to_json(self) -> dict[str, object]:
        """Return model, version and values as JSON can hold them; `from_json` reads it back."""
        values = {field_id: kinds.to_json(value) for field_id, value in sorted(self.values.items())}
        return {"model": self.spec.model, "version": self.spec.version, "values": values}


def from_json(spec: FormSpec, stored: Mapping[str, object]) -> Answers:
    """Return the answers that `Answers.to_json` wrote.

    Raises `StoredAnswersRefused` when they are of another model or version, or do not fit it.
    """
    values = stored.get("values")
    if (stored.get("model"), stored.get("version")) != (spec.model, spec.version) or not isinstance(values, dict):
        raise StoredAnswersRefused(f"stored answers are not those of {spec.model} {spec.version}")
    fields = {field_.id: field_ for field_ in spec.fields()}
    try:
        return Answers(spec, {field_id: kinds.from_json(fields[field_id], v) for field_id, v in values.items()})
    except (KeyError, ValueError) as error:
        raise StoredAnswersRefused(f"stored answers do not fit {spec.model} {spec.version}: {error}") from None
