"""How does a monthly table become a sheet on a page? Cells with where they come from, rows with what the guide says.

It draws no HTML and knows no dossier: what a use case shows of a table goes in, what the template walks comes out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from liaison.rules.calendar import local_day, spoken_day
from liaison.usecases.tables.columns import COLUMNS, TableColumn
from liaison.usecases.tables.shown import CellView, FrozenRow, ProposedRow, SettlementView, WhyHere
from liaison.vocabulary import Origin
from liaison.vocabulary.orientations import Doubt, Verdict
from web.pages import short_day

MISSING: Final = "à compléter"
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.ELIGIBLE: "Éligible",
    Verdict.DOUBTFUL: "À vérifier",
    Verdict.NOT_ELIGIBLE: "Non éligible",
}
WHY_HERE: Final[Mapping[WhyHere, str]] = {
    WhyHere.NEW: "",
    WhyHere.POSTPONED: "Reportée par l’OFII",
    WhyHere.CHANGED: "Modifiée depuis l’envoi",
    WhyHere.CORRECTED: "Reprise de la version précédente",
    WhyHere.UNANSWERED: "Restée sans réponse de l’OFII",
}
FROM: Final[Mapping[Origin, str]] = {
    Origin.PERSON: "Dit par la personne",
    Origin.OFII: "OFII",
    Origin.PARTNER: "Partenaire",
    Origin.OPERATOR: "Notre équipe",
}
_KINDS: Final[Mapping[str, str]] = {
    "agdref": "number", "birth_date": "date", "protection_date": "date", "cir_date": "date",
    "employment": "choice", "housing": "choice", "cph_request": "choice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its official label, how its cells are typed, and whether it names the row."""

    id: str
    label: str
    hint: str
    kind: str
    """« text », « number », « date » or « choice »."""
    names: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what is read there, and where it comes from, as a place in the sheet's list of origins."""

    column: Column
    shown: str
    missing: bool
    fixed: bool = False
    """Whether it is not changed here: it comes from somewhere else than the dossier."""
    origin: int | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet."""

    id: str
    """Of the dossier; of a frozen row, its reference."""
    name: str
    cells: tuple[Cell, ...]
    revision: int = 0
    verdict: str = ""
    verdict_label: str = ""
    findings: tuple[tuple[str, str], ...] = ()
    """Sentence and place of what is not simply so."""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """The whole sheet; origins are said once and pointed to by each cell."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    origins: tuple[str, ...]


def _column(column: TableColumn) -> Column:
    return Column(column.id, column.label, column.hint, _KINDS.get(column.id, "text"), names=column.id == "last_name")


SHEET_COLUMNS: Final = tuple(map(_column, COLUMNS))
_BY_ID: Final = {column.id: column for column in SHEET_COLUMNS}


def proposed_sheet(rows: Iterable[ProposedRow]) -> MonthSheet:
    """Return the sheet of the rows that are proposed."""
    origins: dict[str, int] = {}
    lines = tuple(_proposed(row, origins) for row in rows)
    return MonthSheet(SHEET_COLUMNS, lines, tuple(origins))


def frozen_sheet(rows: Iterable[FrozenRow]) -> MonthSheet:
    """Return the sheet of the rows as they left; nothing is typed there."""
    return MonthSheet(SHEET_COLUMNS, tuple(map(_frozen, rows)), ())


def saved_cell(row: ProposedRow, column: str) -> dict[str, object]:
    """Return what the sheet's script is told of a cell that was saved, and of its row."""
    return {
        "cell": _told(next(cell for cell in row.cells if cell.column == column)),
        "verdict": row.verdict.value,
        "verdict_label": verdict_label(row),
        "findings": [{"sentence": sentence, "place": place} for sentence, place in findings_of(row)],
        "name": row.name,
        "revision": row.revision,
    }


def whole_row(row: ProposedRow) -> dict[str, object]:
    """Return a row as it stands now, for a sheet whose own is older."""
    return {"revision": row.revision, "cells": {cell.column: _told(cell) for cell in row.cells}}


def verdict_label(row: ProposedRow) -> str:
    """Say what stands of a row in a few words."""
    if row.verdict is Verdict.DOUBTFUL and not row.to_settle:
        return "Accord à recueillir"
    if row.verdict is Verdict.ELIGIBLE and _decided(row) is not None:
        return "Vérifié"
    return VERDICTS[row.verdict]


def findings_of(row: ProposedRow) -> tuple[tuple[str, str], ...]:
    """Return sentence and place of what is still doubted or in the way; of what was settled, who looked at it."""
    decided = _decided(row)
    open_ = {*row.to_settle, *((Doubt.AGREEMENT_MISSING,) if row.agreement_missing else ())}
    found = tuple(
        (finding.sentence, finding.place)
        for finding in row.findings
        if finding.verdict is Verdict.NOT_ELIGIBLE or finding.code in open_
    )
    return found if decided is None else ((_settled(decided), ""), *found)


def _decided(row: ProposedRow) -> SettlementView | None:
    return row.settlement if row.settlement is not None and row.settlement.holds else None


def origin_of(cell: CellView) -> str:
    """Say where a value comes from: « OFII, le 3 mars 2026 »; nothing without a value."""
    if cell.origin is None:
        return cell.origin_label
    source = FROM[cell.origin]
    return f"{source}, le {spoken_day(local_day(cell.origin_at))}" if cell.origin_at else source


def _settled(settlement: SettlementView) -> str:
    return f"{settlement.why_label}, {settlement.by}, le {short_day(settlement.at)}."


def _told(cell: CellView) -> dict[str, object]:
    return {"shown": "" if cell.missing else cell.shown, "missing": cell.missing, "origin": origin_of(cell)}


def _proposed(row: ProposedRow, origins: dict[str, int]) -> Line:
    cells = []
    for cell in row.cells:
        said = origin_of(cell)
        place = origins.setdefault(said, len(origins)) if said else None
        changed = cell.column in row.changed
        cells.append(Cell(_BY_ID[cell.column], cell.shown, cell.missing, not cell.editable, place, changed))
    return Line(
        id=row.case_id,
        name=row.name,
        cells=tuple(cells),
        revision=row.revision,
        verdict=row.verdict.value,
        verdict_label=verdict_label(row),
        findings=findings_of(row),
        remark=_remark(row),
    )


def _remark(row: ProposedRow) -> str:
    said = WHY_HERE[row.why_here]
    return f"{said} ({row.previously})" if said and row.previously else said


def _frozen(row: FrozenRow) -> Line:
    cells = tuple(
        Cell(column, row.cells.get(column.id) or MISSING, missing=not row.cells.get(column.id))
        for column in SHEET_COLUMNS
    )
    return Line(row.reference, row.name, () if row.erased else cells)
