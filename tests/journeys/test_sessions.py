"""Does somebody end a session that they left open, and give a code before something delicate, losing nothing?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select

from liaison.records import WebSession
from liaison.vocabulary import Role
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People, Person

pytestmark = pytest.mark.xdist_group("browser")

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"


def hours_later(house: House, person: Person) -> None:
    """Let the last code of somebody's sessions be long ago: the clock of a served process cannot be moved."""
    with house.service().transaction() as ctx:
        for row in ctx.session.exec(select(WebSession).where(WebSession.account_id == person.account_id)):
            assert row.proved_at is not None
            row.proved_at -= timedelta(hours=2)


@pytest.mark.requirement("A-1")
def test_a_session_left_open_is_ended(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """Signed in on a telephone and at a desk: the telephone's is seen, ended after a code, and opens nothing."""
    referent = people.new()
    telephone = new_context(user_agent=PHONE).new_page()
    doing.sign_in(telephone, house.url, referent)
    desk = new_context().new_page()
    doing.sign_in(desk, house.url, referent)
    hours_later(house, referent)
    desk.get_by_role("link", name="Zéphyrine Testoukhina").click()
    expect(desk.get_by_role("heading", level=1, name="Mon compte")).to_be_visible()
    own = desk.get_by_role("region", name="Sessions ouvertes")
    expect(own.get_by_role("listitem")).to_have_count(2)
    expect(own.get_by_role("listitem").first).to_contain_text("cette session")
    expect(own.get_by_role("listitem").nth(1)).to_contain_text("Safari, sur un téléphone")
    gallery.look(desk, "own-sessions")
    own.get_by_role("button", name="Fermer la session Safari").click()

    expect(desk.get_by_role("heading", level=1, name="Un code avant de continuer")).to_be_visible()
    gallery.look(desk, "proof")
    desk.get_by_label("Code à six chiffres").fill("000000")
    desk.get_by_role("button", name="Continuer", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("Ce code ne convient pas")
    gallery.look(desk, "proof-refused")
    prove(desk, referent)
    gallery.look(desk, "proved")
    desk.get_by_role("button", name="Continuer", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("La session est fermée.")
    expect(own.get_by_role("listitem")).to_have_count(1)
    telephone.goto(f"{house.url}/dossiers")
    expect(telephone.get_by_role("heading", level=1, name="Se connecter")).to_be_visible()


def prove(page: Page, person: Person) -> None:
    """Give the code of one's telephone, and see that one may go on."""
    page.get_by_label("Code à six chiffres").fill(person.telephone.code())
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="C’est bien vous")).to_be_visible()


@pytest.mark.requirement("A-1")
def test_an_export_waits_for_a_code(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """The form comes back as it was chosen; the file arrives, and the page says where."""
    coordinator = people.new(Role.COORDINATOR)
    doing.sign_in(page, house.url, coordinator)
    page.goto(f"{house.url}/partenaires/importer")
    hours_later(house, coordinator)
    page.get_by_role("button", name="Exporter en CSV").click()
    expect(page.get_by_role("heading", level=1, name="Un code avant de continuer")).to_be_visible()
    prove(page, coordinator)
    gallery.look(page, "proved-export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Continuer", exact=True).click()
    assert download.value.suggested_filename == "annuaire.csv"
