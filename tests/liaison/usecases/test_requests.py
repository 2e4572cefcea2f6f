"""Is a person's request received, timed, decided and answered as the regulation asks (G-1)?"""

from datetime import UTC, date, datetime

import pytest

from liaison.errors import Denied, Invalid, Refused, WrongState
from liaison.store import rights as store
from liaison.usecases import (
    agreeing,
    answering_requests,
    deciding_requests,
    drafting,
    following_requests,
    keeping_cases,
    receiving_requests,
    restricting,
    rights_letters,
    rights_register,
    rights_sealing,
)
from liaison.usecases.answering_requests import Answer
from liaison.usecases.deciding_requests import Decision
from liaison.usecases.receiving_requests import Entry
from liaison.usecases.rights_letters import Letter
from liaison.vocabulary import AgreementKind, Origin, Sealed
from liaison.vocabulary.rights import (
    AnswerWay,
    ExtensionReason,
    Opinion,
    RefusalGround,
    RequestDecision,
    RequestDoor,
    Right,
)
from tests.factories import LOIRE, PERSON, RHONE, House
from tests.forms.paper.reading import text_of
from tests.rights import TODAY, decided, proved, received, row_of

pytestmark = pytest.mark.requirement("G-1")

ANSWERED = Answer(AnswerWay.IN_PERSON, TODAY, recourse_told=True)
REACH = "Personne FICTIVE, chez l’accueil de jour"


def without_case(house: House) -> str:
    """Enter a request of somebody whose dossier is not found."""
    entry = Entry(Right.ACCESS, RequestDoor.LETTER, TODAY, departement=RHONE, reach=REACH)
    return house.do(receiving_requests.receive, house["referent"], entry)


def open_for(house: House, case_id: str) -> tuple[str, ...]:
    """Return the numbers that keep a dossier from going."""
    return house.do(lambda ctx: store.open_numbers(ctx.session, [case_id])).get(case_id, ())


def test_requests_are_numbered_in_their_year(house: House) -> None:
    """One after the other, whatever the département; the next year begins anew."""
    case_id = house.case()
    numbers = [row_of(house, received(house, case_id, right)).number for right in (Right.ACCESS, Right.PORTABILITY)]
    house.clock.move_to(datetime(2027, 1, 2, 9, 0, tzinfo=UTC))
    numbers.append(row_of(house, received(house, case_id, Right.ACCESS, on=date(2026, 12, 31))).number)
    assert numbers == ["2026-R01", "2026-R02", "2027-R01"]


def test_a_request_without_dossier_is_reached_by_a_sealed_note_that_dies_with_the_answer(house: House) -> None:
    """Nothing of it stands readable in the row, and its data key is gone once the person is answered."""
    request_id = without_case(house)
    row = row_of(house, request_id)
    assert row.reach is not None
    assert REACH.encode() not in row.reach
    assert house.do(following_requests.open_request, house["referent"], request_id).reach == REACH
    assert house.do(following_requests.open_request, house["dpo"], request_id).reach == ""
    decided(house, request_id, RequestDecision.NOTHING_HELD)
    house.do(answering_requests.answer, house["referent"], request_id, ANSWERED)
    assert row_of(house, request_id).reach is None
    assert Sealed.RIGHTS_REACH.object(request_id) not in house.key_ids()


def test_what_is_missing_is_asked_for(house: House) -> None:
    """No way to reach the person, no mandate seen, a day to come: each in its own words."""
    case_id = house.case()
    for entry in (
        Entry(Right.ACCESS, RequestDoor.LETTER, TODAY, departement=RHONE),
        Entry(Right.ACCESS, RequestDoor.REPRESENTATIVE, TODAY, case_id),
        Entry(Right.ACCESS, RequestDoor.LETTER, date(2026, 11, 22), case_id),
        Entry(Right.ACCESS, RequestDoor.LETTER, None, case_id),
    ):
        with pytest.raises(Invalid):
            house.do(receiving_requests.receive, house["referent"], entry)


def test_only_who_follows_the_dossier_enters_and_reads_its_requests(house: House) -> None:
    """Another référent and another département see nothing; DPO and controller see the number, never the person."""
    case_id = house.case()
    request_id = received(house, case_id, Right.ACCESS)
    for stranger in ("other referent", "coordinator of the Loire", "administrator"):
        with pytest.raises(Denied):
            house.do(following_requests.open_request, house[stranger], request_id)
    for watcher in ("dpo", "controller"):
        (line,) = house.do(following_requests.list_requests, house[watcher])
        assert (line.number, line.person, line.case_id) == ("2026-R01", "", None)
        with pytest.raises(Denied):
            received(house, case_id, Right.ACCESS, by=watcher)
    assert house.do(following_requests.list_requests, house["other referent"]) == []
    (line,) = house.do(following_requests.list_requests, house["referent"])
    assert line.person == "TESTOUKHINA Zéphyrine"


def test_a_request_finds_its_dossier_later(house: House) -> None:
    """The note goes as soon as the dossier is known; a dossier of another département is refused."""
    request_id = without_case(house)
    case_id = house.case()
    house.do(receiving_requests.link, house["referent"], request_id, case_id)
    assert (row_of(house, request_id).case_id, row_of(house, request_id).reach) == (case_id, None)
    assert open_for(house, case_id) == ("2026-R01",)
    with pytest.raises(WrongState):
        house.do(receiving_requests.link, house["referent"], request_id, case_id)


def test_the_clock_stands_still_while_identity_is_proved(house: House) -> None:
    """Ten days of doubt are ten days more; a second question stops nothing."""
    request_id = received(house, house.case(), Right.ACCESS)
    house.do(receiving_requests.ask_identity, house["referent"], request_id, TODAY)
    (line,) = house.do(following_requests.list_requests, house["dpo"])
    assert line.state == "paused"
    house.clock.advance(days=10)
    with pytest.raises(Refused):
        house.do(receiving_requests.ask_identity, house["referent"], request_id, date(2026, 12, 1))
    proved(house, request_id, on=date(2026, 12, 1))
    (line,) = house.do(following_requests.list_requests, house["dpo"])
    assert line.due_on == date(2026, 12, 31)


def test_nothing_is_given_to_somebody_who_is_not_known(house: House) -> None:
    """Identity comes before a decision that gives."""
    request_id = received(house, house.case(), Right.ACCESS)
    with pytest.raises(Refused, match="identité"):
        decided(house, request_id)
    proved(house, request_id)
    decided(house, request_id)


def test_an_extension_counts_once_the_person_is_told(house: House) -> None:
    """Decided by the coordination in the first month, noted by the référent, three months in all."""
    request_id = received(house, house.case(), Right.ACCESS)
    house.do(deciding_requests.extend, house["coordinator"], request_id, ExtensionReason.COMPLEXITY, "Trois dossiers.")
    assert house.do(following_requests.open_request, house["dpo"], request_id).line.due_on == date(2026, 12, 21)
    letter = text_of(house.do(rights_letters.print_letter, house["referent"], request_id, Letter.EXTENSION))
    assert "21/02/2027" in letter
    assert "Trois dossiers." in letter
    house.do(deciding_requests.note_extension_told, house["referent"], request_id, TODAY)
    assert house.do(following_requests.open_request, house["dpo"], request_id).line.due_on == date(2027, 2, 21)


def test_an_extension_after_the_first_month_is_refused(house: House) -> None:
    """Nor does it count when the person is told too late."""
    late, told_late = received(house, house.case(), Right.ACCESS), received(house, house.case(raw=OTHER), Right.ACCESS)
    house.do(deciding_requests.extend, house["controller"], told_late, ExtensionReason.NUMBER)
    house.clock.move_to(datetime(2026, 12, 22, 9, 0, tzinfo=UTC))
    with pytest.raises(Refused):
        house.do(deciding_requests.extend, house["controller"], late, ExtensionReason.NUMBER)
    with pytest.raises(Refused):
        house.do(deciding_requests.note_extension_told, house["referent"], told_late, date(2026, 12, 22))


OTHER = {"beneficiary.last_name": "AUTRUI", "beneficiary.first_name": "Fictive"}


@pytest.mark.requirement("R-4")
def test_an_erasure_is_decided_by_the_controller_after_the_dpo_and_waits_for_its_execution(house: House) -> None:
    """Until it is decided the data may not go; decided, it is handed to the destruction and blocks nothing."""
    case_id = house.case()
    request_id = received(house, case_id, Right.ERASURE)
    proved(house, request_id)
    assert open_for(house, case_id) == ("2026-R01",)
    granted = Decision(RequestDecision.GRANTED)
    with pytest.raises(Denied):
        house.do(deciding_requests.decide, house["coordinator"], request_id, granted)
    with pytest.raises(Refused, match="avis"):
        house.do(deciding_requests.decide, house["controller"], request_id, granted)
    house.do(deciding_requests.give_opinion, house["dpo"], request_id, Opinion.RESERVED, "Voir le contentieux.")
    house.do(deciding_requests.decide, house["controller"], request_id, granted)
    assert open_for(house, case_id) == ()
    assert house.do(deciding_requests.erasures_to_execute) == ((request_id, case_id),)
    house.do(deciding_requests.note_executed, request_id)
    assert house.do(deciding_requests.erasures_to_execute) == ()


def test_an_access_keeps_the_data_until_the_person_is_answered(house: House) -> None:
    """A decision is not enough: what was promised is still to be handed over."""
    case_id = house.case()
    request_id = received(house, case_id, Right.NOTIFICATION)
    proved(house, request_id)
    decided(house, request_id, by="referent")
    assert open_for(house, case_id) == ("2026-R01",)
    house.do(answering_requests.answer, house["referent"], request_id, ANSWERED)
    assert open_for(house, case_id) == ()


def test_a_refusal_says_where_to_complain_and_its_letter_is_the_proof(house: House) -> None:
    """Without the recourse it does not close; the fingerprint is that of the letter that was printed."""
    request_id = received(house, house.case(), Right.ERASURE)
    decided(
        house, request_id, RequestDecision.REFUSED, by="controller", ground=RefusalGround.LEGAL_CLAIMS,
        text="Une procédure fictive est en cours.",
    )  # fmt: skip
    letter = house.do(rights_letters.print_letter, house["referent"], request_id, Letter.ANSWER)
    told = " ".join(text_of(letter).split())
    assert "CNIL" in told
    assert "juge" in told
    assert "Une procédure fictive est en cours." in told
    with pytest.raises(Invalid):
        house.do(answering_requests.answer, house["referent"], request_id, Answer(AnswerWay.LETTER, TODAY))
    house.do(answering_requests.answer, house["referent"], request_id, ANSWERED)
    row = row_of(house, request_id)
    assert (row.recourse_told, len(row.answer_sha256), row.closed_at is not None) == (True, 64, True)
    with pytest.raises(WrongState):
        house.do(answering_requests.answer, house["referent"], request_id, ANSWERED)


def test_texts_are_sealed_and_the_dpo_reads_their_own_only(house: House) -> None:
    """The controller's words may name somebody: they are ciphertext in the row, and not on the DPO's page."""
    request_id = received(house, house.case(), Right.ERASURE)
    decided(
        house, request_id, RequestDecision.REFUSED, by="controller", ground=RefusalGround.STILL_NEEDED, text="MOTCACHÉ"
    )
    row = row_of(house, request_id)
    assert row.texts is not None
    assert "MOTCACHÉ".encode() not in row.texts
    assert house.do(rights_sealing.read, row)["decision"] == "MOTCACHÉ"
    assert house.do(following_requests.open_request, house["dpo"], request_id).decision_text == ""
    assert house.do(following_requests.open_request, house["referent"], request_id).decision_text == "MOTCACHÉ"


def test_a_restriction_lets_the_dossier_be_read_but_neither_changed_nor_sent(house: House) -> None:
    """From its receipt on; lifted once the person was told, all goes on."""
    case_id = house.case()
    fiche_id = house.draft(case_id, contact_id=house.recipient())
    waiting = house.send(house.draft(case_id, contact_id=house.recipient()))
    request_id = received(house, case_id, Right.RESTRICTION)
    assert house.row(waiting).archive_status == "recalled"
    page = house.do(keeping_cases.open_case, house["referent"], case_id)
    for act in (
        lambda: house.send(fiche_id),
        lambda: house.type(fiche_id, {"signature.place": "Lyon 3e"}),
        lambda: house.do(drafting.start, house["referent"], case_id, "generic", anyway=True),
        lambda: house.do(
            keeping_cases.save_case, house["referent"], case_id, raw={**PERSON, "beneficiary.first_name": "Autre"},
            origin=Origin.PERSON, revision=page.revision,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused, match="2026-R01"):
            act()
    assert house.do(restricting.restricted_cases, [case_id]) == {case_id: ("2026-R01",)}
    proved(house, request_id)
    decided(house, request_id)
    house.do(answering_requests.answer, house["referent"], request_id, ANSWERED)
    with pytest.raises(Refused):
        house.send(fiche_id)
    house.do(deciding_requests.lift, house["coordinator"], request_id, TODAY)
    house.send(fiche_id)


def test_an_objection_stops_sending_until_grounds_are_recorded(house: House) -> None:
    """The dossier may still be kept up to date; refused on compelling grounds, sending goes on."""
    case_id = house.case()
    fiche_id = house.draft(case_id, contact_id=house.recipient())
    request_id = received(house, case_id, Right.OBJECTION)
    with pytest.raises(Refused, match="opposition"):
        house.send(fiche_id)
    house.type(fiche_id, {"signature.place": "Lyon 3e"})
    decided(house, request_id, RequestDecision.REFUSED, by="controller", ground=RefusalGround.COMPELLING)
    house.send(fiche_id)


def test_a_withdrawal_by_request_stops_what_waits(house: House) -> None:
    """The request is decided by the act itself, and only then answered."""
    case_id = house.case()
    waiting = house.send(house.draft(case_id, contact_id=house.recipient()))
    request_id = received(house, case_id, Right.WITHDRAWAL)
    proved(house, request_id)
    (given,) = house.do(agreeing.list_agreements, case_id)
    assert given.kind is AgreementKind.ENGAGEMENT
    house.do(deciding_requests.withdraw, house["referent"], request_id, given.id)
    assert house.row(waiting).archive_status == "recalled"
    assert row_of(house, request_id).decision == "granted"
    assert row_of(house, request_id).executed_at is not None


def test_an_inspection_reads_numbers_dates_and_proofs(house: House) -> None:
    """Nobody's name is in the report, and a request of another period is not either."""
    request_id = received(house, house.case(), Right.AUTOMATED)
    decided(house, request_id, RequestDecision.NONE_TAKEN, by="referent")
    start, end = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    told = str(house.do(rights_register.report_section, start, end))
    assert "2026-R01" in told
    assert "TESTOUKHINA" not in told
    assert "2026-R01" not in str(house.do(rights_register.report_section, end, datetime(2027, 1, 1, tzinfo=UTC)))


def test_the_loire_has_its_own(house: House) -> None:
    """A request of another département is neither seen nor counted here."""
    case_id = house.case(by="referent of the Loire")
    received(house, case_id, Right.ACCESS, by="referent of the Loire")
    assert house.do(following_requests.list_requests, house["coordinator"]) == []
    (line,) = house.do(following_requests.list_requests, house["coordinator of the Loire"])
    assert line.number == "2026-R01"
    assert LOIRE in house["dpo"].departements
