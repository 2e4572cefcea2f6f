"""Does what the marks of the columns promise happen: leftovers of deliveries, old mails, closed accounts?"""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Absence, Account, OutboxMessage, PartnerLink, ReceivedMail
from liaison.store import outbox as outbox_store
from liaison.store import trails
from liaison.usecases import administering, tidying
from liaison.vocabulary import Chain, Sealed
from tests.factories import House
from tests.letters import answer

pytestmark = pytest.mark.requirement("R-2", "R-5")


def rows(house: House, table: type[OutboxMessage | PartnerLink | ReceivedMail]) -> list[object]:
    """Read a table."""
    return list(house.do(lambda ctx: ctx.session.exec(select(table)).all()))


def test_addresses_and_links_go_thirty_days_after(linked_house: House) -> None:
    """A mail of long ago is still known by its Message-ID, when it comes back or is answered; not whom it went to."""
    house = linked_house
    sent = house.sent()
    message_id = house.message_id(sent)
    house.clock.advance(days=30)
    assert 0 == house.do(tidying.tidy)
    house.clock.advance(days=31)

    assert house.do(tidying.tidy) >= 2
    assert 0 == house.do(tidying.tidy)

    assert [] == rows(house, PartnerLink)
    found = house.do(lambda ctx: outbox_store.find_mail(ctx.session, [message_id]))
    assert found is not None
    assert ("", sent) == (found.address, found.transmission_id)


def test_what_still_waits_to_leave_keeps_its_address(sqlite_house: House) -> None:
    """A message that failed waits for a person."""
    sqlite_house.send(sqlite_house.ready())
    sqlite_house.clock.advance(days=90)
    sqlite_house.do(tidying.tidy)

    mails = [row for row in rows(sqlite_house, OutboxMessage) if isinstance(row, OutboxMessage) and row.kind == "mail"]
    assert [True] == [bool(row.address) for row in mails]


def test_lines_of_old_mails_go_with_the_journal(house: House) -> None:
    """After its months; one that somebody has not seen stays until they have."""
    sent = house.sent()
    house.receive(answer(house.message_id(sent)))
    house.look()
    assert 1 == len(rows(house, ReceivedMail))
    waiting = [row for row in rows(house, ReceivedMail) if isinstance(row, ReceivedMail) and row.waits]
    house.clock.advance(days=366)
    house.do(tidying.tidy)

    assert len(waiting) == len(rows(house, ReceivedMail))


def test_a_closed_account_is_forgotten_after_a_year(house: House) -> None:
    """Name, addresses, secrets and absences are gone, key first of all; the registers keep the id, pages a word."""
    administrator, who = house["administrator"], house["other referent"]
    today = date(2026, 11, 21)
    with house.service.transaction() as ctx:
        ctx.session.add(
            Absence(
                id="a", departement="69", account_id=who.account_id, substitute_id=house["referent"].account_id,
                starts_on=today, ends_on=today + timedelta(days=3), declared_by=who.account_id, declared_at=ctx.now,
            )
        )  # fmt: skip
    house.do(administering.disable_account, administrator, who.account_id)
    house.clock.advance(days=364)
    assert 0 == house.do(tidying.forget_accounts)
    house.clock.advance(days=1)

    assert 1 == house.do(tidying.forget_accounts)
    assert 0 == house.do(tidying.forget_accounts)

    row = house.do(lambda ctx: ctx.session.get(Account, who.account_id))
    assert row is not None
    assert (b"", None, None) == (row.profile, row.password, row.totp)
    assert Sealed.ACCOUNT.object(who.account_id) not in house.key_ids()
    assert [] == house.do(lambda ctx: ctx.session.exec(select(Absence)).all())
    names = [view.name for view in house.do(administering.list_accounts, administrator)]
    assert "Compte effacé" in names
    assert not [name for name in names if "Apocryphe" in name]
    assert "Référent·e" == house.do(administering.actor_label, who.account_id)
    with pytest.raises(WrongState, match="effacé"):
        house.do(administering.enable_account, administrator, who.account_id)
    (event,) = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.ACCOUNT_FORGOTTEN))
    assert {} == event.detail


def test_an_account_opened_again_is_kept(sqlite_house: House) -> None:
    """The year begins anew with the next closing."""
    administrator, who = sqlite_house["administrator"], sqlite_house["other referent"]
    sqlite_house.do(administering.disable_account, administrator, who.account_id)
    sqlite_house.clock.advance(days=200)
    sqlite_house.do(administering.enable_account, administrator, who.account_id)
    sqlite_house.do(administering.disable_account, administrator, who.account_id)
    sqlite_house.clock.advance(days=200)

    assert 0 == sqlite_house.do(tidying.forget_accounts)
