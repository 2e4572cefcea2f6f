"""How does the table of annexe 8 leave? With the number, without identifier in a drawn order, or in one's own columns.

Without identifier it is still personal data: exact dates single people out. So it is registered as pseudonymised, and
who may not leave with their number does not leave without it either (docs/decisions/0113).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from forms.sheets import SheetRow, TrackingSheet, Value, draw, write
from liaison.errors import Invalid, Problem, Refused
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.rules.shuffling import shuffled
from liaison.rules.tracking import Period
from liaison.spreadsheets import export_csv, export_xlsx
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.checkpointing import checkpoint_line
from liaison.usecases.context import Context
from liaison.usecases.tracking import columns as own_columns
from liaison.usecases.tracking.columns import FIELDS
from liaison.usecases.tracking.gathering import Gathered, Tracked, check_may_track, gather
from liaison.vocabulary.tables import TrackingForm


class TrackingFormat(StrEnum):
    """What the table is written as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


FORMATS: Final[Mapping[TrackingForm, tuple[TrackingFormat, ...]]] = {
    TrackingForm.NOMINAL: (TrackingFormat.PDF, TrackingFormat.XLSX),
    TrackingForm.PSEUDONYMISED: (TrackingFormat.PDF, TrackingFormat.XLSX),
    TrackingForm.MAPPED: (TrackingFormat.XLSX, TrackingFormat.CSV),
}
_NAMES: Final[Mapping[TrackingForm, str]] = {
    TrackingForm.NOMINAL: "suivi",
    TrackingForm.PSEUDONYMISED: "suivi-sans-identifiant",
    TrackingForm.MAPPED: "suivi-export",
}
EXACT_DATES: Final = "Données pseudonymisées, encore personnelles : les dates sont exactes."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which table, in which form, as which file."""

    departement: str
    period: Period
    form: TrackingForm
    table_format: TrackingFormat


@dataclass(frozen=True, slots=True, repr=False)
class TrackingFile:
    """A file to hand over, under a name that says nothing of anybody."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return f"TrackingFile({self.name})"


def export(ctx: Context, actor: Actor, wanted: Wanted) -> TrackingFile:
    """Make the file; who took it, of how many people and in which form stands in the journal.

    Raises:
        Denied: another role, or another département.
        Invalid: a form that has no such file.
        Refused: the operator has defined no columns.
    """
    check_may_track(actor, wanted.departement)
    if wanted.table_format not in FORMATS[wanted.form]:
        sentence = "« Fichier » : choisissez un des fichiers proposés pour cette forme."
        raise Invalid([Problem("table_format", "Fichier", sentence)])
    gathered = gather(ctx, wanted.departement, wanted.period)
    content = _mapped(ctx, gathered, wanted) if wanted.form is TrackingForm.MAPPED else _sheet(ctx, gathered, wanted)
    period = wanted.period
    detail = {
        "departement": wanted.departement, "tracking": wanted.form.value, "format": wanted.table_format.value,
        "rows": len(gathered.people), "since": period.since.isoformat(), "until": period.until.isoformat(),
    }  # fmt: skip
    event = Event(EventKind.TRACKING_EXPORTED, actor.account_id, wanted.departement, detail)
    save(ctx.session, event=event, at=ctx.now)
    name = f"{_NAMES[wanted.form]}-{wanted.departement}-{period.since:%Y-%m-%d}-{period.until:%Y-%m-%d}"
    return TrackingFile(f"{name}.{wanted.table_format.value}", content)


def cells_of(one: Tracked) -> dict[str, Value]:
    """Return what stands in somebody's row of annexe 8: None is « à compléter », nothing is no such exit."""
    stand = one.stand
    unknown = None if stand.employment_incomplete else ""
    return {
        "agdref": one.agdref or None,
        "engagement_date": stand.engaged_on,
        "end_date": stand.ended_on or "",
        "positive_employment": stand.employment.on if stand.employment else unknown,
        "positive_housing": stand.housing.on if stand.housing else "",
    }


def remarks_of(gathered: Gathered) -> tuple[str, ...]:
    """Say who is not in the table, by their number."""
    remarks = []
    if count := gathered.kept_here:
        whose = "son dossier est" if count == 1 else "leurs dossiers sont"
        remarks.append(f"{_absent(count)} : {whose} en limitation ou sous une opposition (RGPD, articles 18 et 21).")
    if count := len(gathered.undated):
        whose = "son contrat" if count == 1 else "leur contrat"
        remarks.append(f"{_absent(count)} : la date de {whose} d’engagement reste à compléter.")
    return tuple(remarks)


def _absent(count: int) -> str:
    return "1 personne n’y figure pas" if count == 1 else f"{count} personnes n’y figurent pas"


def _sheet(ctx: Context, gathered: Gathered, wanted: Wanted) -> bytes:
    named = wanted.form is TrackingForm.NOMINAL
    rows = [cells_of(one) for one in gathered.people]
    if not named:
        rows = shuffled(({key: cell for key, cell in row.items() if key != "agdref"} for row in rows), ctx.random)
    departement = directory_store.get_departement(ctx.session, wanted.departement)
    sheet = TrackingSheet(
        period=f"du {wanted.period.since:%d/%m/%Y} au {wanted.period.until:%d/%m/%Y}",
        departement=departement.name,
        operator=departement.operator,
        rows=[SheetRow(str(place), row) for place, row in enumerate(rows, 1)],
        with_identifier=named,
        checkpoint=checkpoint_line(ctx),
        remarks=(*(() if named else (EXACT_DATES,)), *remarks_of(gathered)),
    )
    return draw(sheet) if wanted.table_format is TrackingFormat.PDF else write(sheet)


def _mapped(ctx: Context, gathered: Gathered, wanted: Wanted) -> bytes:
    columns = own_columns.columns_of(ctx, wanted.departement)
    if not columns:
        raise Refused("Aucune colonne n’est définie.", hint="Définissez d’abord les colonnes de votre export.")
    mapped = [(column.heading, column.field) for column in columns]
    rows = ({field: FIELDS[field].of(one) for _, field in mapped} for one in gathered.people)
    if wanted.table_format is TrackingFormat.CSV:
        return export_csv(mapped, rows)
    return export_xlsx(mapped, rows, name="Suivi")
