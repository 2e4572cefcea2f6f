"""Does the aid ask little, cite the guide, and leave the choice (E-5, E-6)?"""

import re
from collections.abc import Callable

import pytest

from liaison.vocabulary import Role
from tests.web.work.office import AGDREF, FUNCTION, PARTNER, Desk, Office, words

YOUNG = {"level": "A2", "standing": "protected", "since": "03/03/2026", "document": "resident"}


@pytest.mark.requirement("E-5")
def test_the_dossier_asks_and_answers(desk: Desk, office: Office) -> None:
    """The age comes from the dossier; the answer names the rule, its place, and who is in the directory."""
    assert office.contact
    path = f"/dossiers/{office.case}/orientation"
    assert path in desk.see(f"/dossiers/{office.case}").text
    asked = words(desk.see(path))
    assert "Âge d’après le dossier : 35 ans" in asked
    assert "rien de ce que vous répondez ici n’est enregistré" in asked

    answer = desk.press(path, {**YOUNG, "disability": "yes", "graduate": "yes"})

    said = words(answer)
    assert "les règles y mènent" in said
    assert "Pôle emploi accompagne, avec l’inscription comme demandeur d’emploi (niveau A2 atteint)" in said
    assert "(guide 2.3.2.2)" in said
    assert "l’APEC peut demander le niveau B1" in said
    assert "Ce document permet l’inscription comme demandeur d’emploi. (guide, annexe 5, R. 5221-48, 1°)" in said
    assert "ne se coche qu’avec le consentement explicite" in said
    assert "Vous restez libre du destinataire" in said
    assert 'value="yes" checked' in answer.text
    assert AGDREF not in answer.text


def test_no_answer_is_an_answer(desk: Desk, office: Office) -> None:
    """Left empty, the form says what is missing instead of guessing."""
    said = words(desk.press(f"/dossiers/{office.case}/orientation"))
    assert "Ce qui reste à vérifier" in said
    assert "Le niveau de français n’est pas connu" in said
    assert "Le document de séjour n’est pas précisé" in said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"since": "31/02/2026"}, "Écrivez la date ainsi"),
        ({"age": "beaucoup"}, "Écrivez l’âge en années"),
        ({"age": "²"}, "Écrivez l’âge en années"),
        ({"document": "passe-partout"}, "Choisissez un des documents proposés"),
        ({"level": "Z9"}, "Choisissez une des réponses proposées"),
        ({"followed_by": ["personne"]}, "Choisissez une des réponses proposées"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(
    desk: Desk, office: Office, fields: dict[str, str | list[str]], sentence: str
) -> None:
    """What cannot be read comes back as typed, with what to write."""
    answer = desk.press(f"/dossiers/{office.case}/orientation", fields)
    assert 422 == answer.status_code
    assert sentence in words(answer)


@pytest.mark.requirement("E-5")
def test_a_fiche_takes_its_recipient_from_the_answer(desk: Desk, office: Office) -> None:
    """From the fiche, a contact of the answer is chosen, and the partner's block is filled."""
    fiche_id = office.draft()
    assert office.contact
    page = desk.see(f"/fiches/{fiche_id}")
    assert 'name="then" value="orient"' in page.text
    path = f"/fiches/{fiche_id}/orientation"

    answer = desk.press(path, {**YOUNG, "disability": "no", "followed_by": ["mission_locale"]})

    assert PARTNER in words(answer)
    chosen = desk.press(f"/fiches/{fiche_id}/destinataire", {"contact": office.contact})
    assert "Le destinataire est choisi" in words(chosen)
    assert PARTNER == office.stored(fiche_id)["partner.organisation"]
    assert FUNCTION == office.stored(fiche_id)["partner.contact_function"]


def test_the_button_of_the_fiche_keeps_what_was_typed(desk: Desk, office: Office) -> None:
    """Asking the aid saves the fiche first."""
    fiche_id = office.draft()
    typed = {**office.stored(fiche_id), "course.information": "Un CAP de couture."}
    answer = desk.press(f"/fiches/{fiche_id}", {**typed, "revision": "1", "then": "orient"})
    assert "Vers qui orienter ?" in words(answer)
    assert "Un CAP de couture." == office.stored(fiche_id)["course.information"]


def test_a_fiche_of_another_model_is_begun_for_the_contact(desk: Desk, office: Office) -> None:
    """A generic fiche cannot go to the mission locale: the answer begins the SPE's, already addressed."""
    fiche_id = office.draft("generic")
    assert office.contact
    answer = desk.press(f"/fiches/{fiche_id}/orientation", {**YOUNG, "followed_by": ["mission_locale"]})
    assert "Ce service reçoit un autre modèle" in words(answer)
    assert "/destinataire" not in answer.text

    begun = desk.press(f"/dossiers/{office.case}/fiches", {"model": "spe", "contact": office.contact})

    found = re.search(r"/fiches/([a-z2-7]+)", str(begun.url))
    assert found is not None
    assert PARTNER == office.stored(found[1])["partner.organisation"]


@pytest.mark.parametrize("role", [Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_no_other_role_asks(desk_of: Callable[[Role], Desk], office: Office, role: Role) -> None:
    """A dossier is nobody else's affair."""
    desk = desk_of(role)
    assert 404 == desk.see(f"/dossiers/{office.case}/orientation").status_code
    assert 404 == desk.press(f"/dossiers/{office.case}/orientation", YOUNG).status_code
