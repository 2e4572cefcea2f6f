"""Does the DPO see all that left and every deadline, and nobody's name?"""

from collections.abc import Callable

import pytest

from liaison.vocabulary import Role
from tests.web.work.office import AGDREF, FIRST_NAME, FUNCTION, LAST_NAME, PARTNER, Desk, Office, words, words_of

BY_MAIL = {"carrier": "email", "key_channel": "sms", "signed": "true"}


@pytest.fixture
def sent(desk: Desk, office: Office) -> str:
    """Send a fiche, key included; give its reference."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_MAIL).url.path
    office.deliver()
    page = desk.press(f"{path}/cle-par-sms")
    office.deliver()
    return words(page).partition("référence ")[2].split()[0]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.requirement("R-6", "G-8", "A-2")
def test_the_dpo_sees_the_transmission_and_its_deadlines_and_no_name(
    sent: str, desk_of: Callable[[Role], Desk]
) -> None:
    """Organisation, function, days and rules stand there; no word of the person on any page of the DPO."""
    dpo = desk_of(Role.DPO)
    register = words(dpo.see("/registre"))
    for part in (sent, PARTNER, FUNCTION, "intègre jusqu’à l’entrée", "Le pli", "La clé", "La fiche", "R-1", "R-2"):
        assert part in register
    for path in ("/", "/registre", "/registre/entrees", "/journal", "/echeances"):
        page = dpo.see(path)
        assert page.status_code == 200
        for secret in (LAST_NAME, FIRST_NAME, AGDREF, "14/02/1991", "Inventaire", "06 00 00 01 01"):
            assert secret not in page.text, path


@pytest.mark.requirement("R-6")
def test_the_list_of_sixty_days_holds_what_dies_soon(sent: str, desk_of: Callable[[Role], Desk]) -> None:
    """The pli and its key die within sixty days, the fiche later."""
    assert sent
    page = words(desk_of(Role.DPO).see("/echeances"))
    assert "Le pli" in page
    assert "remise de la clé : 21/11/2026 + 7 jours = 28/11/2026" in page
    assert "La fiche" not in page


@pytest.mark.requirement("A-2")
def test_who_may_read_what(sent: str, desk: Desk, desk_of: Callable[[Role], Desk]) -> None:
    """A référent reads no register; a coordinator the register, not the journal."""
    assert sent
    for path in ("/registre", "/registre/entrees", "/journal", "/echeances"):
        assert 404 == desk.see(path).status_code
    coordinator = desk_of(Role.COORDINATOR)
    assert 200 == coordinator.see("/registre").status_code
    assert 404 == coordinator.see("/journal").status_code


def test_a_cursor_made_by_hand_is_refused(desk_of: Callable[[Role], Desk]) -> None:
    """An address that no page gives is answered in words, not by a broken page."""
    dpo = desk_of(Role.DPO)
    for path in ("/registre?avant=hier", "/registre?avant=2026-01-01", "/journal?avant=-1", "/journal?avant=x"):
        assert 400 == dpo.see(path).status_code
    assert 200 == dpo.see("/journal?avant=3").status_code


@pytest.mark.requirement("R-6", "G-8")
def test_entries_join_the_ledger_by_the_reference(sent: str, desk_of: Callable[[Role], Desk]) -> None:
    """Whatever happened to a pli stands under the reference that the ledger shows, in French, without its id."""
    page = desk_of(Role.DPO).see("/registre/entrees")
    rows = [words_of(part) for part in page.text.partition("<tbody>")[2].split("</tr>")[:-1]]
    about = {what: line for line in rows for what in ("pli préparé", "pli parti", "clé remise") if what in line}
    assert {"pli préparé", "pli parti", "clé remise"} == set(about)
    for line in about.values():
        assert f"pli {sent}" in line
        assert "objet" not in line
    assert "réponse du serveur de messagerie" in about["pli parti"]
    assert "tentatives : 1" in about["pli parti"]
    assert "chemin de la clé : SMS" in about["clé remise"]
    assert f"organisme : {PARTNER}" in about["pli préparé"]


def test_the_office_of_the_dpo_leads_to_the_models(desk_of: Callable[[Role], Desk]) -> None:
    """What each fiche prints is one link from the registers, beside the list of its convention."""
    dpo = desk_of(Role.DPO)
    assert '<h2><a href="/registres">Registres</a></h2>' in dpo.see("/").text
    assert '<a href="/modeles">Modèles et données' in dpo.see("/registres").text
    page = words(dpo.see("/modeles"))
    for part in ("Fiche de liaison (service public de l’emploi)", "Données imprimées", "Liste comparée", "annexe 6.1"):
        assert part in page
