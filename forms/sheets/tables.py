"""What does a table say before it is paper or a workbook? Frozen data, and every word around its cells.

It knows no dossier: whoever makes a table has decided who stands in it and what is known of each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from forms.sheets.columns import ORIENTATION, TRACKING, Column

Value: TypeAlias = str | date | None
"""None is what is not known yet: « à compléter », never « non ». A day known by its year alone is a text."""

UNKNOWN: Final = "à compléter"
ERASED: Final = "ligne effacée"


class CapacityKind(StrEnum):
    """Whether the operator can take everybody (V-2; guide:300-302)."""

    ALL = "tous"
    STAGGERED = "échelonner"


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the operator tells the DT OFII of its places: those of this month, and those it proposes later."""

    kind: CapacityKind
    places: int | None = None
    staggering: tuple[tuple[date, int], ...] = ()

    @property
    def statement(self) -> str:
        """Return it as a sentence, in the words of the guide."""
        month = "" if self.places is None else f" Places ce mois-ci : {self.places}."
        if self.kind is CapacityKind.ALL:
            return f"L’opérateur est en capacité d’accueillir toutes ces personnes.{month}"
        steps = " ; ".join(f"{_places(places)} au {day(on)}" for on, places in self.staggering)
        return f"Il convient de séquencer la prise en charge.{month}" + (f" Proposition : {steps}." if steps else "")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person's row: a neutral reference, and what stands in its cells by id of column.

    A column that is not named holds what is not known. `erased`: its dossier was destroyed, nothing of it is left.
    """

    reference: str
    cells: Mapping[str, Value]
    erased: bool = False


@dataclass(frozen=True, slots=True)
class OrientationSheet:
    """The monthly table of annexe 4-1; `rows` are taken once, and may come one by one."""

    number: str
    departement: str
    operator: str
    on: date
    rows: Iterable[SheetRow]
    capacity: Capacity | None = None
    checkpoint: str = ""
    shows_references: ClassVar[bool] = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the model."""
        return ORIENTATION

    @property
    def head(self) -> tuple[str, ...]:
        """Return the lines above the title."""
        return ("Programme AGIR", f"Département de : {self.departement}", f"Opérateur : {self.operator}")

    @property
    def title(self) -> tuple[str, ...]:
        """Return the title, as the model breaks it."""
        return (
            "ORIENTATIONS BPI PAR LES OPERATEURS TIERS  - à valider par la DT OFII",
            f"au {day(self.on)}",
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what stands between the title and the table."""
        return (self.capacity.statement,) if self.capacity else ()

    @property
    def name(self) -> str:
        """Return how the table is called at the foot of its pages."""
        return f"Tableau n° {self.number}"


@dataclass(frozen=True, slots=True)
class TrackingSheet:
    """The follow-up of annexe 8; `period` in words. Without identifier, whoever makes it has shuffled its rows."""

    period: str
    departement: str
    operator: str
    rows: Iterable[SheetRow]
    with_identifier: bool = True
    number: str = ""
    checkpoint: str = ""
    remarks: tuple[str, ...] = ()
    """What a reader has to know of who is not in it."""
    shows_references: ClassVar[bool] = False
    """A reference would lead back to a dossier."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the model; the identifier is the first."""
        return TRACKING if self.with_identifier else TRACKING[1:]

    @property
    def head(self) -> tuple[str, ...]:
        """Return the lines above the title."""
        return ("Programme AGIR", f"Département de : {self.departement}", f"Opérateur : {self.operator}")

    @property
    def title(self) -> tuple[str, ...]:
        """Return the title."""
        return ("Tableau de suivi du public (FAMI)", self.period)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what stands between the title and the table."""
        # Never « anonymisé »: exact dates still single people out (V-6).
        pseudonymised = () if self.with_identifier else ("Sans identifiant, lignes dans un ordre tiré au hasard.",)
        return (*pseudonymised, *self.remarks)

    @property
    def name(self) -> str:
        """Return how the table is called at the foot of its pages."""
        return f"Tableau de suivi n° {self.number}" if self.number else "Tableau de suivi"


Sheet: TypeAlias = OrientationSheet | TrackingSheet


def day(on: date) -> str:
    """Write a day as the model does: JJ/MM/AAAA."""
    return f"{on.day:02}/{on.month:02}/{on.year:04}"


def written(value: Value) -> str:
    """Write a value as it stands on paper."""
    if isinstance(value, str):
        return value
    return UNKNOWN if value is None else day(value)


def _places(count: int) -> str:
    return f"{count} place{'s' if count > 1 else ''}"
