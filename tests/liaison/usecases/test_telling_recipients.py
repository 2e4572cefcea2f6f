"""Are the partners who hold something of a person found and told, each once (RGPD art. 16 and 19)?"""

from datetime import date

import pytest

from liaison.errors import Invalid, Refused, WrongState
from liaison.records import RightsRecipient
from liaison.store import rights as store
from liaison.usecases import drafting, following_requests, keeping_cases, telling_recipients
from liaison.vocabulary import Origin, PartnerKind
from liaison.vocabulary.rights import RecipientSpared, RecipientWay, Right
from tests.factories import BY_TELEPHONE, PERSON, SIGNED, House
from tests.rights import TODAY, decided, proved, received

pytestmark = pytest.mark.requirement("G-1")


def sent_twice(house: House) -> tuple[str, list[str]]:
    """Send a fiche about one person to two partners, and a draft that stays; return the dossier and the references."""
    case_id = house.case()
    contacts = [house.contact(house.partner(kind)) for kind in (PartnerKind.CPH, PartnerKind.SPADA)]
    plis = [house.send(house.draft(case_id, contact_id=contact_id)) for contact_id in contacts]
    house.work()
    house.draft(case_id, contact_id=contacts[0])
    return case_id, [house.row(pli).reference for pli in plis]


def recipients(house: House, request_id: str) -> list[RightsRecipient]:
    """Read who is to be told."""
    return list(house.do(lambda ctx: store.list_recipients(ctx.session, [request_id])))


def rectify(house: House, case_id: str) -> str:
    """Enter a rectification, and correct the telephone in the dossier."""
    request_id = received(house, case_id, Right.RECTIFICATION)
    proved(house, request_id)
    page = house.do(keeping_cases.open_case, house["referent"], case_id)
    raw = {**page.raw, "beneficiary.telephone": "06 39 98 44 55"}
    house.do(keeping_cases.save_case, house["referent"], case_id, raw=raw, origin=Origin.PERSON, revision=page.revision)
    house.do(telling_recipients.search, house["referent"], request_id)
    return request_id


def test_partners_are_found_from_the_register(house: House) -> None:
    """Both that got a pli, by its reference; neither a draft nor another person's partner."""
    house.sent_to("AUTRUI")
    case_id, references = sent_twice(house)
    request_id = received(house, case_id, Right.ERASURE)
    page = house.do(following_requests.open_request, house["referent"], request_id)
    assert sorted(one.reference for one in page.recipients) == sorted(references)
    assert page.waiting == 2
    assert house.do(telling_recipients.search, house["referent"], request_id) == 2


def test_a_notice_names_the_reference_and_nobody(house: House) -> None:
    """The partner finds the person by the pli that it got; the mail holds no name, and goes once."""
    case_id, references = sent_twice(house)
    request_id = received(house, case_id, Right.ERASURE)
    first = recipients(house, request_id)[0]
    house.do(telling_recipients.send_notice, house["referent"], first.id)
    house.work()
    (letter,) = [mail for mail in house.mailer.mails() if "droit d’une personne" in mail.subject]
    said = letter.subject + letter.text
    assert any(reference in said for reference in references)
    assert "effacement" in said
    assert not [value for value in PERSON.values() if value in said]
    with pytest.raises(WrongState):
        house.do(telling_recipients.send_notice, house["referent"], first.id)


def test_told_otherwise_answered_or_spared(house: House) -> None:
    """Each way with its day; what cannot be is refused in its own words."""
    case_id, _ = sent_twice(house)
    request_id = received(house, case_id, Right.ERASURE)
    first, second = recipients(house, request_id)
    for by, on in ((None, TODAY), (RecipientWay.MAIL, TODAY), (RecipientWay.LETTER, date(2026, 11, 22))):
        with pytest.raises(Invalid):
            house.do(telling_recipients.note_told, house["referent"], first.id, by, on)
    house.do(telling_recipients.note_told, house["referent"], first.id, RecipientWay.TELEPHONE, TODAY)
    house.do(telling_recipients.note_answered, house["referent"], first.id, TODAY)
    house.do(telling_recipients.spare, house["referent"], second.id, RecipientSpared.NEVER_OPENED)
    page = house.do(following_requests.open_request, house["referent"], request_id)
    assert page.waiting == 0
    assert {one.told for one in page.recipients} == {"Par téléphone", ""}


def test_a_restriction_is_told_to_who_has_the_key_and_to_nobody_else(house: House) -> None:
    """It stops what waits: a pli whose key never left can be read by nobody."""
    case_id, _ = sent_twice(house)
    read = house.send(house.draft(case_id, contact_id=house.recipient()), BY_TELEPHONE)
    house.work()
    house.tell(read)
    request_id = received(house, case_id, Right.RESTRICTION)
    page = house.do(following_requests.open_request, house["referent"], request_id)
    assert [one.reference for one in page.recipients] == [house.row(read).reference]


def test_a_rectification_lists_every_fiche_that_carried_the_old_value(house: House) -> None:
    """None before the dossier is corrected; both after; the draft that corrects says what the dossier says now."""
    case_id, _ = sent_twice(house)
    untouched = received(house, case_id, Right.RECTIFICATION)
    assert recipients(house, untouched) == []
    request_id = rectify(house, case_id)
    first, second = recipients(house, request_id)
    fiche_id = house.do(telling_recipients.correct, house["referent"], first.id)
    assert house.do(telling_recipients.correct, house["referent"], first.id) == fiche_id
    page = house.do(drafting.open_fiche, house["referent"], fiche_id)
    assert page.raw["beneficiary.telephone"] == "06 39 98 44 55"
    assert page.corrects == first.fiche_id
    house.type(fiche_id, SIGNED)
    house.send(fiche_id)
    shown = house.do(following_requests.open_request, house["referent"], request_id)
    assert {one.id: one.settled for one in shown.recipients} == {first.id: True, second.id: False}
    assert house.do(telling_recipients.search, house["referent"], request_id) == 2


def test_a_rectification_keeps_where_the_value_came_from(house: House) -> None:
    """The corrected value says that the person gave it (T-5); the others keep their origin."""
    case_id, _ = sent_twice(house)
    rectify(house, case_id)
    page = house.do(keeping_cases.open_case, house["referent"], case_id)
    assert page.values["beneficiary.telephone"].origin is Origin.PERSON
    assert page.values["beneficiary.telephone"].raw == "06 39 98 44 55"


def test_only_a_rectification_corrects_a_fiche(house: House) -> None:
    """An erasure has nothing to send again."""
    case_id, _ = sent_twice(house)
    request_id = received(house, case_id, Right.ERASURE)
    with pytest.raises(Refused):
        house.do(telling_recipients.correct, house["referent"], recipients(house, request_id)[0].id)


def test_partners_of_an_erasure_are_known_after_the_dossier_is_gone(house: House) -> None:
    """The list is made before the data go, and the notice still names the pli."""
    case_id, _ = sent_twice(house)
    request_id = received(house, case_id, Right.ERASURE, by="coordinator")
    proved(house, request_id, by="coordinator")
    decided(house, request_id, by="controller")
    house.do(_forget_case, request_id)
    assert len(recipients(house, request_id)) == 2
    house.do(telling_recipients.send_notice, house["coordinator"], recipients(house, request_id)[0].id)


def _forget_case(ctx, request_id: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    store.get_request(ctx.session, request_id).case_id = None
