"""How does a frozen table get into a test, and how does it leave for a DT OFII that does not exist?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liaison.records import OrientationTable
from liaison.store import tables as store
from liaison.usecases.choosing import Choice
from liaison.usecases.tables import sending_table
from liaison.vocabulary import PartnerKind
from tests import monthly
from tests.factories import BY_SMS, House

NAMES: Final = ("ESSAIRAL", "FICTIVAL", "TESTOVITCH")
"""Three people who do not exist, in the order of a table."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen table: its rows and whom they name, in the same order, and the contact at the DT OFII."""

    id: str
    number: str
    rows: tuple[str, ...]
    cases: tuple[str, ...]
    contact_id: str


def ofii(house: House) -> str:
    """Add a DT OFII with one contact; return the contact."""
    return house.contact(house.partner(PartnerKind.OFII))


def frozen(house: House, names: Sequence[str] = NAMES, *, month: str = monthly.MONTH) -> Frozen:
    """Freeze the table of a month with people of these names, by the use cases of the coordination."""
    for number, name in enumerate(names, 101):
        monthly.candidate(house, name, {"beneficiary.agdref": f"9900000{number}"})
    found = monthly.freeze(house, monthly.open_table(house, month))
    cases = tuple(row.case_id for row in found.rows if row.case_id is not None)
    return Frozen(found.line.id, found.line.number, tuple(row.id for row in found.rows), cases, ofii(house))


def send(house: House, table: Frozen, choice: Choice = BY_SMS, *, work: bool = True) -> str:
    """Send a frozen table as the coordination does, and let its mail leave unless told otherwise."""
    pli = house.do(sending_table.send, house["coordinator"], table.id, table.contact_id, choice)
    if work:
        house.work()
    return pli


def row_of(house: House, table_id: str) -> OrientationTable:
    """Read a table as it stands."""
    return house.do(lambda ctx: store.get_table(ctx.session, table_id))
