"""Do the deadlines of what was sent follow the term of its convention (R-2, R-8)?"""

from datetime import date

import pytest

from liaison.records import Convention
from liaison.rules.calendar import local_day
from liaison.store import directory as directory_store
from liaison.usecases import following, keeping_departements, keeping_directory
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.keeping_directory import ConventionForm
from tests.factories import OPERATOR, RHONE, House

pytestmark = pytest.mark.requirement("R-2", "R-8")


def due_of(house: House, transmission_id: str) -> date | None:
    """Give the legal day by which the fiche of a transmission dies, as its page shows it."""
    page = house.do(following.open_transmission, house["referent"], transmission_id)
    line = next(line for line in page.deadlines if line.subject == "fiche" and line.rule == "R-2")
    return local_day(line.due_at) if line.due_at else None


def convention_of(house: House, transmission_id: str) -> Convention:
    """Give the convention under which a transmission left."""
    with house.service.transaction() as ctx:
        found = directory_store.get_convention(ctx.session, house.row(transmission_id).convention_id or "")
        ctx.session.expunge(found)
        return found


def move_framework_agreement(house: House, ends_on: date | None) -> None:
    """Give the framework agreement of the département another end, or none."""
    form = DepartementForm(RHONE, "Rhône", OPERATOR, "04 72 00 00 00", ends_on, france_travail=True, pic_ipr=True)
    house.do(keeping_departements.save_departement, house["administrator"], form)


def test_convention_that_ends_early(house: House) -> None:
    """A convention that is ended takes the deadlines of what left under it with it, two months later."""
    sent = house.sent("spe")
    assert date(2028, 2, 29) == due_of(house, sent)
    row = convention_of(house, sent)
    form = ConventionForm(row.partner_id, row.reference, row.model, row.starts_on, date(2026, 12, 31), (), row.id)
    house.do(keeping_directory.save_convention, house["coordinator"], form)
    assert date(2027, 2, 28) == due_of(house, sent)


def test_framework_agreement_that_moves(house: House) -> None:
    """What follows the framework agreement moves with it; what has an end of its own stays."""
    sent = house.sent("spe")
    form = DepartementForm(
        RHONE, "Rhône", OPERATOR, "04 72 00 00 00", date(2027, 6, 30), france_travail=True, pic_ipr=True
    )
    house.do(keeping_departements.save_departement, house["administrator"], form)
    assert date(2027, 8, 30) == due_of(house, sent)


def test_framework_agreement_that_is_forgotten(house: House) -> None:
    """Without any date nothing is assumed: the deadline waits for one."""
    sent = house.sent("spe")
    move_framework_agreement(house, None)
    assert due_of(house, sent) is None
