"""What if a court asks for what is soon destroyed? A hold from asking to lifting; a delay that changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.adapters.clock import SystemClock
from liaison.rules.calendar import add_months, local_day
from liaison.usecases import ending_support
from liaison.vocabulary import AgreementKind, PartnerKind, Role
from tests.journeys import doing
from tests.journeys.furnished import BY_SMS, AtWork
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People, Person

pytestmark = pytest.mark.xdist_group("browser")

NAME: Final = "CANARINE"
WHY: Final = "Instance fictive 2026-000 devant le tribunal."


def ending(people: People, referent: Person) -> str:
    """Give a dossier whose support ended three years ago, but for twenty days."""
    case_id = people.case(referent, NAME, AgreementKind.ENGAGEMENT)
    actor = people.actor_of(referent)
    with people.service.transaction() as ctx:
        ended = add_months(ctx.today, -36) + timedelta(days=20)
        ending_support.set_support_end(ctx, actor, case_id, ended)
    return case_id


def in_french(day: date) -> str:
    """Write a day as people type it."""
    return f"{day:%d/%m/%Y}"


@pytest.fixture
def pages(people: People, house: House, new_context: Callable[..., BrowserContext]) -> dict[Role, Page]:
    """Give a browser to each of those who have a part in a hold, signed in."""
    found = {}
    for role in (Role.COORDINATOR, Role.DPO, Role.CONTROLLER):
        found[role] = new_context().new_page()
        doing.sign_in(found[role], house.url, people.one(role))
    return found


def ask(page: Page, gallery: Gallery) -> str:
    """Ask for a hold from the dossier that is open, naming somebody at first; return the address of its page."""
    page.get_by_role("link", name="Demander que la destruction attende").click()
    page.get_by_label("Contentieux").check()
    page.get_by_label("Motif").fill(f"Recours de Mme {NAME.title()}.")
    page.get_by_label("À réexaminer le").fill(in_french(local_day(SystemClock().now()) + timedelta(days=90)))
    page.get_by_role("button", name="Demander la suspension").click()
    expect(page.get_by_role("alert")).to_contain_text("un nom de bénéficiaire s’y trouve")
    gallery.look(page, "hold-form-mistakes")
    page.get_by_label("Motif").fill(WHY)
    page.get_by_role("button", name="Demander la suspension").click()
    expect(page.get_by_text("Rien n’est encore suspendu.")).to_be_visible()
    return page.url.partition("?")[0]


def advise(page: Page, house: House, address: str, gallery: Gallery) -> None:
    """Find what waits for an opinion on the DPO's home, and give it."""
    page.goto(house.url)
    expect(page.get_by_role("heading", name="Avis attendus")).to_be_visible()
    gallery.look(page, "retention-dpo-home")
    page.goto(address)
    page.get_by_label("Défavorable").check()
    page.get_by_label("Raisons").fill("Le recours ne porte pas sur ces données.")
    gallery.look(page, "hold-advising")
    page.get_by_role("button", name="Enregistrer l’avis").click()
    expect(page.get_by_text("Votre avis est enregistré.")).to_be_visible()


def decide(page: Page, house: House, address: str, gallery: Gallery) -> None:
    """Find what waits on the controller's home, look at whom it concerns, and grant it."""
    page.goto(house.url)
    expect(page.get_by_role("heading", name="Décisions à prendre")).to_be_visible()
    gallery.look(page, "retention-controller-home")
    page.goto(address)
    page.get_by_label("Pour décider de cette suspension").check()
    page.get_by_role("button", name="Voir le nom").click()
    expect(page.get_by_text(f"{NAME} Milada")).to_be_visible()
    gallery.look(page, "hold-opened")
    page.goto(address)
    page.get_by_label("L’accorder").check()
    page.get_by_label("Motif de la décision").fill("Le juge l’a demandé.")
    gallery.look(page, "hold-deciding")
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_text("rien de ce qu’elle couvre ne sera détruit")).to_be_visible()
    gallery.look(page, "hold-standing")


@pytest.mark.requirement("R-4", "R-6", "A-2")
def test_hold_from_the_dossier_to_its_end(
    house: House, people: People, pages: dict[Role, Page], page: Page, gallery: Gallery
) -> None:
    """The coordinator asks, the DPO advises, the controller decides and lifts; the DPO's pages name nobody."""
    referent = people.new()
    case_id = ending(people, referent)
    doing.sign_in(page, house.url, referent)
    expect(page.get_by_role("heading", name="Bientôt détruits")).to_be_visible()
    expect(page.get_by_role("link", name=f"{NAME} Milada")).to_be_visible()
    gallery.look(page, "retention-day")

    doing.open_case(pages[Role.COORDINATOR], house.url, case_id)
    address = ask(pages[Role.COORDINATOR], gallery)
    advise(pages[Role.DPO], house, address, gallery)
    decide(pages[Role.CONTROLLER], house, address, gallery)

    dpo = pages[Role.DPO]
    for path in ("/", "/echeances/suspensions", "/echeances/et-si", "/echeances/delais", "/journal", "/echeances"):
        dpo.goto(house.url + path)
        assert NAME.lower() not in dpo.content().lower(), path
        assert "Milada" not in dpo.content(), path
    expect(dpo.get_by_role("heading", name="Suspendu")).to_be_visible()
    gallery.look(dpo, "due-held")

    controller = pages[Role.CONTROLLER]
    controller.goto(address)
    controller.get_by_role("button", name="Lever la suspension").click()
    expect(controller.get_by_text("La suspension est levée")).to_be_visible()
    gallery.look(controller, "hold-lifted")
    controller.goto(f"{house.url}/echeances/suspensions")
    gallery.look(controller, "holds")


@pytest.mark.requirement("R-2", "R-6", "R-8")
def test_delay_and_simulation(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """A delay is changed once its preview was seen; a simulation shows what would be due, and changes nothing."""
    referent = people.new()
    partner = people.partner(PartnerKind.MISSION_LOCALE, "Mission locale des Échéances", model="spe")
    case_id = people.case(referent, "EXEMPLAIRE", *AgreementKind)
    work = AtWork(house, people, people.actor_of(referent))
    work.send(case_id, "spe", partner, BY_SMS)
    page = new_context().new_page()
    doing.sign_in(page, house.url, people.one(Role.CONTROLLER))
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Échéances").click()
    gallery.look(page, "due")
    page.get_by_role("link", name="Délais").click()
    gallery.look(page, "delays")
    page.get_by_role("link", name="accusé de réception").click()
    page.get_by_label("Nouveau délai, en jours").fill("61")
    page.get_by_role("button", name="Voir ce qui bougerait").click()
    expect(page.get_by_role("alert")).to_contain_text("de 1 à 60 jours")
    gallery.look(page, "delay-mistakes")
    page.get_by_label("Nouveau délai, en jours").fill("20")
    page.get_by_role("button", name="Voir ce qui bougerait").click()
    expect(page.get_by_role("heading", name="Avec 20 jours au lieu de 30 jours")).to_be_visible()
    gallery.look(page, "delay-preview")
    page.get_by_role("button", name="Confirmer 20 jours").click()
    expect(page.get_by_role("heading", level=1, name="20 jours")).to_be_visible()
    # Others live in this house: they count with thirty.
    page.get_by_label("Nouveau délai, en jours").fill("30")
    page.get_by_role("button", name="Voir ce qui bougerait").click()
    page.get_by_role("button", name="Confirmer 30 jours").click()
    expect(page.get_by_role("heading", level=1, name="30 jours")).to_be_visible()

    page.goto(f"{house.url}/echeances/et-si")
    page.get_by_label("Si cette convention").select_option(index=1)
    page.get_by_role("button", name="Simuler").click()
    expect(page.get_by_role("alert")).to_contain_text("dites quel jour elle prendrait fin")
    page.get_by_label("Si cette convention").select_option(
        label=f"{partner.name}, Convention fictive {len(people.partners)}"
    )
    page.get_by_label("prenait fin le").first.fill(in_french(local_day(SystemClock().now())))
    page.get_by_role("button", name="Simuler").click()
    expect(page.get_by_role("heading", name="Ce qui changerait")).to_be_visible()
    gallery.look(page, "due-supposed")
