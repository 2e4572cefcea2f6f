"""Do the pages of the registers show, print and ask what they should, to whom they should?"""

from collections.abc import Callable

import pytest

from liaison.vocabulary import Role
from liaison.vocabulary.registers import RegisterDocument
from tests.web.work.office import AGDREF, FIRST_NAME, LAST_NAME, Desk, Office, words

HOSTING = {
    "machine": "hosting:", "identity": "Hébergeur Fictif <b>SAS</b>", "contact": "1 rue Imaginaire", "country": "FR",
    "starts_on": "01/01/2026", "ends_on": "", "agreed_on": "15/12/2025", "revision": "0",
}  # fmt: skip


@pytest.mark.requirement("G-4", "G-7", "G-10")
def test_every_document_reads_prints_and_leaves(desk_of: Callable[[Role], Desk], office: Office) -> None:
    """A page, a PDF in the browser, a text to keep; none of them names a beneficiary."""
    office.sign_convention()
    assert office.case
    dpo = desk_of(Role.DPO)
    index = words(dpo.see("/registres"))
    for document in RegisterDocument:
        page = dpo.see(f"/registres/{document.value}")
        assert 200 == page.status_code
        printed = dpo.see(f"/registres/{document.value}/pdf")
        assert ("application/pdf", b"%PDF") == (printed.headers["content-type"], printed.content[:4])
        taken = dpo.see(f"/registres/{document.value}/texte")
        assert f'attachment; filename="{document.value}.md"' == taken.headers["content-disposition"]
        for secret in (LAST_NAME, FIRST_NAME, AGDREF):
            assert secret not in page.text + taken.text
    assert "Pas encore imprimé" in index
    assert "Imprimé ou emporté la dernière fois le" in words(dpo.see("/registres"))


@pytest.mark.requirement("G-11", "G-6")
def test_a_machine_is_declared(desk_of: Callable[[Role], Desk]) -> None:
    """Red until somebody says who is behind; a country outside is refused with its reason; markup is text."""
    administrator = desk_of(Role.ADMINISTRATOR)
    assert "à déclarer ou à corriger" in words(administrator.see("/registres"))
    refused = administrator.press("/registres/sous-traitants/nouveau", {**HOSTING, "country": "outside"})
    assert 422 == refused.status_code
    assert "interdit tout transfert hors de l’Union européenne" in words(refused)
    assert "Hébergeur Fictif &lt;b&gt;SAS" in refused.text
    page = administrator.press("/registres/sous-traitants/nouveau", HOSTING)
    assert "La déclaration est enregistrée." in words(page)
    assert "Hébergeur Fictif &lt;b&gt;SAS&lt;/b&gt;" in page.text
    assert "à déclarer" not in words(administrator.see("/registres"))
    link = page.text.partition('href="/registres/sous-traitants/')[2]
    edit = [part for part in page.text.split('href="') if part.startswith("/registres/sous-traitants/")]
    path = next(part.partition('"')[0] for part in edit if "nouveau" not in part.partition('"')[0])
    assert link
    changed = administrator.press(path, {**HOSTING, "revision": "1", "ends_on": "31/12/2030"})
    assert "jusqu’au 31/12/2030" in words(changed)
    conflict = administrator.press(path, {**HOSTING, "revision": "1"})
    assert "a changé cette déclaration entre-temps" in words(conflict)
    gone = administrator.press(f"{path}/retirer")
    assert "La déclaration est retirée." in words(gone)


@pytest.mark.requirement("G-7")
def test_the_operator_says_what_no_software_knows(desk_of: Callable[[Role], Desk]) -> None:
    """It stands in the documents at once, as text."""
    controller = desk_of(Role.CONTROLLER)
    assert "à compléter" in words(controller.see("/registres/declarations"))
    saved = controller.press("/registres/declarations/premises", {"text": "Badge <i>nominatif</i>", "revision": "0"})
    assert "C’est enregistré." in words(saved)
    page = controller.see("/registres/operational-annex")
    assert "Badge &lt;i&gt;nominatif&lt;/i&gt;" in page.text
    conflict = controller.press("/registres/declarations/premises", {"text": "Autre", "revision": "0"})
    assert 409 == conflict.status_code
    assert "Autre" in conflict.text
    long = controller.press("/registres/declarations/risks", {"text": "x" * 3001, "revision": "0"})
    assert "3000 caractères au plus" in words(long)


@pytest.mark.requirement("G-9")
def test_the_notice_is_given_and_read_again(desk: Desk, desk_of: Callable[[Role], Desk], office: Office) -> None:
    """The référent prints and records it; the dossier shows the words that were given, and the DPO the texts."""
    path = f"/dossiers/{office.case}/information"
    page = desk.see(path)
    version = page.text.partition('name="version" value="')[2].partition('"')[0]
    assert f"Texte {version}" in words(page)
    shown = desk.press(path, {"given_on": "20/11/2026", "version": version})
    assert "La remise de l’information est notée." in words(shown)
    assert f'href="{path}/{version}"' in shown.text
    given = words(desk.see(f"{path}/{version}"))
    assert "Qui utilise vos informations ?" in given
    dpo = desk_of(Role.DPO)
    assert version in words(dpo.see("/registres"))
    assert "Qui utilise vos informations ?" in words(dpo.see(f"/registres/textes/{version}"))
    stale = desk.press(path, {"given_on": "20/11/2026", "version": "0" * 16})
    assert 409 == stale.status_code
    assert "Le texte d’information a changé" in words(stale)
    assert 404 == desk.see(f"{path}/{'0' * 16}").status_code


@pytest.mark.requirement("A-2")
def test_doors(desk: Desk, desk_of: Callable[[Role], Desk]) -> None:
    """Each role finds its documents on its index, and no other document by its address."""
    assert 404 == desk.see("/registres").status_code
    administrator, coordinator = desk_of(Role.ADMINISTRATOR), desk_of(Role.COORDINATOR)
    assert "Analyse d’impact" not in words(administrator.see("/registres"))
    assert 404 == administrator.see("/registres/impact-assessment").status_code
    assert 404 == administrator.see("/registres/declarations").status_code
    assert 200 == coordinator.see("/registres/notice").status_code
    assert 404 == coordinator.see("/registres/sous-traitants").status_code
    assert 404 == coordinator.see("/registres/controller-register/pdf").status_code
    assert desk_of(Role.DPO).see("/registres/inconnu").status_code in {404, 422}


def test_the_blank_notice_has_places_to_fill(desk_of: Callable[[Role], Desk]) -> None:
    """Without the operator's name, for a pile on a desk."""
    blank = desk_of(Role.DPO).see("/registres/notice/pdf?vierge=1")
    assert b"%PDF" == blank.content[:4]
