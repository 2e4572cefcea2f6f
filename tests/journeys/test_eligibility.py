"""Does the référent see who may be proposed, and what to ask first (E-1 to E-4)?"""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from liaison.adapters.clock import SystemClock
from liaison.rules.calendar import add_months, local_day
from liaison.vocabulary import Role
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")


def french(day: date) -> str:
    """Write a day as people type it."""
    return f"{day:%d/%m/%Y}"


@pytest.mark.requirement("E-1", "E-2", "E-3", "E-4", "T-7")
def test_from_nothing_known_to_proposed(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """Everything is to be looked at; typed in the dossier, agreed to by the person, it says from when until when."""
    today = local_day(SystemClock().now())
    referent = people.new()
    case_id = people.case(referent, "PROPOSÉE")
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)
    block = page.get_by_role("region", name="Éligibilité au programme")
    expect(block).to_contain_text("À vérifier avant de la proposer")
    gallery.look(page, "eligibility-unknown")

    block.get_by_role("link", name="Compléter").click()
    doing.field(page, "beneficiary.protection_date").fill(french(add_months(today, -4)))
    doing.field(page, "beneficiary.cir_date").fill(french(add_months(today, -2)))
    for name, said in (
        ("standing", "protected"), ("resides", "yes"), ("housing", "no"), ("employment", "no"),
        ("cph_request", "no"), ("resettled", "no"),
    ):  # fmt: skip
        doing.field(page, f"programme.{name}").and_(page.locator(f'[value="{said}"]')).check()
    doing.field(page, "programme.cph_since").fill(french(add_months(today, -3)))
    gallery.look(page, "eligibility-typing")
    page.get_by_role("button", name="Enregistrer").click()
    expect(block).to_contain_text("soit 3 mois pleins sur 9")
    expect(block).to_contain_text("Accord de la personne à enregistrer")
    gallery.look(page, "eligibility-too-short")

    block.get_by_role("link", name="Compléter").click()
    doing.field(page, "programme.cph_since").fill("")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Enregistrer un accord").select_option(label="Accord pour être proposé·e au programme AGIR")
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(block).to_contain_text("Peut être proposée à l’OFII")
    gallery.look(page, "eligibility-proposable")

    block.get_by_role("link", name="Compléter").click()
    doing.field(page, "beneficiary.engagement_date").fill(french(today))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("region", name="Programme AGIR")).to_contain_text("Vers une sortie positive")
    gallery.look(page, "eligibility-in-programme")


@pytest.mark.requirement("E-1")
def test_the_year_of_deployment(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """The administrator reads the year of annexe 1 where the département is kept."""
    doing.sign_in(page, house.url, people.new(Role.ADMINISTRATOR))
    page.goto(f"{house.url}/administration/departements")
    page.get_by_role("main").get_by_role("link").filter(has_text="Loire-Atlantique").first.click()
    expect(page.get_by_label("Année de déploiement d’AGIR")).to_have_value("2022")
    gallery.look(page, "eligibility-departement")
