"""Do the OFII's decisions come in from the table that came back: all of them, or none (V-5)?"""

from datetime import time

import pytest

from liaison.errors import Conflict, Denied, Invalid, WrongState
from liaison.rules.ofii_decisions import Decision
from liaison.store import cases, deposits, tables
from liaison.usecases.dossier import read_person
from liaison.usecases.tables import deciding, return_parcel, taking_back
from liaison.usecases.tables.return_parcel import Upload
from liaison.usecases.tables.returned_rows import ReturnPreview, RowState
from liaison.vocabulary import DepositStatus, DocumentFate, Origin, PartnerKind
from liaison.vocabulary.tables import AnswerSource, OfiiDecision, TableStatus
from tests import tables as sent_tables
from tests.deposits import By, Sent
from tests.factories import House
from tests.returned import POSTPONED, REFUSED, VALIDATED, workbook
from tests.tables import SentTable, day

pytestmark = pytest.mark.requirement("V-5")


@pytest.fixture
def table(house: House) -> SentTable:
    """Give a table of three people that left."""
    return sent_tables.sent(house, sent_tables.people(house))


def test_all_is_taken_in_one_stroke(house: House, table: SentTable) -> None:
    """Three decisions, the table answered; the source says that a file brought them."""
    upload = read(house, table, house.do(workbook, table, VALIDATED, REFUSED, POSTPONED))
    seen = preview(house, upload)
    assert [(one.reference, one.state, one.label) for one in seen.rows] == [
        ("L001", RowState.NEW, "Validée"), ("L002", RowState.NEW, "Refusée"), ("L003", RowState.NEW, "Reportée"),
    ]  # fmt: skip
    assert (seen.problems, seen.differences) == ((), ())
    take(house, upload)
    found = answers(house, table)
    assert found[table.rows[0]].given == Decision(
        OfiiDecision.VALIDATED, "", day("10/12/2026"), time(9, 30), "12 rue des Essais, Lyon"
    )
    assert {one.source for one in found.values()} == {AnswerSource.FILE}
    assert status(house, table) == TableStatus.ANSWERED


def test_rows_that_are_missing_stay_awaited(house: House, table: SentTable) -> None:
    """A row that was deleted, or left blank, has no answer."""
    upload = read(house, table, house.do(workbook, table, VALIDATED, {}))
    assert [one.reference for one in preview(house, upload).waiting] == ["L002", "L003"]
    take(house, upload)
    assert set(answers(house, table)) == {table.rows[0]}
    assert status(house, table) == TableStatus.SENT


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"decision": "Pourquoi pas"}, "« Pourquoi pas » ne se comprend pas"),
        ({"decision": "Refusée"}, "motif du refus"),
        ({**VALIDATED, "appointment_on": "31/02/2027"}, "« 31/02/2027 » ne se comprend pas"),
        ({**VALIDATED, "appointment_time": "26:00"}, "« 26:00 » ne se comprend pas"),
        ({"reason": "Sans décision"}, "elle manque"),
        ({**VALIDATED, "reference": "L099"}, "« L099 » n’est d’aucune ligne"),
        ({**VALIDATED, "reference": "L002"}, "plusieurs lignes"),
    ],
)
def test_one_mistake_keeps_all_of_it_out(
    house: House, table: SentTable, typed: dict[str, str], said: str
) -> None:  # fmt: skip
    """Each with its row, in French; nothing is half imported."""
    upload = read(house, table, house.do(workbook, table, typed, REFUSED))
    seen = preview(house, upload)
    assert any(said in problem for problem in seen.problems)
    with pytest.raises(Invalid):
        take(house, upload)
    assert answers(house, table) == {}


def test_the_table_of_another_month(house: House, table: SentTable) -> None:
    """Its references would fit: its number does not."""
    upload = read(house, table, house.do(workbook, table, VALIDATED, number="69-2026-10-1"))
    (problem,) = preview(house, upload).problems
    assert "69-2026-10-1" in problem
    with pytest.raises(Invalid):
        take(house, upload)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"%PDF-1.4", "Nom;Prénom\nTESTOVITCH;X".encode()])
def test_what_is_no_table(house: House, table: SentTable, content: bytes) -> None:
    """A sentence says so."""
    with pytest.raises(Invalid) as refusal:
        read(house, table, content)
    assert refusal.value.problems[0].message.startswith("« Fichier » : ")


def test_what_differs_is_flagged_and_not_taken(house: House, table: SentTable) -> None:
    """A corrected birth date, a name changed: seen cell by cell, and the dossier stays as it is."""
    changed = {**VALIDATED, "birth_date": "05/03/1988", "last_name": "TESTOVICH"}
    upload = read(house, table, house.do(workbook, table, changed, {**REFUSED, "cir_number": "0099777"}))
    seen = preview(house, upload)
    assert [(cell.key, cell.sent, cell.returned, cell.takeable) for _, cell in seen.differences] == [
        ("L001.last_name", "TESTOVITCH", "TESTOVICH", True),
        ("L001.birth_date", "03/05/1988", "05/03/1988", True),
        ("L002.cir_number", "", "0099777", True),
    ]
    take(house, upload)
    assert held(house, table, 0, "beneficiary.birth_date") == ("03/05/1988", Origin.PERSON)
    assert answers(house, table)[table.rows[0]].otherwise == {"birth_date": "05/03/1988", "last_name": "TESTOVICH"}


def test_what_is_ticked_goes_to_the_dossier(house: House, table: SentTable) -> None:
    """With the OFII as its origin (T-5); the rest keeps its own."""
    changed = {**VALIDATED, "birth_date": "05/03/1988", "last_name": "TESTOVICH", "employment": "oui"}
    upload = read(house, table, house.do(workbook, table, changed))
    take(house, upload, "L001.birth_date", "L001.employment")
    assert held(house, table, 0, "beneficiary.birth_date") == ("05/03/1988", Origin.OFII)
    assert held(house, table, 0, "programme.employment")[1] is Origin.OFII
    assert held(house, table, 0, "beneficiary.last_name") == ("TESTOVITCH", Origin.PERSON)
    assert not any(cell.takeable for _, cell in preview(house, upload).differences if cell.column == "birth_date")


def test_what_cannot_be_ticked(house: House, table: SentTable) -> None:
    """Neither a cell that came back empty, nor one that cannot be read; no decision is recorded then."""
    changed = {**VALIDATED, "last_name": "", "birth_date": "hier"}
    upload = read(house, table, house.do(workbook, table, changed))
    assert [cell.takeable for _, cell in preview(house, upload).differences] == [False, True]
    for key in ("L001.last_name", "L001.birth_date", "L001.reference", "L777.birth_date"):
        with pytest.raises(Invalid):
            take(house, upload, key)
    assert answers(house, table) == {}


def test_taken_twice(house: House, table: SentTable) -> None:
    """The second time says so, and changes nothing."""
    upload = read(house, table, house.do(workbook, table, VALIDATED, REFUSED))
    take(house, upload)
    again = preview(house, upload)
    assert again.already
    with pytest.raises(WrongState, match="déjà"):
        take(house, upload)


def test_a_later_return_corrects(house: House, table: SentTable) -> None:
    """Only what it says otherwise is recorded anew."""
    take(house, read(house, table, house.do(workbook, table, POSTPONED, REFUSED)))
    before = answers(house, table)
    upload = read(house, table, house.do(workbook, table, VALIDATED, REFUSED))
    assert [one.state for one in preview(house, upload).rows] == [RowState.REPLACED, RowState.SAME, RowState.WAITING]
    take(house, upload)
    after = answers(house, table)
    assert after[table.rows[0]].label == "Validée"
    assert after[table.rows[1]].id == before[table.rows[1]].id


def test_what_changed_since_the_preview(house: House, table: SentTable) -> None:
    """A colleague's decision meanwhile: nothing is written over it."""
    upload = read(house, table, house.do(workbook, table, VALIDATED))
    digest = preview(house, upload).digest
    house.do(deciding.record, house["coordinator"], table.rows[0], Decision(OfiiDecision.REFUSED, "Motif"))
    with pytest.raises(Conflict):
        house.do(taking_back.take, house["coordinator"], upload, seen=digest)
    assert answers(house, table)[table.rows[0]].label == "Refusée"


def test_the_parcel_is_its_readers_alone(house: House, table: SentTable) -> None:
    """Sealed in the page, for two hours."""
    upload = read(house, table, house.do(workbook, table, VALIDATED))
    kept = house.do(return_parcel.keep, house["coordinator"], upload)
    assert house.do(return_parcel.give_back, house["coordinator"], kept) == upload
    for who in ("coordinator of the Loire", "referent"):
        with pytest.raises(WrongState):
            house.do(return_parcel.give_back, house[who], kept)
    house.clock.advance(hours=2, seconds=1)
    with pytest.raises(WrongState, match="deux heures"):
        house.do(return_parcel.give_back, house["coordinator"], kept)


def test_from_a_deposit(house: House, table: SentTable) -> None:
    """Offered on the page of the table, taken, then destroyed: it names many people, and its decisions are here."""
    contact_id = house.contact(house.partner(PartnerKind.OFII))
    content = house.do(workbook, table, VALIDATED, REFUSED, POSTPONED)
    deposit_id, (document_id,) = house.deposited(By(contact_id), Sent(content, "tableau.xlsx"), who="coordinator")
    (candidate,) = house.do(taking_back.ask, house["coordinator"], table.id).candidates
    assert (candidate.document_id, candidate.name) == (document_id, "tableau.xlsx")
    assert house.do(taking_back.tables_for, house["coordinator"], document_id) == ((table.id, table.number),)
    upload = house.do(taking_back.read_document, house["coordinator"], table.id, document_id)
    take(house, upload)
    assert {one.source for one in answers(house, table).values()} == {AnswerSource.DEPOSIT}
    document = house.do(lambda ctx: deposits.get_document(ctx.session, document_id))
    assert (document.fate, document.content) == (DocumentFate.LEFT_OUT, None)
    assert house.do(lambda ctx: deposits.get_deposit(ctx.session, deposit_id)).status == DepositStatus.SETTLED
    assert house.do(taking_back.ask, house["coordinator"], table.id).candidates == ()


def test_nothing_of_a_document_is_settled_when_it_is_refused(house: House, table: SentTable) -> None:
    """A mistake leaves the document where it waits."""
    contact_id = house.contact(house.partner(PartnerKind.OFII))
    content = house.do(workbook, table, {"decision": "Refusée"})
    _, (document_id,) = house.deposited(By(contact_id), Sent(content, "tableau.xlsx"), who="coordinator")
    upload = house.do(taking_back.read_document, house["coordinator"], table.id, document_id)
    with pytest.raises(Invalid):
        take(house, upload)
    assert house.do(lambda ctx: deposits.get_document(ctx.session, document_id)).fate == DocumentFate.WAITING


@pytest.mark.parametrize("who", ["referent", "coordinator of the Loire", "dpo", "controller"])
def test_only_the_coordination_of_the_departement(house: House, table: SentTable, who: str) -> None:
    """Nobody else asks, reads, previews or takes."""
    content = house.do(workbook, table, VALIDATED)
    upload = read(house, table, content)
    for act, arguments in (
        (taking_back.ask, (table.id,)), (taking_back.read_file, (table.id, content)), (taking_back.preview, (upload,)),
    ):  # fmt: skip
        with pytest.raises(Denied):
            house.do(act, house[who], *arguments)
    with pytest.raises(Denied):
        house.do(taking_back.take, house[who], upload, seen="")


def read(house: House, table: SentTable, content: bytes) -> Upload:
    """Read a file that was chosen on the page."""
    return house.do(taking_back.read_file, house["coordinator"], table.id, content)


def preview(house: House, upload: Upload) -> ReturnPreview:
    """Look at what a return would do."""
    return house.do(taking_back.preview, house["coordinator"], upload)


def take(house: House, upload: Upload, *over: str) -> None:
    """Confirm what was seen."""
    digest = preview(house, upload).digest
    house.do(taking_back.take, house["coordinator"], upload, seen=digest, over=frozenset(over))


def answers(house: House, table: SentTable) -> dict[str, deciding.AnswerView]:
    """Read the answers that count."""
    return house.do(deciding.answers_of, table.rows)


def held(house: House, table: SentTable, place: int, field: str) -> tuple[str, Origin]:
    """Read a value of a dossier, and its origin."""
    value = house.do(lambda ctx: read_person(ctx, cases.get_case(ctx.session, table.cases[place])))[field]
    return value.raw, value.origin


def status(house: House, table: SentTable) -> str:
    """Read where the table stands."""
    return house.do(lambda ctx: tables.get_table(ctx.session, table.id)).status
