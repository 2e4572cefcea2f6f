"""Does a monthly table leave as a fiche does, to the DT OFII alone, and with nobody in it who may not be (V-3, T-7)?"""

from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import select

from crypto.archive import unseal
from crypto.passphrase import Passphrase
from liaison.errors import Denied, Invalid, Refused, WrongState
from liaison.events import EventKind
from liaison.records import SealedObject
from liaison.spreadsheets import read
from liaison.store import exchanges, trails
from liaison.store import tables as table_store
from liaison.usecases import (
    answering,
    auditing,
    following,
    following_up,
    keeping_cases,
    my_day,
    outcomes,
    recalling,
    releasing,
    replacing,
    sealing,
    standing,
)
from liaison.usecases.choosing import Choice
from liaison.usecases.tables import carrying, correcting, sending_table
from liaison.vocabulary import (
    AgreementKind,
    ArchiveStatus,
    Carrier,
    Chain,
    KeyChannel,
    KeyStatus,
    Outcome,
    PartnerKind,
    ReplaceReason,
)
from liaison.vocabulary.rights import Right
from liaison.vocabulary.tables import TableStatus
from tests import frozen_tables, monthly, rights, tables
from tests.factories import BY_SMS, BY_TELEPHONE, House
from tests.frozen_tables import frozen, send

pytestmark = [pytest.mark.requirement("V-3"), pytest.mark.requirement("T-7")]


@pytest.mark.requirement("T-1", "T-3")
def test_it_leaves_sealed_for_one_recipient(house: House) -> None:
    """The archive opens with its key to the workbook alone; the mail says what it is, and nobody's name."""
    table = frozen(house)
    pli = send(house, table)

    row = house.row(pli)
    assert (None, None, False, table.id) == (row.case_id, row.fiche_version_id, row.is_test, row.table_id)
    assert (ArchiveStatus.SENT, KeyStatus.WITHHELD, "orientations") == (row.archive_status, row.key_status, row.model)
    opened = unseal(house.archive(pli), Passphrase(house.key(pli)))
    assert sealing.TABLE_NAME == opened.name
    assert "TESTOVITCH" in str([row.cells for row in read(opened.content)])
    (mail,) = [mail for mail in house.mailer.mails() if row.reference in mail.subject]
    assert "tableau des orientations à valider" in mail.text
    assert "tableau.xlsx" in mail.text
    assert "TESTOVITCH" not in mail.text + mail.subject
    stands = frozen_tables.row_of(house, table.id)
    assert (TableStatus.SENT, pli) == (stands.status, stands.transmission_id)
    assert stands.sent_at is not None


def test_register_and_journal_name_the_table(house: House) -> None:
    """The DPO finds the pli by its number and that of its table; no dossier and no name is in the entry."""
    table = frozen(house)
    pli = send(house, table)

    (entry,) = house.do(
        lambda ctx: [
            one
            for one in trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=50, subject=pli)
            if one.kind == EventKind.TRANSMISSION_PREPARED
        ]
    )
    assert (table.number, None, False) == (entry.detail["table"], entry.detail["case"], entry.detail["test"])
    page = house.do(auditing.read_register, house["dpo"])
    assert ["Tableau des orientations"] == [line.transmission.model_title for line in page.lines]
    assert [""] == [line.transmission.person for line in page.lines]


def test_archive_and_key_are_linked_to_everybody_in_it(house: House) -> None:
    """The destruction of any of the dossiers finds them (law 5)."""
    table = frozen(house)
    pli = send(house, table)

    links = house.do(lambda ctx: ctx.session.exec(select(SealedObject)).all())
    named = {(link.object_id, link.case_id) for link in links}
    for case_id in table.cases:
        assert (f"archive.{pli}", case_id) in named
        assert (f"passphrase.{pli}", case_id) in named


def test_its_parts_have_their_days(house: House) -> None:
    """Archive and key die as those of a fiche; there is no fiche to keep."""
    pli = send(house, frozen(house))

    rows = house.do(lambda ctx: exchanges.list_deadlines(ctx.session, [pli]))
    assert {"archive", "key"} == {row.subject_kind for row in rows}
    assert all(row.destroy_by is not None for row in rows)


def test_whoever_may_not_be_in_it_keeps_it_here(house: House) -> None:
    """An agreement that was withdrawn since it was frozen refuses, by the row and not by the name; nothing leaves."""
    table = frozen(house)
    house.withdraw(table.cases[1], AgreementKind.ORIENTATION)

    with pytest.raises(Refused, match="Ligne L002 : la personne a retiré son accord") as refused:
        send(house, table)

    assert "Corrigez le tableau" in refused.value.hint
    page = house.do(sending_table.ask_page, house["coordinator"], table.id)
    assert page.refusal is not None
    assert TableStatus.FROZEN == frozen_tables.row_of(house, table.id).status
    assert [] == house.do(my_day.list_transmissions, house["coordinator"])


def test_a_no_to_this_outweighs_another_yes(house: House) -> None:
    """Who takes back the agreement to be proposed does not leave on the strength of the contract's (decision 0100)."""
    table = frozen(house)
    house.agree(table.cases[1], AgreementKind.ENGAGEMENT)
    house.withdraw(table.cases[1], AgreementKind.ORIENTATION)

    with pytest.raises(Refused, match="Ligne L002 : la personne a retiré son accord"):
        send(house, table)


@pytest.mark.requirement("G-1")
def test_a_restriction_keeps_it_here(house: House) -> None:
    """Somebody who asked that their data be left alone is not sent to anybody."""
    table = frozen(house)
    rights.received(house, table.cases[2], Right.RESTRICTION)

    with pytest.raises(Refused, match="Ligne L003 : ce dossier est en limitation"):
        send(house, table)


def test_only_to_a_dt_ofii_of_the_departement(house: House) -> None:
    """Another kind of partner, or the OFII of another département, gets no table."""
    table = frozen(house)
    elsewhere = house.contact(house.partner(PartnerKind.OFII, departement="42"), departement="42")

    for contact_id, word in ((house.recipient(), "à elle seule"), (elsewhere, "département")):
        with pytest.raises((Refused, Denied), match=word):
            house.do(sending_table.send, house["coordinator"], table.id, contact_id, BY_SMS)
    with pytest.raises(Invalid):
        house.do(sending_table.send, house["coordinator"], table.id, "", BY_SMS)


def test_only_the_coordination_of_the_departement(house: House) -> None:
    """A référent sends fiches; a coordinator, the tables of their own département."""
    table = frozen(house)
    for who in ("referent", "coordinator of the Loire", "dpo"):
        with pytest.raises(Denied):
            house.do(sending_table.send, house[who], table.id, table.contact_id, BY_SMS)


@pytest.mark.requirement("T-4")
def test_never_on_paper_nor_with_its_key_by_mail(house: House) -> None:
    """The channels are checked as for a fiche; paper is refused with its reason."""
    table = frozen(house)
    with pytest.raises(Refused, match="ne part pas sur papier"):
        send(house, table, Choice(Carrier.HAND, KeyChannel.NONE))
    with pytest.raises(Refused, match="par e-mail"):
        send(house, table, Choice(Carrier.EMAIL, KeyChannel.EMAIL))
    page = house.do(sending_table.ask_page, house["coordinator"], table.id)
    assert ["hand"] == [one.value for one in page.carriers if "papier" in one.refusal]


def test_it_leaves_once(house: House) -> None:
    """Two clicks on the button send one pli."""
    table = frozen(house)
    send(house, table)
    with pytest.raises(WrongState, match="déjà parti"):
        send(house, table)
    with pytest.raises(WrongState):
        house.do(sending_table.ask_page, house["coordinator"], table.id)


def test_a_pli_that_was_recalled_lets_it_leave_again(house: House) -> None:
    """Nobody had the key: the same table leaves by another pli."""
    table = frozen(house)
    first = send(house, table)
    house.do(recalling.recall, house["coordinator"], first)

    assert house.do(sending_table.ask_page, house["coordinator"], table.id).again
    second = send(house, table)
    stands = frozen_tables.row_of(house, table.id)
    assert (second, TableStatus.SENT) == (stands.transmission_id, stands.status)


@pytest.mark.requirement("T-2")
def test_made_anew_it_is_the_same_workbook(house: House) -> None:
    """A lost key: the same table under another one, the old pli opens nowhere, the table knows the new one."""
    table = frozen(house)
    first = send(house, table, BY_TELEPHONE)
    before = unseal(house.archive(first), Passphrase(house.key(first)))

    second = house.do(
        replacing.make_anew, house["coordinator"], first, ReplaceReason.KEY_LOST, BY_TELEPHONE, archive_format="7z"
    )

    assert before == unseal(house.archive(second), Passphrase(house.key(second)))
    assert (None, ArchiveStatus.REPLACED) == (house.row(first).archive, house.row(first).archive_status)
    assert (table.id, first) == (house.row(second).table_id, house.row(second).replaces)
    assert second == frozen_tables.row_of(house, table.id).transmission_id
    house.work()
    choice = Choice(Carrier.HAND, KeyChannel.NONE)
    with pytest.raises(Refused, match="papier"):
        house.do(replacing.make_anew, house["coordinator"], second, ReplaceReason.CANNOT_OPEN, choice)


def test_the_two_tracks_end_as_those_of_a_fiche(house: House) -> None:
    """Acknowledged, key by SMS, opened, reminded; its decision comes in the table and not in a word."""
    house = house.reached_from_outside()
    table = frozen(house)
    pli = send(house, table)
    page = house.do(answering.open_pli, house.token(pli))
    assert page.is_table
    house.do(answering.acknowledge, house.token(pli), "reçu")
    assert not house.do(answering.open_pli, house.token(pli)).can_answer
    house.work()
    house.do(releasing.confirm, house["coordinator"], pli)
    assert house.row(pli).answer_due_on is not None
    with pytest.raises(WrongState, match="n’attend pas de réponse"):
        house.do(outcomes.record_outcome, house["coordinator"], pli, Outcome.ACCEPTED, None)

    house.clock.advance(days=11)
    assert 1 == house.do(following_up.remind_due)
    house.work()
    assert any("Inscrivez vos décisions" in mail.text for mail in house.mailer.mails())
    shown = house.do(following.open_transmission, house["coordinator"], pli)
    assert (standing.Waits.ANSWER, "Tableau des orientations") == (shown.waits, shown.line.model_title)


def test_who_follows_its_pli(house: House) -> None:
    """The coordination, in its lists and in a dossier; a référent sees the plis of their dossiers, and this is none."""
    table = frozen(house)
    pli = send(house, table)

    assert [pli] == [line.id for line in house.do(my_day.list_transmissions, house["coordinator"])]
    page = house.do(keeping_cases.open_case, house["coordinator"], table.cases[0])
    assert [pli] == [line.id for line in page.transmissions]
    assert [] == house.do(my_day.list_transmissions, house["referent"])
    assert () == house.do(keeping_cases.open_case, house["referent"], table.cases[0]).transmissions
    for who in ("referent", "coordinator of the Loire", "dpo"):
        with pytest.raises(Denied):
            house.do(following.open_transmission, house[who], pli)


@pytest.mark.requirement("R-6")
def test_the_page_says_what_will_be_kept(house: House) -> None:
    """Archive and key, each with its day; nobody's name, the number of people alone."""
    table = frozen(house)
    page = house.do(sending_table.ask_page, house["coordinator"], table.id)
    assert (3, table.number, table.contact_id) == (page.rows, page.number, page.contact and page.contact.id)
    assert {"archive", "key"} == {line.subject.value for line in page.deadlines}
    assert "TESTOVITCH" not in repr(page)
    assert date(2026, 11, 21) < min(line.destroy_by.date() for line in page.deadlines if line.destroy_by)


@pytest.mark.requirement("V-5")
def test_a_correction_takes_its_former_pli_back(house: House) -> None:
    """The new version leaves: whoever has not the key of the old one never gets it; a pli that was opened stays."""
    table = frozen(house)
    first = send(house, table)
    second = _corrected(house, table.id)
    assert ArchiveStatus.SENT == house.row(first).archive_status

    pli = house.do(sending_table.send, house["coordinator"], second, table.contact_id, BY_SMS)

    assert (ArchiveStatus.RECALLED, KeyStatus.REVOKED) == (house.row(first).archive_status, house.row(first).key_status)
    assert pli == frozen_tables.row_of(house, second).transmission_id
    assert TableStatus.CORRECTED == frozen_tables.row_of(house, table.id).status
    assert TableStatus.SENT == frozen_tables.row_of(house, second).status


def _corrected(house: House, table_id: str) -> str:
    """Freeze a new version of a table that was sent."""
    second = house.do(correcting.correct, house["coordinator"], table_id)
    monthly.freeze(house, second.id)
    return second.id


def test_each_row_is_asked_again_in_a_fixed_number_of_queries(sqlite_house: House) -> None:
    """The page of the sending asks the database as much for twelve people as for three."""
    house = sqlite_house
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    def asked(month: str, count: int) -> int:
        raws = [{"beneficiary.last_name": f"ESSAI-{month}-{number}"} for number in range(count)]
        sent = tables.sent(house, tables.people(house, *raws), month=month)
        seen.clear()
        event.listen(house.service.engine, "before_cursor_execute", note)
        try:
            house.do(lambda ctx: carrying.check_people(ctx, table_store.get_table(ctx.session, sent.id)))
        finally:
            event.remove(house.service.engine, "before_cursor_execute", note)
        return len(seen)

    assert asked("2026-11", 3) == asked("2026-12", 12)
