"""What if the session ends while somebody types? They are told what to do, sign in again, and find everything."""

import re

import pytest
from playwright.sync_api import Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")

NEEDS = "Un récit que personne ne retape : « guillemets », <balises> & {{accolades}}.\n\nDeux lignes plus bas."


@pytest.mark.requirement("A-1", "T-5")
def test_nothing_typed_is_lost(house: House, people: People, page: Page) -> None:
    """Signed out in another window: the fiche says so, its button leads through sign-in, and all is there."""
    spec, referent = Catalog(None).get("generic"), people.new()
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", *AgreementKind))
    doing.ready_to_send(page, spec, partner)
    other = page.context.new_page()
    other.goto(house.url)
    doing.sign_out(other)

    doing.field(page, "support.needs").fill(NEEDS)
    doing.field(page, "support.planned").fill("Des cours de français.")
    state = page.locator("[data-autosave-state]")
    expect(state).to_have_text(re.compile("Rien n’est perdu : utilisez le bouton d’enregistrement"))
    before = doing.shown_values(page, spec)
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(page.get_by_text("Votre session s’est terminée : rien n’est perdu.")).to_be_visible()
    doing.give_credentials(page, referent)
    expect(page.get_by_role("heading", level=1, name="Reprendre votre saisie")).to_be_visible()
    page.get_by_role("button", name="Enregistrer ma saisie").click()

    expect(page.get_by_role("heading", level=1, name=spec.name)).to_be_visible()
    assert before == doing.shown_values(page, spec)


@pytest.mark.requirement("A-1", "T-5")
def test_somebody_else_does_not_get_it(house: House, people: People, page: Page) -> None:
    """A colleague who signs in on the same computer is signed in, and sees nothing of what was typed."""
    referent, colleague = people.new(), people.new()
    doing.sign_in(page, house.url, referent)
    page.goto(f"{house.url}/dossiers/nouveau")
    other = page.context.new_page()
    other.goto(house.url)
    doing.sign_out(other)
    page.locator('[name="beneficiary.last_name"]').fill("SECRETOVA")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    doing.give_credentials(page, colleague)

    expect(page.get_by_role("heading", level=1, name="Saisie d’un autre compte")).to_be_visible()
    assert "SECRETOVA" not in page.content()
