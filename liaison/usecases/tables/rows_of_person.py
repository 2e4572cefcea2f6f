"""What did the tables say of one person, as it left? Their own rows only, unsealed one by one (RGPD art. 15, 16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liaison.records import OrientationRow, OrientationTable
from liaison.store import tables as store
from liaison.usecases.context import Context, Json
from liaison.usecases.tables.carrying import reference_of
from liaison.usecases.tables.columns import BY_ID
from liaison.vocabulary import Sealed


@dataclass(frozen=True, slots=True, repr=False)
class RowOfPerson:
    """Somebody's row in a frozen table; hidden, for it is about a person."""

    row: OrientationRow
    table: OrientationTable
    values: Mapping[str, str]
    """By column, as it stands in the table."""
    origins: Mapping[str, str]

    def __repr__(self) -> str:
        return "RowOfPerson(hidden)"

    @property
    def reference(self) -> str:
        """As the recipient reads it: « L001 »."""
        return reference_of(self.row.position)


def rows_of(ctx: Context, case_id: str) -> Sequence[RowOfPerson]:
    """Return where somebody stands in frozen tables, oldest first."""
    rows = [row for row in store.rows_of_case(ctx.session, case_id) if row.content is not None]
    return [_opened(ctx, row, store.get_table(ctx.session, row.table_id)) for row in rows]


def says_otherwise(row: RowOfPerson, known: Mapping[str, str]) -> bool:
    """Say whether a row differs from what the dossier says now: only what the dossier holds can be rectified there."""
    fields = {column: BY_ID[column].field for column in row.values if column in BY_ID}
    return any(
        field in known and known[field].casefold() != row.values[column].casefold() for column, field in fields.items()
    )


def _opened(ctx: Context, row: OrientationRow, table: OrientationTable) -> RowOfPerson:
    content = ctx.unseal_mapping(Sealed.ORIENTATION_ROW.object(row.id), "content", row.content or b"")
    return RowOfPerson(row, table, _texts(content.get("values")), _texts(content.get("origins")))


def _texts(stored: Json) -> dict[str, str]:
    return {str(key): str(text) for key, text in stored.items() if text} if isinstance(stored, dict) else {}
