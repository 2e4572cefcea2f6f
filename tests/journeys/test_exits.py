"""Is an exit announced to those whom the guide names, and are dossiers followed while somebody is away (T-10, A-2)?"""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from liaison.adapters.clock import SystemClock
from liaison.store import exchanges, trails
from liaison.usecases import administering, drafting, sending
from liaison.vocabulary import AgreementKind, Chain, PartnerKind, Role, Sealed
from tests.forms.paper.reading import text_of
from tests.journeys import doing, partner_side
from tests.journeys.furnished import BY_SMS
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import Partner, People, Person
from tests.journeys.waiting import until
from tests.liaison.adapters.mail_server import Received

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("T-10", "T-4", "F-6")
def test_an_exclusion_is_announced(house: House, people: People, page: Page, gallery: Gallery, tmp_path: Path) -> None:
    """The OFII and the prefecture by pli, the mission locale by telephone; then nothing waits any more."""
    referent = people.new()
    ofii = people.partner(PartnerKind.OFII, "DT OFII des Essais", model=None)
    prefecture = people.partner(PartnerKind.PREFECTURE, "Préfecture des Essais", model=None)
    mission = people.partner(PartnerKind.MISSION_LOCALE, "Mission locale des Essais", model="spe")
    case_id = people.case(referent, "SORTANTE", AgreementKind.ENGAGEMENT)
    _refer(house, people, referent, case_id, mission)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)

    page.get_by_role("link", name="Annoncer la sortie").click()
    gallery.look(page, "exit-record")
    today = SystemClock().now().strftime("%d/%m/%Y")
    page.get_by_label("Exclusion", exact=True).check()
    page.get_by_label("Date de sortie").fill(today)
    page.get_by_role("button", name="Enregistrer la sortie").click()
    expect(page.get_by_role("alert")).to_contain_text("la personne a pu présenter ses observations")
    gallery.look(page, "exit-record-mistakes")
    page.get_by_label("observations de la personne recueillies le").fill(today)
    page.get_by_role("button", name="Enregistrer la sortie").click()
    expect(page.get_by_text("3 destinataires attendent")).to_be_visible()
    gallery.look(page, "exit-waiting")

    reference = ""
    for partner, name, key in ((ofii, "DT OFII", "Par SMS"), (prefecture, "Préfecture", "Par téléphone")):
        page.get_by_role("link", name=f"Informer : {name}").click()
        expect(page.get_by_text("« Exclusion »")).to_be_visible()
        gallery.look(page, f"exit-addressee-{name}")
        _announce(page, partner, today)
        gallery.look(page, f"exit-fiche-{name}")
        doing.ask_to_send(page)
        reference = doing.send(page, key)
        _wait_for_mail(house, reference)
        page.goto(f"{house.url}/dossiers/{case_id}/sortie")
        expect(page.get_by_role("link", name=reference)).to_be_visible()
    paper = _paper(house, people, reference, tmp_path)
    assert "Annonce de sortie du programme" in paper
    assert "SORTANTE" in paper

    page.get_by_role("link", name="Informer : Mission locale des Essais").click()
    expect(page.get_by_text("Fin de l’accompagnement, sans autre précision")).to_be_visible()
    page.get_by_label("Comment").select_option(label="Par téléphone")
    page.get_by_role("button", name="Noter qu’il est informé").click()
    expect(page.get_by_text("Tous les destinataires sont traités.")).to_be_visible()
    gallery.look(page, "exit-all-told")
    page.get_by_role("link", name="Mission locale des Essais").click()
    gallery.look(page, "exit-addressee-told")
    doing.open_case(page, house.url, case_id)
    expect(page.get_by_role("link", name="Sortie du programme : Exclusion")).to_be_visible()
    gallery.look(page, "exit-case")
    page.goto(house.url)
    expect(page.get_by_role("heading", name="Sorties à annoncer")).to_have_count(0)


@pytest.mark.requirement("A-2", "G-8")
def test_the_substitute_sends(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """Declared by the référent; the colleague finds the draft in the morning, sends it; ended, the door is closed."""
    absent, colleague = people.new(), people.new()
    cph = people.partner(PartnerKind.CPH, "Centre provisoire d’hébergement du Grand Essai", model="generic")
    case_id = people.case(absent, "ABSENTIA", AgreementKind.ENGAGEMENT)
    _draft(people, absent, case_id, cph)
    doing.sign_in(page, house.url, absent)
    page.get_by_role("link", name="Absences").click()
    gallery.look(page, "absences-none")
    now = SystemClock().now()
    page.get_by_label("Premier jour").fill(now.strftime("%d/%m/%Y"))
    page.get_by_label("Dernier jour").fill((now - timedelta(days=2)).strftime("%d/%m/%Y"))
    name = _name_of(people, colleague)
    option = page.get_by_label("Remplacement").locator("option", has_text=name)
    page.get_by_label("Remplacement").select_option(value=option.get_attribute("value"))
    page.get_by_role("button", name="Déclarer l’absence").click()
    expect(page.get_by_role("alert")).to_contain_text("il vient avant le premier")
    gallery.look(page, "absences-mistakes")
    page.get_by_label("Dernier jour").fill((now + timedelta(days=2)).strftime("%d/%m/%Y"))
    page.get_by_role("button", name="Déclarer l’absence").click()
    expect(page.get_by_text("L’absence est déclarée.")).to_be_visible()
    gallery.look(page, "absences-one")
    doing.sign_out(page)

    doing.sign_in(page, house.url, colleague)
    expect(page.get_by_text(f"Vous remplacez {_name_of(people, absent)}")).to_be_visible()
    gallery.look(page, "absence-my-day")
    page.get_by_role("link", name="ABSENTIA").click()
    doing.ask_to_send(page)
    reference = doing.send(page)
    assert absent.account_id == _in_place_of(people, reference)
    doing.open_case(page, house.url, case_id)
    expect(page.get_by_text("Vous remplacez")).to_be_visible()
    gallery.look(page, "absence-case")
    doing.sign_out(page)

    doing.sign_in(page, house.url, absent)
    page.get_by_role("link", name="Absences").click()
    page.get_by_role("button", name="Terminer maintenant").click()
    expect(page.get_by_text("l’accès du remplacement est fermé")).to_be_visible()
    doing.sign_out(page)
    doing.sign_in(page, house.url, colleague)
    answer = page.goto(f"{house.url}/dossiers/{case_id}")
    assert answer is not None
    assert 404 == answer.status
    coordinator = people.one(Role.COORDINATOR)
    doing.sign_out(page)
    doing.sign_in(page, house.url, coordinator)
    page.goto(f"{house.url}/absences")
    expect(page.get_by_text("terminée").first).to_be_visible()
    gallery.look(page, "absences-coordinator")


def _draft(people: People, referent: Person, case_id: str, partner: Partner, model: str = "generic") -> str:
    actor = people.actor_of(referent)
    with people.service.transaction() as ctx:
        fiche_id = drafting.start(ctx, actor, case_id, model).fiche_id
        drafting.choose_contact(ctx, actor, fiche_id, partner.contact_id)
        shown = drafting.open_fiche(ctx, actor, fiche_id)
        raw = {**shown.raw, "signature.place": "Testville"}
        drafting.save(ctx, actor, fiche_id, raw=raw, revision=shown.revision)
    return fiche_id


def _refer(house: House, people: People, referent: Person, case_id: str, partner: Partner) -> None:
    """Send a fiche, and wait until it left: the exit then names this partner."""
    fiche_id = _draft(people, referent, case_id, partner, "spe")
    before = len(house.mail.received)
    with people.service.transaction() as ctx:
        sending.send(ctx, people.actor_of(referent), fiche_id, BY_SMS)
    until(lambda: len(house.mail.received) > before, "the mail of the referral")


def _announce(page: Page, partner: Partner, today: str) -> None:
    """Prepare the announcement from its page, and write where it was made."""
    page.get_by_label("Contact").select_option(label=f"{partner.name} : {partner.contact_name}, {partner.function}")
    page.get_by_role("button", name="Préparer l’annonce").click()
    expect(doing.field(page, "exit.date")).to_have_value(today)
    doing.field(page, "signature.place").fill("Testville")


def _wait_for_mail(house: House, reference: str) -> None:
    until(lambda: _mails(house, reference) != [], f"the mail of {reference}")


def _mails(house: House, reference: str) -> list[Received]:
    return [mail for mail in house.mail.received if reference in str(mail.message["Subject"])]


def _paper(house: House, people: People, reference: str, folder: Path) -> str:
    """Read the announcement as its addressee does; the mail around it names nobody."""
    letter = partner_side.read(_mails(house, reference)[0])
    assert "SORTANTE" not in letter.words
    return text_of(partner_side.unseal(letter, _key_of(people, reference), folder))


def _key_of(people: People, reference: str) -> str:
    """Take the key from the vault: how it travels is another journey's affair."""
    with people.service.transaction() as ctx:
        row = exchanges.find_by_reference(ctx.session, reference)
        assert row is not None
        assert row.passphrase is not None
        object_id = Sealed.PASSPHRASE.object(row.id)
        return ctx.vault.unseal(object_id, field="passphrase", version=1, sealed=row.passphrase).decode()


def _in_place_of(people: People, reference: str) -> object:
    """Read in the register in whose place a pli was prepared."""
    with people.service.transaction() as ctx:
        row = exchanges.find_by_reference(ctx.session, reference)
        assert row is not None
        (prepared, *_) = trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=9, subject=row.id)[::-1]
        return prepared.detail["in-place-of"]


def _name_of(people: People, person: Person) -> str:
    with people.service.transaction() as ctx:
        return administering.staff_name(ctx, person.account_id)
