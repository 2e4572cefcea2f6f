"""Can one exchange go while the dossier lives, and who may decide it (R-5, RGPD art. 17)?"""

import pytest

from liaison.errors import Denied, NotFound, Refused
from liaison.usecases import certificates, destroying, erasing, following, keeping_cases
from liaison.vocabulary import Sealed
from liaison.vocabulary.destruction import DestructionStatus, Ground
from tests.factories import House
from tests.liaison.usecases import lived_in
from tests.liaison.usecases.lived_in import live

pytestmark = pytest.mark.requirement("R-5")


def test_one_exchange_goes_and_the_dossier_lives(house: House) -> None:
    """Its fiche, its sheet and its archive are gone; the other pli and the dossier are untouched."""
    life = live(house)
    fiche_id = house.do(following.open_transmission, house["coordinator"], life.sent).fiche_id
    before = house.do(erasing.preview_exchange, house["coordinator"], life.sent)

    number = house.do(erasing.destroy_exchange, house["coordinator"], life.sent, Ground.NO_LONGER_NEEDED)
    assert 1 == destroying.carry_on_all(house.service)

    facts = house.do(certificates.certificate_of, house["dpo"], number).facts
    assert sum(count for count, _ in before.counts) == sum(one["count"] for one in facts["what"])
    assert {None} == {one["deadline"] for one in facts["what"]}
    assert "(coordination)" in facts["decided_by"].lower() or "coordin" in facts["decided_by"].lower()
    assert house.row(life.sent).archive is None
    assert Sealed.FICHE.object(str(fiche_id)) not in house.key_ids()
    assert house.row(life.waiting).archive is not None
    assert life.case_id == house.do(keeping_cases.open_case, house["referent"], life.case_id).id
    with pytest.raises(Refused, match="n’en reste rien"):
        house.do(erasing.destroy_exchange, house["coordinator"], life.sent, Ground.MISTAKE)


@pytest.mark.parametrize("who", ["referent", "dpo", "controller", "coordinator of the Loire"])
def test_nobody_else_destroys_before_the_day(sqlite_house: House, who: str) -> None:
    """Not who wrote it alone, not who does not know what it is, not another département."""
    life = live(sqlite_house)

    with pytest.raises(Denied):
        sqlite_house.do(erasing.destroy_exchange, sqlite_house[who], life.sent, Ground.MISTAKE)
    with pytest.raises(Denied):
        sqlite_house.do(erasing.destroy_mistaken_case, sqlite_house[who], life.case_id)


def test_an_erasure_has_its_request(sqlite_house: House) -> None:
    """Article 17 is decided by the controller, from the person's request: not chosen from a list here."""
    life = live(sqlite_house)

    with pytest.raises(Denied, match="demande"):
        sqlite_house.do(erasing.destroy_exchange, sqlite_house["coordinator"], life.sent, Ground.ERASURE)


def test_a_dossier_opened_by_mistake_goes_at_once(house: House) -> None:
    """One of which something left does not: it has its day, or a request."""
    life = live(house)
    with pytest.raises(Refused, match="déjà partis"):
        house.do(erasing.destroy_mistaken_case, house["coordinator"], life.case_id)
    mistaken = house.case(raw={"beneficiary.last_name": "DOUBLON"})

    number = house.do(erasing.destroy_mistaken_case, house["coordinator"], mistaken)
    with pytest.raises(NotFound):
        house.do(keeping_cases.open_case, house["coordinator"], mistaken)
    destroying.carry_on_all(house.service)

    assert Sealed.CASE.object(mistaken) not in house.key_ids()
    (line,) = house.do(certificates.list_destructions, house["dpo"])
    assert (number, DestructionStatus.CERTIFIED, ((1, "dossier"),)) == (line.number, line.status, line.counts)


def test_a_decided_erasure_takes_everything(house: House) -> None:
    """By the number of the request, which stands in the certificate."""
    life = live(house)

    number = house.do(
        erasing.erase_case, by=house["controller"].account_id, case_id=life.case_id, ground=Ground.ERASURE,
        request="2026-R007",
    )  # fmt: skip
    destroying.carry_on_all(house.service)

    assert not house.key_ids() & life.objects
    assert "2026-R007" == house.do(certificates.certificate_of, house["dpo"], number).facts["request"]


def test_the_controller_does_not_wait_for_the_night(house: House) -> None:
    """What is due goes at once, by the same path; not twice, and only by who decides."""
    house.sent()
    house.clock.advance(days=40)
    with pytest.raises(Denied):
        house.do(erasing.begin_due, house["dpo"])

    (number,) = house.do(erasing.begin_due, house["controller"])
    assert [] == house.do(erasing.begin_due, house["controller"])
    assert [] == destroying.destroy_due(house.service)

    assert house.do(certificates.certificate_of, house["dpo"], number).facts["decided_by"]


@pytest.mark.requirement("A-2")
def test_certificates_of_another_departement_do_not_exist(sqlite_house: House) -> None:
    """And a référent reads none."""
    life = live(sqlite_house)
    number = sqlite_house.do(erasing.destroy_exchange, sqlite_house["coordinator"], life.sent, Ground.MISTAKE)
    destroying.carry_on_all(sqlite_house.service)

    with pytest.raises(NotFound):
        sqlite_house.do(certificates.certificate_of, sqlite_house["coordinator of the Loire"], number)
    with pytest.raises(Denied):
        sqlite_house.do(certificates.certificate_of, sqlite_house["referent"], number)
    assert [] == sqlite_house.do(certificates.list_destructions, sqlite_house["coordinator of the Loire"])


def test_the_page_of_an_exchange_says_what_would_go(sqlite_house: House) -> None:
    """By kind, in French, with nothing of another pli."""
    life = live(sqlite_house)

    preview = sqlite_house.do(erasing.preview_exchange, sqlite_house["coordinator"], life.sent)

    assert (1, "fiche transmise") in preview.counts
    assert () == preview.held
    assert (sqlite_house.row(life.sent).reference,) == preview.references
    assert lived_in.CANARIES[0] not in str(preview)
