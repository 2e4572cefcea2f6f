"""What does a row of a frozen table hold? The values as they left, unsealed for many rows at once."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, cast

from crypto.errors import KeyGone
from liaison.records import OrientationRow
from liaison.store import cases as case_store
from liaison.usecases.context import Context, Json
from liaison.usecases.tables.cells import printed
from liaison.usecases.tables.columns import BY_ID
from liaison.usecases.tables.shown import ProposedRow
from liaison.vocabulary import Origin, Sealed

FIELD: Final = "content"


@dataclass(frozen=True, slots=True)
class Content:
    """What left of somebody: texts by column, empty where it was « à compléter », and where each came from."""

    texts: Mapping[str, str]
    origins: Mapping[str, Origin]

    @property
    def name(self) -> str:
        """Name and first name, as the table has them."""
        return f"{self.texts['last_name']} {self.texts['first_name']}".strip()


def object_of(row_id: str) -> str:
    """Name the object that seals a row."""
    return Sealed.ORIENTATION_ROW.object(row_id)


def contents_of(ctx: Context, rows: Collection[OrientationRow]) -> dict[str, Content]:
    """Return what rows hold, by their id; those whose dossier was or is being destroyed are not in it."""
    here = case_store.here_among(ctx.session, {row.case_id for row in rows})
    sealed = {object_of(row.id): (1, row.content) for row in rows if row.content is not None and row.case_id in here}
    ids = {object_of(row.id): row.id for row in rows}
    return {ids[name]: _read(stored) for name, stored in _opened(ctx, sealed).items()}


def _opened(ctx: Context, sealed: Mapping[str, tuple[int, bytes]]) -> Mapping[str, Mapping[str, Json]]:
    """Open them together; one by one while a destruction is under way: its keys die before its rows are emptied."""
    with suppress(KeyGone):
        return ctx.unseal_mappings(FIELD, sealed)
    found = {}
    for name, one in sealed.items():
        with suppress(KeyGone):
            found.update(ctx.unseal_mappings(FIELD, {name: one}))
    return found


def to_keep(row: ProposedRow) -> Json:
    """Return what is kept of somebody when their table is frozen."""
    held = [cell for cell in row.cells if not cell.missing]
    decision = row.settlement if row.settlement is not None and row.settlement.holds else None
    return {
        "values": {cell.column: cell.text for cell in held},
        "origins": {cell.column: cell.origin.value for cell in held if cell.origin is not None},
        "settled": {"settled": decision.settled.value, "why": decision.why.value} if decision else None,
    }


def _read(stored: Mapping[str, Json]) -> Content:
    values, origins = cast("Mapping[str, str]", stored["values"]), cast("Mapping[str, str]", stored["origins"])
    texts = {column: printed(column, values.get(column, "")) for column in BY_ID}
    return Content(texts, {column: Origin(origin) for column, origin in origins.items()})
