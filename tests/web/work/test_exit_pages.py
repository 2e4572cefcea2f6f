"""Do the pages of an exit lead to each addressee, keep what was typed, and refuse what the rules refuse (T-10)?"""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from liaison.usecases import keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import PartnerKind, Role
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import LAST_NAME, Desk, Office, words

pytestmark = pytest.mark.requirement("T-10")


def add_partner(office: Office, kind: PartnerKind, name: str) -> tuple[str, str]:
    """Add a partner with a contact; return both."""
    actor = office.staff.actor(Role.COORDINATOR)
    with office.service.transaction() as ctx:
        partner_id = keeping_directory.save_partner(ctx, actor, PartnerForm(DEPARTEMENT, kind, name, "04 72 00 00 02"))
        form = ContactForm(partner_id, "Colombe", "Inventaire", "Cheffe de service", "chef@service.example", "")
        return partner_id, keeping_directory.save_contact(ctx, actor, form)


def leave(desk: Desk, office: Office, kind: str = "term", **more: str) -> str:
    """Record an exit; return the words of the page after it."""
    answer = desk.press(f"/dossiers/{office.case}/sortie", {"kind": kind, "left_on": "20/11/2026", **more})
    assert answer.status_code == 200, words(answer)
    return words(answer)


def addressees(desk: Desk, office: Office) -> list[str]:
    """Return the path of each addressee's page, in order."""
    page = desk.see(f"/dossiers/{office.case}/sortie").text
    found = [part for part in page.split('"') if part.startswith("/sorties/")]
    return list(dict.fromkeys(found))


def test_from_the_dossier_to_the_announcement(desk: Desk, office: Office) -> None:
    """Offered on the dossier, recorded, prepared: the fiche opens, filled; the dossier and the morning say it."""
    _, contact_id = add_partner(office, PartnerKind.OFII, "DT OFII Inventée")
    office.agree()
    assert "Annoncer la sortie" in words(desk.see(f"/dossiers/{office.case}"))

    after = leave(desk, office)

    assert "L’OFII est informé de toute sortie du programme (guide, annexe 6, article 2) À informer" in after
    assert "1 destinataire attend d’être informé de la sortie" in words(desk.see(f"/dossiers/{office.case}"))
    assert "À informer : DT OFII" in words(desk.see("/"))
    (path,) = addressees(desk, office)
    fiche = desk.press(f"{path}/annonce", {"contact": contact_id})
    assert urlsplit(str(fiche.url)).path.startswith("/fiches/")
    assert "L’annonce est préparée" in words(fiche)
    assert 'value="20/11/2026"' in fiche.text
    assert "Annonce préparée, à envoyer" in words(desk.see(f"/dossiers/{office.case}/sortie"))
    assert "Relire et envoyer" in words(desk.see(path))


@pytest.mark.requirement("F-5")
def test_an_exclusion_asks_when_the_person_was_heard(desk: Desk, office: Office) -> None:
    """The page comes back with what was typed and a sentence beside the day that is missing (guide:411)."""
    fields = {"kind": "exclusion", "left_on": "20/11/2026", "heard_on": ""}

    answer = desk.press(f"/dossiers/{office.case}/sortie", fields)

    assert 422 == answer.status_code
    assert "la personne a pu présenter ses observations (guide 1.5.3)" in words(answer)
    assert 'value="exclusion" checked' in answer.text
    assert 'value="20/11/2026"' in answer.text
    after = leave(desk, office, "exclusion", heard_on="13/11/2026")
    assert "La préfecture est informée d’une exclusion (guide 1.5.3)" in after


def test_told_otherwise_not_concerned_and_taken_back(desk: Desk, office: Office) -> None:
    """Each way has its form; what was recorded is shown and may be taken back."""
    leave(desk, office, "exclusion", heard_on="13/11/2026")
    ofii, prefecture = addressees(desk, office)

    wrong = desk.press(f"{ofii}/informe", {"told_by": "telephone", "told_on": "21/12/2026"})
    assert 422 == wrong.status_code
    assert "au plus tard aujourd’hui" in words(wrong)
    after = words(desk.press(f"{ofii}/informe", {"told_by": "telephone", "told_on": "20/11/2026"}))
    assert "Par téléphone, le 20/11/2026" in after
    refused = desk.press(f"{prefecture}/pas-concerne", {"reason": "follows_no_more"})
    assert 403 == refused.status_code
    assert "La préfecture est informée d’une exclusion" in words(refused)
    after = words(desk.press(f"{prefecture}/pas-concerne", {"reason": "knows_already"}))
    assert "Tous les destinataires sont traités" in after
    assert "Pas concerné : Il le sait déjà" in after
    assert "Sorties à annoncer" not in words(desk.see("/"))
    assert "attend de nouveau" in words(desk.press(f"{ofii}/reprendre"))
    assert 409 == desk.press(f"{ofii}/reprendre").status_code


def test_a_missing_contact_says_whom_to_ask(desk: Desk, office: Office) -> None:
    """Without an OFII in the directory nothing is lost: it waits."""
    leave(desk, office)
    (path,) = addressees(desk, office)

    assert "L’annuaire n’a pas de contact pour ce destinataire" in words(desk.see(path))
    assert 422 == desk.press(f"{path}/annonce", {"contact": ""}).status_code


@pytest.mark.requirement("T-7")
def test_without_the_agreement_the_page_says_what_is_left(desk: Desk, office: Office) -> None:
    """A mission locale cannot be written to; how it was told, or why not, can still be recorded."""
    leave(desk, office)
    answer = desk.press(f"/dossiers/{office.case}/sortie/destinataires", {"partner": office.partner})
    assert "Le destinataire est ajouté" in words(answer)

    page = words(desk.see(addressees(desk, office)[1]))

    assert "L’accord de la personne n’est pas enregistré" in page
    assert "Aucun pli ne peut partir" in page
    assert "Préparer" not in page
    assert "La personne a retiré son accord" in page


def test_an_exit_is_undone(desk: Desk, office: Office) -> None:
    """The support goes on, and the plain form of its end is there again; meanwhile another end is refused."""
    leave(desk, office)
    refused = desk.press(f"/dossiers/{office.case}/fin", {"ended_on": ""})
    assert 409 == refused.status_code
    assert "Une sortie est enregistrée au 20/11/2026" in words(refused)

    assert 422 == desk.press(f"/dossiers/{office.case}/sortie/annuler", {}).status_code
    after = words(desk.press(f"/dossiers/{office.case}/sortie/annuler", {"why": "mistake"}))

    assert "l’accompagnement est de nouveau en cours" in after
    assert "Annulée : Elle a été enregistrée par erreur" in after
    assert "Annoncer la sortie" in after
    assert 409 == desk.press(f"/dossiers/{office.case}/sortie/annuler", {"why": "mistake"}).status_code


def test_an_exit_is_undone_as_the_dossier_was(desk: Desk, office: Office) -> None:
    """The end that was there before comes back and is said; a re-entry is offered after a positive exit only."""
    desk.press(f"/dossiers/{office.case}/fin", {"ended_on": "31/10/2026"})
    leave(desk, office, "abandon")
    page = desk.see(f"/dossiers/{office.case}/sortie")
    assert "L’accompagnement redevient « terminé le 31/10/2026 »" in words(page)
    assert 'value="reentry"' not in page.text
    refused = desk.press(f"/dossiers/{office.case}/sortie/annuler", {"why": "reentry"})
    assert 422 == refused.status_code
    assert "une reprise n’est possible qu’après une sortie positive (guide 1.5.2)" in words(refused)

    after = desk.press(f"/dossiers/{office.case}/sortie/annuler", {"why": "mistake"})

    assert "l’accompagnement a de nouveau la fin qu’il avait avant elle" in words(after)
    leave(desk, office, "positive_housing")
    assert 'value="reentry"' in desk.see(f"/dossiers/{office.case}/sortie").text


def test_several_services_at_a_move(desk: Desk, office: Office) -> None:
    """Each service that takes over is added and told for itself; the contact of one is not offered for another."""
    first, one = add_partner(office, PartnerKind.RECEIVING, "Service de l’emploi Inventé")
    second, other = add_partner(office, PartnerKind.RECEIVING, "Action sociale Inventée")
    assert "un service du département d’arrivée" in leave(desk, office, "move")

    for partner in (first, second):
        desk.press(f"/dossiers/{office.case}/sortie/destinataires", {"partner": partner})

    office.agree()
    pages = [desk.see(path).text for path in addressees(desk, office)[1:]]
    offered = [[contact for contact in (one, other) if f'value="{contact}"' in page] for page in pages]
    assert sorted([[one], [other]]) == sorted(offered)


def test_the_end_of_a_pic_ipr_project(desk: Desk, office: Office) -> None:
    """Recorded from the dossier, shown in its thread (guide:3931-3934)."""
    assert "n’a pas de lauréat PIC IPR" in words(desk.see(f"/dossiers/{office.case}/fin-pic-ipr"))
    project, _ = add_partner(office, PartnerKind.PIC_IPR, "Tremplin Inventé")
    path = f"/dossiers/{office.case}/fin-pic-ipr"

    wrong = desk.press(path, {"partner": project, "kind": "project_training", "ended_on": "31/02/2026"})
    assert 422 == wrong.status_code
    assert 'value="31/02/2026"' in wrong.text
    after = words(desk.press(path, {"partner": project, "kind": "project_training", "ended_on": "20/11/2026"}))

    assert "Fin d’un accompagnement PIC IPR Tremplin Inventé : Accès à la formation" in after


@pytest.mark.requirement("A-2")
def test_strangers_find_nothing(desk: Desk, office: Office, desk_of: Callable[[Role], Desk]) -> None:
    """Neither the DPO nor the administrator opens an exit; an id of nobody looks the same."""
    leave(desk, office)
    (path,) = addressees(desk, office)
    unknown = desk.see("/sorties/aaaaaaaaaaaaaaaa")
    for role in (Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR):
        for address in (path, f"/dossiers/{office.case}/sortie", f"/dossiers/{office.case}/fin-pic-ipr"):
            answer = desk_of(role).see(address)
            assert 404 == answer.status_code
            assert words(unknown) == words(answer)
            assert LAST_NAME not in answer.text


@pytest.mark.parametrize("path", ["sortie", "sortie/annuler", "sortie/destinataires", "fin-pic-ipr"])
def test_a_field_that_the_form_does_not_have_is_refused(desk: Desk, office: Office, path: str) -> None:
    """Nobody sets what no page offers (ASVS 15.3.3)."""
    leave(desk, office)

    assert 400 == desk.press(f"/dossiers/{office.case}/{path}", {"recorded_by": "x"}).status_code
