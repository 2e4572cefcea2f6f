"""Does a file of another door come in as what it is, and is nobody told of a colleague's pli (D-6, law 8)?"""

from dataclasses import replace
from typing import Final

import pytest

from liaison.adapters.opening import ChildOpener
from liaison.errors import Invalid, Refused
from liaison.ports import Look, OpeningStopped
from liaison.store import deposits
from liaison.usecases.entering import EntryForm
from liaison.vocabulary import DepositDoor, Stopped
from tests.deposits import enter
from tests.factories import House
from tests.letters import PDF, sealed_archive

pytestmark = pytest.mark.requirement("D-6")

SAYS_NO_SUCH_PLI: Final = "« Référence du pli » : aucun pli de ce partenaire n’a cette référence."


class Overworked(ChildOpener):
    """The child process of a scan that takes too much: it is stopped."""

    def look(self, content: bytes) -> Look:
        """Stop."""
        assert content
        raise OpeningStopped(Stopped.TIME)


def refused(house: House, form: EntryForm, *, who: str = "referent") -> tuple[str, str]:
    """Enter what cannot be: which field, and what is said of it."""
    with pytest.raises(Invalid) as error:
        enter(house.service, house[who], form, sealed_archive())
    (problem,) = error.value.problems
    return problem.field, problem.message


@pytest.mark.parametrize("door", [DepositDoor.REPLY, DepositDoor.DESK])
@pytest.mark.parametrize("content", [PDF, sealed_archive()], ids=["clear", "sealed"])
def test_nobody_enters_by_a_partners_door(sqlite_house: House, door: DepositDoor, content: bytes) -> None:
    """The two doors of partners are no answer to « how did it come »."""
    house = sqlite_house
    with pytest.raises(Invalid) as error:
        enter(house.service, house["referent"], EntryForm(house.partner(), door), content)

    assert ["door"] == [problem.field for problem in error.value.problems]
    assert [] == house.do(lambda ctx: deposits.list_deposits(ctx.session, departements=["69"]))


def test_a_scan_that_takes_too_much(sqlite_house: House) -> None:
    """Said in words, as of an archive; nothing of it is kept."""
    house = replace(sqlite_house, service=replace(sqlite_house.service, opener=Overworked()))
    with pytest.raises(Refused, match="trop de travail"):
        enter(house.service, house["referent"], EntryForm(house.partner(), DepositDoor.PAPER), PDF)

    assert [] == house.do(lambda ctx: deposits.list_deposits(ctx.session, departements=["69"]))


@pytest.mark.requirement("A-2")
def test_a_colleagues_pli_is_told_as_none(house: House) -> None:
    """Somebody else's reference, one of another partner and one that nobody gave: the same words."""
    pli = house.row(house.sent())
    ours = house.row(house.sent_to("AUTRE FICTIVE"))

    said = [
        refused(house, EntryForm(pli.partner_id, DepositDoor.MAIL, pli.reference), who="other referent"),
        refused(house, EntryForm(pli.partner_id, DepositDoor.MAIL, "aaaaaaaa")),
        refused(house, EntryForm(pli.partner_id, DepositDoor.MAIL, ours.reference)),
    ]

    assert [("reference", f"{SAYS_NO_SUCH_PLI} Vérifiez-la, ou laissez vide.")] * 3 == said
