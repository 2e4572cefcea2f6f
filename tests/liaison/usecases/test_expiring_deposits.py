"""Does what was opened and never dealt with end, as far as a clock may end it (R-2)?"""

from datetime import date

import pytest

from liaison.records import Deadline
from liaison.store import deposits, directory, exchanges, trails
from liaison.usecases import attaching, deposited, expiring, keeping_conventions, opening_deposit
from liaison.usecases.keeping_conventions import TerminationForm
from liaison.vocabulary import Chain, DeadlineSubject, DepositDoor, DepositRefusal, LeftOut, Party, Sealed
from tests.deposits import By, Sent
from tests.factories import House
from tests.letters import PDF

pytestmark = pytest.mark.requirement("R-2", "R-5")

LETTER = Sent(PDF, "lettre.pdf")


def open_deadlines(house: House, deposit_id: str) -> list[tuple[str, str, date | None]]:
    """Read what of a deposit is still to be destroyed: the part, what its term runs from, since when."""
    rows = house.do(lambda ctx: deposits.deadlines_of_deposit(ctx.session, deposit_id))
    return sorted((row.subject_kind, row.anchor, row.anchor_on) for row in rows if row.done_at is None)


def late(house: House) -> list[Deadline]:
    """Read what the DPO sees as late."""
    return list(house.do(lambda ctx: exchanges.list_due(ctx.session, ctx.now, None)))


def test_the_file_ends_and_its_documents_stay(house: House) -> None:
    """After thirty days: no block, no key, no deadline of the file; its document is late, and is not destroyed."""
    deposit_id, (letter,) = house.deposited(By(house.recipient()), LETTER)
    house.clock.advance(days=29)
    assert 0 == house.do(expiring.expire_files)
    house.clock.advance(days=1)
    assert 1 == house.do(expiring.expire_files)
    assert 0 == house.do(expiring.expire_files)

    page = house.do(deposited.open_deposit, house["referent"], deposit_id)
    assert ("opened", False) == (page.line.status, page.is_here)
    assert Sealed.DEPOSIT.object(deposit_id) not in house.key_ids()
    entries = house.do(
        lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=9, subject=deposit_id)
    )
    assert "deposit:file-expired" == entries[0].kind
    assert PDF == house.do(deposited.read_document, house["referent"], letter)[1]
    house.clock.advance(days=1)
    assert [letter] == [row.subject_id for row in late(house)]
    assert [(DeadlineSubject.DOCUMENT, "ouverture du dépôt", date(2026, 11, 21))] == open_deadlines(house, deposit_id)


def test_decided_after_the_file_ended(house: House) -> None:
    """What a person decides then is done as ever; nothing is late any more."""
    deposit_id, (letter, other) = house.deposited(By(house.recipient()), LETTER, Sent(PDF, "annexe.pdf"))
    house.clock.advance(days=31)
    house.do(expiring.expire_files)

    house.do(attaching.attach, house["referent"], letter, house.case())
    house.do(attaching.leave_out, house["referent"], other, LeftOut.DOUBLE)

    assert "settled" == house.do(lambda ctx: deposits.get_deposit(ctx.session, deposit_id)).status
    assert [(DeadlineSubject.DOCUMENT, "fin de l’accompagnement", None)] == open_deadlines(house, deposit_id)
    assert [] == late(house)


def test_refused_after_it_was_opened(house: House) -> None:
    """Nothing is left to be destroyed."""
    deposit_id, _ = house.deposited(By(house.recipient()), LETTER)
    house.do(opening_deposit.refuse, house["referent"], deposit_id, DepositRefusal.DOUBLE)

    assert [] == open_deadlines(house, deposit_id)


def test_a_paper_has_the_deadline_of_its_document_alone(house: House) -> None:
    """No file is kept beside it: there is none to destroy."""
    deposit_id, _ = house.deposited(By(house.recipient(), door=DepositDoor.PAPER), LETTER)
    assert [DeadlineSubject.DOCUMENT] == [part for part, _, _ in open_deadlines(house, deposit_id)]
    house.clock.advance(days=31)

    assert 0 == house.do(expiring.expire_files)


def test_a_convention_moves_nothing_that_waits(house: House) -> None:
    """Whether it covers the document is not known before somebody decides."""
    contact_id = house.recipient("spe")
    deposit_id, _ = house.deposited(By(contact_id), LETTER)
    before = open_deadlines(house, deposit_id)
    partner_id = house.do(lambda ctx: directory.get_contact(ctx.session, contact_id)).partner_id
    (convention,) = house.do(lambda ctx: directory.list_conventions(ctx.session, partner_id))

    form = TerminationForm(Party.PARTNER, date(2026, 11, 20), date(2027, 2, 28))
    house.do(keeping_conventions.terminate, house["coordinator"], convention.id, form)

    assert before == open_deadlines(house, deposit_id)
