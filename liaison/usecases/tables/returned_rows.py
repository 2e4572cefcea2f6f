"""What does a returned table decide, row by row, and what does it say otherwise than it was sent (V-5)?

A row is known by its reference, never by a name: who stands in it is what was sent. Whatever cannot be read is told
with its row and keeps the whole return from being taken: nothing is half imported.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from forms.sheets import UNKNOWN
from liaison.records import OrientationRow, OrientationTable
from liaison.rules import ofii_decisions as rules
from liaison.rules.ofii_decisions import Decision
from liaison.spreadsheets.returned_table import Returned, ReturnedRow
from liaison.store import cases as case_store
from liaison.store import tables as table_store
from liaison.usecases.context import Context
from liaison.usecases.dossier import raw_of, read_person
from liaison.usecases.table_words import DECISIONS
from liaison.usecases.tables import answers, cells
from liaison.usecases.tables.answers import AnswerView
from liaison.usecases.tables.carrying import reference_of
from liaison.usecases.tables.columns import COLUMNS, REFERRER
from liaison.usecases.tables.deciding import sent_on
from liaison.usecases.tables.frozen import rows_of
from liaison.usecases.tables.shown import FrozenRow

_READ_AS: Final = {label: decision for decision, label in DECISIONS.items()}
_LONGEST: Final = 40
"""Signs that are quoted of what a stranger typed."""
_TYPED: Final = {"decision": "Décision de l’OFII", "appointment_on": "Date du rendez-vous", "appointment_time": "Heure"}


class RowState(StrEnum):
    """What a row of a return changes."""

    NEW = "new"
    REPLACED = "replaced"
    """Another answer stands: this one takes its place."""
    SAME = "same"
    """It is recorded already."""
    WAITING = "waiting"
    """Nothing was decided, or the row is not in the return."""


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that came back otherwise than it was sent."""

    key: str
    """As the form names it: « L001.birth_date »."""
    column: str
    label: str
    sent: str
    returned: str
    takeable: bool
    why_not: str = ""
    """Why the dossier cannot take it over from here."""


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A row of the table, and what the return says of it."""

    row: OrientationRow
    reference: str
    name: str
    state: RowState
    given: Decision | None
    """What it decides; None where it decides nothing, or cannot be read."""
    label: str
    too_late: bool
    known: AnswerView | None
    differences: tuple[CellDifference, ...]

    @property
    def otherwise(self) -> dict[str, str]:
        """What was written otherwise than it was sent, by column."""
        return {one.column: one.returned for one in self.differences}


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """What a return would do, or what is to be corrected first; `digest` names exactly this."""

    table_id: str
    number: str
    rows: tuple[RowPreview, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    """What is told, and keeps nothing from being taken."""
    digest: str

    @property
    def to_record(self) -> tuple[tuple[RowPreview, Decision], ...]:
        """The rows whose answer would be recorded, with it."""
        return tuple((one, one.given) for one in self.rows if one.given and one.state is not RowState.SAME)

    @property
    def waiting(self) -> tuple[RowPreview, ...]:
        """The rows about which nothing is known after it."""
        return tuple(one for one in self.rows if one.state is RowState.WAITING and one.known is None)

    @property
    def differences(self) -> tuple[tuple[RowPreview, CellDifference], ...]:
        """Every cell that came back otherwise, with its row."""
        return tuple((one, cell) for one in self.rows for cell in one.differences)

    @property
    def already(self) -> bool:
        """Whether all that it decides is recorded already."""
        return not self.problems and not self.to_record and any(one.state is RowState.SAME for one in self.rows)


def compare(ctx: Context, table: OrientationTable, returned: Returned) -> ReturnPreview:
    """Read a return against the table that was sent; nothing is written."""
    rows = {reference_of(row.position): row for row in table_store.rows_of(ctx.session, [table.id])}
    alive = case_store.here_among(ctx.session, {row.case_id for row in rows.values()})
    here = {key: row for key, row in rows.items() if row.case_id in alive}
    problems = list(_of_the_whole(table, returned, rows))
    if not problems:  # of another table no row means anything
        problems = [sentence for key in here if key in returned.rows for sentence in _of_row(returned.rows[key], table)]
    known = answers.answers_of(ctx, [row.id for row in here.values()])
    sent = {row.reference: row for row in rows_of(ctx, table)}
    previews = tuple(_row(ctx, row, sent[key], returned.rows.get(key), known.get(row.id)) for key, row in here.items())
    notes = tuple(_notes(returned, rows, here))
    digest = hashlib.sha256(repr((previews, problems)).encode()).hexdigest()
    return ReturnPreview(table.id, table.number, previews, tuple(problems), notes, digest)


def _of_the_whole(table: OrientationTable, returned: Returned, rows: Mapping[str, OrientationRow]) -> Iterator[str]:
    if returned.number != table.number:
        yield (
            f"Ce fichier porte le numéro « {returned.number[:_LONGEST]} », et ce tableau le numéro {table.number}. "
            "Choisissez-le sur la page de son propre tableau."
        )
        return
    for reference, came in returned.rows.items():
        if reference not in rows:
            yield f"Ligne {came.number} : la référence « {reference[:_LONGEST]} » n’est d’aucune ligne de ce tableau."
    for reference in returned.repeated:
        yield f"La référence « {reference[:_LONGEST]} » est sur plusieurs lignes : gardez la bonne."


def _of_row(came: ReturnedRow, table: OrientationTable) -> Iterator[str]:
    for sentence in _mistakes(came, table):
        yield f"Ligne {came.number} ({came.reference}), {sentence}"


def _mistakes(came: ReturnedRow, table: OrientationTable) -> Iterator[str]:
    for column in came.unread:
        yield f"« {_TYPED[column]} » : « {came.typed[column][:_LONGEST]} » ne se comprend pas."
    given = _given(came)
    if given is not None:
        yield from (problem.message for problem in rules.problems_of(given, sent_on=sent_on(table)))
    elif came.is_answered and "decision" not in came.unread:
        yield "« Décision de l’OFII » : elle manque, alors que d’autres cases sont remplies."


def _given(came: ReturnedRow) -> Decision | None:
    decision = _READ_AS.get(came.decision)
    if decision is None:
        return None
    return Decision(decision, came.reason, came.appointment_on, came.appointment_time, came.appointment_place)


def _row(
    ctx: Context, row: OrientationRow, sent: FrozenRow, came: ReturnedRow | None, known: AnswerView | None
) -> RowPreview:
    given = _given(came) if came is not None else None
    differences = tuple(_differences(ctx, row, sent.cells, came)) if came is not None else ()
    return RowPreview(
        row, sent.reference, sent.name, _state(given, known), given, DECISIONS[given.decision] if given else "",
        rules.is_too_late(ctx.today, given.appointment_on if given else None), known, differences,
    )  # fmt: skip


def _state(given: Decision | None, known: AnswerView | None) -> RowState:
    if given is None:
        return RowState.WAITING
    if known is None:
        return RowState.NEW
    return RowState.SAME if known.given == given else RowState.REPLACED


def _differences(
    ctx: Context, row: OrientationRow, sent: Mapping[str, str], came: ReturnedRow
) -> Iterator[CellDifference]:
    changed = came.changed({column: text or None for column, text in sent.items()})
    held = _held(ctx, row) if changed else {}
    for column in COLUMNS:
        if column.id in changed:
            text = _cleared(came.values[column.id])
            why_not = _why_not(column.id, text, held.get(column.id, ""))
            key = f"{came.reference}.{column.id}"
            yield CellDifference(key, column.id, column.label, sent.get(column.id, ""), text, not why_not, why_not)


def _held(ctx: Context, row: OrientationRow) -> dict[str, str]:
    """Return what the dossier says today, as the table would print it."""
    raw = raw_of(read_person(ctx, case_store.get_case(ctx.session, row.case_id or "")))
    return {column.id: cells.printed(column.id, raw.get(column.field, "")) for column in COLUMNS}


def _why_not(column: str, text: str, held: str) -> str:
    if not text:
        return "vidé : le dossier garde ce qu’il sait"
    if text == held:
        return "le dossier le dit déjà"
    return "il se corrige dans l’orientation notée au dossier" if column == REFERRER else ""


def _cleared(text: str) -> str:
    return "" if text.casefold() == UNKNOWN else text


def _notes(
    returned: Returned, rows: Mapping[str, OrientationRow], here: Mapping[str, OrientationRow]
) -> Iterator[str]:  # fmt: skip
    for number in returned.strangers:
        yield f"La ligne {number} du fichier n’a pas de référence : elle n’est pas du tableau, et n’est pas reprise."
    for reference in rows:
        if reference not in here and reference in returned.rows:
            yield f"{reference} : ce dossier a été détruit depuis, sa ligne n’est pas reprise."
