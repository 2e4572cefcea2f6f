"""Do deadlines of before 0010 learn which rule they are of? What could be told from their words is told."""

from datetime import date

import pytest

from liaison import migrations
from liaison.store import exchanges
from liaison.usecases import ending_support, sending
from liaison.vocabulary.retention import RuleId
from tests.deposits import By, Sent
from tests.factories import BY_TELEPHONE, House

TOLD = {
    RuleId.SUPPORT_END, RuleId.CONVENTION_END, RuleId.ARCHIVE, RuleId.WITHHELD_KEY, RuleId.DEPOSIT,
    RuleId.WAITING_DOCUMENT,
}  # fmt: skip
"""The rules of the deadlines that stand there then."""


def rules(house: House) -> dict[str, str]:
    """Give the rule of every open deadline, by its id."""
    with house.service.transaction() as ctx:
        return {row.id: row.rule_id for row in exchanges.every_open_deadline(ctx.session, None)}


@pytest.mark.requirement("R-6")
def test_rule_is_told_from_the_words(house: House) -> None:
    """Down to 0009 and up again: each deadline is of the rule that made it, a test pli's fiche too."""
    transmission_id = house.sent("spe")
    house.do(
        ending_support.set_support_end, house["referent"], house.row(transmission_id).case_id or "", date(2026, 1, 1)
    )
    contact_id = house.row(transmission_id).contact_id
    house.do(sending.send_test, house["referent"], contact_id, BY_TELEPHONE)
    house.deposited(By(contact_id, transmission_id), Sent(house.printed(transmission_id)))
    before = rules(house)
    assert TOLD == set(before.values())
    url = house.service.settings.database

    migrations.downgrade(url, "0009")
    migrations.upgrade(url)

    assert before == rules(house)
