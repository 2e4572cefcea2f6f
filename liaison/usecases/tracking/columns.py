"""Which columns does the operator's own export have? A heading that another tool expects, and a field of a closed list.

Nothing of health and nothing that was told is on the list: an export goes further than this service sees.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from liaison.errors import Conflict, Invalid, Problem
from liaison.events import EventKind
from liaison.records import TrackingColumn
from liaison.rules.access import Actor
from liaison.store import tracking as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.tracking.gathering import Tracked, check_may_track

Value: TypeAlias = str | date | None
MOST: Final = 40
"""Columns of an export."""
LONGEST: Final = 80
"""Characters of a heading."""


@dataclass(frozen=True, slots=True)
class ExportField:
    """What a column may hold: how it is called here, and where it stands."""

    label: str
    of: Callable[[Tracked], Value]


def _text(field_id: str) -> Callable[[Tracked], Value]:
    return lambda one: one.values.text(field_id) or None


def _day(field_id: str) -> Callable[[Tracked], Value]:
    """A day as a day; a year alone, where no more is known, as it was typed."""
    return lambda one: one.values.day(field_id) or one.values.text(field_id) or None


FIELDS: Final[Mapping[str, ExportField]] = {
    "beneficiary.agdref": ExportField("N° AGDREF", _text("beneficiary.agdref")),
    "programme.cir_number": ExportField("N° CIR", _text("programme.cir_number")),
    "beneficiary.last_name": ExportField("Nom", _text("beneficiary.last_name")),
    "beneficiary.first_name": ExportField("Prénom", _text("beneficiary.first_name")),
    "beneficiary.birth_date": ExportField("Date de naissance", _day("beneficiary.birth_date")),
    "beneficiary.nationality": ExportField("Nationalité", _text("beneficiary.nationality")),
    "beneficiary.protection_date": ExportField(
        "Date d’obtention de la protection", _day("beneficiary.protection_date")
    ),
    "beneficiary.cir_date": ExportField("Date de signature du CIR", _day("beneficiary.cir_date")),
    "departement": ExportField("Département", lambda one: one.departement),
    "engaged_on": ExportField("Date de signature du contrat d’engagement", lambda one: one.stand.engaged_on),
    "ended_on": ExportField("Date de fin d’accompagnement", lambda one: one.stand.ended_on),
    "to_employment": ExportField(
        "Sortie positive vers l’emploi", lambda one: one.stand.employment.on if one.stand.employment else None
    ),
    "to_housing": ExportField(
        "Sortie positive vers le logement", lambda one: one.stand.housing.on if one.stand.housing else None
    ),
    "programme.employment": ExportField("Emploi (oui/non)", _text("programme.employment")),
    "programme.housing": ExportField("Logement (oui/non)", _text("programme.housing")),
    "programme.lease_on": ExportField("Bail signé le", _day("programme.lease_on")),
    "programme.employment_kind": ExportField("Emploi ou formation : nature", _text("programme.employment_kind")),
    "programme.employment_on": ExportField("Emploi ou formation : depuis le", _day("programme.employment_on")),
}
"""By id: a field of the dossier, or what follows from it. Neither a contact detail nor a reason of an exit (F-6)."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the operator's export."""

    heading: str
    field: str
    label: str


def list_columns(ctx: Context, actor: Actor, departement: str) -> tuple[ColumnView, ...]:
    """Return the columns of a département, in their order."""
    check_may_track(actor, departement)
    return columns_of(ctx, departement)


def columns_of(ctx: Context, departement: str) -> tuple[ColumnView, ...]:
    """Return the columns of a département; a field that is on the list no more is left out."""
    rows = store.list_columns(ctx.session, departement)
    return tuple(ColumnView(row.heading, row.field, FIELDS[row.field].label) for row in rows if row.field in FIELDS)


def add_column(ctx: Context, actor: Actor, departement: str, heading: str, field: str) -> None:
    """Add a column behind the others.

    Raises:
        Invalid: no heading, one that is there already, a field that is not on the list, or too many columns.
    """
    check_may_track(actor, departement)
    store.lock_departement(ctx.session, departement)
    columns = columns_of(ctx, departement)
    problems = _problems(heading, field, columns)
    if problems:
        raise Invalid(problems)
    _save(ctx, actor, departement, [*columns, ColumnView(heading.strip(), field, FIELDS[field].label)])


def remove_column(ctx: Context, actor: Actor, departement: str, heading: str) -> None:
    """Take a column out.

    Raises:
        Conflict: it is there no more.
    """
    columns, place = _found(ctx, actor, departement, heading)
    _save(ctx, actor, departement, [*columns[:place], *columns[place + 1 :]])


def move_column(ctx: Context, actor: Actor, departement: str, heading: str, *, by: int) -> None:
    """Move a column towards the first (-1) or the last (1); at the edge it stays.

    Raises:
        Conflict: it is there no more.
    """
    columns, place = _found(ctx, actor, departement, heading)
    moved = columns.pop(place)
    columns.insert(max(0, place + by), moved)
    _save(ctx, actor, departement, columns)


def _found(ctx: Context, actor: Actor, departement: str, heading: str) -> tuple[list[ColumnView], int]:
    check_may_track(actor, departement)
    store.lock_departement(ctx.session, departement)
    columns = list(columns_of(ctx, departement))
    for place, column in enumerate(columns):
        if column.heading == heading:
            return columns, place
    raise Conflict("Cette colonne n’est plus là.", hint="Quelqu’un l’a retirée entre-temps : voyez la liste.")


def _problems(heading: str, field: str, columns: tuple[ColumnView, ...]) -> list[Problem]:
    heading = heading.strip()
    found = []
    if not heading:
        found.append(_problem("heading", "Titre de la colonne", "écrivez celui qu’attend votre outil."))
    elif len(heading) > LONGEST or not heading.isprintable():
        found.append(_problem("heading", "Titre de la colonne", f"une ligne, {LONGEST} signes au plus."))
    if heading.casefold() in {column.heading.casefold() for column in columns}:
        found.append(_problem("heading", "Titre de la colonne", "une colonne a déjà ce titre."))
    if field not in FIELDS:
        found.append(_problem("field", "Ce qu’elle contient", "choisissez une des réponses proposées."))
    if len(columns) >= MOST:
        found.append(_problem("heading", "Titre de la colonne", f"{MOST} colonnes au plus. Retirez-en une d’abord."))
    return found


def _problem(name: str, label: str, sentence: str) -> Problem:
    return Problem(name, label, f"« {label} » : {sentence}")


def _save(ctx: Context, actor: Actor, departement: str, columns: list[ColumnView]) -> None:
    """Write the columns anew, in their order: the place is part of the key."""
    known = {row.position: row for row in store.list_columns(ctx.session, departement)}
    rows = []
    for position, column in enumerate(columns):
        row = known.pop(position, None) or TrackingColumn(
            departement=departement, position=position, heading="", field=""
        )
        row.heading, row.field = column.heading, column.field
        rows.append(row)
    for row in known.values():
        ctx.session.delete(row)
    event = Event(
        EventKind.TRACKING_COLUMNS, actor.account_id, departement, {"departement": departement, "count": len(rows)}
    )
    save(ctx.session, *rows, event=event, at=ctx.now)
