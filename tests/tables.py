"""How does a monthly table stand sent, in a test that begins after its sending? Rows sealed as the freezing seals them.

Who tests the freezing or the sending goes through their use cases; here they happened already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.events import EventKind
from liaison.records import OrientationRow, OrientationTable, SealedObject
from liaison.rules.access import Actor
from liaison.store import cases
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context, Json
from liaison.usecases.dossier import raw_of, read_person
from liaison.usecases.tables.columns import COLUMNS
from liaison.vocabulary import AgreementKind, Sealed
from liaison.vocabulary.tables import TableStatus
from tests.factories import House

PEOPLE: Final[Sequence[Mapping[str, str]]] = (
    {
        "beneficiary.last_name": "TESTOVITCH",
        "beneficiary.first_name": "Bogdanka",
        "beneficiary.agdref": "9900000101",
        "beneficiary.birth_date": "03/05/1988",
        "beneficiary.protection_date": "12/01/2026",
        "beneficiary.cir_date": "20/03/2026",
        "programme.cir_number": "0099001",
        "programme.employment": "Non",
        "programme.housing": "Oui",
    },
    {
        "beneficiary.last_name": "D’ESSAI",
        "beneficiary.first_name": "Ysolde",
        "beneficiary.agdref": "9900000102",
        "beneficiary.birth_date": "1979",
        "beneficiary.protection_date": "02/02/2026",
    },
    {
        "beneficiary.last_name": "FICTIVAL",
        "beneficiary.first_name": "Amadou",
        "beneficiary.agdref": "9900000103",
        "beneficiary.birth_date": "30/09/1994",
    },
)
"""Three people who do not exist: one of whom all is known, two with something « à compléter »."""


@dataclass(frozen=True, slots=True)
class SentTable:
    """A table that left, its rows and whom they name, in the same order."""

    id: str
    number: str
    rows: tuple[str, ...]
    cases: tuple[str, ...]


def people(house: House, *raws: Mapping[str, str], by: str = "referent") -> tuple[str, ...]:
    """Open a dossier for each person, who agreed to be proposed; the three of this module unless others are given."""
    case_ids = tuple(house.case(raw=raw, by=by, agreed=False) for raw in raws or PEOPLE)
    for case_id in case_ids:
        house.agree(case_id, AgreementKind.ORIENTATION, by=by)
    return case_ids


def sent(
    house: House, case_ids: Sequence[str], *, month: str = "2026-11", transmission_id: str | None = None
) -> SentTable:
    """Let a table with these people be sent already."""
    return house.do(put_sent, house["coordinator"], case_ids, month=month, transmission_id=transmission_id)


def put_sent(
    ctx: Context, by: Actor, case_ids: Sequence[str], *, month: str = "2026-11", transmission_id: str | None = None
) -> SentTable:
    """Let a table be sent already, in the one département of its coordinator."""
    (departement,) = by.departements
    number, at = f"{departement}-{month}-1", ctx.now
    table = OrientationTable(
        id=ctx.new_id(), departement=departement, month=month, number=number, status=TableStatus.SENT.value,
        capacity="all", places=len(case_ids), fingerprint="0" * 64, workbook_sha256="0" * 64,
        transmission_id=transmission_id, proposed_at=at, frozen_at=at, frozen_by=by.account_id, sent_at=at,
    )  # fmt: skip
    event = Event(EventKind.TABLE_FROZEN, by.account_id, table.id, {"table": table.id, "rows": len(case_ids)})
    save(ctx.session, table, event=event, at=ctx.now)
    rows = []
    for position, case_id in enumerate(case_ids, 1):
        row = OrientationRow(id=ctx.new_id(), table_id=table.id, position=position, case_id=case_id)
        raw = raw_of(read_person(ctx, cases.get_case(ctx.session, case_id)))
        values: dict[str, Json] = {column.id: raw[column.field] for column in COLUMNS if column.field in raw}
        object_id = Sealed.ORIENTATION_ROW.object(row.id)
        ctx.vault.create(object_id)
        row.content = ctx.seal(object_id, "content", {"values": values, "origins": {}, "settled": None})
        ctx.session.add_all([row, SealedObject(object_id=object_id, case_id=case_id)])
        rows.append(row.id)
    ctx.session.flush()
    return SentTable(table.id, table.number, tuple(rows), tuple(case_ids))


def day(text: str) -> date:
    """Return a day written « 15/12/2026 »."""
    number, month, year = (int(part) for part in text.split("/"))
    return date(year, month, number)
