"""Does the pli of a table follow what the DT OFII answers: reminded while somebody waits, answered, closed (V-5)?"""

from datetime import timedelta

import pytest

from liaison.errors import Refused
from liaison.rules.ofii_decisions import Decision
from liaison.store import deposits, tables
from liaison.usecases import attaching, following
from liaison.usecases.tables import closing, deciding, taking_back
from liaison.vocabulary import ArchiveStatus, DepositStatus, Outcome
from liaison.vocabulary.tables import AnswerSource, OfiiDecision, TableStatus
from tests import frozen_tables
from tests.deposits import By, Sent
from tests.factories import House
from tests.frozen_tables import Frozen
from tests.returned import POSTPONED, REFUSED, VALIDATED, workbook
from tests.tables import SentTable

pytestmark = pytest.mark.requirement("V-5")
REFUSAL = Decision(OfiiDecision.REFUSED, "Ne réside pas dans le département")


@pytest.fixture
def table(linked_house: House) -> Frozen:
    """Give a table that was frozen by the coordination."""
    return frozen_tables.frozen(linked_house)


def test_reminded_while_somebody_waits(linked_house: House, table: Frozen) -> None:
    """One answer of three: under study, its days start again; all three: answered; closed with the table."""
    house, pli = linked_house, frozen_tables.send(linked_house, table)
    house.clock.advance(days=2)
    decide(house, table.rows[0])
    row = house.row(pli)
    assert (row.outcome, row.archive_status) == (Outcome.UNDER_STUDY, ArchiveStatus.SENT)
    days = house.service.settings.answer_days
    assert row.answer_due_on == house.clock.now().date() + timedelta(days=days)
    for row_id in table.rows[1:]:
        decide(house, row_id)
    row = house.row(pli)
    assert (row.outcome, row.archive_status) == (Outcome.DECIDED, ArchiveStatus.ANSWERED)
    house.do(closing.close, house["coordinator"], table.id, frozen_tables.row_of(house, table.id).revision)
    assert house.row(pli).archive_status == ArchiveStatus.CLOSED


def test_its_page_is_shown_with_the_decisions(linked_house: House, table: Frozen) -> None:
    """The page of the pli says that decisions came, in words that exist."""
    house, pli = linked_house, frozen_tables.send(linked_house, table)
    for row_id in table.rows:
        decide(house, row_id)
    page = house.do(following.open_transmission, house["coordinator"], pli)
    assert page.outcome is Outcome.DECIDED


def test_deposited_by_the_link_of_its_pli(linked_house: House, table: Frozen) -> None:
    """The workbook comes back where the mail said so; its decisions are taken, and the deposit is done with."""
    house, pli = linked_house, frozen_tables.send(linked_house, table)
    sent = SentTable(table.id, table.number, table.rows, table.cases)
    content = house.do(workbook, sent, VALIDATED, REFUSED, POSTPONED)
    by = By(table.contact_id, transmission_id=pli)
    deposit_id, (document_id,) = house.deposited(by, Sent(content, "tableau.xlsx"), who="coordinator")
    assert house.do(taking_back.tables_for, house["coordinator"], document_id) == ((table.id, table.number),)
    upload = house.do(taking_back.read_document, house["coordinator"], table.id, document_id)
    seen = house.do(taking_back.preview, house["coordinator"], upload)
    assert seen.differences == ()
    house.do(taking_back.take, house["coordinator"], upload, seen=seen.digest)
    found = house.do(deciding.answers_of, table.rows)
    assert {one.source for one in found.values()} == {AnswerSource.DEPOSIT}
    assert house.do(lambda ctx: tables.get_table(ctx.session, table.id)).status == TableStatus.ANSWERED
    assert house.row(pli).outcome == Outcome.DECIDED
    assert house.do(lambda ctx: deposits.get_deposit(ctx.session, deposit_id)).status == DepositStatus.SETTLED


@pytest.mark.requirement("A-2", "R-1")
def test_it_is_kept_with_nobodys_dossier(linked_house: House, table: Frozen) -> None:
    """Kept with one, its référents would read all the others, and it would outlive them."""
    house, pli = linked_house, frozen_tables.send(linked_house, table)
    content = house.do(workbook, SentTable(table.id, table.number, table.rows, table.cases), VALIDATED)
    by = By(table.contact_id, transmission_id=pli)
    _, (document_id,) = house.deposited(by, Sent(content, "tableau.xlsx"), who="coordinator")
    with pytest.raises(Refused, match="plusieurs personnes"):
        house.do(attaching.attach, house["coordinator"], document_id, table.cases[0])


def decide(house: House, row_id: str) -> None:
    """Record a refusal."""
    house.do(deciding.record, house["coordinator"], row_id, REFUSAL)
