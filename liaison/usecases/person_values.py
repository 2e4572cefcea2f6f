"""What does a dossier say, as days and choices? One value of a person's data, of the kind of its field.

What is kept is what a form shows: a day as JJ/MM/AAAA, a choice by its label. What cannot be read counts as not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forms import kinds
from forms.spec import Field


@dataclass(frozen=True, slots=True, repr=False)
class PersonValues:
    """The values of one dossier; hidden, for they are about a person."""

    fields: Mapping[str, Field]
    """Those of a dossier, by id: made once for many dossiers."""
    raw: Mapping[str, str]
    today: date

    def __repr__(self) -> str:
        return "PersonValues(hidden)"

    def text(self, field_id: str) -> str:
        """Return a value as it is shown; empty when it is not known."""
        return self.raw.get(field_id, "")

    def day(self, field_id: str) -> date | None:
        """Return a day; None when it is not known, or only its year is."""
        value = self._value(field_id)
        return value if isinstance(value, date) else None

    def choice(self, field_id: str) -> str:
        """Return the id of what was chosen; empty when nothing was."""
        value = self._value(field_id)
        return value if isinstance(value, str) else ""

    def yes(self, field_id: str) -> bool | None:
        """Return the answer to a question of yes or no; None when nobody gave one."""
        return {"yes": True, "no": False}.get(self.choice(field_id))

    def _value(self, field_id: str) -> object:
        if not (raw := self.text(field_id)):
            return None
        try:
            parsed = kinds.parse(self.fields[field_id], raw, today=self.today)
        except kinds.Refused:
            return None
        return parsed.value if parsed else None
