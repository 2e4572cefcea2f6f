"""Does a fiche go to the directory only? Never to an address that somebody typed, nor to one that was taken out."""

import pytest

from liaison.errors import LiaisonError
from liaison.usecases import drafting, keeping_directory
from tests.factories import LOIRE, House

pytestmark = pytest.mark.requirement("T-2")


@pytest.mark.parametrize(
    "who", ["colombe@partenaire.example", "Colombe Inventaire <colombe@partenaire.example>", "", "inconnu", "*"]
)
def test_address_is_no_recipient(sqlite_house: House, who: str) -> None:
    """A recipient is a person of the directory, by id; an address, even a known one, addresses nobody."""
    house = sqlite_house
    house.recipient()
    fiche_id = house.draft(house.case())

    with pytest.raises(LiaisonError):
        house.do(drafting.choose_contact, house["referent"], fiche_id, who)

    with pytest.raises(LiaisonError):
        house.send(fiche_id)
    house.work()
    assert [] == [mail for mail in house.mailer.mails() if "colombe" in str(mail)]


def test_other_departement_is_no_recipient(sqlite_house: House) -> None:
    """The directory of a neighbouring département is not the sender's."""
    house = sqlite_house
    contact_id = house.contact(house.partner(departement=LOIRE), departement=LOIRE)
    fiche_id = house.draft(house.case())

    with pytest.raises(LiaisonError):
        house.do(drafting.choose_contact, house["referent"], fiche_id, contact_id)


def test_who_left_is_no_recipient(sqlite_house: House) -> None:
    """A contact who was taken out after the fiche was addressed gets nothing: it is asked again when it leaves."""
    house = sqlite_house
    contact_id = house.recipient()
    fiche_id = house.draft(house.case(), contact_id=contact_id)
    house.do(keeping_directory.disable_contact, house["coordinator"], contact_id)

    with pytest.raises(LiaisonError):
        house.send(fiche_id)
    assert 0 == house.work()
