"""What does a référent read who typed something that cannot be? Each mistake by its label, and nothing typed lost."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing
from tests.journeys.house import House
from tests.journeys.people import People
from tests.journeys.typing_in import unique_values

pytestmark = pytest.mark.xdist_group("browser")

WRONG: Final = {
    "beneficiary.birth_date": ("31/02/1990", "Date de naissance", "le 31/02/1990 n’existe pas"),
    "beneficiary.cir_date": ("hier", "Date de signature du CIR", "n’est pas une date"),
    "beneficiary.telephone": ("deux zéros", "Téléphone", "n’est pas un numéro de téléphone"),
    "beneficiary.agdref": ("123", "AGDREF", "10 chiffres"),
    "signature.place": ("", "Fait à", ""),
}


@pytest.mark.requirement("F-5", "F-10")
def test_every_mistake_at_once(house: House, people: People, page: Page) -> None:
    """All on top with links and beside their fields; what was typed stays; corrected, the fiche may leave."""
    spec, referent = Catalog(None).get("generic"), people.new()
    values = unique_values(spec, agdref=people.agdref())
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", *AgreementKind))
    doing.start_fiche(page, spec)
    doing.choose_contact(page, partner)
    typed = values | {field: wrong for field, (wrong, _, _) in WRONG.items()}
    doing.fill(page, spec, typed)
    page.get_by_role("button", name="Envoyer…").first.click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("5 points sont à corriger avant l’envoi")
    expect(alert).to_be_focused()
    for field_id, (_, label, sentence) in WRONG.items():
        line = alert.get_by_role("link").filter(has_text=label).filter(has_text=sentence)
        expect(line).to_have_attribute("href", f"#f-{field_id}")
        expect(page.locator(f'[data-problem-for="{field_id}"]')).to_contain_text(sentence)
        expect(doing.field(page, field_id)).to_have_attribute("aria-invalid", "true")
    assert typed == doing.shown_values(page, spec)

    doing.fill(page, spec, {field: values[field] for field in WRONG})
    doing.ask_to_send(page)


@pytest.mark.requirement("F-5")
def test_mistakes_while_typing(house: House, people: People, page: Page) -> None:
    """Autosave keeps a date that is none, says so beside it, and takes the sentence away when it is one."""
    spec, referent = Catalog(None).get("generic"), people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE"))
    doing.start_fiche(page, spec)
    birth = doing.field(page, "beneficiary.birth_date")
    problem = page.locator('[data-problem-for="beneficiary.birth_date"]')

    birth.fill("31/02/1990")
    birth.blur()
    expect(problem).to_contain_text("le 31/02/1990 n’existe pas")
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile("^enregistré à"))
    birth.fill("28/02/1990")
    birth.blur()
    expect(problem).to_be_empty()


@pytest.mark.requirement("F-4", "F-7")
def test_what_needs_a_consent_is_closed(house: House, people: People, page: Page) -> None:
    """Without the person's consent, their e-mail and what tells of their health cannot be typed, and it says why."""
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    doing.start_fiche(page, Catalog(None).get("spe"))

    for field_id in ("beneficiary.email", "barriers.health", "orientation.cap_emploi"):
        expect(doing.field(page, field_id)).to_be_disabled()
        expect(page.locator(f'[id="f-{field_id}-closed"]')).to_contain_text("enregistr")
