"""Does a link take files only from whom it was made for, and is what came in listed whole (D-1)?"""

import secrets
from dataclasses import replace

import pytest

from liaison.errors import Expired, Unavailable, WrongState
from liaison.usecases import deposited, keeping_directory, receiving
from liaison.usecases.deposited import PAGE
from liaison.vocabulary import LinkPurpose
from tests.deposits import By, Sent, sealed, send_in
from tests.factories import House
from tests.letters import PDF

ARCHIVE = sealed(("fiche.pdf", PDF))


@pytest.mark.requirement("D-1")
@pytest.mark.parametrize("what", ["contact", "partner"])
@pytest.mark.parametrize("purpose", [LinkPurpose.PLI, LinkPurpose.DEPOSIT])
def test_no_link_outlives_whom_it_was_for(house: House, purpose: LinkPurpose, what: str) -> None:
    """Who left the organisation may hold its mails: neither kind of link takes anything."""
    pli = house.row(house.sent())
    subject = pli.id if purpose is LinkPurpose.PLI else pli.contact_id
    if what == "contact":
        house.do(keeping_directory.disable_contact, house["coordinator"], pli.contact_id)
    else:
        house.do(keeping_directory.disable_partner, house["coordinator"], pli.partner_id)

    with pytest.raises(Expired):
        send_in(house.service, purpose, subject, ARCHIVE)


def test_the_list_has_an_end(house: House) -> None:
    """What colleagues opened takes no place on a page: what is older is still to be found."""
    contact_id = house.recipient()
    for _ in range(PAGE + 1):
        send_in(house.service, LinkPurpose.DEPOSIT, contact_id, ARCHIVE)
        house.clock.advance(seconds=1)
    house.deposited(By(contact_id), Sent(PDF), who="other referent")

    first = house.do(deposited.list_deposits, house["referent"])
    rest = house.do(deposited.list_deposits, house["referent"], before=first[-1].received_at)

    assert (PAGE, 1) == (len(first), len(rest))


def test_a_partner_fills_no_disk(house: House) -> None:
    """However many links it asks for: twelve of the largest files in a day, and on the next again."""
    small = house.service.settings.model_copy(update={"deposit_megabytes": 1})
    service = replace(house.service, settings=small)
    contact_id = house.recipient()
    archive = sealed(("photo.jpg", secrets.token_bytes(1_040_000)))
    for _ in range(12):
        send_in(service, LinkPurpose.DEPOSIT, contact_id, archive)

    with pytest.raises(WrongState, match="beaucoup de fichiers aujourd’hui"):
        send_in(service, LinkPurpose.DEPOSIT, contact_id, archive)
    house.clock.advance(days=1, seconds=1)
    send_in(service, LinkPurpose.DEPOSIT, contact_id, archive)


def test_the_disk_is_never_filled(sqlite_house: House) -> None:
    """Where less is free than the house needs for itself, nothing is read."""
    service = sqlite_house.service
    with (
        pytest.raises(Unavailable, match="ne peut pas recevoir"),
        receiving.opened(service.settings, service.vault, reserve=2**62),
    ):
        pytest.fail("a place was opened")
