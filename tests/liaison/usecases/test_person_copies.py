"""Does the copy for a person hold all that is held about them, nobody else, and does it end (RGPD art. 15, 20)?"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from liaison.errors import Denied, LiaisonError, Refused, WrongState
from liaison.rules.third_persons import MASK
from liaison.store import exchanges
from liaison.store import rights as store
from liaison.usecases import answering_requests, attaching, following_requests, keeping_copies, person_copies
from liaison.usecases.answering_requests import Answer
from liaison.vocabulary import AgreementKind, DeadlineSubject, Sealed
from liaison.vocabulary.rights import AnswerWay, Right
from tests.deposits import By, Sent
from tests.factories import House
from tests.forms.paper.reading import text_of
from tests.journeys.typing_in import canaries, unique_values
from tests.letters import PDF
from tests.rights import TODAY, decided, machine, opened, proved, received, row_of

pytestmark = pytest.mark.requirement("G-1")

HUSBAND = "Ignace INVENTÉ"
OTHER: Mapping[str, str] = {
    "beneficiary.last_name": "AUTRUIVSKA", "beneficiary.first_name": "Marguerite-Inconnue",
    "beneficiary.agdref": "9900000099", "beneficiary.telephone": "06 39 98 77 66",
}  # fmt: skip


def rich(house: House) -> tuple[str, list[str]]:
    """Make a dossier with everything typed on a fiche that left, another that did not, and a document received."""
    generic = house.service.catalog.get("generic")
    typed = unique_values(generic)
    contact_id = house.recipient()
    case_id = house.case()
    for kind in (AgreementKind.ELECTRONIC_EXCHANGE, AgreementKind.HEALTH):
        house.agree(case_id, kind)
    typed |= {"signature.date": "21/11/2026", "support.done": f"{typed['support.done']}\nSon mari {HUSBAND} travaille."}
    sent = house.draft(case_id, contact_id=contact_id, raw=typed)
    house.send(sent)
    house.work()
    house.draft(case_id, raw={"support.done": "Brouillon-canari-jamais-parti"})
    _, (letter,) = house.deposited(By(contact_id), Sent(PDF, "lettre-reçue.pdf"))
    house.do(attaching.attach, house["referent"], letter, case_id)
    wanted = [word for word in canaries(generic, typed) if word not in typed["beneficiary.email"]]
    return case_id, [*wanted, "Brouillon-canari-jamais-parti", "lettre-reçue.pdf"]


def asked(house: House, case_id: str, right: Right = Right.ACCESS) -> str:
    """Enter a request whose person is known."""
    request_id = received(house, case_id, right)
    proved(house, request_id)
    return request_id


def deadlines(house: House, export_id: str) -> list[tuple[str, date | None, bool]]:
    """Read the deadlines of a copy: delay, anchor, over."""
    rows = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.RIGHTS_EXPORT, export_id))
    return [(row.delay, row.anchor_on, row.done_at is not None) for row in rows]


def test_the_copy_opened_by_7z_holds_every_value_and_nothing_of_another_dossier(house: House, tmp_path: Path) -> None:
    """Every line that was typed, the draft too, the document as it came; the other person's canaries nowhere."""
    other = house.case(raw=OTHER)
    house.draft(other, contact_id=house.recipient(), raw={"support.done": "Canari-de-l-autre-dossier"})
    case_id, wanted = rich(house)
    received(house, other, Right.ACCESS)
    files = opened(house, asked(house, case_id), tmp_path / "copy")
    assert sorted(files) == ["documents/01-document.pdf", "portabilite.json", "vos-donnees.json", "vos-donnees.pdf"]
    told = machine(files)
    assert [word for word in wanted if word not in told] == []
    printed = " ".join(text_of(files["vos-donnees.pdf"]).split())
    assert "TESTOUKHINA" in printed
    assert "Brouillon-canari-jamais-parti" in printed
    assert files["documents/01-document.pdf"] == PDF
    for content in (told, printed, machine(files, "portabilite.json")):
        for strange in (*OTHER.values(), "Canari-de-l-autre-dossier"):
            assert strange not in content


def test_the_portable_file_holds_what_the_person_gave_only(house: House, tmp_path: Path) -> None:
    """Machine readable, by field; not what was done with it, nor where it went (art. 20.1)."""
    case_id, _ = rich(house)
    files = opened(house, asked(house, case_id, Right.PORTABILITY), tmp_path / "copy")
    portable = machine(files, "portabilite.json")
    assert "TESTOUKHINA" in portable
    assert '"origine": "person"' in portable
    assert "Organisme d’essai" not in portable
    assert "Organisme d’essai" in machine(files)


def test_other_people_are_proposed_and_masked_everywhere(house: House, tmp_path: Path) -> None:
    """A husband named in a free text is found, and stands in neither file once he is masked; it is counted."""
    case_id, _ = rich(house)
    request_id = asked(house, case_id)
    page = house.do(person_copies.prepare, house["coordinator"], request_id)
    assert HUSBAND in page.suspects
    assert "TESTOUKHINA" not in " ".join(page.suspects)
    files = opened(house, request_id, tmp_path / "copy", HUSBAND)
    assert HUSBAND not in machine(files)
    assert MASK in machine(files)
    assert HUSBAND.split()[1] not in text_of(files["vos-donnees.pdf"])
    (line,) = house.do(keeping_copies.copy_lines, request_id)
    assert line.masked >= 2


def test_a_document_that_is_left_out_stays_here(house: House) -> None:
    """The person is told how many; the bytes are in no archive."""
    case_id, _ = rich(house)
    request_id = asked(house, case_id)
    page = house.do(person_copies.prepare, house["coordinator"], request_id)
    ids = [document_id for document_id, _ in page.documents]
    house.do(person_copies.make, house["coordinator"], request_id, (), ids)
    (line,) = house.do(keeping_copies.copy_lines, request_id)
    assert line.masked == 1


def test_the_key_is_shown_once_and_the_copy_lies_sealed(house: House) -> None:
    """Neither name nor key stands readable in the row; a second look at the key is refused."""
    request_id = asked(house, house.case())
    export_id = house.do(person_copies.make, house["coordinator"], request_id, (), ())
    row = house.do(lambda ctx: store.get_export(ctx.session, export_id))
    assert row.archive is not None
    assert not row.archive.startswith(b"PK")
    assert row.passphrase is not None
    key = house.do(person_copies.show_key, house["coordinator"], export_id, code=house.code("coordinator"))
    assert "-".join(key.groups).encode() not in row.passphrase
    with pytest.raises(WrongState):
        house.do(person_copies.show_key, house["coordinator"], export_id, code=house.code("coordinator"))


def test_only_the_coordination_opens_it(house: House) -> None:
    """The référent, the DPO and the controller follow it by number: they neither look, nor make, nor take."""
    request_id = asked(house, house.case())
    export_id = house.do(person_copies.make, house["coordinator"], request_id, (), ())
    for who in ("referent", "dpo", "controller", "administrator", "coordinator of the Loire"):
        for act, subject in ((person_copies.prepare, request_id), (person_copies.take, export_id)):
            with pytest.raises(LiaisonError):
                house.do(act, house[who], subject)
        with pytest.raises(Denied):
            house.do(person_copies.make, house[who], request_id, (), ())
    (copy,) = house.do(following_requests.open_request, house["dpo"], request_id).copies
    assert len(copy.sha256) == 64


def test_nothing_is_prepared_for_a_stranger(house: House) -> None:
    """Without identity, and for a right that asks for no copy."""
    for request_id in (received(house, house.case(), Right.ACCESS), asked(house, house.case(raw=OTHER), Right.ERASURE)):
        with pytest.raises(Refused):
            house.do(person_copies.prepare, house["coordinator"], request_id)


def test_handing_over_is_the_answer_and_the_copy_goes_seven_days_later(house: House) -> None:
    """The fingerprint of the archive is the proof; row and data key are gone on the eighth day."""
    request_id = asked(house, house.case())
    decided(house, request_id)
    handed = Answer(AnswerWay.IN_PERSON, TODAY)
    with pytest.raises(WrongState):
        house.do(answering_requests.answer, house["coordinator"], request_id, handed)
    export_id = house.do(person_copies.make, house["coordinator"], request_id, (), ())
    assert deadlines(house, export_id) == [("30 jours", TODAY, False)]
    with pytest.raises(WrongState):
        house.do(answering_requests.answer, house["coordinator"], request_id, handed)
    house.do(person_copies.show_key, house["coordinator"], export_id, code=house.code("coordinator"))
    house.do(answering_requests.answer, house["coordinator"], request_id, handed)
    assert deadlines(house, export_id) == [("7 jours", TODAY, False)]
    (line,) = house.do(keeping_copies.copy_lines, request_id)
    assert row_of(house, request_id).answer_sha256 == line.sha256
    house.clock.advance(days=7)
    assert house.do(keeping_copies.end_due) == 0
    house.clock.advance(days=1)
    assert house.do(keeping_copies.end_due) == 1
    assert house.do(keeping_copies.end_due) == 0
    assert Sealed.RIGHTS_EXPORT.object(export_id) not in house.key_ids()
    assert deadlines(house, export_id) == [("7 jours", TODAY, True)]


def test_a_copy_that_nobody_takes_goes_after_thirty_days(house: House) -> None:
    """The thirty-first day; made anew, the former one goes at once."""
    request_id = asked(house, house.case())
    first = house.do(person_copies.make, house["coordinator"], request_id, (), ())
    second = house.do(person_copies.make, house["coordinator"], request_id, (), ())
    assert Sealed.RIGHTS_EXPORT.object(first) not in house.key_ids()
    house.clock.advance(days=30)
    assert house.do(keeping_copies.end_due) == 0
    house.clock.advance(days=1)
    assert house.do(keeping_copies.end_due) == 1
    assert Sealed.RIGHTS_EXPORT.object(second) not in house.key_ids()


def test_a_dossier_takes_its_copies_along(house: House) -> None:
    """The destruction of a dossier ends them in its own transaction."""
    case_id = house.case()
    export_id = house.do(person_copies.make, house["coordinator"], asked(house, case_id), (), ())
    assert house.do(keeping_copies.end_for_case, "system", case_id) == 1
    assert Sealed.RIGHTS_EXPORT.object(export_id) not in house.key_ids()


def test_no_file_is_written_in_clear(house: House) -> None:
    """Looked for in every file of the data folder but the sealed stores' own pages, after a copy was made."""
    request_id = asked(house, house.case())
    house.do(person_copies.make, house["coordinator"], request_id, (), ())
    for path in house.folder.rglob("*"):
        if path.is_file():
            assert b"TESTOUKHINA" not in path.read_bytes(), path
