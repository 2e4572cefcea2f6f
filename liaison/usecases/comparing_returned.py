"""What did the partner change on our fiche? What left and what came back, side by side; only what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from forms import paper
from forms.paper import Returned
from forms.spec import FilledBy
from forms.text import visible
from liaison.usecases import freezing
from liaison.usecases.context import Context
from liaison.usecases.dossier import PERSON, dossier_spec
from liaison.usecases.reading_back import Own

SIGNATURE_CHANGED: Final = "n’est plus celle que vous aviez envoyée"


class Change(StrEnum):
    """What happened to a value on its way."""

    TYPED = "typed"
    """Written by the partner, where the model lets them."""
    BELOW = "below"
    """Added by the partner below what we wrote."""
    CHANGED = "changed"
    """Ours, and no longer what we wrote."""
    EMPTIED = "emptied"
    """Ours, and gone."""


LOCKED: Final = frozenset({Change.CHANGED, Change.EMPTIED})
"""Never taken over: it is not the partner's to write."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what left; personal data."""

    field_id: str
    label: str
    left: str
    came: str
    """As a page may show it (`forms.text.visible`)."""
    value: str
    """As it came, for the dossier."""
    change: Change
    takeable: bool
    """Whether the dossier may take it over: about the person, and the partner's to write."""

    @property
    def is_locked(self) -> bool:
        """Say whether a value of ours was touched."""
        return self.change in LOCKED


def differences(ctx: Context, own: Own, returned: Returned) -> tuple[Difference, ...]:
    """Compare a fiche that came back with what was kept of it when it left, in the order of the paper."""
    return tuple(_walk(ctx, own, returned))


def takeable(lines: tuple[Difference, ...]) -> dict[str, str]:
    """Return what the dossier may take over, by field."""
    return {line.field_id: line.value for line in lines if line.takeable}


def _walk(ctx: Context, own: Own, returned: Returned) -> Iterator[Difference]:
    answers = freezing.answers_of(ctx, own.version)
    about_the_person = {field.id for field in dossier_spec(ctx).fields() if field.id.startswith(PERSON)}
    for field in answers.spec.fields():
        left, came = answers.display(field.id), returned.written.get(field.id, "")
        label = answers.spec.naming(field.id)
        is_ours = bool(left) or field.filled_by is FilledBy.SENDER
        if is_ours and _was_touched(own, returned, field.id, left, came):
            change = Change.CHANGED if came else Change.EMPTIED
            yield Difference(field.id, label, left, visible(came), came, change, takeable=False)
        if field.id in returned.below:
            added = returned.typed[field.id]
            yield Difference(field.id, label, left, visible(added), added, Change.BELOW, takeable=False)
        elif not is_ours and came:
            can = field.id in about_the_person
            yield Difference(field.id, label, "", visible(came), came, Change.TYPED, takeable=can)
    if paper.SIGNATURE in returned.changed:
        label = paper.naming(answers.spec, paper.SIGNATURE)
        yield Difference(paper.SIGNATURE, label, "", SIGNATURE_CHANGED, "", Change.CHANGED, takeable=False)


def _was_touched(own: Own, returned: Returned, field_id: str, left: str, came: str) -> bool:
    """Believe the mark where it is ours; where it is not, only what was kept here counts.

    A file that was made to hide a change carries sums that fit it.
    """
    if own.genuine:
        return False
    return field_id in returned.changed or _words(left) != _words(came)


def _words(text: str) -> list[str]:
    return text.split()
