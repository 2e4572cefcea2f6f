"""Is what people type ever taken for markup, a script or a template? In every text field, page, mail and paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from forms.catalog import Catalog
from forms.spec import Kind
from liaison.vocabulary import AgreementKind, PartnerKind, Role
from tests.forms.paper.reading import bare, text_of
from tests.journeys import doing, hostile, partner_side
from tests.journeys.hostile import MARKUP, check_nothing_ran
from tests.journeys.house import House
from tests.journeys.people import People
from tests.journeys.typing_in import typed_by_sender, unique_values
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")

TEXTS = (Kind.TEXT, Kind.LONG_TEXT)


@pytest.mark.requirement("T-5", "F-8")
def test_markup_stays_text(
    house: House, people: People, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """Partner, contact, convention, dossier, fiche: typed letter for letter, shown so, printed so, never executed."""
    context = new_context()
    hostile.note_violations(context)
    page = context.new_page()
    doing.sign_in(page, house.url, people.new(Role.COORDINATOR))
    name = _type_directory(page)
    doing.sign_out(page)

    referent = people.new()
    doing.sign_in(page, house.url, referent)
    _type_case(page, house)
    spec = Catalog(None).get("spe")
    doing.start_fiche(page, spec)
    choice = page.get_by_label("À qui s’adresse cette fiche ?")
    choice.select_option(label=choice.locator("option", has_text=name).inner_text())
    page.get_by_role("button", name="Choisir ce contact").click()
    values = unique_values(spec, agdref=people.agdref())
    values |= {field.id: MARKUP for field in typed_by_sender(spec) if field.kind in TEXTS}
    for gated in ("beneficiary.email", "barriers.health", "orientation.cap_emploi"):
        del values[gated]
    doing.fill(page, spec, values)
    doing.press(page, page.get_by_role("button", name="Enregistrer", exact=True).first)
    check_nothing_ran(page)
    assert values == {key: text for key, text in doing.shown_values(page, spec).items() if key in values}
    doing.ask_to_send(page)
    check_nothing_ran(page)
    doing.press(page, page.get_by_role("button", name="Continuer"))
    check_nothing_ran(page)
    page.get_by_role("button", name="Envoyer le pli").click()
    doing.wait_until_sent(page)
    check_nothing_ran(page)
    _open_it(page, house, tmp_path, values)
    _walk(page, house, people)


def _type_directory(page: Page) -> str:
    """Add a partner, a contact and a convention with markup in every field that takes words; return its name."""
    name = f"Mission hostile {MARKUP}"
    page.get_by_role("link", name="Partenaires", exact=True).click()
    page.get_by_role("link", name="Nouveau partenaire").click()
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Sorte de partenaire").select_option(PartnerKind.MISSION_LOCALE.value)
    page.get_by_label("Standard").fill(MARKUP)
    doing.press(page, page.get_by_role("button", name="Enregistrer"))
    check_nothing_ran(page)
    expect(page.get_by_label("Standard")).to_have_value(MARKUP)
    page.get_by_label("Standard").fill("02 61 91 01 00")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter un contact").click()
    for label in ("Prénom", "Nom", "Fonction"):
        page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label} (facultatif)", exact=True)).fill(
            MARKUP[:100]
        )
    page.get_by_label("E-mail professionnel").fill(MARKUP)
    doing.press(page, page.get_by_role("button", name="Enregistrer"))
    check_nothing_ran(page)
    expect(page.get_by_role("alert")).to_contain_text("E-mail professionnel")
    page.get_by_label("E-mail professionnel").fill("hostile@partenaire.example")
    page.get_by_label("Mobile professionnel").fill("06 00 00 06 66")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter une convention").click()
    page.get_by_label("Référence").fill(MARKUP[:100])
    page.get_by_label("Début").fill("01/01/2025")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("en vigueur", exact=True)).to_be_visible()
    check_nothing_ran(page)
    return name


def _type_case(page: Page, house: House) -> None:
    page.goto(f"{house.url}/dossiers/nouveau")
    for field_id in ("beneficiary.last_name", "beneficiary.first_name", "beneficiary.address"):
        doing.field(page, field_id).fill(MARKUP[:100])
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.get_by_label("Enregistrer un accord").select_option(AgreementKind.ENGAGEMENT.value)
    page.get_by_label("Donné le").fill(MARKUP)
    doing.press(page, page.get_by_role("button", name="Enregistrer l’accord"))
    check_nothing_ran(page)
    expect(page.get_by_label("Donné le")).to_have_value(MARKUP)
    page.get_by_label("Donné le").fill("01/10/2026")
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page.get_by_text("L’accord est enregistré.")).to_be_visible()
    check_nothing_ran(page)


def _open_it(page: Page, house: House, folder: Path, values: dict[str, str]) -> None:
    """Mail and paper carry what was typed as it was typed, or not at all."""
    reference = doing.reference(page)
    doing.hear_that_it_arrived(page)
    assert house.gateway is not None
    texts = house.gateway.texts
    until(lambda: any(reference in text.text for text in texts.values()), "the SMS of the key")
    (key,) = [text.text.splitlines()[-1] for text in texts.values() if reference in text.text]
    (letter,) = [letter for letter in map(partner_side.read, house.mail.received) if reference in letter.subject]
    assert "window.ran" not in letter.words
    text = bare(text_of(partner_side.unseal(letter, key, folder)))
    assert list(values.values()).count(MARKUP) <= text.count(bare(MARKUP))


def _walk(page: Page, house: House, people: People) -> None:
    """Every list and register that names the partner shows it letter for letter."""
    for path in ("", "/dossiers", "/transmissions", "/partenaires"):
        page.goto(f"{house.url}{path}")
        check_nothing_ran(page)
    page.get_by_label("Nom du partenaire").fill(MARKUP)
    doing.press(page, page.get_by_role("button", name="Chercher"))
    expect(page.get_by_role("status")).to_contain_text(MARKUP)
    check_nothing_ran(page)
    doing.sign_out(page)
    doing.sign_in(page, house.url, people.new(Role.DPO))
    for path in ("/registre", "/echeances", "/journal"):
        page.goto(f"{house.url}{path}")
        check_nothing_ran(page)
    page.goto(f"{house.url}/registre")
    expect(page.get_by_role("main")).to_contain_text(MARKUP)
