"""Are contacts noted in two clicks and shown when due, and is a positive exit helped, not decided (E-7)?"""

import re

import pytest

from liaison.usecases import keeping_cases
from liaison.vocabulary import Origin, Role
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import Desk, Office, words

pytestmark = pytest.mark.requirement("E-7")

TELEPHONE = {"way": "telephone", "happened_on": "21/11/2026", "purpose": "regular"}


def engaged(office: Office, **more: str) -> str:
    """Open a dossier of somebody whose contract was signed in September."""
    raw = {"beneficiary.last_name": "Tardivova", "beneficiary.engagement_date": "20/09/2026"}
    raw |= {f"programme.{key}": value for key, value in more.items()}
    with office.service.transaction() as ctx:
        actor = office.staff.actor(Role.REFERENT)
        return keeping_cases.create_case(ctx, actor, departement=DEPARTEMENT, raw=raw, origin=Origin.OFII)


def test_noted_on_the_dossier_and_taken_out(desk: Desk, office: Office) -> None:
    """A way and the button: the day is there already; « Retirer » takes it out again."""
    page = desk.see(f"/dossiers/{office.case}")
    assert 'name="happened_on" type="text" value="21/11/2026"' in page.text
    assert "Aucun contact noté" in words(page)

    after = desk.press(f"/dossiers/{office.case}/contacts", TELEPHONE)

    assert "Le contact est noté." in words(after)
    assert "samedi 21 novembre 2026 Téléphone" in words(after)
    found = re.search(rf'action="(/dossiers/{office.case}/contacts/[^"]+/retirer)"', after.text)
    assert found is not None
    assert "Aucun contact noté" in words(desk.press(found.group(1)))
    assert 404 == desk.press(found.group(1)).status_code


def test_what_was_typed_comes_back(desk: Desk, office: Office) -> None:
    """With a sentence beside the field; no way chosen is told too."""
    wrong = desk.press(f"/dossiers/{office.case}/contacts", {**TELEPHONE, "happened_on": "22/11/2026"})
    assert 422 == wrong.status_code
    assert "cette date est à venir" in words(wrong)
    assert 'value="22/11/2026"' in wrong.text
    assert re.search(r'value="telephone" checked', wrong.text)
    nothing = desk.press(f"/dossiers/{office.case}/contacts", {"happened_on": "21/11/2026", "purpose": "regular"})
    assert 422 == nothing.status_code
    assert "Comment" in words(nothing)


def test_one_press_from_my_day(desk: Desk, office: Office) -> None:
    """Late since yesterday; noted, the line is gone and the day stays open at its place."""
    case_id = engaged(office)
    day = words(desk.see("/"))
    assert "Contacts des deux mois" in day
    assert "Tardivova , contact des deux mois en retard au plus tard le vendredi 20 novembre 2026" in day
    assert '<option value="telephone" selected>' in desk.see("/").text

    answer = desk.press(f"/dossiers/{case_id}/contacts", {**TELEPHONE, "from_day": "1"}, follow=False)

    assert "/?fait=contact-note#contacts" == answer.headers["location"]
    assert "Contacts des deux mois" not in words(desk.see("/"))
    assert "Téléphone" in words(desk.see(f"/dossiers/{case_id}"))


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("role", [Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_others_note_nothing(office: Office, desk_of: object, role: Role) -> None:
    """The matrix stops them."""
    assert callable(desk_of)
    assert 404 == desk_of(role).press(f"/dossiers/{office.case}/contacts", TELEPHONE).status_code


def test_the_aid_says_what_is_not_known(desk: Desk, office: Office) -> None:
    """Both conditions, unknown, the sentence about the household, the place in the guide; nothing is filled in."""
    page = desk.see(f"/dossiers/{office.case}/sortie")
    assert "Bail à compléter : il est signé, dans le parc social ou privé. à compléter" in words(page)
    assert "Emploi ou formation à compléter. Plusieurs contrats" in words(page)
    assert "La définition vaut pour le ménage" in words(page)
    assert "(guide 1.5.2)" in words(page)
    assert 'name="left_on" type="text" value=""' in page.text
    assert "checked" not in page.text


def test_the_aid_says_what_is_met_and_what_is_not(desk: Desk, office: Office) -> None:
    """A lease is met, a known « non » is not; what is decided is the person's."""
    case_id = engaged(office, lease_on="03/11/2026", lasting_employment="Non")
    page = desk.see(f"/dossiers/{case_id}/sortie")
    assert "Bail signé le 03/11/2026. rempli" in words(page)
    assert "Pas d’emploi durable pour le moment. Plusieurs contrats de moins de six mois ne comptent pas" in words(page)
    assert "checked" not in page.text
    done = desk.press(f"/dossiers/{case_id}/sortie", {"kind": "positive_both", "left_on": "20/11/2026"})
    assert "La sortie est enregistrée" in words(done)
    assert "Entretien trois mois après la sortie" in desk.see(f"/dossiers/{case_id}").text


def test_a_day_taken_from_the_dossier_says_so(desk: Desk, office: Office) -> None:
    """The end of the support that is noted there stands in the field, and the page says where it is from."""
    desk.press(f"/dossiers/{office.case}/fin", {"ended_on": "19/11/2026"})
    page = desk.see(f"/dossiers/{office.case}/sortie")
    assert 'name="left_on" type="text" value="19/11/2026"' in page.text
    assert "Reprise de la fin d’accompagnement notée au dossier" in words(page)
