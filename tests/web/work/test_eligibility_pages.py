"""Does a dossier's page say who may be proposed, why, and where it stands (E-1 to E-4)?"""

from collections.abc import Mapping

import pytest

from tests.web.work.office import Desk, Office, hidden, words

pytestmark = pytest.mark.requirement("E-1", "E-2", "E-3", "E-4")

KNOWN = {
    "beneficiary.last_name": "Fictivova",
    "beneficiary.protection_date": "12/03/2026",
    "beneficiary.cir_date": "04/05/2026",
    "programme.standing": "protected",
    "programme.employment": "no",
    "programme.housing": "no",
    "programme.cph_request": "no",
    "programme.resettled": "no",
    "programme.resides": "yes",
}


def tell(desk: Desk, office: Office, changes: Mapping[str, str] | None = None) -> str:
    """Type what is known in the dossier, and read its page."""
    path = f"/dossiers/{office.case}"
    revision = hidden(desk.see(f"{path}/modifier"), "revision")
    return words(desk.press(f"{path}/modifier", {**KNOWN, **(changes or {}), "origin": "person", "revision": revision}))


def test_what_is_not_known_is_to_be_looked_at(desk: Desk, office: Office) -> None:
    """A new dossier: nothing speaks against the person, every question is named with its place."""
    page = words(desk.see(f"/dossiers/{office.case}"))

    assert "À vérifier avant de la proposer." in page
    assert "Date d’obtention du statut à compléter" in page
    assert "(guide 1.2.2)" in page
    assert "s’y oppose" not in page


@pytest.mark.requirement("T-7")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
def test_the_agreement_is_recorded_and_the_window_explained(desk: Desk, office: Office) -> None:
    """All is known but the agreement; with it the person may be proposed, from when until when."""
    assert "Accord de la personne à enregistrer" in tell(desk, office)

    page = words(desk.press(f"/dossiers/{office.case}/accords", {"kind": "orientation", "given_on": "02/11/2026"}))

    assert "Accord pour être proposé·e au programme AGIR" in page
    assert "Peut être proposée à l’OFII." in page
    assert "Statut obtenu le 12/03/2026 : éligible du 12/03/2026 au 31/12/2027. (guide 1.2.2)" in page
    assert "CIR signé le 04/05/2026. (guide 1.2.1)" in page
    assert "Volontaire : accord donné le 02/11/2026." in page


def test_months_in_a_cph_are_counted(desk: Desk, office: Office) -> None:
    """How many are over, how many are asked, from which day on."""
    page = tell(desk, office, {"programme.cph_since": "01/05/2026"})

    assert "Ne peut pas être proposée aujourd’hui." in page
    assert "En CPH depuis le 01/05/2026, soit 6 mois pleins sur 9 : à proposer à partir du 01/02/2027." in page
    assert "s’y oppose" in page


@pytest.mark.requirement("V-6")
def test_of_somebody_in_the_programme_the_positive_exit_is_told(desk: Desk, office: Office) -> None:
    """Not whether they may enter; which condition of the guide is met, and that it is one of the household."""
    page = tell(desk, office, {"beneficiary.engagement_date": "01/06/2026", "programme.lease_on": "01/10/2026"})

    assert "la personne est déjà dans le programme" in page
    assert "Éligibilité au programme" not in page
    assert "Bail signé le 01/10/2026. rempli" in page
    assert "Plusieurs contrats de moins de six mois ne comptent pas" in page
    assert "La définition vaut pour le ménage" in page
    exit_page = words(desk.see(f"/dossiers/{office.case}/sortie"))
    assert "Est-ce une sortie positive ?" in exit_page
    assert "Bail signé le 01/10/2026. rempli" in exit_page
