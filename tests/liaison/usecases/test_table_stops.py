"""Does a table stop when somebody in it must no longer be there, and does the coordination learn it (T-7)?"""

import pytest

from liaison.usecases import answering, releasing
from liaison.vocabulary import AgreementKind, ArchiveStatus, KeyStatus
from liaison.vocabulary.rights import Right
from tests import rights
from tests.factories import House
from tests.frozen_tables import NAMES, frozen, send

pytestmark = pytest.mark.requirement("T-7")


def told(house: House, number: str) -> list[str]:
    """Read the mails that came to the coordination about a table."""
    house.work()
    return [mail.text for mail in house.mailer.mails() if number in mail.subject]


def test_a_withdrawal_stops_the_whole_table(house: House) -> None:
    """One name cannot be taken out of a sealed archive: nothing leaves, nor will its key; the coordination is told."""
    table = frozen(house)
    pli = send(house, table, work=False)

    assert 1 == house.withdraw(table.cases[1], AgreementKind.ORIENTATION).transmissions

    row = house.row(pli)
    assert (ArchiveStatus.RECALLED, KeyStatus.REVOKED, None) == (row.archive_status, row.key_status, row.archive)
    assert {("mail", "cancelled")} == set(house.outbox(pli))
    (mail,) = told(house, table.number)
    assert "est donc arrêté, pour tout le tableau" in mail
    assert row.reference in mail
    assert not any(name in mail for name in NAMES)


@pytest.mark.requirement("G-1")
def test_a_restriction_stops_it_too(house: House) -> None:
    """A request that data be left alone, from the day on which it is entered."""
    table = frozen(house)
    pli = send(house, table)

    rights.received(house, table.cases[0], Right.RESTRICTION)

    assert ArchiveStatus.RECALLED == house.row(pli).archive_status
    assert 1 == len(told(house, table.number))


def test_what_is_open_already_is_told_and_stays_open(house: House) -> None:
    """Its key was given: it stops no more; the others' answers still come by its link, and somebody is to call."""
    house = house.reached_from_outside()
    table = frozen(house)
    pli = send(house, table)
    token = house.token(pli)
    house.do(answering.acknowledge, token, "reçu")
    house.work()
    house.do(releasing.confirm, house["coordinator"], pli)

    assert 0 == house.withdraw(table.cases[2], AgreementKind.ORIENTATION).transmissions

    assert ArchiveStatus.ACKNOWLEDGED == house.row(pli).archive_status
    assert house.do(answering.open_pli, token).acknowledged_on
    (mail,) = told(house, table.number)
    assert "Appelez la DT OFII" in mail


def test_of_a_person_in_no_table_nobody_is_told(house: House) -> None:
    """A withdrawal about somebody else leaves a table on its way as it was."""
    table = frozen(house)
    pli = send(house, table)
    other = house.case(raw={"beneficiary.last_name": "AUTRESSAI"})

    house.withdraw(other, AgreementKind.ENGAGEMENT)

    assert ArchiveStatus.SENT == house.row(pli).archive_status
    assert [] == told(house, table.number)
