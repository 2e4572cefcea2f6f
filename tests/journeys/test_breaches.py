"""Does a breach go from « Déclarer un incident » to the closed entry of the register, each at their own screen?"""

import re

import pytest
from playwright.sync_api import Page, expect

from liaison.usecases import directory, drafting, keeping_conventions, sending
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.vocabulary import AgreementKind, Duty, PartnerKind, Party, Role
from tests.forms.paper.reading import text_of
from tests.journeys import doing
from tests.journeys.furnished import BY_SMS
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import Partner, People, Person
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")

NAME = "VIOLATINE"


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_from_the_declaration_to_the_register(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """A référent declares; the DPO opens, tells, assesses; the controller decides; the person is told; it closes."""
    referent, dpo, controller = people.new(), people.new(Role.DPO), people.new(Role.CONTROLLER)
    partner = people.partner(PartnerKind.MISSION_LOCALE, "Mission locale de la Violette", model="spe")
    case_id = _sent(house, people, referent, partner)

    number = _declares(house, page, referent)
    _opens(house, page, dpo, number, partner, gallery)
    _decides(house, page, controller, number, gallery)
    _informs(house, page, referent, gallery)
    _closes(house, page, dpo, number, case_id, gallery)


@pytest.mark.requirement("G-2")
def test_a_complaint(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """From the dossier to its answer; the DPO has a number and 36 hours."""
    referent, dpo = people.new(), people.new(Role.DPO)
    case_id = people.case(referent, NAME, AgreementKind.ENGAGEMENT)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)
    page.get_by_role("link", name="Enregistrer une réclamation").click()
    page.get_by_label("des données fausses").check()
    page.get_by_label("de vive voix").check()
    page.get_by_role("button", name="Enregistrer la réclamation").click()
    said = page.get_by_text(re.compile(r"R-\d{4}-\d{3}")).first.inner_text()
    gallery.look(page, "complaint-of-a-case")
    doing.sign_out(page)

    doing.sign_in(page, house.url, dpo)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Violations").click()
    page.get_by_role("link", name="Réclamations").click()
    page.get_by_role("link", name=re.compile(said)).click()
    gallery.look(page, "complaint")
    page.get_by_role("link", name=re.compile("Préparer l’annonce")).click()
    page.get_by_label("Pourquoi elle n’a pas à être prévenue").select_option(label="Aucune convention n’est concernée")
    page.get_by_role("button", name="Noter qu’elle n’est pas concernée").click()
    page.get_by_label("la personne a obtenu ce qu’elle demandait").check()
    page.get_by_label("La réponse donnée, en quelques phrases").fill("La date est corrigée.")
    page.get_by_role("button", name="Clôturer la réclamation").click()
    expect(page.get_by_text("La réclamation est close.")).to_be_visible()
    gallery.look(page, "complaint-closed")
    assert NAME not in page.content()


def _open(page: Page, house: House, person: Person, number: str) -> None:
    doing.sign_in(page, house.url, person)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Violations").click()
    page.get_by_role("link", name=re.compile(number)).click()


def _tell(page: Page, gallery: Gallery, whom: str, way: str) -> None:
    page.get_by_role("link", name=re.compile(f"Préparer l’annonce : {whom}")).click()
    gallery.look(page, f"breach-notice-{whom[-4:]}")
    page.get_by_label("Comment").select_option(label=way)
    page.get_by_role("button", name="Noter l’annonce").click()
    expect(page.get_by_text("L’annonce est notée.")).to_be_visible()


def _describe(page: Page, gallery: Gallery) -> None:
    page.get_by_role("link", name="Compléter ce qui est su").click()
    page.get_by_label("des données ont pu être lues par quelqu’un d’autre").check()
    page.get_by_label("faux messages ou faux appels").check()
    page.get_by_label("suppression demandée à qui a reçu les données").check()
    page.get_by_label("Les faits, en quelques phrases").fill("Son diabète est connu.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("« diabète »")
    gallery.look(page, "breach-facts-guarded")
    page.get_by_label("Les faits, en quelques phrases").fill("Un pli est parti au mauvais service.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()


def _sent(house: House, people: People, referent: Person, partner: Partner) -> str:
    """Send a fiche under a convention that names its correspondent; return the dossier."""
    keeper, actor = people.actor(Role.COORDINATOR), people.actor_of(referent)
    case_id = people.case(referent, NAME, *AgreementKind)
    before = len(house.mail.received)
    with people.service.transaction() as ctx:
        convention_id = directory.open_partner(ctx, keeper, partner.id).conventions[0].id
        who = ("Registrine", "Aglaé", "DPD", "dpd@partenaire.example")
        named = CorrespondentForm(Party.PARTNER, Duty.DATA_PROTECTION, *who)
        keeping_conventions.save_correspondent(ctx, keeper, convention_id, named)
        fiche_id = drafting.start(ctx, actor, case_id, "spe").fiche_id
        drafting.choose_contact(ctx, actor, fiche_id, partner.contact_id)
        shown = drafting.open_fiche(ctx, actor, fiche_id)
        raw = {**shown.raw, "signature.place": "Testville"}
        drafting.save(ctx, actor, fiche_id, raw=raw, revision=shown.revision)
    with people.service.transaction() as ctx:
        sending.send(ctx, actor, fiche_id, BY_SMS)
    until(lambda: len(house.mail.received) > before, "the mail of the pli")
    return case_id


def _declares(house: House, page: Page, referent: Person) -> str:
    """A référent says that a pli went to the wrong person; return the number."""
    doing.sign_in(page, house.url, referent)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Transmissions").click()
    page.get_by_role("link", name=re.compile(NAME)).first.click()
    page.get_by_role("link", name="déclarer un incident").click()
    page.get_by_label("Pli ouvert par un mauvais destinataire").check()
    page.get_by_role("group", name="Des données reçues de l’OFII").get_by_label("Oui").check()
    page.get_by_role("button", name="Déclarer l’incident").click()
    found = re.search(r"\d{4}-\d{3}", page.get_by_text(re.compile(r"Incident \d{4}-\d{3}")).first.inner_text())
    assert found is not None
    doing.sign_out(page)
    return found[0]


def _opens(house: House, page: Page, dpo: Person, number: str, partner: Partner, gallery: Gallery) -> None:
    """The DPO takes it in hand, tells the OFII and the other party, says what is known, gives an opinion."""
    _open(page, house, dpo, number)
    gallery.look(page, "breach-draft")
    page.get_by_label("un membre de l’équipe l’a constaté").check()
    page.get_by_role("button", name="Ouvrir la violation").click()
    expect(page.get_by_text("Le service a trouvé 1 dossier")).to_be_visible()
    assert NAME not in page.content()
    gallery.look(page, "breach-open")
    _tell(page, gallery, "L’OFII", "Téléphone")
    page.get_by_role("link", name=re.compile("Préparer l’annonce : L’autre partie")).click()
    gallery.look(page, "breach-notice-party")
    page.get_by_role("button", name="Envoyer l’e-mail").click()
    expect(page.get_by_text("L’e-mail part dans un instant")).to_be_visible()
    _describe(page, gallery)
    page.get_by_role("link", name="Chercher qui est concerné").click()
    page.get_by_label("Un partenaire : ce qu’il a reçu").check()
    page.get_by_label("Partenaire", exact=True).select_option(label=partner.name)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Les personnes concernées sont cherchées")).to_be_visible()
    gallery.look(page, "breach-leads")
    page.get_by_role("link", name=re.compile(r"Violation \d")).click()
    page.get_by_role("link", name="Donner votre avis").click()
    page.get_by_label("un risque élevé pour les personnes").check()
    page.get_by_label("Pourquoi").fill("Le pli est ouvert ailleurs, rien ne dit par qui.")
    page.get_by_role("button", name="Donner l’avis").click()
    expect(page.get_by_text("Votre avis est enregistré.")).to_be_visible()
    doing.sign_out(page)


def _decides(house: House, page: Page, controller: Person, number: str, gallery: Gallery) -> None:
    """The controller decides, and tells the CNIL."""
    _open(page, house, controller, number)
    page.get_by_role("link", name="Décider").click()
    page.get_by_label("un risque élevé pour les personnes").check()
    page.get_by_role("group", name="Notifier à la CNIL").get_by_label("Non").check()
    page.get_by_role("group", name="Informer les personnes").get_by_label("Oui").check()
    for label in ("Motif du niveau de risque", "Motif, pour la CNIL", "Motif, pour les personnes"):
        page.get_by_label(label).fill("Un motif d’essai.")
    page.get_by_role("button", name="Décider").click()
    expect(page.get_by_role("alert")).to_contain_text("la CNIL doit le savoir")
    gallery.look(page, "breach-decision-mistakes")
    page.get_by_role("group", name="Notifier à la CNIL").get_by_label("Oui").check()
    page.get_by_role("button", name="Décider").click()
    expect(page.get_by_text("La décision est enregistrée")).to_be_visible()
    _tell(page, gallery, "La CNIL", "Téléservice")
    gallery.look(page, "breach-assessed")
    doing.sign_out(page)


def _informs(house: House, page: Page, referent: Person, gallery: Gallery) -> None:
    """The référent gives the letter and notes it."""
    doing.sign_in(page, house.url, referent)
    expect(page.get_by_text("1 personne est à informer")).to_be_visible()
    gallery.look(page, "breach-my-day")
    page.get_by_role("link", name="Voir qui, et quoi leur dire").click()
    gallery.look(page, "breach-to-inform")
    page.get_by_role("link", name=f"Informer {NAME}").click()
    gallery.look(page, "breach-letter")
    letter = text_of(doing.linked_file(page, "Imprimer (PDF)"))
    assert "arrivé chez la mauvaise personne" in letter
    assert NAME not in letter
    page.get_by_label("Comment").select_option(label="De vive voix")
    page.get_by_role("button", name="Noter").click()
    expect(page.get_by_text("la personne est informée")).to_be_visible()
    doing.sign_out(page)


def _closes(house: House, page: Page, dpo: Person, number: str, case_id: str, gallery: Gallery) -> None:
    """The DPO closes it, and prints the register."""
    _open(page, house, dpo, number)
    page.get_by_role("button", name="Clôturer la violation").click()
    expect(page.get_by_text("Elle reste au registre, et plus rien n’y change.").first).to_be_visible()
    gallery.look(page, "breach-closed")
    page.get_by_role("link", name="Toutes les violations").click()
    expect(page.get_by_role("heading", name="Closes, au registre")).to_be_visible()
    gallery.look(page, "breaches")
    register = text_of(doing.linked_file(page, "Imprimer (PDF)"))
    assert number in register
    assert "Un pli est parti au mauvais service." in register
    assert case_id not in register
    assert NAME not in register + page.content()
