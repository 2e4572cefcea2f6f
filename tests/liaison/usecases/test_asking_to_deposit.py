"""Does a code of the standing page let in nobody whom the directory knows no more (D-1)?"""

import re
from collections.abc import Callable
from typing import Final

import pytest

from liaison.errors import WrongState
from liaison.store import deposits, directory
from liaison.usecases import asking_to_deposit, depositing, keeping_directory, reinstating
from liaison.usecases.keeping_directory import ContactForm
from liaison.vocabulary import LinkPurpose, PartnerKind
from tests.deposits import sealed, uploaded
from tests.factories import House
from tests.letters import PDF

pytestmark = pytest.mark.requirement("D-1")

EMAIL: Final = "colombe@partenaire.example"


def asked(house: House) -> tuple[str, str]:
    """Ask for a code, and read it off the mail; return what the page holds, and the code."""
    token = house.do(asking_to_deposit.ask, EMAIL)
    house.do(asking_to_deposit.look_up)
    house.work()
    texts = [mail.text for mail in house.mailer.mails() if mail.subject == "Votre code pour déposer un fichier"]
    found = re.search(r"^(\d{4} \d{4})\r?$", texts[0], re.MULTILINE)
    assert found is not None
    return token, found[1]


def cut(house: House, contact_id: str, _: str) -> None:
    """Cut the links of the standing page."""
    house.do(asking_to_deposit.cut, house["coordinator"], contact_id)


def move(house: House, contact_id: str, partner_id: str) -> None:
    """Give the contact another address, and the old one back: it is the same to who read the mail between."""
    for email in ("nouvelle@partenaire.example", EMAIL):
        form = ContactForm(partner_id, "Colombe", "Inventaire", "Conseillère", email, id=contact_id)
        house.do(keeping_directory.save_contact, house["coordinator"], form)


def disable(house: House, contact_id: str, _: str) -> None:
    """Disable the contact, and enable it again."""
    house.do(keeping_directory.disable_contact, house["coordinator"], contact_id)
    house.do(reinstating.enable_contact, house["coordinator"], contact_id)


def disable_partner(house: House, _: str, partner_id: str) -> None:
    """Disable the partner."""
    house.do(keeping_directory.disable_partner, house["coordinator"], partner_id)


@pytest.mark.parametrize("act", [cut, move, disable, disable_partner])
def test_a_code_dies_with_what_it_was_for(house: House, act: Callable[[House, str, str], None]) -> None:
    """Sent before, typed after: told as any code that is over; and it is not sent again by the worker."""
    partner_id = house.partner()
    contact_id = house.contact(partner_id)
    token, code = asked(house)
    late = house.do(asking_to_deposit.ask, EMAIL)

    act(house, contact_id, partner_id)

    assert 0 == house.do(asking_to_deposit.look_up)
    for page in (token, late):
        with pytest.raises(WrongState, match="ne peut plus servir"):
            house.do(asking_to_deposit.confirm, page, code)


def test_whose_file_is_it(house: House) -> None:
    """One box, two organisations: the right code names them, the file is for the one that is chosen, once."""
    first, second = house.partner(PartnerKind.CPH), house.partner(PartnerKind.SIAO)
    house.contact(first)
    house.contact(second)
    house.contact(second)
    token, code = asked(house)

    offered = house.do(asking_to_deposit.confirm, token, code)
    stranger = house.do(asking_to_deposit.confirm, token, code, partner_id=house.partner(PartnerKind.OFII))
    chosen = house.do(asking_to_deposit.confirm, token, code, partner_id=second)

    rows = house.do(lambda ctx: directory.list_partners(ctx.session, "69"))
    names = {row.id: row.name for row in rows if row.id in {first, second}}
    assert ("", names) == (offered.link, dict(offered.organisations))
    assert offered == stranger
    with uploaded(house.service, sealed(("fiche.pdf", PDF))) as incoming:
        house.do(depositing.take, LinkPurpose.DEPOSIT, chosen.link, incoming)
    (row,) = house.do(lambda ctx: deposits.list_deposits(ctx.session, departements=["69"]))
    assert second == row.partner_id
    with pytest.raises(WrongState, match="ne peut plus servir"):
        house.do(asking_to_deposit.confirm, token, code, partner_id=first)


def test_two_at_one_organisation(sqlite_house: House) -> None:
    """A shared box of one partner: nothing to choose."""
    partner_id = sqlite_house.partner()
    sqlite_house.contact(partner_id)
    sqlite_house.contact(partner_id)
    token, code = asked(sqlite_house)

    assert sqlite_house.do(asking_to_deposit.confirm, token, code).link
